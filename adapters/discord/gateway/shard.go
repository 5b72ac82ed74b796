package gateway

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// Shard is one connection to Discord, made again whenever it ends.
type Shard struct {
	o       Options
	budget  *budget
	log     *slog.Logger
	seq     atomic.Int64 // that of session, for heartbeats
	latency atomic.Int64

	// What follows belongs to Run.
	session    Session
	keeper     keeper
	dealt      int       // events of this connection
	unanswered int       // RESUMEs in a row that brought nothing
	missed     int       // connections in a row that did not get to a hello
	failures   int       // connections in a row that did not last
	since      time.Time // when there was no connection any more; zero while there is
	told       bool      // the operator knows
}

// New makes a shard that shares its budget with no other. See Connect.
func New(o Options) (*Shard, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	return newShard(o, newBudget(&o)), nil
}

func newShard(o Options, b *budget) *Shard {
	s := &Shard{o: o, budget: b, log: o.Log.With("shard", o.Shard), session: o.resumable()}
	s.keeper = keeper{keep: o.Keep, kept: s.session}
	s.seq.Store(s.session.Seq)
	return s
}

// Latency is how long Discord took to acknowledge the latest heartbeat, 0
// before the first.
func (s *Shard) Latency() time.Duration { return time.Duration(s.latency.Load()) }

// Run receives until ctx is done, and returns nil, or until Discord refuses the
// connection for good, and returns a *Refused. Each event is handed to handle
// when the one before was dealt with. A shard runs once.
func (s *Shard) Run(ctx context.Context, handle Handler) error {
	defer func() { s.keeper.write(s.session) }()
	for {
		s.dealt = 0
		began := time.Now()
		err := s.serve(ctx, handle)
		if ctx.Err() != nil {
			return nil
		}
		if refused := s.refused(err); refused != nil {
			return refused
		}
		if over(err) || s.unanswered >= mostUnanswered {
			s.unanswered = 0
			s.remember(s.o.fresh())
		}
		s.lost(err)
		if !pause(ctx, s.wait(err, time.Since(began))) {
			return nil
		}
	}
}

// mostUnanswered is how many RESUMEs may bring nothing before the session is
// given up.
const mostUnanswered = 5

func (s *Shard) refused(err error) *Refused {
	var c *closed
	if errors.As(err, &c) && fatal(c.code) {
		return &Refused{Code: c.code, Intents: s.o.Intents}
	}
	var r *Refused
	if errors.As(err, &r) {
		return r
	}
	return nil
}

// remember makes a session the one to go on with.
func (s *Shard) remember(session Session) {
	s.session = session
	s.seq.Store(session.Seq)
	s.keeper.changed(session)
}

const (
	// lasting is how long a connection has worked after which its end is no
	// sign of trouble.
	lasting = 10 * time.Second
	// Waits double from a second to a minute. What worked, however shortly, is
	// tried again sooner.
	firstWait   = time.Second
	longestWait = time.Minute
	mostDoubled = 2
)

// wait returns for how long to wait before the next connection.
func (s *Shard) wait(err error, lasted time.Duration) time.Duration {
	doubled := s.failures
	s.failures++
	if s.dealt > 0 {
		doubled = min(doubled, mostDoubled)
		if lasted > lasting {
			doubled, s.failures = 0, 1
			if errors.Is(err, errReconnect) {
				return 0
			}
		}
	}
	if errors.As(err, new(*invalid)) {
		return time.Second + rand.N(4*time.Second) // as documented
	}
	wait := min(firstWait<<min(doubled, 10), longestWait)
	return wait/2 + rand.N(wait/2)
}

// lost tells the operator of a connection that ended: of the first in a row,
// and not of what is everyday business.
func (s *Shard) lost(err error) {
	level := slog.LevelDebug
	if !s.told && !errors.Is(err, errReconnect) {
		s.told, level = true, slog.LevelWarn
	}
	if s.since.IsZero() {
		s.since = time.Now()
	}
	s.log.Log(context.Background(), level, "no connection to Discord, trying again until there is", "error", err)
}

// connected tells the operator that events come.
func (s *Shard) connected(how string) {
	s.budget.fruitful(s.o.Shard)
	if s.since.IsZero() {
		s.log.Info("connected to Discord", "by", how)
	} else {
		s.log.Info("connected to Discord again", "by", how, "after", time.Since(s.since).Round(time.Millisecond))
	}
	s.since, s.told = time.Time{}, false
}

// pause waits and reports whether it was for all the time.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
