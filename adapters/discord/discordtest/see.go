package discordtest

import (
	"fmt"
	"slices"
	"strings"

	"limber/adapters/internal/fakeserver"
)

// Messages returns what a channel, a thread or a private conversation shows now,
// in order, with what only single people see.
func (s *Server) Messages(channel string) []Message {
	return locked(s, func() []Message {
		c := s.channels[channel]
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

// Said returns what the bot's messages in a channel show now, in order, without
// those that only one person sees and the notices of new threads.
func (s *Server) Said(channel string) []Message {
	return slices.DeleteFunc(s.Messages(channel), func(m Message) bool { return !m.FromBot || m.Ephemeral || m.Notice })
}

// SaidTo returns what only one person sees of the bot in a channel.
func (s *Server) SaidTo(u *User, channel string) []Message {
	return slices.DeleteFunc(s.Messages(channel), func(m Message) bool { return !m.Ephemeral || m.To != u.ID })
}

// Last returns the last of what was Said in a channel, the zero Message if none.
func (s *Server) Last(channel string) Message { return fakeserver.Last(s.Said(channel)) }

// LastTo returns the last of what only one person sees.
func (s *Server) LastTo(u *User, channel string) Message {
	return fakeserver.Last(s.SaidTo(u, channel))
}

// Message returns a message as it shows now, and whether it still does.
func (s *Server) Message(channel, id string) (Message, bool) {
	for _, m := range s.Messages(channel) {
		if m.ID == id {
			return m, true
		}
	}
	return Message{}, false
}

// CallsOf returns the calls of some names.
func (s *Server) CallsOf(ops ...string) []Call {
	return slices.DeleteFunc(s.Calls(), func(c Call) bool { return !slices.Contains(ops, c.Op) })
}

// Violations says which calls, and what on the gateway, broke a rule of the
// description, and which.
func (s *Server) Violations() []string {
	var out []string
	for _, c := range s.Calls() {
		if c.Violation != "" {
			out = append(out, c.Violation)
		}
	}
	return append(out, locked(s, func() []string { return slices.Clone(s.gw.problems) })...)
}

// Report shows all channels, the last calls and the connections of the gateway.
func (s *Server) Report() string {
	var b strings.Builder
	for _, id := range locked(s, func() []string { return sortedKeys(s.channels) }) {
		if text := s.Transcript(id); text != "" {
			fmt.Fprintf(&b, "channel %s\n%s", id, text)
		}
	}
	calls := s.Calls()
	for _, c := range calls[max(0, len(calls)-20):] {
		fmt.Fprintln(&b, &c)
	}
	for _, i := range s.Unanswered() {
		fmt.Fprintf(&b, "unanswered: %+v\n", i)
	}
	fmt.Fprintf(&b, "gateway: %d connections, %d ready, starts %+v\n", s.Gateway().Connections(), s.Gateway().Ready(), s.Gateway().Starts())
	return b.String()
}

// Transcript shows a channel as people see it, for reading and for golden files.
func (s *Server) Transcript(channel string) string {
	var b strings.Builder
	for _, m := range s.Messages(channel) {
		name := func(id string) string { return locked(s, func() string { return s.users[id].Name }) }
		who := "bot"
		if !m.FromBot {
			who = name(m.From)
		}
		for _, note := range []struct {
			on   bool
			text string
		}{
			{m.Notice, "new thread"},
			{m.Silent, "silent"},
			{m.TTS, "aloud"},
			{m.Thinking, "thinking"},
			{m.Ephemeral, "only to " + name(orBot(m.To, m.From))},
		} {
			if note.on {
				who += " (" + note.text + ")"
			}
		}
		fmt.Fprintf(&b, "%s: %s\n", who, m.Text)
		for _, f := range m.Files {
			fmt.Fprintf(&b, " <%s>\n", f.Name)
		}
		showButtons(&b, m.Buttons)
		for _, menu := range m.Menus {
			fmt.Fprintf(&b, " {%s:", menu.Label)
			for _, option := range menu.Options {
				fmt.Fprintf(&b, " [%s]", option.Label)
			}
			fmt.Fprintln(&b, "}")
		}
	}
	return b.String()
}

func orBot(id, bot string) string {
	if id == "" {
		return bot
	}
	return id
}

func showButtons(b *strings.Builder, buttons []Button) {
	for i, button := range buttons {
		label := strings.TrimSpace(button.Emoji + " " + button.Label)
		if button.Disabled {
			label = "-" + label + "-"
		}
		fmt.Fprintf(b, " [%s]", label)
		if i+1 == len(buttons) || buttons[i+1].Row != button.Row {
			fmt.Fprintln(b)
		}
	}
}
