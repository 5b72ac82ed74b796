package replica

import (
	"errors"
	"log/slog"
	"time"

	"limber/bot"
)

// place is a connection, as this replica stands to it. It belongs to the
// goroutine of Run.
type place struct {
	bot.Connection
	log *slog.Logger

	held   bool      // the Seat holds its lock
	ready  time.Time // when it may be tried or taken, at the earliest
	free   time.Time // since when nobody was seen to hold its lock; zero if somebody was
	wanted bool      // it is for this replica to take
	given  bool      // it is being given up
	owed   int64     // the epoch whose work has ended and that is to be released; 0 if none

	lease    *Lease // of the Lead function that has not returned; nil if there is none
	returned chan result
	began    time.Time // when that was called
	told     time.Time // when it was seen to be told to end; zero before
	stuck    bool      // it did not return when it was told to
	failures int       // of Lead functions, in a row
}

// see notices what has become of the Lead function.
func (p *place) see() {
	if p.lease == nil {
		return
	}
	select {
	case r := <-p.returned:
		p.ended(r)
		return
	default:
	}
	switch {
	case p.lease.cause() == nil || p.stuck:
	case p.told.IsZero():
		p.told = time.Now()
	case since(p.told) >= patience:
		p.stuck = true
		p.lease.over.Store(true)
		p.log.Error("the connection's work did not end when it was told to: what it still does is refused, other replicas may lead it, "+
			"and this one does not before it has ended or this process is started again", "waited", since(p.told))
	}
}

// ended draws the conclusions from a Lead function that has returned.
func (p *place) ended(r result) {
	if since(p.began) >= steadyAfter {
		p.failures = 0
	}
	if p.held {
		p.owed = p.lease.epoch
	}
	switch {
	case p.stuck:
		p.log.Info("the connection's work has ended after all", "error", r.err)
	case r.cause == nil:
		wait := p.fail()
		if r.err == nil {
			r.err = errors.New("it ended by itself")
		}
		p.log.Error("the connection is not served; it is tried again", "error", r.err, "wait", wait)
	case !p.held:
		p.log.Info("the lead of the connection was lost, and its work has ended", "error", r.err)
	case errors.Is(r.cause, bot.ErrLost):
		p.given = true
		wait := p.fail()
		p.log.Error("a write was refused because another process leads the connection; it is tried again", "error", r.err, "wait", wait)
	default:
		p.log.Info("the connection's work has ended", "cause", r.cause, "error", r.err)
	}
	p.lease, p.told, p.stuck = nil, time.Time{}, false
}

// fail lets the next attempt wait, longer each time.
func (p *place) fail() time.Duration {
	wait := backoff(p.failures, firstAgain, lastAgain)
	p.failures++
	p.ready = time.Now().Add(wait)
	return wait
}

// tell tells the Lead function to end.
func (p *place) tell(cause error) {
	p.lease.end(cause)
	p.told = time.Now()
}

// lost takes note of the end of the Seat.
func (p *place) lost() {
	p.held, p.given, p.wanted, p.owed, p.free = false, false, false, 0, time.Time{}
	if p.lease != nil {
		p.lease.Lose()
	}
}

// leading reports whether a Lead function runs that was not told to end.
func (p *place) leading() bool { return p.lease != nil && p.lease.cause() == nil }

// busy reports whether something is still to be done before the end.
func (p *place) busy() bool { return p.held || p.lease != nil && !p.stuck }
