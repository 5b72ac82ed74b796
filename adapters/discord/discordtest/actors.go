package discordtest

import (
	"regexp"
	"slices"
	"strings"
)

// Words is what a person can write.
type Words struct {
	Text    string
	ReplyTo string // the id of the message that is replied to
	Quiet   bool   // the reply does not mention its author
	Mention bool   // the bot is mentioned before the text
	Files   []File
}

// Write writes a message into a channel, a thread or the private conversation.
func (u *User) Write(channel, text string) Message { return u.Send(channel, Words{Text: text}) }

// Mention writes a message that mentions the bot.
func (u *User) Mention(channel, text string) Message {
	return u.Send(channel, Words{Text: text, Mention: true})
}

// Reply replies to a message, and mentions its author as people's apps do.
func (u *User) Reply(to Message, text string) Message {
	return u.Send(to.Channel, Words{Text: text, ReplyTo: to.ID})
}

// Send writes anything.
func (u *User) Send(where string, w Words) Message {
	s := u.s
	s.T.Helper()
	s.Lock()
	defer s.Unlock()
	c := s.channels[where]
	if c == nil || c.gone {
		s.T.Errorf("%s cannot write: there is no channel %s", u.Name, where)
		return Message{}
	}
	if w.Mention {
		w.Text = strings.TrimSpace("<@" + s.botID + "> " + w.Text)
	}
	m := &message{Message: Message{From: u.ID, Content: w.Text, ReplyTo: w.ReplyTo, Files: slices.Clone(w.Files)}}
	for i := range m.Files {
		m.Files[i].ID = s.newID()
	}
	if to := s.messageIn(c, w.ReplyTo); to != nil && !w.Quiet {
		m.mentions = append(m.mentions, to.From)
	}
	if c.thread() && !slices.Contains(c.members, u.ID) {
		c.members = append(c.members, u.ID)
	}
	s.say(c, m)
	s.tellMessage("MESSAGE_CREATE", c, m)
	s.Touch()
	return m.Message
}

var userPattern = regexp.MustCompile(`<@!?(\d+)>`)

// say puts what a person says into a channel.
func (s *Server) say(c *channel, m *message) {
	for _, found := range userPattern.FindAllStringSubmatch(m.Content, -1) {
		if s.users[found[1]] != nil && !slices.Contains(m.mentions, found[1]) {
			m.mentions = append(m.mentions, found[1])
		}
	}
	if m.ReplyTo != "" {
		m.kind = 19
	}
	m.show()
	s.post(c, m)
}

// Edit changes a message that the person has written.
func (u *User) Edit(m Message, text string) {
	s := u.s
	s.T.Helper()
	s.change(func() {
		c := s.channels[m.Channel]
		old := s.messageIn(c, m.ID)
		if old == nil || old.From != u.ID {
			s.T.Errorf("%s cannot edit message %s", u.Name, m.ID)
			return
		}
		old.Content, old.EditedAt = text, s.Now()
		old.Edits++
		old.show()
		s.tellMessage("MESSAGE_UPDATE", c, old)
	})
}

// Delete deletes a message, an own one or as a moderator.
func (u *User) Delete(m Message) {
	s := u.s
	s.change(func() {
		c := s.channels[m.Channel]
		if old := s.messageIn(c, m.ID); old != nil {
			s.remove(c, old)
		}
	})
}

// Press presses a button of a message, named by its label or custom_id, also one
// that an edit has taken away since. It returns the id of the interaction.
func (u *User) Press(m Message, button string) string {
	s := u.s
	s.T.Helper()
	s.Lock()
	defer s.Unlock()
	on := s.shown(u, m)
	if on == nil {
		return ""
	}
	buttons := append(slices.Clone(on.Buttons), on.past...)
	i := slices.IndexFunc(buttons, func(b Button) bool { return b.Label == button || b.CustomID == button })
	if i < 0 || buttons[i].CustomID == "" || buttons[i].Disabled {
		s.T.Errorf("%s cannot press %q on %q: its buttons are %+v", u.Name, button, on.Text, buttons)
		return ""
	}
	id := buttons[i].CustomID
	return s.use(u, on, id, object{"custom_id": id, "component_type": kindButton})
}

// Choose chooses options of a menu, named by its placeholder or custom_id ("" is
// the first); the options by their labels or values.
func (u *User) Choose(m Message, menu string, options ...string) string {
	s := u.s
	s.T.Helper()
	s.Lock()
	defer s.Unlock()
	on := s.shown(u, m)
	if on == nil {
		return ""
	}
	menus := append(slices.Clone(on.Menus), on.pastMenus...)
	i := slices.IndexFunc(menus, func(m Menu) bool { return menu == "" || m.Label == menu || m.CustomID == menu })
	if i < 0 || menus[i].Disabled || int64(len(options)) < menus[i].Min || int64(len(options)) > menus[i].Max {
		s.T.Errorf("%s cannot choose %q of %q: the menus are %+v", u.Name, options, menu, menus)
		return ""
	}
	values := []any{}
	for _, want := range options {
		known := slices.IndexFunc(menus[i].Options, func(c Choice) bool { return c.Label == want || c.Value == want })
		switch {
		case menus[i].Kind != kindMenu:
			values = append(values, want)
		case known < 0:
			s.T.Errorf("%q is not an option of %+v", want, menus[i])
			return ""
		default:
			values = append(values, menus[i].Options[known].Value)
		}
	}
	id := menus[i].CustomID
	return s.use(u, on, id, object{
		"custom_id": id, "component_type": menus[i].Kind, "values": values, "resolved": object{},
	})
}

// shown finds a message that a person has before them.
func (s *Server) shown(u *User, m Message) *message {
	s.T.Helper()
	c := s.channels[m.Channel]
	if c != nil {
		for _, on := range c.messages {
			if on.ID == m.ID && (!on.Ephemeral || on.To == u.ID) {
				return on
			}
		}
	}
	s.T.Errorf("%s sees no message %s in channel %s", u.Name, m.ID, m.Channel)
	return nil
}

// use makes the interaction with a component.
func (s *Server) use(u *User, on *message, id string, data object) string {
	defer s.Touch()
	c := s.channels[on.Channel]
	return s.begin(u, c, byComponent, id, data, on).ID
}
