package admin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"limber/bot"
)

// Status is what a replica does at one moment.
type Status struct {
	// Replica is its name, "" where there is but one.
	Replica string
	// Leads are the connections that it leads, StandsBy all others that it would
	// lead if no other replica did, whether the store is reachable or not.
	Leads, StandsBy []bot.Connection
	// Stuck are those that it neither leads nor stands by for until it is started
	// again, for what it did there does not end.
	Stuck []bot.Connection
	// Store says why the store is not reachable, nil if it is.
	Store error
	// Turned is when its main loop last turned, zero where it has none.
	Turned time.Time
}

// answerWithin is how long the replica and its bots have to tell of themselves.
// Probes wait a second by default, in Kubernetes and elsewhere.
const answerWithin = 800 * time.Millisecond

// state asks for the status. A Source that does not answer has a store that
// cannot be reached.
func (a *Admin) state(ctx context.Context) Status {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	s, ok := a.status.put(ctx)
	if !ok {
		s.Store = fmt.Errorf("no answer for %v", answerWithin)
	}
	return s
}

// Follow has the status come from a source from now on. Before, the store is
// said not to be open.
func (a *Admin) Follow(source Source) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.source = source
}

func (a *Admin) askSource(ctx context.Context) Status {
	a.mu.Lock()
	source := a.source
	a.mu.Unlock()
	return source(ctx, a.running())
}

// Source tells the status of this replica, of which these connections' bots run.
// It is asked at each request and answers before ctx is done.
type Source func(ctx context.Context, running []bot.Connection) Status

// unopened is the Source before there is one.
func unopened(context.Context, []bot.Connection) Status {
	return Status{Store: errors.New("it is not open yet")}
}

// Beats are what a store knows of when connections were served.
type Beats interface {
	LastBeat(ctx context.Context, c bot.Connection) (time.Time, error)
}

// staleAfter is how old the note of being alive may be, which a bot writes each
// second.
const staleAfter = 10 * time.Second

// Alone is the Source of a process that leads the connections of all its bots.
// That the store is reachable shows in their beats, which are writes.
func Alone(store Beats) Source {
	began := time.Now()
	return func(ctx context.Context, running []bot.Connection) Status {
		s := Status{}
		for _, c := range running {
			at, err := store.LastBeat(ctx, c)
			age := time.Since(at)
			switch {
			case err != nil:
				s.Store = err
			case age.Abs() < staleAfter:
				s.Leads = append(s.Leads, c)
			case !at.IsZero() && time.Since(began) >= staleAfter:
				s.Store = fmt.Errorf("the database has taken no note of %s for %v: the log says why", c, age.Round(time.Second))
			}
		}
		return s
	}
}
