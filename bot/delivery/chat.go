package delivery

import (
	"cmp"
	"slices"
	"time"
)

const (
	// callTime is how long a call is expected to take at most, where it must be
	// over before something else begins.
	callTime = 250 * time.Millisecond
	// overdue is how long after its time an expected boundary is waited for. It
	// comes within moments or whoever expected it is gone.
	overdue = 5 * time.Second
)

// chat is what a line knows of one chat. It is forgotten when it says nothing
// any more: see rest.
type chat struct {
	name        string
	waiting     queue[*Place]
	busy        bool   // a call is in flight
	calls       window // all of them
	decorations window // those of them that were decoration
	held        time.Duration
	expected    []boundary // the earliest first

	// Where it stands in the line: ready, asleep until wake, or neither.
	wake             time.Duration
	inReady, inSleep int
}

// boundary is one that will come.
type boundary struct {
	key string
	due time.Duration
}

func byDue(a, b boundary) int { return cmp.Compare(a.due, b.due) }

func newChat(name string) *chat {
	return &chat{name: name, waiting: queue[*Place]{
		before: func(a, b *Place) bool { return a.rank.before(b.rank) },
		at:     func(p *Place) *int { return &p.inChat },
	}}
}

// expect replaces the boundary that is expected under a key.
func (c *chat) expect(b boundary, withdrawn bool) {
	c.expected = slices.DeleteFunc(c.expected, func(old boundary) bool { return old.key == b.key })
	if withdrawn {
		return
	}
	at, _ := slices.BinarySearchFunc(c.expected, b, byDue)
	c.expected = slices.Insert(c.expected, at, b)
}

// sibling returns the decoration of the same key that waits, if any.
func (c *chat) sibling(a Ask) *Place {
	if !a.decoration() || a.Key == "" {
		return nil
	}
	for _, p := range c.waiting.items {
		if p.ask.decoration() && p.ask.Key == a.Key {
			return p
		}
	}
	return nil
}

// when returns from when on the chat lets its first place go, as far as can be
// told now. The chat is not busy.
func (c *chat) when(now time.Duration) time.Duration {
	p, ok := c.waiting.first()
	if !ok {
		return never
	}
	at := c.held
	for _, l := range p.ask.Limits {
		at = max(at, c.calls.free(l, 0))
		if p.ask.decoration() {
			at = max(at, c.decorations.free(share(l, 1, 3), 0))
		}
	}
	if at > now || !p.ask.decoration() {
		return at
	}
	c.expected = slices.DeleteFunc(c.expected, func(b boundary) bool { return b.due+overdue <= now })
	if c.disturbs(p.ask.Limits, now) {
		return c.expected[0].due + overdue
	}
	return now
}

// disturbs reports whether a decoration that went out now could make an
// expected boundary late.
func (c *chat) disturbs(limits []Limit, now time.Duration) bool {
	over := now + callTime
	for i, b := range c.expected {
		if b.due < over {
			return true
		}
		for _, l := range limits {
			if l.Count <= 0 || b.due >= over+l.Per {
				continue // unlimited, or the decoration counts no more by then
			}
			// The decoration, the boundaries up to this one, and what went before.
			if 1+(i+1)+c.calls.used(l, b.due) > l.Count {
				return true
			}
		}
	}
	return false
}

// rest returns when the chat has nothing left that is worth remembering, if
// nobody waits.
func (c *chat) rest() time.Duration {
	at := max(c.held, c.calls.empty())
	if n := len(c.expected); n > 0 {
		at = max(at, c.expected[n-1].due+overdue)
	}
	return at
}

// share returns a part of a limit, which is never nothing of something.
func share(l Limit, of, parts int) Limit {
	if l.Count > 0 {
		l.Count = max(1, l.Count*of/parts)
	}
	return l
}
