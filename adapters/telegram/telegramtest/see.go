package telegramtest

import (
	"fmt"
	"slices"
	"strings"

	"limber/adapters/internal/fakeserver"
)

// Messages returns what a chat shows now, in order, service messages too. The
// chat with a user has the id of the user.
func (s *Server) Messages(chat int64) []Message {
	return locked(s, func() []Message {
		c := s.chats[chat]
		if c == nil {
			return nil
		}
		var out []Message
		for _, m := range c.messages {
			if !m.gone {
				out = append(out, m.Message)
			}
		}
		return out
	})
}

// Said returns what the bot's messages in a chat show now, in order.
func (s *Server) Said(chat int64) []Message {
	return slices.DeleteFunc(s.Messages(chat), func(m Message) bool { return !m.FromBot })
}

// Last returns the bot's last message in a chat, the zero Message if none.
func (s *Server) Last(chat int64) Message { return fakeserver.Last(s.Said(chat)) }

// Message returns a message as it shows now, and whether it still does.
func (s *Server) Message(chat, id int64) (Message, bool) {
	for _, m := range s.Messages(chat) {
		if m.ID == id {
			return m, true
		}
	}
	return Message{}, false
}

// CallsOf returns the calls of some methods.
func (s *Server) CallsOf(methods ...string) []Call {
	return slices.DeleteFunc(s.Calls(), func(c Call) bool { return !slices.Contains(methods, c.Method) })
}

// Violations says which calls broke a rule of the description, and which.
func (s *Server) Violations() []string {
	var out []string
	for _, c := range s.Calls() {
		if c.Violation != "" {
			out = append(out, c.Violation)
		}
	}
	return out
}

// Toasts returns the answers to presses so far.
func (s *Server) Toasts() []Toast {
	return locked(s, func() []Toast { return slices.Clone(s.toasts) })
}

// Unanswered is the number of presses that wait for their answer.
func (s *Server) Unanswered() int {
	return locked(s, func() (n int) {
		for _, q := range s.queries {
			if !q.answered {
				n++
			}
		}
		return n
	})
}

// Actions returns the chat actions so far.
func (s *Server) Actions() []Action {
	return locked(s, func() []Action { return slices.Clone(s.actions) })
}

// Files returns the files that the bot has sent or linked, by their ids.
func (s *Server) Files() map[string]File {
	return locked(s, func() map[string]File {
		out := map[string]File{}
		for id, f := range s.files {
			out[id] = f
		}
		return out
	})
}

// Report shows all chats and the last calls.
func (s *Server) Report() string {
	var b strings.Builder
	for _, id := range locked(s, func() []int64 {
		var ids []int64
		for id, c := range s.chats {
			if len(c.messages) > 0 {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		return ids
	}) {
		fmt.Fprintf(&b, "chat %d\n%s", id, s.Transcript(id))
	}
	calls := s.Calls()
	for _, c := range calls[max(0, len(calls)-20):] {
		fmt.Fprintln(&b, &c)
	}
	return b.String()
}

// Transcript shows a chat as people see it, for reading and for golden files.
func (s *Server) Transcript(chat int64) string {
	var b strings.Builder
	for _, m := range s.Messages(chat) {
		who := "bot"
		if !m.FromBot {
			who = locked(s, func() string { return s.users[m.From].Name })
		}
		if m.Thread != 0 {
			who += fmt.Sprintf(" in %d", m.Thread)
		}
		for _, note := range []string{m.Media, m.Service} {
			if note != "" {
				who += " (" + note + ")"
			}
		}
		if m.Silent {
			who += " (silent)"
		}
		fmt.Fprintf(&b, "%s: %s\n", who, m.Text)
		for _, row := range m.Keyboard {
			for _, button := range row {
				fmt.Fprintf(&b, " [%s]", button.Label)
			}
			fmt.Fprintln(&b)
		}
	}
	return b.String()
}
