// Package replica decides which connections this process leads, with nothing
// but PostgreSQL to agree with the others.
//
// Whatever happens, these hold:
//
//   - At no moment do the Leases of two replicas for one connection both lead.
//     That is for certain where the clocks of all machines run at the same
//     speed, within a quarter, and the one of PostgreSQL is not set ahead in the
//     seconds of a take-over; the next two hold in any case.
//   - A replica that stood still, for however long, does not lead when it goes
//     on if that was longer than PostgreSQL lets others wait.
//   - A write that is fenced with an earlier epoch fails.
//   - A Lead function is called for a connection only after the one before it
//     in this process has returned.
//   - One that fails is called again, each time after a longer wait, and the
//     others go on.
//   - One that does not return when it is told to is never taken for an orderly
//     end: its lease ends, and the next leader waits as if this one had died.
//
// How: a replica holds the locks of its connections in one session, a Seat.
// Whoever gets a lock knows that the session has ended, or gave it back. Each
// second a replica confirms that its session lives and notes when; it leads for
// 3 s from when the latest confirmation began, and the next leader begins no
// sooner than 4 s after the note, unless the leader before it says that all its
// work has ended.
package replica

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"limber/bot"
	"limber/bot/store"
)

const (
	// confirmEvery is how often the locks are confirmed.
	confirmEvery = time.Second
	// holdFor is how long a replica leads from when a confirmation began.
	holdFor = 3 * time.Second
	// quiet is how long a leader must not have confirmed for another to begin.
	// What is more than holdFor is for clocks that do not run alike.
	quiet = 4 * time.Second
	// apart is how soon after a confirmation news may bring the next.
	apart = 50 * time.Millisecond
	// overdue is how long a connection is left to the replica whose turn it is.
	overdue = 3 * time.Second
	// settled is how long others must have had too few connections before they
	// are given some.
	settled = 3 * time.Second
	// patience is how long a Lead function may take to return. A Bot takes up to
	// 5 s.
	patience = 7 * time.Second
	// endWithin is how long handing all over at the end may take.
	endWithin = 9 * time.Second
	// lookEvery is how exactly the patience is kept without PostgreSQL.
	lookEvery = 100 * time.Millisecond
	// sitWithin is how long an attempt to reach PostgreSQL may take.
	sitWithin = 5 * time.Second
	// busyAgain is when a write of the earlier leader is looked for again.
	busyAgain = 100 * time.Millisecond
	// firstAgain and lastAgain bound the waits for the next call of a Lead
	// function that failed, which begin anew after it has run for steadyAfter.
	firstAgain, lastAgain = time.Second, time.Minute
	steadyAfter           = time.Minute
	// firstSit and lastSit bound the waits between attempts to reach PostgreSQL.
	firstSit, lastSit = 100 * time.Millisecond, 2 * time.Second
)

// Seat is what a replica needs of PostgreSQL: see store.Seat.
type Seat interface {
	Confirm(ctx context.Context, serves []bot.Connection) ([]store.Standing, error)
	Try(ctx context.Context, c bot.Connection) (bool, store.Former, error)
	Take(ctx context.Context, c bot.Connection) (epoch int64, err error)
	Release(ctx context.Context, c bot.Connection, epoch int64) error
	Unlock(ctx context.Context, c bot.Connection) error
	Listen(ctx context.Context) error
	Leave(ctx context.Context) error
	Close()
}

// SeatsAt returns the Sit of replicas at a database.
func SeatsAt(p *store.Postgres) func(ctx context.Context, name string) (Seat, error) {
	return func(ctx context.Context, name string) (Seat, error) {
		seat, err := p.Seat(ctx, name)
		if err != nil {
			return nil, err // and not a Seat that holds nil
		}
		return seat, nil
	}
}

// Options are what a Replica is made of.
type Options struct {
	// Name is the replica's own, which no other process has ever had: see Name.
	Name string
	// Sit connects the replica to PostgreSQL: see SeatsAt.
	Sit func(ctx context.Context, name string) (Seat, error)
	// Connections are those that this process can lead.
	Connections []bot.Connection
	// Lead does all work of a connection until its context is done, and returns
	// when that has ended. The cause is bot.ErrLost or bot.ErrHandedOver, or
	// context.Canceled where the program ends and no other replica goes on.
	Lead func(ctx context.Context, l *Lease) error
	Log  *slog.Logger
}

// Replica leads its share of the connections.
type Replica struct {
	options Options
	log     *slog.Logger
	places  []*place
	bell    bell
	trouble trouble
	now     atomic.Pointer[moment]
}

// Status is what a replica does at one moment.
type Status struct {
	Replica string
	// Leads are the connections that it leads, StandsBy those that it would lead
	// if no other replica did, whether PostgreSQL is reachable or not.
	Leads, StandsBy []bot.Connection
	// Stuck are those whose Lead function did not return when it was told to.
	Stuck []bot.Connection
	// Replicas is how many there are, as far as is known.
	Replicas int
	// Store says why PostgreSQL is not reachable, nil if it is.
	Store error
	// Turned is when the main loop last turned.
	Turned time.Time
}

// moment is what Status reads, made by the goroutine of Run.
type moment struct {
	term     *term
	leases   []*Lease
	standsBy []bot.Connection
	stuck    []bot.Connection
	replicas int
	trouble  error
	at       time.Time
}

// Name returns a new name for a replica on this machine.
func Name() string {
	host, err := os.Hostname()
	if err != nil {
		host = "replica"
	}
	return host + "-" + strings.ToLower(rand.Text()[:8])
}

// New makes a Replica. Run lets it work.
func New(o Options) *Replica {
	r := &Replica{options: o, log: o.Log.With("replica", o.Name)}
	r.trouble.log = r.log
	for _, c := range o.Connections {
		r.places = append(r.places, &place{Connection: c, log: r.log.With("connection", c.String()), returned: make(chan result, 1)})
	}
	r.publish(&term{}, 0)
	return r
}

// Run leads what falls to this replica until ctx is done. Then it hands over
// what it leads, and returns when all work has ended. It fails only where a Lead
// function has not returned in time, which may go on after that.
func (r *Replica) Run(ctx context.Context) error {
	defer context.AfterFunc(ctx, r.bell.ring)()
	for ctx.Err() == nil {
		if err := r.sit(ctx); err != nil {
			r.trouble.begins(err)
			until := time.Now().Add(r.trouble.wait())
			r.pause(until, func() bool { return ctx.Err() == nil })
		}
	}
	for r.working() {
		r.pause(time.Now().Add(lookEvery), r.working)
	}
	var errs []error
	for _, p := range r.places {
		if p.lease != nil {
			errs = append(errs, fmt.Errorf("the work for %s did not end within %v", p, patience))
		}
	}
	return errors.Join(errs...)
}

// sit leads for as long as a Seat lasts.
func (r *Replica) sit(ctx context.Context) error {
	soon, cancel := context.WithTimeout(ctx, sitWithin)
	defer cancel()
	seat, err := r.options.Sit(soon, r.options.Name)
	if err != nil {
		return err
	}
	s := &sitting{Replica: r, seat: seat, term: &term{}, began: time.Now()}
	err = s.run(ctx)
	s.term.end() // before the locks are free
	for _, p := range r.places {
		p.lost()
	}
	seat.Close()
	return err
}

// pause waits until the given moment or the end of a condition, and notices
// meanwhile which Lead functions return.
func (r *Replica) pause(until time.Time, while func() bool) {
	for r.see(); while() && time.Now().Before(until); r.see() {
		r.publish(&term{}, 0)
		r.bell.wait(until)
	}
}

// see notices what has become of the Lead functions.
func (r *Replica) see() {
	for _, p := range r.places {
		p.see()
	}
}

// working reports whether a Lead function runs that may still return.
func (r *Replica) working() bool {
	return slices.ContainsFunc(r.places, func(p *place) bool { return p.lease != nil && !p.stuck })
}

func (r *Replica) publish(t *term, replicas int) {
	m := &moment{term: t, replicas: replicas, trouble: r.trouble.err, at: time.Now()}
	for _, p := range r.places {
		switch {
		case p.stuck:
			m.stuck = append(m.stuck, p.Connection)
		case p.lease != nil:
			m.leases = append(m.leases, p.lease)
		default:
			m.standsBy = append(m.standsBy, p.Connection)
		}
	}
	r.now.Store(m)
}

// Status returns what the replica does at this moment.
func (r *Replica) Status() Status {
	m := r.now.Load()
	s := Status{Replica: r.options.Name, StandsBy: m.standsBy, Stuck: m.stuck, Replicas: m.replicas, Store: m.trouble, Turned: m.at}
	for _, l := range m.leases {
		if l.Leads() {
			s.Leads = append(s.Leads, l.connection)
		} else {
			s.StandsBy = append(s.StandsBy, l.connection)
		}
	}
	if s.Store == nil && !m.term.holds() {
		s.Store = errors.New("PostgreSQL has not answered yet, or not for some seconds")
	}
	return s
}

// backoff returns how long to wait after so many failures in a row before: twice
// as long each time, and by chance up to half as long.
func backoff(failures int, first, last time.Duration) time.Duration {
	const doublings = 16 // far beyond any last
	wait := min(first<<min(failures, doublings), last)
	return wait/2 + mathrand.N(wait/2)
}
