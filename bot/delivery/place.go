package delivery

import (
	"context"
	"errors"
	"time"
)

// Why a place is not in the line any more.
var (
	// ErrReplaced: a later decoration of the same key took over.
	ErrReplaced = errors.New("a later one took its place in the line")
	// ErrDropped: there was no room for the decoration while it was of use.
	ErrDropped = errors.New("it waited in the line for too long")
	// ErrLeft: the place was given up, or its call is over.
	ErrLeft = errors.New("it is not in the line")
)

// Decoration is the urgency of what may be replaced and dropped, and what goes
// out only where it is in nobody's way. All that is above must go out.
const Decoration = 0

// stale is how long a decoration waits before it is dropped.
const stale = 10 * time.Second

// Ask is a call that somebody wants to make.
type Ask struct {
	Chat string // one call at a time in a chat
	// Limits are the chat's. All calls to the chat count for them, so that the
	// asks of one chat should agree.
	Limits  []Limit
	Urgency int       // the higher goes first
	Due     time.Time // among equals the earlier goes first; zero: as it came
	// Key names what a decoration shows. A later one of the same chat and key
	// replaces one that still waits, in its place. "" replaces nothing.
	Key string
}

func (a Ask) decoration() bool { return a.Urgency <= Decoration }

// rank is the order of places. No two places that wait have the same.
type rank struct {
	urgency int
	due     time.Duration
	number  uint64 // of Join
}

func (r rank) before(o rank) bool {
	switch {
	case r.urgency != o.urgency:
		return r.urgency > o.urgency
	case r.due != o.due:
		return r.due < o.due
	}
	return r.number < o.number
}

// state is where a place stands.
type state int

const (
	waiting state = iota // in line
	granted              // the call may be made, and occupies the chat
	over                 // the call is over; the place may come again
	gone                 // for good
)

// Place is a place in the line. Its methods may be called from any goroutine.
type Place struct {
	line    *Line
	ask     Ask
	rank    rank
	stale   time.Duration // a decoration is dropped then
	state   state
	err     error         // why it is gone
	decided chan struct{} // closed when it does not wait any more

	inChat, inAging int // positions in the queues
}

// Wait returns nil when the call may be made, which then must be ended by Done,
// Again or Leave. Otherwise it returns ErrReplaced, ErrDropped, ErrLeft, or why
// ctx is done: the place has then left the line.
func (p *Place) Wait(ctx context.Context) error {
	if ctx.Err() == nil {
		select {
		case <-p.decision():
			return p.outcome()
		case <-ctx.Done():
		}
	}
	p.line.change(func(now time.Duration) { p.line.leave(p, ErrLeft, false, now) })
	return context.Cause(ctx)
}

func (p *Place) decision() <-chan struct{} {
	p.line.mu.Lock()
	defer p.line.mu.Unlock()
	return p.decided
}

func (p *Place) outcome() error {
	p.line.mu.Lock()
	defer p.line.mu.Unlock()
	switch p.state {
	case granted:
		return nil
	case gone:
		return p.err
	}
	return ErrLeft
}

// Done ends the call that was allowed: the chat is free for the next. A call
// that was not made after all (called is false) counts for no limit.
func (p *Place) Done(called bool) {
	p.line.change(func(now time.Duration) { p.line.release(p, called, now) })
}

// Again puts the place back in line with the rank it had, for another Wait: for
// the next part, or for another try. On a call that is not Done yet it is Done
// first, and nothing of a lower rank in the chat comes between.
func (p *Place) Again() {
	p.line.change(func(now time.Duration) { p.line.again(p, now) })
}

// Leave takes the place out of the line for good, whatever it does there. A call
// that was allowed and is not Done counts as made. Leave may be called any
// number of times.
func (p *Place) Leave() {
	p.line.change(func(now time.Duration) { p.line.leave(p, ErrLeft, true, now) })
}
