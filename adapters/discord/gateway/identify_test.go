package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// identifies lets a gateway do the same with each connection for some time, and
// returns when it was identified to.
func (w *world) identifies(lasting time.Duration, with func(*peer)) []time.Time {
	w.t.Helper()
	var at []time.Time
	over := time.After(lasting)
	for {
		select {
		case p := <-w.peers:
			p.hello(interval)
			if m := p.opening(); m.Op == opIdentify {
				at = append(at, m.at)
			}
			with(p)
		case <-over:
			return at
		}
	}
}

func paced(t *testing.T, at []time.Time, mostInAnHour, mostInADay int) {
	t.Helper()
	for n, a := range at {
		if n > 0 && a.Sub(at[n-1]) < 5*time.Second {
			t.Errorf("identified again after %v", a.Sub(at[n-1]))
		}
		if n >= mostInAnHour && a.Sub(at[n-mostInAnHour]) < time.Hour {
			t.Fatalf("more than %d IDENTIFYs in an hour", mostInAnHour)
		}
	}
	if len(at) > mostInADay || len(at) < 10 {
		t.Errorf("%d IDENTIFYs in a day", len(at))
	}
}

func TestIdentifyThatIsNeverTaken(t *testing.T) {
	for name, with := range map[string]func(*peer){
		"invalid session": func(p *peer) { p.send(opInvalidSession, false) },
		"dropped":         func(p *peer) { p.drop() },
		"reconnect":       func(p *peer) { p.send(opReconnect, nil) },
		"closed":          func(p *peer) { p.close(4009, "") },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.run()
				at := w.identifies(24*time.Hour, with)
				paced(t, at, 20, 320)
				if first := at[3].Sub(at[0]); first > time.Minute {
					t.Errorf("the first four took %v", first)
				}
				w.leave()
			})
		})
	}
}

// Sessions that begin well and end at once cost as much.
func TestSessionsThatDoNotLast(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		at := w.identifies(24*time.Hour, func(p *peer) {
			p.ready()
			time.Sleep(100 * time.Millisecond)
			p.send(opInvalidSession, false)
		})
		paced(t, at, 30, 500)
		if first := at[9].Sub(at[0]); first > 90*time.Second {
			t.Errorf("the first ten took %v", first)
		}
		w.leave()
	})
}

func TestNoStartLeft(t *testing.T) {
	inWorld(t, func(w *world) {
		w.start.Remaining, w.start.ResetAfter = 0, 3*time.Hour
		w.run()
		began := time.Now()
		time.Sleep(2*time.Hour + 50*time.Minute)
		w.mu.Lock()
		w.start.Remaining = 1000
		w.mu.Unlock()
		if at := w.next().session(interval).at; at.Sub(began) < 3*time.Hour || at.Sub(began) > 3*time.Hour+time.Second {
			t.Errorf("identified after %v", at.Sub(began))
		}
		if n := strings.Count(w.log.String(), "no more sessions until the reset"); n != 1 {
			t.Errorf("the operator was told %d times", n)
		}
		if len(w.asked) != 2 {
			t.Errorf("asked %d times", len(w.asked))
		}
		w.leave()
	})
}

// Where said that two remain: after those it is asked again.
func TestCountsWhatRemains(t *testing.T) {
	inWorld(t, func(w *world) {
		w.start.Remaining = 2
		w.run()
		at := w.identifies(30*time.Second, func(p *peer) {
			if len(w.asked) == 1 {
				w.mu.Lock()
				w.start.Remaining = 0
				w.mu.Unlock()
			}
			p.send(opInvalidSession, false)
		})
		if len(at) != 2 {
			t.Errorf("%d IDENTIFYs of 2", len(at))
		}
		w.leave()
	})
}

func TestGroupPacing(t *testing.T) {
	const shards = 6
	for concurrency, want := range map[int]string{1: "0 1 2 3 4 5", 2: "0,1 2,3 4,5", 16: "0,1,2,3,4,5"} {
		t.Run(fmt.Sprint(concurrency), func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.start.Shards, w.start.MaxConcurrency = shards, concurrency
				w.o.Shards = 0
				g, err := Connect(w.t.Context(), w.o)
				if err != nil {
					t.Fatal(err)
				}
				w.lead(g.Run)
				steps := map[time.Duration][]string{}
				began := time.Now()
				for range shards {
					p := w.next()
					p.hello(interval)
					m := p.await(opIdentify)
					shard := strings.Split(string(m.Data), `"shard":[`)[1][:1]
					step := m.at.Sub(began) / identifyEvery
					steps[step] = append(steps[step], shard)
					p.ready()
				}
				var got []string
				for n := range time.Duration(len(steps)) {
					slices.Sort(steps[n])
					got = append(got, strings.Join(steps[n], ","))
				}
				if strings.Join(got, " ") != want {
					t.Errorf("started %v, want %s", got, want)
				}
				if n := len(w.asked); n > 2 {
					t.Errorf("asked %d times where the gateway is", n)
				}
				synctest.Wait()
				w.leave()
				if n := len(w.kept); n != shards {
					t.Errorf("kept %d sessions", n)
				}
			})
		})
	}
}

// All shards together stay within what one bot may do in an hour.
func TestGroupThatFails(t *testing.T) {
	inWorld(t, func(w *world) {
		w.start.MaxConcurrency = 16
		w.o.Shards = 16
		g, err := Connect(w.t.Context(), w.o)
		if err != nil {
			t.Fatal(err)
		}
		w.lead(g.Run)
		at := w.identifies(5*time.Hour, func(p *peer) { p.send(opInvalidSession, false) })
		for n := range at {
			if m := 16 + 100; n >= m && at[n].Sub(at[n-m]) < time.Hour {
				t.Fatalf("more than %d in an hour", m)
			}
		}
		w.leave()
	})
}

func TestGroupEndsTogether(t *testing.T) {
	inWorld(t, func(w *world) {
		w.start.MaxConcurrency = 2
		w.o.Shards = 2
		g, err := Connect(w.t.Context(), w.o, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		w.lead(g.Run)
		first, second := w.next(), w.next()
		first.session(interval)
		synctest.Wait()
		second.hello(interval)
		second.opening()
		second.close(CodeShardingRequired, "")
		if err := <-w.ended; !errors.As(err, new(*Refused)) {
			t.Errorf("Run returned %v", err)
		}
		if code := first.end(); code != 4000 {
			t.Errorf("the other was closed with %d", code)
		}
		w.stop()
	})
}

func TestConnectAsksUntilItIsTold(t *testing.T) {
	inWorld(t, func(w *world) {
		tries := 0
		w.o.Where = func(context.Context) (Start, error) {
			if tries++; tries < 4 {
				return Start{}, errors.New("502")
			}
			return Start{Shards: 3}, nil
		}
		g, err := Connect(w.t.Context(), w.o)
		if err != nil || len(g.Shards) != 3 {
			t.Errorf("got %v, %v", g, err)
		}
		w.o.Where = func(context.Context) (Start, error) { return Start{}, &Refused{Code: CodeToken} }
		if _, err := Connect(w.t.Context(), w.o); !errors.As(err, new(*Refused)) {
			t.Errorf("got %v", err)
		}
		if _, err := Connect(w.t.Context(), Options{Token: testToken, Where: w.where, Shards: 2}, 2); err == nil {
			t.Error("there is no shard 2 of 2")
		}
	})
}

func TestWhereFails(t *testing.T) {
	inWorld(t, func(w *world) {
		w.whyNot = errors.New("502")
		w.run()
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if n := len(w.asked); n < 5 || n > 15 {
			t.Errorf("asked %d times in five minutes", n)
		}
		w.mu.Lock()
		w.whyNot = &Refused{Code: CodeToken}
		w.mu.Unlock()
		if err := <-w.ended; !errors.As(err, new(*Refused)) {
			t.Errorf("Run returned %v", err)
		}
		w.stop()
	})
}
