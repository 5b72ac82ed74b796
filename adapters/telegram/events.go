package telegram

import (
	"strconv"
	"strings"

	"github.com/go-telegram/bot/models"

	"limber/bot"
)

// reader turns updates into events. It does nothing else.
type reader struct {
	me    models.User
	auto  func(chat int64) bool     // questions to nobody are answered there
	known func(command string) bool // it is one of the bot's
}

// event reads an update. It reports false for what is none of the bot's
// business: that is forgotten.
func (r reader) event(u *update) (ev bot.Event, ok bool) {
	if from, to := u.moved(); from != 0 {
		return bot.Event{From: r.address(from, 0), MovedTo: strconv.FormatInt(to, 10)}, true
	}
	switch {
	case u.Pressed != nil:
		return r.press(u.Pressed)
	case u.Membership != nil:
		return r.membership(u.Membership)
	case u.message() != nil:
		return r.message(u.message())
	}
	return ev, false
}

// address is a place, with a member unless that is 0.
func (r reader) address(chat, member int64) bot.Address {
	a := bot.Address{Platform: platformName, Bot: strconv.FormatInt(r.me.ID, 10), Chat: strconv.FormatInt(chat, 10)}
	if member != 0 {
		a.Member = strconv.FormatInt(member, 10)
	}
	return a
}

// place is where a message stands. Outside of topics, a thread is only a chain
// of replies.
func (r reader) place(m *incoming, member int64) bot.Address {
	a := r.address(m.Chat.ID, member)
	if m.InTopic && m.Thread != 0 {
		a.Thread = strconv.FormatInt(m.Thread, 10)
	}
	return a
}

func (r reader) press(p *pressed) (ev bot.Event, ok bool) {
	if p.Message == nil || p.Data == "" {
		return ev, false // in a chat that the bot is not in
	}
	return bot.Event{
		From:    r.place(p.Message, p.From.ID),
		Shared:  !p.Message.Chat.private(),
		Message: strconv.FormatInt(p.Message.ID, 10),
		Press:   p.Data,
	}, true
}

// membership reads what became of the bot itself in a chat. Where it was
// removed from a group, the address has no member: it is all of the group's.
func (r reader) membership(m *membership) (ev bot.Event, ok bool) {
	switch was, is := m.Old.in(), m.New.in(); {
	case m.Chat.private() && was && !is:
		return bot.Event{From: r.address(m.Chat.ID, m.From.ID), Gone: true}, true
	case m.Chat.group() && was && !is:
		return bot.Event{From: r.address(m.Chat.ID, 0), Gone: true}, true
	case m.Chat.group() && !was && is:
		return bot.Event{From: r.address(m.Chat.ID, m.From.ID), Hello: true}, true
	}
	return ev, false // unblocked in private: /start comes with it
}

func (r reader) message(m *incoming) (ev bot.Event, ok bool) {
	var member int64
	switch {
	case m.FromChannel: // a channel's post in the group that discusses it
		return ev, false
	case m.Sender != nil:
		member = m.Sender.ID
	case m.From == nil || m.From.IsBot:
		return ev, false
	default:
		member = m.From.ID
	}
	if m.Via != nil && m.Via.ID == r.me.ID {
		return ev, false // an answer of ours that a member shares
	}
	text, marks := m.words()
	w := r.wordingOf(text, marks)
	if text == "" && !m.somethingElse {
		return ev, false // a note of the platform's
	}
	ev = bot.Event{From: r.place(m, member), Shared: !m.Chat.private(), Message: strconv.FormatInt(m.ID, 10), Text: w.text, Command: w.command}
	r.quote(&ev, m)
	if !m.Chat.private() && !r.addressed(&ev, m, w) {
		return ev, false
	}
	command(&ev, m.Chat.private())
	return ev, true
}

// addressed reports whether a message in a group is the bot's business.
func (r reader) addressed(ev *bot.Event, m *incoming, w wording) bool {
	if !m.Chat.group() || w.foreign {
		return false
	}
	answered := m.repliesTo()
	toUs := answered != nil && answered.From != nil && answered.From.ID == r.me.ID
	switch {
	case w.mentioned, w.named, toUs:
		return true
	case w.command != "":
		return r.known(w.command) // other bots in the group have commands too
	}
	// A reply to somebody else is no question to nobody.
	ev.Overheard = answered == nil && w.text != "" && r.auto(m.Chat.ID)
	return ev.Overheard
}

// quote notes what the message replies to. What the bot said itself is no
// question to it.
func (r reader) quote(ev *bot.Event, m *incoming) {
	answered := m.repliesTo()
	if answered != nil && answered.From != nil && answered.From.ID == r.me.ID {
		return
	}
	if answered != nil {
		ev.Quoted, _ = answered.words()
		ev.QuotedMessage = strconv.FormatInt(answered.ID, 10)
	}
	if m.Quote != nil && m.Quote.Text != "" {
		ev.Quoted = m.Quote.Text
	}
}

// command spells out the commands that stand for another.
func command(ev *bot.Event, private bool) {
	if name, ok := routine(ev.Command); ok {
		ev.Command, ev.Text = "start", strings.TrimSpace(name+" "+ev.Text)
		return
	}
	if ev.Command == "start" && private {
		ev.Command, ev.Text, ev.Hello = started(ev.Text)
	}
}
