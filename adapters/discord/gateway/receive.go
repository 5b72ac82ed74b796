package gateway

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// serve leads one connection from its opening to its end. It returns how it
// ended, and when its goroutines have.
func (s *Shard) serve(parent context.Context, handle Handler) error {
	l, err := s.open(parent)
	if err != nil {
		return err
	}
	defer s.hangUp(parent, l)
	ctx, end := context.WithCancelCause(parent)
	stop := context.AfterFunc(ctx, l.interrupt)
	defer stop()
	var running sync.WaitGroup
	running.Go(func() {
		defer close(l.events)
		end(l.read(ctx, s.o.Shard))
	})
	running.Go(func() { end(s.beat(ctx, l)) })
	if err := s.deal(parent, l, handle); err != nil {
		end(err)
	}
	running.Wait()
	return context.Cause(ctx)
}

// hangUp closes a connection. Its session is to be gone on with, unless the
// program ends and nobody kept it.
func (s *Shard) hangUp(ctx context.Context, l *link) {
	code := codeAway
	if ctx.Err() != nil && s.o.Keep == nil {
		code = 1000
	}
	l.hangUp(code)
}

// read takes what comes, whatever the handler does, until ctx is done or
// nothing more can come. The error says why.
func (l *link) read(ctx context.Context, shard int) error {
	for {
		f, err := l.next(ctx, 2*l.interval)
		if err != nil {
			return err
		}
		switch f.Op {
		case opHeartbeat:
			signal(l.asked)
		case opHeartbeatACK:
			signal(l.acked)
		case opDispatch:
			select {
			case l.events <- Event{Type: f.Type, Data: f.Data, Seq: f.Seq, Shard: shard}:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // one that was not yet seen says as much
	}
}

// deal hands on what was read, also after the connection has ended: its session
// may have, too. It returns when all is dealt with, ctx is done or the handler
// reports an error.
func (s *Shard) deal(ctx context.Context, l *link, handle Handler) error {
	s.dealt = 0
	within := readyTimeout
	if s.session.ID != "" {
		within = resumeTimeout
	}
	silence := time.NewTimer(within)
	defer silence.Stop()
	for {
		select {
		case e, more := <-l.events:
			silence.Stop()
			if !more || ctx.Err() != nil {
				return nil
			}
			if err := s.dealWith(ctx, l, e, handle); err != nil {
				return err
			}
		case <-s.keeper.due():
			s.keeper.write(s.session)
		case <-silence.C:
			return errNoSession
		}
	}
}

func (s *Shard) dealWith(ctx context.Context, l *link, e Event, handle Handler) error {
	s.unanswered = 0
	session := s.session
	if e.Type == "READY" {
		var err error
		if session, err = s.begin(l, e); err != nil {
			return err
		}
	} else if e.Seq > 0 && e.Seq <= session.Seq {
		return nil // sent again
	}
	if err := handle(ctx, e); err != nil {
		return fmt.Errorf("the event %s was not dealt with: %w", e.Type, err)
	}
	session.Seq = max(session.Seq, e.Seq)
	s.dealt++
	switch e.Type {
	case "READY", "RESUMED":
		s.connected(e.Type)
	}
	s.remember(session)
	return nil
}
