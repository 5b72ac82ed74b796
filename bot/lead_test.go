package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
	"limber/bot/bottest"
)

// replica is a process that leads the connection for a while.
type replica struct {
	*world
	leads atomic.Bool
	lose  func(cause error) // ends its lead and waits for Run
}

// inReplicas runs a test in which one process after another leads, all on one
// store and in one virtual time.
func inReplicas(t *testing.T, test func(next func() *replica)) {
	t.Helper()
	p := bottest.Pack(t)
	synctest.Test(t, func(t *testing.T) {
		store := bottest.NewMemory()
		test(func() *replica {
			r := &replica{world: &world{T: t, fake: bottest.NewFake(), store: store}}
			r.leads.Store(true)
			b := bot.New(bot.Config{
				Pack: p, Adapter: r.fake, Store: store, Log: slog.New(slog.DiscardHandler), Leads: r.leads.Load, GoOn: true,
			})
			ctx, cancel := context.WithCancelCause(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- b.Run(ctx) }()
			r.lose = func(cause error) {
				r.leads.Store(cause == nil || cause == bot.ErrHandedOver) //nolint:errorlint // the test's own
				cancel(cause)
				if err := <-ended; err != nil {
					t.Errorf("Run: %v", err)
				}
			}
			synctest.Wait()
			return r
		})
	})
}

func TestASessionGoesOnWhereAnotherProcessTakesOver(t *testing.T) {
	inReplicas(t, func(next func() *replica) {
		first := next()
		first.starts("two steps")
		first.wants(first.after(12*second), "**Go**")
		first.lose(bot.ErrHandedOver)
		first.wants(first.fake.Take()) // nobody is told, for nothing happens

		time.Sleep(3 * second)
		second := next()
		second.wants(second.after(0))
		second.wants(second.after(time.Minute), "Switch sides", "**Go**", "is done")
		second.lose(nil)
	})
}

func TestACueThatWasMissedComesBackPaused(t *testing.T) {
	for away, want := range map[time.Duration]string{
		20 * time.Second: "Switch sides", // it was due 2 s ago
		30 * time.Second: "I was away",
	} {
		t.Run(fmt.Sprint(away), func(t *testing.T) {
			inReplicas(t, func(next func() *replica) {
				first := next()
				first.starts("two steps")
				first.wants(first.after(12*second), "**Go**")
				first.lose(bot.ErrLost)
				time.Sleep(away)
				then := next()
				then.wants(then.after(0), want)
				then.lose(nil)
			})
		})
	}
}

func TestWhoLostTheLeadSaysNothing(t *testing.T) {
	inReplicas(t, func(next func() *replica) {
		r := next()
		r.starts("two steps")
		r.leads.Store(false) // it does not know yet
		err := r.fake.Handle(r.Context(), bot.Event{From: bottest.Me, Text: rollHowOften})
		if !errors.Is(err, bot.ErrLost) {
			t.Errorf("a question was answered, or %v", err)
		}
		r.wants(r.after(12 * second))
		r.lose(bot.ErrLost)
		r.wants(r.fake.Take())
	})
}

func TestNobodyTakesOver(t *testing.T) {
	inReplicas(t, func(next func() *replica) {
		r := next()
		r.starts("two steps")
		r.after(12 * second)
		r.lose(nil)
		if said := texts(r.fake.Take()); len(said) != 1 || !strings.Contains(said[0], "parked") {
			t.Errorf("at the end it says %q", said)
		}
	})
}

const rollHowOften = "how often should i roll the ball?"

// An answer that is on its way when another process is about to lead goes out,
// and that one does not answer again.
func TestAnAnswerUnderWayAtAHandOver(t *testing.T) {
	inReplicas(t, func(next func() *replica) {
		r := next()
		ctx, handOver := context.WithCancelCause(r.Context())
		r.fake.Fail(bot.ErrUnavailable)
		taken := 0
		dealt := make(chan error, 1)
		go func() {
			dealt <- r.fake.Handle(ctx, bot.Event{From: bottest.Me, Text: rollHowOften, Take: func(ctx context.Context) error {
				taken++
				return ctx.Err()
			}})
		}()
		time.Sleep(second)
		handOver(bot.ErrHandedOver)
		r.fake.Fail(nil)
		if err := <-dealt; err != nil || taken != 1 {
			t.Errorf("%v, taken %d times", err, taken)
		}
		r.wants(r.fake.Take(), "Once a day.")
		r.lose(bot.ErrHandedOver)
	})
}

// While it cannot be noted that a question is answered, nobody answers it: the
// next leader would again.
func TestAnAnswerThatCannotBeNotedWaits(t *testing.T) {
	inReplicas(t, func(next func() *replica) {
		r := next()
		tries := 0
		err := r.fake.Handle(r.Context(), bot.Event{From: bottest.Me, Text: rollHowOften, Take: func(context.Context) error {
			if tries++; tries < 3 {
				r.wants(r.fake.Take())
				return errors.New("on purpose")
			}
			return nil
		}})
		if err != nil || tries != 3 {
			t.Errorf("%v after %d tries", err, tries)
		}
		r.wants(r.fake.Take(), "Once a day.")

		err = r.fake.Handle(r.Context(), bot.Event{From: bottest.Me, Text: rollHowOften, Take: func(context.Context) error {
			r.leads.Store(false) // while it was noted
			return nil
		}})
		if !errors.Is(err, bot.ErrLost) {
			t.Errorf("a question was answered, or %v", err)
		}
		r.wants(r.fake.Take())
		r.lose(bot.ErrLost)
	})
}
