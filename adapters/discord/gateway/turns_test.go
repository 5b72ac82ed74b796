package gateway

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// turns are those that processes have one after the other.
type turns struct {
	mu     sync.Mutex
	taken  map[int]time.Time // by key
	count  int
	why    error         // not; nil: they can be had
	others time.Duration // how long others keep each turn besides
}

func (ts *turns) Turn(ctx context.Context, key int, apart time.Duration) error {
	for {
		ts.mu.Lock()
		why, wait := ts.why, time.Until(ts.taken[key].Add(apart+ts.others))
		if why == nil && wait <= 0 {
			ts.count++
			ts.taken[key] = time.Now()
		}
		ts.mu.Unlock()
		switch {
		case why != nil || wait <= 0:
			return why
		case !pause(ctx, wait):
			return context.Cause(ctx)
		}
	}
}

// Processes that lead a shard each begin as slowly as one that leads them all,
// however long each takes to connect.
func TestTurnsAmongProcesses(t *testing.T) {
	const processes = 4
	for name, c := range map[string]struct {
		concurrency int
		hello       time.Duration // until it comes
		fewest      int           // turns
	}{
		"one by one":      {1, 0, processes},
		"two at once":     {2, 0, processes},
		"a slow greeting": {1, 3 * time.Second, 2 * processes},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.start.MaxConcurrency = c.concurrency
				ts := &turns{taken: map[int]time.Time{}}
				w.o.Shards, w.o.Turn = processes, ts.Turn
				ctx, stop := context.WithCancel(w.t.Context())
				var running sync.WaitGroup
				for shard := range processes {
					o := w.o
					o.Shard = shard
					s, err := New(o)
					if err != nil {
						t.Fatal(err)
					}
					running.Go(func() {
						if err := s.Run(ctx, w.handle); err != nil {
							t.Errorf("Run: %v", err)
						}
					})
				}
				// They connect each when it has a turn, and may be at it at once. Who
				// waits too long for another turn connects anew.
				var mu sync.Mutex
				var at []time.Time
				var greeting sync.WaitGroup
				started := make(chan struct{}, processes)
				for begun := 0; begun < processes; {
					select {
					case <-started:
						begun++
					case p := <-w.peers:
						greeting.Go(func() {
							time.Sleep(c.hello)
							p.hello(interval)
							select {
							case m := <-p.got:
								p.ready()
								mu.Lock()
								defer mu.Unlock()
								at = append(at, m.at)
								started <- struct{}{}
							case <-p.ended:
							}
						})
					}
				}
				greeting.Wait()
				for i := c.concurrency; i < len(at); i++ {
					if apart := at[i].Sub(at[i-c.concurrency]); apart < identifyEvery {
						t.Errorf("IDENTIFY %d came %v after another", i, apart)
					}
				}
				if took := at[len(at)-1].Sub(at[0]); took > 2*time.Minute || ts.count < c.fewest {
					t.Errorf("it took %v and %d turns", took, ts.count)
				}
				stop()
				running.Wait()
			})
		})
	}
}

// Who cannot have a turn does not IDENTIFY, and tries again until it can.
func TestTurnsThatCannotBeHad(t *testing.T) {
	inWorld(t, func(w *world) {
		ts := &turns{taken: map[int]time.Time{}, why: errors.New("the database is away")}
		w.o.Turn = ts.Turn
		w.run()
		time.Sleep(5 * time.Minute)
		if n := len(w.peers); n != 0 {
			t.Errorf("%d connections without a turn", n)
		}
		if n := strings.Count(w.log.String(), "level=WARN"); n != 1 || !strings.Contains(w.log.String(), "the database is away") {
			t.Errorf("the log:\n%s", w.log.String())
		}
		ts.mu.Lock()
		ts.why = nil
		ts.mu.Unlock()
		w.next().session(interval)
		w.expect("READY")
		w.leave()
	})
}

// Where connecting takes long and the others have many turns meanwhile, the
// connection is given up before Discord does it.
func TestTurnsThatOthersHave(t *testing.T) {
	inWorld(t, func(w *world) {
		ts := &turns{taken: map[int]time.Time{}, others: time.Minute}
		w.o.Turn = ts.Turn
		w.run()
		first := w.next()
		time.Sleep(3 * time.Second)
		began := time.Now()
		first.hello(interval)
		first.end()
		if took := time.Since(began); took < silence || took > silence+2*time.Second || len(first.got) != 0 {
			t.Errorf("it was given up after %v, with %d sent", took, len(first.got))
		}
		w.next().session(interval)
		w.expect("READY")
		w.leave()
	})
}

func TestTheEndWhileWaitingForATurn(t *testing.T) {
	inWorld(t, func(w *world) {
		ts := &turns{taken: map[int]time.Time{0: time.Now()}, others: time.Hour}
		w.o.Turn = ts.Turn
		w.run()
		time.Sleep(time.Minute)
		w.leave()
	})
}
