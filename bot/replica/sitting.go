package replica

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"limber/bot"
	"limber/bot/store"
)

// sitting is a replica's work on one Seat.
type sitting struct {
	*Replica
	seat  Seat
	term  *term
	began time.Time

	standings []store.Standing // of the latest confirmation
	slow      bool             // that took so long that there is no time for anything else
	news      bool             // since then
	uneven    time.Time        // since when there was a connection to give up; zero if there is none
	ending    bool             // what is led is handed over, and nothing is taken any more
	by        time.Time        // when that must be done
}

// run takes one step after the other until ctx is done and nothing is led any
// more, or the Seat fails.
func (s *sitting) run(ctx context.Context) error {
	for {
		s.see()
		did, err := s.step(ctx)
		s.publish(s.term, len(s.standings))
		switch {
		case err != nil:
			return err
		case did:
		case s.ending && !slices.ContainsFunc(s.places, (*place).busy):
			return s.ask(s.seat.Leave)
		default:
			if err := s.listen(); err != nil {
				return err
			}
		}
	}
}

// step does the most urgent thing, and reports false if there was none.
func (s *sitting) step(ctx context.Context) (did bool, err error) {
	ends := ctx.Err() != nil && !s.ending
	if ends {
		s.ending, s.by = true, time.Now().Add(endWithin)
	}
	waited := since(s.term.latest())
	if ends || s.needsTerm() && (waited >= confirmEvery || s.news && waited >= apart) {
		if err := s.confirm(); err != nil {
			return true, err
		}
		if s.ending {
			s.tellAll()
		} else {
			s.plan()
		}
		return true, nil
	}
	for _, p := range s.places {
		if did, err := s.act(p); did || err != nil {
			return true, err
		}
	}
	return false, nil
}

// needsTerm reports whether it matters for how long the locks are held: not at
// the end, when all that is left is to give them back.
func (s *sitting) needsTerm() bool { return !s.ending || s.working() }

// ask makes a call to the Seat, which must be done before the term is over.
func (s *sitting) ask(call func(context.Context) error) error {
	from := s.term.latest()
	if from.IsZero() {
		from = s.began
	}
	left := holdFor - since(from)
	if !s.needsTerm() {
		left = time.Until(s.by)
	}
	ctx, cancel := context.WithTimeout(context.Background(), left)
	defer cancel()
	err := call(ctx)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", errLate, err)
	}
	return err
}

var errLate = errors.New("PostgreSQL did not answer within some seconds, or this process stood still for so long")

func (s *sitting) confirm() error {
	began := time.Now()
	err := s.ask(func(ctx context.Context) (err error) {
		s.standings, err = s.seat.Confirm(ctx, s.serves())
		return err
	})
	switch {
	case err != nil:
		return err
	case !s.term.confirmed(began):
		return errLate
	}
	s.news = false
	s.trouble.ends()
	before := s.slow
	s.slow = since(began) >= confirmEvery
	if s.slow && !before {
		s.log.Warn("PostgreSQL answers too slowly: this replica holds what it leads, and takes nothing over until that is better; "+
			"see what keeps the server or its disk busy", "took", since(began))
	}
	return nil
}

// serves are the connections that this replica would lead.
func (s *sitting) serves() []bot.Connection {
	list := []bot.Connection{}
	for _, p := range s.places {
		if !s.ending && !p.stuck {
			list = append(list, p.Connection)
		}
	}
	return list
}

// act does the next thing for a connection, and reports false if there is none.
func (s *sitting) act(p *place) (did bool, err error) {
	switch now := time.Now(); {
	case p.held && p.stuck, p.held && p.given && p.lease == nil && p.owed == 0:
		err = s.ask(func(ctx context.Context) error { return s.seat.Unlock(ctx, p.Connection) })
		p.held, p.given = false, false
	case p.lease != nil:
		return false, nil
	case p.held && p.owed != 0:
		err = s.release(p)
	case now.Before(p.ready):
		return false, nil
	case p.held:
		err = s.take(p)
	case p.wanted:
		err = s.try(p)
	default:
		return false, nil
	}
	return true, err
}

// try takes the lock of a connection, if it is free, and lets the leader before
// have its time.
func (s *sitting) try(p *place) error {
	p.wanted = false
	var former store.Former
	err := s.ask(func(ctx context.Context) (err error) {
		p.held, former, err = s.seat.Try(ctx, p.Connection)
		return err
	})
	if err != nil || !p.held {
		return err
	}
	if !former.Released && former.Replica != s.options.Name {
		p.ready = time.Now().Add(min(max(quiet-former.Silent, 0), quiet))
	}
	return nil
}

// release notes that all work for a connection has ended.
func (s *sitting) release(p *place) error {
	err := s.ask(func(ctx context.Context) error { return s.seat.Release(ctx, p.Connection, p.owed) })
	if err != nil && !errors.Is(err, store.ErrBusy) {
		return err
	}
	p.owed = 0 // where a write has still not ended, the next leader shall wait
	return nil
}

// take makes this replica the leader of a connection whose lock it holds, and
// lets the work begin.
func (s *sitting) take(p *place) error {
	var epoch int64
	err := s.ask(func(ctx context.Context) (err error) {
		epoch, err = s.seat.Take(ctx, p.Connection)
		return err
	})
	switch {
	case errors.Is(err, store.ErrBusy):
		p.ready = time.Now().Add(busyAgain)
		return nil
	case err != nil:
		return err
	}
	p.log.Info("this replica leads the connection", "epoch", epoch)
	p.began = time.Now()
	p.lease = &Lease{connection: p.Connection, epoch: epoch, term: s.term}
	p.lease.call(s.options.Lead, func(r result) {
		p.returned <- r
		s.bell.ring()
	})
	return nil
}

// listen waits for news, and until something is due.
func (s *sitting) listen() error {
	latest := s.term.latest()
	until := latest.Add(confirmEvery)
	if s.news {
		until = latest.Add(apart)
	}
	for _, p := range s.places {
		if p.lease == nil && (p.held || p.wanted) && p.ready.Before(until) {
			until = p.ready
		}
	}
	return s.bell.during(until, func(ctx context.Context) error {
		err := s.seat.Listen(ctx)
		s.news = s.news || ctx.Err() == nil
		return err
	})
}
