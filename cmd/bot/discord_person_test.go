package main

import (
	"slices"
	"strings"

	"limber/adapters/discord/discordtest"
)

// guest is somebody in a place on Discord: a channel, a thread or the private
// conversation.
type guest struct {
	*discordWorld
	user  *discordtest.User
	place string
}

func (w *discordWorld) at(place string, u *discordtest.User) *guest { return &guest{w, u, place} }

// inServer makes a server with these people and returns each of them in its
// channel, after a moment.
func (w *discordWorld) inServer(names ...string) (*discordtest.Guild, []*guest) {
	w.Helper()
	var users []*discordtest.User
	for _, name := range names {
		users = append(users, w.server.User(name))
	}
	g := w.server.Guild("Backs", append([]*discordtest.User{w.server.User("Owner")}, users...)...)
	channel := g.Text("general")
	w.wait(moment)
	var all []*guest
	for _, u := range users {
		all = append(all, w.at(channel.ID, u))
	}
	return g, all
}

// thread is the guest in the newest thread of where they are.
func (p *guest) thread() *guest {
	p.Helper()
	threads := p.server.Threads(p.place)
	if len(threads) == 0 {
		p.Fatalf("there is no thread:\n%s", p.server.Transcript(p.place))
	}
	return p.at(threads[len(threads)-1].ID, p.user)
}

// seen is what the guest sees of the bot, without the notices of new threads.
func (p *guest) seen() []discordtest.Message {
	return slices.DeleteFunc(p.server.Messages(p.place), func(m discordtest.Message) bool {
		return !m.FromBot || m.Notice || m.Ephemeral && m.To != p.user.ID
	})
}

// then does something and returns what is new to the guest a moment later.
func (p *guest) then(do func()) []discordtest.Message {
	p.Helper()
	before := map[string]bool{}
	for _, m := range p.seen() {
		before[m.ID] = true
	}
	do()
	p.wait(moment)
	return slices.DeleteFunc(p.seen(), func(m discordtest.Message) bool { return before[m.ID] })
}

func (p *guest) says(text string) []discordtest.Message {
	p.Helper()
	return p.then(func() { p.user.Write(p.place, text) })
}

// mentions says something to the bot.
func (p *guest) mentions(text string) []discordtest.Message {
	p.Helper()
	return p.then(func() { p.user.Mention(p.place, text) })
}

// uses a slash command; options are names and values in turn.
func (p *guest) uses(command string, options ...any) []discordtest.Message {
	p.Helper()
	return p.then(func() { p.user.Slash(p.place, command, options...) })
}

// presses presses the latest button with that label.
func (p *guest) presses(label string) []discordtest.Message {
	p.Helper()
	m, ok := p.withButton(label)
	if !ok {
		p.Fatalf("nothing has a button %q:\n%s", label, p.server.Transcript(p.place))
	}
	return p.pressesOn(m, label)
}

func (p *guest) pressesOn(m discordtest.Message, label string) []discordtest.Message {
	p.Helper()
	return p.then(func() { p.user.Press(m, label) })
}

// withButton finds the latest message with a button of that label.
func (p *guest) withButton(label string) (discordtest.Message, bool) {
	for _, m := range slices.Backward(p.seen()) {
		if slices.Contains(pressable(m), label) {
			return m, true
		}
	}
	return discordtest.Message{}, false
}

// pressable are the labels of a message's buttons that can be pressed.
func pressable(m discordtest.Message) []string {
	var out []string
	for _, b := range m.Buttons {
		if !b.Disabled {
			out = append(out, b.Label)
		}
	}
	return out
}

// wants fails unless there is one message, with that text in it and exactly
// these buttons; without any, its buttons do not matter. It returns the message.
func (p *guest) wants(said []discordtest.Message, text string, buttons ...string) discordtest.Message {
	p.Helper()
	if len(said) != 1 || !strings.Contains(shown(said[0]), text) {
		p.Errorf("%d messages instead of one with %q:\n%s", len(said), text, p.server.Transcript(p.place))
		return discordtest.Message{}
	}
	if got := pressable(said[0]); len(buttons) > 0 && !slices.Equal(got, buttons) {
		p.Errorf("%q has the buttons %q instead of %q", text, got, buttons)
	}
	return said[0]
}

// wantsAlone is wants for what nobody else may see.
func (p *guest) wantsAlone(said []discordtest.Message, text string, buttons ...string) discordtest.Message {
	p.Helper()
	m := p.wants(said, text, buttons...)
	if m.ID != "" && !m.Ephemeral {
		p.Errorf("all can read %q", m.Text)
	}
	return m
}

// wantsPublic is wants for what all may see.
func (p *guest) wantsPublic(said []discordtest.Message, text string, buttons ...string) discordtest.Message {
	p.Helper()
	m := p.wants(said, text, buttons...)
	if m.Ephemeral {
		p.Errorf("only %s can read %q", p.user.Name, m.Text)
	}
	return m
}

func (p *guest) wantsSilence(said []discordtest.Message) {
	p.Helper()
	if len(said) != 0 {
		p.Errorf("the bot was to be silent and said %q", said[0].Text)
	}
}

// shown is what a person reads of a message: without what Discord takes for
// markup.
func shown(m discordtest.Message) string {
	return strings.NewReplacer(`\`, "", "**", "").Replace(m.Text)
}
