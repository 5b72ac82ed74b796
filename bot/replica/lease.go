package replica

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"limber/bot"
)

// Lease is the leadership of one connection, from when its Lead function is
// called until it is lost or given up.
type Lease struct {
	connection bot.Connection
	epoch      int64
	term       *term
	over       atomic.Bool
	end        func(cause error)
	cause      func() error // why Lead was told to end, nil if it was not
}

// Connection is the one that is led.
func (l *Lease) Connection() bot.Connection { return l.connection }

// Epoch is what each write for the connection must be fenced with.
func (l *Lease) Epoch() int64 { return l.epoch }

// Leads reports whether this process leads the connection at this moment. While
// it does no other process does. Once it was false it stays so.
func (l *Lease) Leads() bool { return !l.over.Load() && l.term.holds() }

// Lose ends the leadership: a write was refused because another process leads.
func (l *Lease) Lose() {
	l.over.Store(true)
	l.end(bot.ErrLost)
}

// term is the time in which the locks on a Seat are this replica's for certain.
type term struct {
	mu   sync.Mutex
	from time.Time // when the latest successful confirmation began; zero before the first
	over bool
}

// confirmed lets the term last on from when a confirmation began. It reports
// false where the term was over before it had succeeded.
func (t *term) confirmed(began time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.from.IsZero() && !t.lasts() {
		return false
	}
	t.from = began
	return t.lasts()
}

// holds reports whether the term lasts. Once it was over it stays so.
func (t *term) holds() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lasts()
}

func (t *term) lasts() bool {
	if since(t.from) >= holdFor {
		t.over = true
	}
	return !t.over
}

func (t *term) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
}

// latest returns when the latest successful confirmation began.
func (t *term) latest() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.from
}

// since returns how long ago t was, by that clock which says longer: the
// monotonic one may stand still while the machine sleeps, and the wall clock
// may be set back.
func since(t time.Time) time.Duration {
	now := time.Now()
	return max(now.Sub(t), now.Round(0).Sub(t.Round(0)))
}

// result is what became of a Lead function.
type result struct {
	err   error
	cause error // why it was told to end, nil if it was not
}

// call calls a Lead function, which is told to end by l.end.
func (l *Lease) call(f func(context.Context, *Lease) error, returned func(result)) {
	ctx, cancel := context.WithCancelCause(context.Background())
	l.end, l.cause = cancel, func() error { return context.Cause(ctx) }
	go func() {
		err := f(ctx, l)
		l.over.Store(true)
		returned(result{err, l.cause()})
		cancel(nil)
	}()
}
