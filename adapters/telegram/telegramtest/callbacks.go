package telegramtest

import (
	"fmt"
	"time"
)

// query is the press of a button.
type query struct {
	id       string
	user     int64
	chat     int64
	at       time.Time
	answered bool
}

// Toast is the answer to the press of a button, as the person saw it.
type Toast struct {
	Query string // the id that Press returned
	User  int64
	Chat  int64
	Text  string // "" only ends the waiting
	Alert bool
	At    time.Time
	Took  time.Duration // since the press
}

const lateQuery = "query is too old and response timeout expired or query ID is invalid"

func (s *Server) answerCallbackQuery(c *Call) (any, *refusal) {
	p := object(c.Params)
	q := s.queries[p.text("callback_query_id")]
	if q == nil || q.answered || c.At.Sub(q.at) > s.opts.QueryLife {
		return nil, breach(lateQuery)
	}
	q.answered = true
	s.toasts = append(s.toasts, Toast{
		Query: q.id, User: q.user, Chat: q.chat, Text: p.text("text"), Alert: p.flag("show_alert"),
		At: c.At, Took: c.At.Sub(q.at),
	})
	return true, nil
}

// InlineQuery is what a person wrote after the bot's name in some chat, and what
// the bot answered.
type InlineQuery struct {
	ID       string
	User     int64
	Text     string
	Answered bool
	Results  []InlineResult
	// Button is the label of the button above the results, Start its parameter.
	Button, Start string
}

// InlineResult is one result that can be shared.
type InlineResult struct {
	ID          string
	Title       string
	Description string
	Text        string
	Entities    []Entity
	Keyboard    [][]Button
}

// Inline asks the bot in the field of some other chat, and returns the id of the
// query.
func (u *User) Inline(text string) string {
	s := u.s
	s.Lock()
	defer s.Unlock()
	q := &InlineQuery{ID: fmt.Sprintf("9%017d", len(s.inline)+1), User: u.ID, Text: text}
	s.inline[q.ID] = q
	s.emit("inline_query", u.ID, object{
		"id": q.ID, "from": u.object(), "query": text, "offset": "", "chat_type": private,
	})
	return q.ID
}

// InlineQuery returns a query with its answer.
func (s *Server) InlineQuery(id string) InlineQuery {
	return locked(s, func() InlineQuery {
		if q := s.inline[id]; q != nil {
			return *q
		}
		return InlineQuery{}
	})
}

func (s *Server) answerInlineQuery(c *Call) (any, *refusal) {
	p := object(c.Params)
	q := s.inline[p.text("inline_query_id")]
	if q == nil || q.Answered {
		return nil, breach(lateQuery)
	}
	q.Answered = true
	for _, item := range p["results"].([]any) {
		r := item.(object)
		content := r["input_message_content"].(object)
		entities, no := marked(content.text("message_text"), content["entities"])
		if no != nil {
			return nil, no
		}
		q.Results = append(q.Results, InlineResult{
			ID: r.text("id"), Title: r.text("title"), Description: r.text("description"),
			Text: content.text("message_text"), Entities: entities, Keyboard: keyboardOf(r["reply_markup"]),
		})
	}
	if b, ok := p["button"].(object); ok {
		q.Button, q.Start = b.text("text"), b.text("start_parameter")
	}
	return true, nil
}

// Choose shares a result of an inline query in a group, which the bot sees as
// a message that came through it.
func (g *Group) Choose(u *User, query, result string) Message {
	s := g.s
	q := s.InlineQuery(query)
	for _, r := range q.Results {
		if r.ID != result {
			continue
		}
		var out Message
		g.change(func(s *Server, c *chat) {
			m := s.post(c, &message{
				Message: Message{From: u.ID, Text: r.Text, Entities: r.Entities, Keyboard: r.Keyboard},
				extras:  object{"via_bot": s.self()}, inlineID: fmt.Sprintf("inline-%s-%s", query, result),
			})
			s.emit("message", c.id, s.object(m))
			if s.opts.Feedback {
				s.emit("chosen_inline_result", u.ID, object{"result_id": r.ID, "from": u.object(), "query": q.Text})
			}
			out = m.Message
		})
		return out
	}
	s.T.Errorf("%s finds no result %q to %q", u.Name, result, q.Text)
	return Message{}
}
