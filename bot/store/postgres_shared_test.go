package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"limber/bot"
	"limber/bot/store/pgtest"
)

// arrived waits for an arrival.
func arrived(t *testing.T, c <-chan struct{}) {
	t.Helper()
	const patience = 20 * time.Second
	select {
	case <-c:
	case <-time.After(patience):
		t.Fatal("no arrival")
	}
}

// listened waits until p listens, and takes the arrivals that come of that.
func listened(t *testing.T, p *Postgres, channels ...<-chan struct{}) {
	t.Helper()
	marker := bot.Connection{Platform: "a", Bot: "marker"}
	marked := p.Arrivals(t.Context(), marker)
	arrived(t, marked) // it came with the channel
	const pause, patience = 20 * time.Millisecond, 20 * time.Second
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for heard := false; !heard; {
		_, err := p.pool.Exec(ctx, `SELECT pg_notify('limber_inbox', $1)`, marker.String())
		check(t, err)
		select {
		case <-marked:
			heard = true
		case <-time.After(pause):
		}
	}
	p.arrivals.mu.Lock() // who tells all has told all
	defer p.arrivals.mu.Unlock()
	for _, c := range channels {
		select {
		case <-c:
		default:
		}
	}
}

func TestArrivals(t *testing.T) {
	where := pgtest.URL(t)
	leads, other := postgresHere(t, where), postgresHere(t, where)
	led := leads.Led(leader, raised(t, leads), func() { t.Error("lost") })
	elsewhere := bot.Connection{Platform: "telegram", Bot: "elsewhere"}
	ctx, cancel := context.WithCancel(t.Context())
	mine, theirs, gone := led.Arrivals(t.Context(), ana.Connection()), led.Arrivals(t.Context(), elsewhere), led.Arrivals(ctx, elsewhere)
	arrived(t, gone)
	cancel()
	listened(t, leads, mine, theirs)

	fresh, err := other.Receive(t.Context(), ana.Connection(), parcels(1, 2))
	if err != nil || len(fresh) != 2 {
		t.Errorf("%d fresh, error %v", len(fresh), err)
	}
	arrived(t, mine)
	if list, err := led.Pending(t.Context(), ana.Connection()); err != nil || len(list) != 2 {
		t.Errorf("%d pending, error %v", len(list), err)
	}
	// The same again: its answer may not have come.
	for _, receive := range []func(context.Context, bot.Connection, []bot.Parcel) ([]bot.Parcel, error){other.Receive, led.Receive} {
		if fresh, err := receive(t.Context(), ana.Connection(), parcels(1)); err != nil || len(fresh) != 0 {
			t.Errorf("%d fresh again, error %v", len(fresh), err)
		}
		arrived(t, mine)
	}
	received(t, led, parcels(3)...)
	select {
	case <-mine:
		t.Error("an arrival of what the leader has received")
	case <-theirs:
		t.Error("an arrival for another connection")
	default:
	}

	// Whoever listens again cannot know what it has missed.
	do(t, other, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()`)
	arrived(t, mine)
	arrived(t, theirs)
	_, err = other.Receive(t.Context(), elsewhere, parcels(1))
	check(t, err)
	arrived(t, theirs)
}

func TestArrivalsAfterTheEnd(t *testing.T) {
	p, err := OpenPostgres(t.Context(), pgtest.URL(t))
	check(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	p.Arrivals(ctx, leader)
	check(t, p.Close())
	cancel()
	select {
	case <-p.Arrivals(t.Context(), leader):
		t.Error("an arrival after the end")
	default:
	}
}

func TestTurnsAreApart(t *testing.T) {
	const apart = 60 * time.Millisecond
	where := pgtest.URL(t)
	one, two := postgresHere(t, where), postgresHere(t, where)
	taken := func() time.Time {
		var at time.Time
		check(t, one.pool.QueryRow(t.Context(), `SELECT taken FROM turns WHERE name = 'discord'`).Scan(&at))
		return at
	}
	var mu sync.Mutex
	var latest time.Time
	var group sync.WaitGroup
	for _, p := range []*Postgres{one, two, one, two} {
		group.Go(func() {
			for range 2 {
				if err := p.Turn(t.Context(), "discord", apart); err != nil {
					t.Error(err)
				}
				mu.Lock()
				at := taken() // or of a later turn
				if !latest.IsZero() && at.After(latest) && at.Sub(latest) < apart {
					t.Errorf("turns are %v apart", at.Sub(latest))
				}
				latest = at
				mu.Unlock()
			}
		})
	}
	group.Wait()
	check(t, one.Turn(t.Context(), "another", time.Hour)) // nobody had it

	why := errors.New("the test says so")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(time.Millisecond, func() { cancel(why) })
	if err := two.Turn(ctx, "another", time.Hour); !errors.Is(err, context.Canceled) || !errors.Is(err, why) {
		t.Errorf("got error %v, want that it was cancelled, and why", err)
	}
	do(t, one, `UPDATE turns SET taken = taken + INTERVAL '1 day'`) // the server's clock was set back
	check(t, two.Turn(t.Context(), "another", time.Hour))
}
