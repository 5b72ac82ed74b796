package bot

import (
	"errors"
	"maps"
	"sync"
	"time"

	"limber/knowledge"
)

// overheard deals with what was said to nobody in particular, in a chat where
// the operator lets the bot answer that. Silence is no mistake there: it speaks
// only where there is hardly a doubt, or to somebody whom it guides.
func (t *turn) overheard(text string) {
	if t.here() {
		if t.flagged(text) {
			return
		}
		if do, rest := t.said(text); do != nil {
			do(t, rest)
			return
		}
	}
	o, in := t.pack.Ask(knowledge.Query{Text: text, Strict: true})
	if o.Kind != knowledge.KindAnswer || !t.calls.may(t.from.Chat) {
		return
	}
	t.turnTo(in)
	t.conv.Topic, t.conv.Question, t.conv.Choices = t.pack.Topic(o), text, nil
	t.reply(t.voice.outcome(o))
}

// unaskedEvery is how often the bot answers in one chat without being asked.
const unaskedEvery = 20 * time.Second

// calls remembers when each chat was last answered without having asked.
type calls struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// may reports whether a chat may be answered again, and notes that it is.
func (c *calls) may(chat string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	maps.DeleteFunc(c.last, func(_ string, at time.Time) bool { return now.Sub(at) >= unaskedEvery })
	if _, soon := c.last[chat]; soon {
		return false
	}
	if c.last == nil {
		c.last = map[string]time.Time{}
	}
	c.last[chat] = now
	return true
}

// answerQuoted answers somebody else's message, which the member pointed at. It
// changes nothing of the member's own.
func (t *turn) answerQuoted() {
	o, in := t.pack.Ask(knowledge.Query{Text: t.event.Quoted})
	r := voice{in}.outcome(o)
	r.ReplyTo = t.event.QuotedMessage
	t.conv.Question = t.event.Quoted
	t.reply(r)
}

// errLeft is how the operator is told.
var errLeft = errors.New("the bot was blocked or removed there")

// gone holds the clock where nobody can be reached any more: that of the
// member, or where the event names none, of all in the chat.
func (t *turn) gone() {
	t.take()
	for _, s := range t.all() {
		if s == t.session || t.from.Member != "" {
			continue
		}
		leave := t.enter(s)
		if s.Address.Chat == t.from.Chat && s.State == Running {
			t.unreachable(t.ctx, s, errLeft)
		}
		leave()
	}
	if t.here() && t.session.State == Running {
		t.unreachable(t.ctx, t.session, errLeft)
	}
}

// moved takes a chat's conversations and sessions to its new id.
func (t *turn) moved(to string) {
	from := t.from.Chat
	var here []*live
	for _, s := range t.all() {
		leave := t.enter(s)
		if s.Address.Chat != from {
			leave()
			continue
		}
		defer leave() // nothing moves in between
		here = append(here, s)
	}
	t.take()
	if err := t.store.MoveChat(t.ctx, t.adapter.Connection(), from, to); err != nil {
		t.fail(err)
		return
	}
	for _, s := range here {
		t.readdress(s, to)
		t.follow(s)
	}
}

// readdress gives a session the new id of its chat.
func (b *Bot) readdress(s *live, chat string) {
	b.clock.remove(s.Address)
	b.post.line.Expect(s.Address.Chat, s.ID, time.Time{})
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.sessions, s.Address)
	s.Address.Chat = chat
	b.sessions[s.Address] = s
}
