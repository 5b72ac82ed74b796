package telegramtest

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Action is a chat action that people saw: "typing".
type Action struct {
	Chat   int64
	Thread int64
	Action string
	At     time.Time
}

func (s *Server) sendMessage(c *Call) (any, *refusal) {
	p := object(c.Params)
	entities, no := content(p.text("text"), p["entities"])
	if no != nil {
		return nil, no
	}
	return s.send(c, &message{Message: Message{Text: p.text("text"), Entities: entities}})
}

// content checks a text that must not be empty.
func content(text string, entities any) ([]Entity, *refusal) {
	switch n := units(text); {
	case strings.TrimSpace(text) == "":
		return nil, breach("message text is empty")
	case n > 4096:
		return nil, breach("message is too long")
	}
	return marked(text, entities)
}

func marked(text string, entities any) ([]Entity, *refusal) {
	out, err := readEntities(text, entities)
	if err != nil {
		return nil, breach("can't parse entities: %v", err)
	}
	return out, nil
}

func sendMedia(kind string) func(*Server, *Call) (any, *refusal) {
	return func(s *Server, c *Call) (any, *refusal) {
		p := object(c.Params)
		entities, no := marked(p.text("caption"), p["caption_entities"])
		if no != nil {
			return nil, no
		}
		file, no := s.file(kind, p[kind])
		if no != nil {
			return nil, no
		}
		return s.send(c, &message{
			Message: Message{Text: p.text("caption"), Entities: entities, Media: kind, File: file},
			extras:  object{kind: mediaObject(kind, file)},
		})
	}
}

// file returns the id of a file that is uploaded, linked or known already.
func (s *Server) file(kind string, given any) (string, *refusal) {
	file, isFile := given.(File)
	text, _ := given.(string)
	switch {
	case isFile:
	case strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "https://"):
		file = File{Kind: kind, Name: text}
	case strings.HasPrefix(text, "attach://"):
		return "", breach("can't parse %s: no such file is attached", kind)
	default:
		text = strings.TrimSuffix(text, smaller)
		known, ok := s.files[text]
		if !ok || known.Kind != kind {
			return "", breach("wrong file identifier/HTTP URL specified")
		}
		return text, nil
	}
	id := fmt.Sprintf("file-%s-%d", kind, len(s.files)+1)
	s.files[id] = file
	return id, nil
}

// smaller ends the ids of the smaller sizes of a photo.
const smaller = "-s"

// mediaObject is the field of a message that holds a medium.
func mediaObject(kind, file string) any {
	o := object{"file_id": file, "file_unique_id": "u" + file, "file_size": 1000}
	switch kind {
	case "photo":
		return []object{
			o.with(object{"file_id": file + smaller, "width": 90, "height": 60}),
			o.with(object{"width": 800, "height": 600}),
		}
	case "sticker":
		o["is_animated"], o["is_video"] = false, false
		return o.with(object{"type": "regular", "width": 512, "height": 512, "emoji": "👍"})
	case "voice", "audio":
		return o.with(object{"duration": 3})
	default:
		return o.with(object{"duration": 3, "width": 320, "height": 240})
	}
}

// send puts a message of the bot into its chat, if nothing stands against it.
func (s *Server) send(call *Call, m *message) (any, *refusal) {
	p := object(call.Params)
	c, no := s.reach(call)
	if no != nil {
		return nil, no
	}
	if p["message_effect_id"] != nil && c.kind != private {
		return nil, breach("message_effect_id is for private chats only")
	}
	m.Thread = p.number("message_thread_id")
	if no := s.reply(c, m, p["reply_parameters"]); no != nil {
		return nil, no
	}
	if no := s.allow(call, c); no != nil {
		return nil, no
	}
	m.FromBot, m.From, m.Silent = true, s.botID, p.flag("disable_notification")
	m.markup, m.Keyboard = p["reply_markup"], keyboardOf(p["reply_markup"])
	c.talked = time.Now()
	return s.object(s.post(c, m)), nil
}

// reply sets what a message replies to.
func (s *Server) reply(c *chat, m *message, given any) *refusal {
	p, ok := given.(object)
	if !ok {
		return nil
	}
	if other, given := p["chat_id"]; given && other != c.id {
		return breach("can't parse reply_parameters: a reply to another chat is not in use")
	}
	to := c.message(p.number("message_id"))
	switch {
	case to != nil && !to.gone:
		if quote := p.text("quote"); !strings.Contains(to.Text, quote) {
			return breach("QUOTE_TEXT_INVALID")
		}
		m.ReplyTo = to.ID
		if m.Thread == 0 {
			m.Thread = to.Thread
		}
	case p.flag("allow_sending_without_reply"):
	case to == nil:
		return breach("message to be replied not found")
	default:
		return refuse(http.StatusBadRequest, "Bad Request: message to be replied not found")
	}
	return nil
}

func (s *Server) sendChatAction(c *Call) (any, *refusal) {
	to, no := s.reach(c)
	if no != nil {
		return nil, no
	}
	p := object(c.Params)
	s.actions = append(s.actions, Action{to.id, p.number("message_thread_id"), p.text("action"), time.Now()})
	return true, nil
}
