package telegramtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// own finds the bot's message that a call wants to edit.
func (s *Server) own(call *Call) (*chat, *message, *refusal) {
	p := object(call.Params)
	if p["inline_message_id"] != nil {
		return nil, nil, breach("MESSAGE_ID_INVALID")
	}
	c, no := s.reach(call)
	if no != nil {
		return nil, nil, no
	}
	m := c.message(p.number("message_id"))
	switch {
	case m == nil || m.gone && m.byBot:
		return nil, nil, breach("message to edit not found")
	case m.gone:
		return nil, nil, refuse(http.StatusBadRequest, "Bad Request: message to edit not found")
	case !m.FromBot, m.markup != nil && m.Keyboard == nil && !isInline(m.markup):
		return nil, nil, breach("message can't be edited")
	}
	if t := c.topics[m.Thread]; t != nil && t.closed && c.status != "administrator" {
		return nil, nil, refuse(http.StatusBadRequest, "Bad Request: TOPIC_CLOSED")
	}
	return c, m, nil
}

func isInline(markup any) bool {
	o, _ := markup.(object)
	return o["inline_keyboard"] != nil
}

func (s *Server) editMessageText(c *Call) (any, *refusal) {
	p := object(c.Params)
	entities, no := content(p.text("text"), p["entities"])
	if no != nil {
		return nil, no
	}
	return s.edit(c, func(m *message) *refusal {
		if m.Media != "" {
			return breach("there is no text in the message to edit")
		}
		m.Text, m.Entities = p.text("text"), entities
		return nil
	})
}

func (s *Server) editMessageCaption(c *Call) (any, *refusal) {
	p := object(c.Params)
	entities, no := marked(p.text("caption"), p["caption_entities"])
	if no != nil {
		return nil, no
	}
	return s.edit(c, func(m *message) *refusal {
		if m.Media == "" {
			return breach("there is no caption in the message to edit")
		}
		m.Text, m.Entities = p.text("caption"), entities
		return nil
	})
}

func (s *Server) editMessageReplyMarkup(c *Call) (any, *refusal) {
	return s.edit(c, func(*message) *refusal { return nil })
}

// edit changes a message of the bot. The keyboard is replaced in any case.
func (s *Server) edit(call *Call, change func(*message) *refusal) (any, *refusal) {
	c, m, no := s.own(call)
	if no != nil {
		return nil, no
	}
	next := *m
	next.markup = call.Params["reply_markup"]
	next.Keyboard = keyboardOf(next.markup)
	if no := change(&next); no != nil {
		return nil, no
	}
	if sameContent(m, &next) {
		return nil, breach("message is not modified: specified new message content and reply markup are exactly " +
			"the same as a current content and reply markup of the message")
	}
	if no := s.allow(call, c); no != nil {
		return nil, no
	}
	next.pastMarks = append(next.pastMarks, slices.Concat(m.Keyboard...)...)
	next.Edits++
	next.EditedAt = s.Now()
	*m = next
	return s.object(m), nil
}

func sameContent(a, b *message) bool {
	return strings.TrimSpace(a.Text) == strings.TrimSpace(b.Text) && slices.Equal(a.Entities, b.Entities) &&
		slices.EqualFunc(a.Keyboard, b.Keyboard, slices.Equal[[]Button])
}

func (s *Server) deleteMessage(call *Call) (any, *refusal) {
	c, no := s.find(call)
	if no != nil {
		return nil, no
	}
	m := c.message(object(call.Params).number("message_id"))
	switch {
	case m == nil || m.gone && m.byBot:
		return nil, breach("message to delete not found")
	case m.gone:
		return nil, refuse(http.StatusBadRequest, "Bad Request: message to delete not found")
	case s.Now().Sub(m.At) >= 48*time.Hour, c.kind != private && !m.FromBot && c.status != "administrator":
		return nil, breach("message can't be deleted for everyone")
	}
	m.gone, m.byBot = true, true
	return true, nil
}
