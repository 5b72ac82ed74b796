package replica

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
)

func shares(list ...*process) []int {
	var n []int
	for _, p := range list {
		n = append(n, p.leads())
	}
	slices.Sort(n)
	return n
}

func are(want []int, list ...*process) func() bool {
	return func() bool { return slices.Equal(shares(list...), want) }
}

func TestSpreadsAndSpreadsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, all := newWorld(), connections(20)
		a := w.start("a", all, nil)
		t.Log("alone, all after", w.until(t, time.Second, are([]int{20}, a)))
		b, c := w.start("b", all, nil), w.start("c", all, nil)
		t.Log("spread over three after", w.until(t, 20*time.Second, are([]int{6, 7, 7}, a, b, c)))
		w.pass(t, 20*time.Second)
		if got := shares(a, b, c); !slices.Equal(got, []int{6, 7, 7}) {
			t.Errorf("later %v", got)
		}
		for _, cause := range a.causes {
			if !errors.Is(cause, bot.ErrHandedOver) {
				t.Errorf("given up for %v", cause)
			}
		}
		handed := len(a.causes)
		c.kill()
		t.Log("one killed, all led after", w.until(t, 5*time.Second, are([]int{10, 10}, a, b)))
		w.pass(t, 10*time.Second)
		if len(a.causes) != handed || len(b.causes) > 0 {
			t.Errorf("moved for nothing: %v, %v", a.causes, b.causes)
		}
		d := w.start("d", all, nil)
		t.Log("one more, spread after", w.until(t, 12*time.Second, are([]int{6, 7, 7}, a, b, d)))
		d.cancel()
		t.Log("that one ended, all led after", w.until(t, time.Second, are([]int{10, 10}, a, b)))
		stop(t, a, b)
		if err := errors.Join(<-c.done, <-d.done); err != nil {
			t.Error(err)
		}
	})
}

// However long a replica stands still, it does not lead when another does.
func TestStandsStill(t *testing.T) {
	for _, d := range []time.Duration{1, 2, 3, 4, 5, 6, 7, 60} {
		synctest.Test(t, func(t *testing.T) {
			w, all := newWorld(), connections(4)
			a, b := w.start("a", all, nil), w.start("b", all, nil)
			w.until(t, 20*time.Second, are([]int{2, 2}, a, b))
			w.pass(t, 300*time.Millisecond)
			a.freeze(d * time.Second)
			if d > 3 {
				w.until(t, 3*time.Second, are([]int{0, 2}, a, b))
			}
			if d > 5 {
				t.Log("taken over after", 3*time.Second+w.until(t, 4*time.Second, are([]int{0, 4}, a, b)))
			}
			w.until(t, d*time.Second+20*time.Second, are([]int{2, 2}, a, b))
			stop(t, a, b)
		})
	}
}

func TestCutOffAndBack(t *testing.T) {
	for name, silently := range map[string]bool{"at once": false, "silently": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, all := newWorld(), connections(4)
				a, b := w.start("a", all, nil), w.start("b", all, nil)
				w.until(t, 20*time.Second, are([]int{2, 2}, a, b))
				a.cutOff(silently)
				within := 10 * time.Millisecond
				if silently {
					within = holdFor
				}
				t.Log("stopped after", w.until(t, within, are([]int{0, 2}, a, b)))
				t.Log("taken over after further", w.until(t, 6*time.Second, are([]int{0, 4}, a, b)))
				w.pass(t, time.Minute)
				if s := a.Status(); s.Store == nil || len(s.StandsBy) != 4 {
					t.Errorf("cut off it says %+v", s)
				}
				a.mend()
				t.Log("spread again after", w.until(t, 20*time.Second, are([]int{2, 2}, a, b)))
				if s := a.Status(); s.Store != nil || len(s.StandsBy) != 2 || s.Replicas != 2 {
					t.Errorf("back again it says %+v", s)
				}
				if lost, back := a.log.count("is lost or cannot be made"), a.log.count("PostgreSQL is back"); lost != 1 || back != 1 {
					t.Errorf("told %d times that it is lost and %d times that it is back:\n%s", lost, back, a.log)
				}
				for _, cause := range a.causes {
					if !errors.Is(cause, bot.ErrLost) {
						t.Errorf("told to end for %v", cause)
					}
				}
				stop(t, a, b)
			})
		})
	}
}

// After an outage the leader goes on without waiting for itself.
func TestOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		a := w.start("a", connections(3), nil)
		w.until(t, time.Second, are([]int{3}, a))
		w.mu.Lock()
		w.down = true
		for s := range w.seats {
			w.end(s)
		}
		w.mu.Unlock()
		w.until(t, 10*time.Millisecond, are([]int{0}, a))
		w.pass(t, time.Minute)
		w.mu.Lock()
		w.down = false
		w.mu.Unlock()
		t.Log("leads again after", w.until(t, lastSit+100*time.Millisecond, are([]int{3}, a)))
		stop(t, a)
	})
}

func TestHandsOverAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, all := newWorld(), connections(5)
		a := w.start("a", all, nil)
		w.until(t, time.Second, are([]int{5}, a))
		b := w.start("b", all, nil)
		w.pass(t, 500*time.Millisecond) // b is there and leads nothing yet
		a.cancel()
		t.Log("handed over after", w.until(t, time.Second, func() bool { return b.leads() == 5 }))
		if err := <-a.done; err != nil {
			t.Error(err)
		}
		stop(t, b)
		for name, want := range map[*process]error{a: bot.ErrHandedOver, b: context.Canceled} {
			for _, got := range name.causes {
				if !errors.Is(got, want) {
					t.Errorf("%s ended for %v, want %v", name.name, got, want)
				}
			}
		}
	})
}

func TestFailingWorkIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, all := newWorld(), connections(2)
		var began []time.Time // guarded by w.mu
		a := w.start("a", all, func(ctx context.Context, l *Lease) error {
			if l.Connection() == all[1] {
				<-ctx.Done()
				return nil
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			began = append(began, time.Now())
			return errors.New("the token is not valid")
		})
		w.pass(t, 10*time.Minute)
		w.mu.Lock()
		for i := 2; i < 7; i++ {
			if before, after := began[i-1].Sub(began[i-2]), began[i].Sub(began[i-1]); after < before/2+before/8 || after > 4*before {
				t.Errorf("attempt %d after %v, the one before after %v", i, after, before)
			}
		}
		if n := len(began); n < 14 || n > 28 {
			t.Errorf("%d attempts in 10 minutes", n)
		}
		n := len(began)
		w.mu.Unlock()
		if got := a.log.count("the token is not valid"); got != n {
			t.Errorf("told %d times of %d", got, n)
		}
		if got := a.Status().Leads; !slices.Equal(got, all[1:]) {
			t.Errorf("leads %v", got)
		}
		stop(t, a)
	})
}

// Work that does not end is not an orderly end, and holds nobody up.
func TestWorkThatDoesNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, all := newWorld(), connections(2)
		ends := make(chan struct{})
		a := w.start("a", all, func(ctx context.Context, l *Lease) error {
			<-ctx.Done()
			if l.Connection() == all[1] {
				<-ends
			}
			return nil
		})
		w.until(t, time.Second, are([]int{2}, a))
		b := w.start("b", all[1:], nil)
		t.Log("taken over after", w.until(t, settled+patience+6*time.Second, func() bool { return b.leads() == 1 }))
		if w.rows[all[1].String()].released {
			t.Error("released without an orderly end")
		}
		if got := a.Status().Stuck; !slices.Equal(got, all[1:]) || a.log.count("did not end when it was told to") != 1 {
			t.Errorf("stuck are %v:\n%s", got, a.log)
		}
		b.cancel()
		if err := <-b.done; err != nil {
			t.Error(err)
		}
		w.pass(t, 10*time.Second)
		if got := a.leads(); got != 1 {
			t.Errorf("leads %d while work before has not ended", got)
		}
		close(ends)
		w.until(t, 2*time.Second, are([]int{2}, a))
		stop(t, a)
	})
}

func TestEndsWithWorkThatDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		ends := make(chan struct{})
		a := w.start("a", connections(2), func(context.Context, *Lease) error { <-ends; return nil })
		w.until(t, time.Second, are([]int{2}, a))
		began := time.Now()
		a.cancel()
		if err := <-a.done; err == nil {
			t.Error("no error though work has not ended")
		}
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("ended after %v", took)
		}
		if len(w.locks) > 0 || w.rows["telegram/00"].released {
			t.Errorf("locks %v, row %+v", w.locks, w.rows["telegram/00"])
		}
		close(ends)
	})
}

// No work begins before the one before it in this process has ended.
func TestWaitsForTheWorkBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		a := w.start("a", connections(1), func(ctx context.Context, _ *Lease) error {
			<-ctx.Done()
			time.Sleep(5 * time.Second)
			return nil
		})
		w.until(t, time.Second, are([]int{1}, a))
		a.cutOff(false)
		a.mend()
		w.until(t, 10*time.Millisecond, are([]int{0}, a))
		if took := w.until(t, 6*time.Second, are([]int{1}, a)); took < 4900*time.Millisecond {
			t.Errorf("leads again after %v", took)
		}
		stop(t, a)
	})
}

// Replicas that do not serve the same, as in the middle of an upgrade.
func TestDifferentConfigurations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, all := newWorld(), connections(6)
		a, b := w.start("a", all, nil), w.start("b", all[:2], nil)
		w.until(t, 20*time.Second, are([]int{2, 4}, a, b))
		w.pass(t, 20*time.Second)
		if len(a.causes) > 2 || len(b.causes) > 0 {
			t.Errorf("moved for nothing: %v, %v", a.causes, b.causes)
		}
		b.cancel()
		w.until(t, time.Second, are([]int{0, 6}, a, b))
		stop(t, a, b)
	})
}

// A replica that is there and does not take what is its share holds nobody up.
func TestTakesWhatOthersLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, all := newWorld(), connections(4)
		idler := &process{world: w, name: "a"}
		seat, err := w.sit(t.Context(), idler)
		if err != nil {
			t.Fatal(err)
		}
		idle := func() bool {
			if _, err := seat.Confirm(t.Context(), all); err != nil {
				t.Fatal(err)
			}
			return false
		}
		idle()
		b := w.start("b", all, nil)
		w.until(t, overdue+time.Second, func() bool { return idle() || b.leads() == 4 })
		stop(t, b)
		seat.Close()
	})
}

func TestWaitsForWritesOfTheLeaderBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.busy = 20
		a := w.start("a", connections(1), nil)
		if took := w.until(t, 3*time.Second, are([]int{1}, a)); took < 20*busyAgain {
			t.Errorf("leads after %v", took)
		}
		stop(t, a)
	})
}

// A write that was refused ends one lease, and no other.
func TestRefusedWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, all := newWorld(), connections(2)
		a := w.start("a", all, nil)
		w.until(t, time.Second, are([]int{2}, a))
		a.places[0].lease.Lose()
		if got := a.leads(); got != 1 {
			t.Errorf("leads %d after a write was refused", got)
		}
		w.until(t, 5*time.Second, are([]int{2}, a))
		if len(a.causes) != 1 || !errors.Is(a.causes[0], bot.ErrLost) {
			t.Errorf("ended for %v", a.causes)
		}
		stop(t, a)
	})
}

// Where PostgreSQL is slow all goes on, and where it is too slow for that, what
// is led is held until the end.
func TestSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		slow := func(d time.Duration) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.delay = d
		}
		slow(800 * time.Millisecond)
		a := w.start("a", connections(3), nil)
		w.until(t, 15*time.Second, are([]int{3}, a))
		slow(1400 * time.Millisecond)
		w.pass(t, time.Minute)
		if len(a.causes) > 0 || a.log.count("too slowly") != 1 {
			t.Errorf("told to end: %v\n%s", a.causes, a.log)
		}
		began := time.Now()
		stop(t, a)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("ended after %v", took)
		}
		if len(w.locks) > 0 {
			t.Errorf("locks are left: %v", w.locks)
		}
	})
}
