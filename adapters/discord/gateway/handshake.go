package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

const (
	// Until when something must come after an IDENTIFY and after a RESUME. The
	// first costs something, and Discord asks for patience with it.
	readyTimeout  = time.Minute
	resumeTimeout = 30 * time.Second
)

// hello waits for the greeting and learns how often Discord wants heartbeats.
func (l *link) hello(ctx context.Context) error {
	until := time.Now().Add(helloTimeout)
	for {
		f, err := l.next(ctx, time.Until(until))
		if err != nil && ctx.Err() == nil && !time.Now().Before(until) {
			return errNoHello
		}
		if err != nil {
			return err
		}
		if f.Op != opHello {
			continue
		}
		var h hello
		if err := json.Unmarshal(f.Data, &h); err != nil || h.Interval <= 0 {
			return errors.New("the gateway does not say how often it wants heartbeats")
		}
		l.interval = time.Duration(h.Interval) * time.Millisecond
		return nil
	}
}

// open connects and asks for a session, or for the one there is. The error says
// how it ended.
func (s *Shard) open(ctx context.Context) (*link, error) {
	var t *turn
	var to string
	var err error
	if s.session.ID == "" {
		if t, err = s.budget.turn(ctx, s.o.Shard); err != nil {
			return nil, err
		}
		defer t.end()
		if err = s.amongOthers(ctx, t); err != nil {
			return nil, err
		}
		to = t.url
	} else if to, err = s.resumeAt(ctx); err != nil {
		return nil, err
	}
	l, err := s.dial(ctx, to)
	if err != nil {
		s.missed++
		return nil, err
	}
	stop := context.AfterFunc(ctx, l.interrupt)
	defer stop()
	if err := s.introduce(ctx, l, t); err != nil {
		s.hangUp(ctx, l)
		return nil, err
	}
	return l, nil
}

// introduce does what comes before the first event.
func (s *Shard) introduce(ctx context.Context, l *link, t *turn) error {
	if err := l.hello(ctx); err != nil {
		s.missed++
		return err
	}
	s.missed = 0
	if t != nil {
		if err := s.stillAmongOthers(ctx, t); err != nil {
			return err
		}
		t.spend()
		return l.send(opIdentify, s.o.identify())
	}
	s.unanswered++
	return l.send(opResume, resume{s.o.Token, s.session.ID, s.session.Seq})
}

const (
	// slack is how long after a turn among other processes the IDENTIFY may go
	// out: it takes a connection first.
	slack = 2 * time.Second
	// silence is how long a connection may go without an IDENTIFY or heartbeats.
	silence = 15 * time.Second
)

// amongOthers takes a turn among the processes with the same token.
func (s *Shard) amongOthers(ctx context.Context, t *turn) error {
	if s.o.Turn == nil {
		return nil
	}
	if err := s.o.Turn(ctx, t.key, identifyEvery+slack); err != nil {
		return fmt.Errorf("waiting for the other processes to start their sessions: %w", err)
	}
	t.among = time.Now()
	return nil
}

// stillAmongOthers takes another turn where connecting took so long that the
// next process may have had its own.
func (s *Shard) stillAmongOthers(ctx context.Context, t *turn) error {
	if s.o.Turn == nil || time.Since(t.among) <= slack {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, silence, errors.New("too many start theirs"))
	defer cancel()
	return s.amongOthers(ctx, t)
}

// mostMissed is how many tries in a row may find nobody where the session lives
// before they go elsewhere, too. Discord wants no RESUME elsewhere, and a short
// outage is no reason for one.
const mostMissed = 6

// resumeAt returns where the session lives. Where nobody has been there for
// long, every other time it is where sessions are started.
func (s *Shard) resumeAt(ctx context.Context) (string, error) {
	if s.session.URL != "" && (s.missed < mostMissed || s.missed%2 == 0) {
		return s.session.URL, nil
	}
	start, err := s.budget.known(ctx)
	if err != nil && s.session.URL != "" {
		return s.session.URL, nil
	}
	return start.URL, err
}

// begin learns from READY how the session can be gone on with.
func (s *Shard) begin(l *link, e Event) (Session, error) {
	var r ready
	if err := json.Unmarshal(e.Data, &r); err != nil {
		return Session{}, fmt.Errorf("reading READY: %w", err)
	}
	if r.Session == "" {
		return Session{}, errors.New("READY names no session")
	}
	session := s.o.fresh()
	session.ID = r.Session
	if safe(r.URL, l.url) {
		session.URL = r.URL
	}
	return session, nil
}
