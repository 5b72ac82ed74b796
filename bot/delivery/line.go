package delivery

import (
	"sync"
	"time"
)

// Line is the line of one connection. It makes no calls: who wants to make one
// joins, waits, calls, and says when the call is over. All methods may be called
// from any goroutine, and none but Place.Wait blocks.
type Line struct {
	began   time.Time
	overall []Limit

	mu       sync.Mutex
	chats    map[string]*chat
	ready    queue[*chat]  // those that would let a place go, by the rank of that place
	asleep   queue[*chat]  // those that have something to do later, by when
	aging    queue[*Place] // decorations that wait, by when they are dropped
	calls    window
	inFlight int
	held     time.Duration
	joined   uint64 // places so far

	timer *time.Timer
	alarm time.Duration // what the timer is set to, never if it is not
}

// New returns an empty line with the limits on all its calls together.
func New(overall ...Limit) *Line {
	l := &Line{began: time.Now(), overall: overall, chats: map[string]*chat{}, alarm: never}
	l.calls.widen(overall)
	l.ready = queue[*chat]{
		before: func(a, b *chat) bool { return a.waiting.items[0].rank.before(b.waiting.items[0].rank) },
		at:     func(c *chat) *int { return &c.inReady },
	}
	l.asleep = queue[*chat]{
		before: func(a, b *chat) bool { return a.wake < b.wake },
		at:     func(c *chat) *int { return &c.inSleep },
	}
	l.aging = queue[*Place]{
		before: func(a, b *Place) bool { return a.stale < b.stale },
		at:     func(p *Place) *int { return &p.inAging },
	}
	return l
}

// Join takes a place in the line. The rank is decided now, whenever Wait is
// called. The place must be left in the end, by Leave or by Done.
func (l *Line) Join(a Ask) *Place {
	p := &Place{line: l, ask: a}
	l.change(func(now time.Duration) {
		l.joined++
		p.rank = rank{urgency: a.Urgency, due: now, number: l.joined}
		if !a.Due.IsZero() {
			p.rank.due = l.moment(a.Due)
		}
		p.stale = now + stale
		if old := l.chat(a.Chat).sibling(a); old != nil {
			p.rank = old.rank // being brought up to date does not send it to the end
			l.leave(old, ErrReplaced, false, now)
		}
		l.enter(p, now)
	})
	return p
}

// Len is how many places wait for their turn.
func (l *Line) Len() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.chats {
		n += c.waiting.Len()
	}
	return n
}

// Hold lets nothing go out to a chat before a moment, or to any chat where chat
// is "". Of several holds the latest counts. A call in flight is not touched. Who
// was refused holds before Done or Again, which may let the next go at once.
func (l *Line) Hold(chat string, until time.Time) {
	l.change(func(now time.Duration) {
		if chat == "" {
			l.held = max(l.held, l.moment(until))
			return
		}
		c := l.chat(chat)
		c.held = max(c.held, l.moment(until))
		l.file(c, now)
	})
}

// HeldUntil returns when all holds that concern a chat end, the zero time if
// there are none: who would be too late by then can give up at once.
func (l *Line) HeldUntil(chat string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	held := l.held
	if c := l.chats[chat]; c != nil {
		held = max(held, c.held)
	}
	now := time.Now()
	left := held - now.Sub(l.began)
	if left <= 0 {
		return time.Time{}
	}
	return now.Add(left)
}

// Expect says that a boundary of a chat will come at a moment, or at none where
// due is zero. Decoration keeps out of its way. A later call of the same key
// replaces an earlier one. What does not come is forgotten soon after its time.
func (l *Line) Expect(chat, key string, due time.Time) {
	l.change(func(now time.Duration) {
		c := l.chat(chat)
		c.expect(boundary{key, l.moment(due)}, due.IsZero())
		l.file(c, now)
	})
}

// change does something to the line, lets go what may go then, and sets the
// timer for what comes next.
func (l *Line) change(do func(now time.Duration)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Since(l.began)
	do(now)
	l.setTimer(l.advance(now), now)
}

// moment converts a time. One that came from a file or another process has only
// the machine's clock to go by: it is understood by what that says now.
func (l *Line) moment(t time.Time) time.Duration {
	now := time.Now()
	return now.Sub(l.began) + min(t.Sub(now), never/2)
}

// chat returns what is known of a chat.
func (l *Line) chat(name string) *chat {
	c := l.chats[name]
	if c == nil {
		c = newChat(name)
		l.chats[name] = c
	}
	return c
}

func (l *Line) setTimer(next, now time.Duration) {
	if next == l.alarm {
		return
	}
	l.alarm = next
	switch {
	case next == never:
		l.timer.Stop()
	case l.timer == nil:
		l.timer = time.AfterFunc(next-now, l.ring)
	default:
		l.timer.Reset(next - now)
	}
}

func (l *Line) ring() {
	l.change(func(time.Duration) { l.alarm = never })
}
