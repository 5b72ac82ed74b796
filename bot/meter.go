package bot

import (
	"errors"
	"time"
)

// Meter is told what an operator watches. Its methods are called from many
// goroutines and must not block.
type Meter interface {
	// Boundary: a cue went out so long after its time.
	Boundary(late time.Duration)
	// Sent: a call to send a message ended.
	Sent(what SendOutcome)
	// Answered: a question was matched, in so much time.
	Answered(outcome string, took time.Duration)
}

// SendOutcome is what became of a call to send a message.
type SendOutcome string

// What may become of a call to send a message.
const (
	SentWell    SendOutcome = "sent"
	Limited     SendOutcome = "limited"     // the platform asked to wait
	Unavailable SendOutcome = "unavailable" // it was not taken, and is tried again
	Uncertain   SendOutcome = "uncertain"   // it may have arrived
	Gone        SendOutcome = "gone"        // nobody can be reached there
	Refused     SendOutcome = "refused"     // it will never be taken
)

func sendOutcome(err error) SendOutcome {
	_, limited := errors.AsType[*RateLimited](err)
	switch {
	case err == nil:
		return SentWell
	case limited:
		return Limited
	case errors.Is(err, ErrUnavailable):
		return Unavailable
	case errors.Is(err, ErrUncertain):
		return Uncertain
	case errors.Is(err, ErrGone):
		return Gone
	}
	return Refused
}

// deaf is a Meter that nobody reads.
type deaf struct{}

func (deaf) Boundary(time.Duration)         {}
func (deaf) Sent(SendOutcome)               {}
func (deaf) Answered(string, time.Duration) {}

// Gauges are what a Bot holds at one moment.
type Gauges struct {
	Sessions map[State]int // that have not ended
	Queue    int           // messages that wait for their turn
}

// Gauges counts what the bot holds.
func (b *Bot) Gauges() Gauges {
	g := Gauges{Sessions: map[State]int{Running: 0, Paused: 0}, Queue: b.post.line.Len()}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.sessions {
		g.Sessions[s.followed.State]++
	}
	return g
}
