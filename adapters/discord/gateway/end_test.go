package gateway

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// What waits when the end comes is for the next process.
func TestNothingBeginsAfterTheEnd(t *testing.T) {
	inWorld(t, func(w *world) {
		w.handler = func(ctx context.Context, e Event) error {
			if e.Type == "A" {
				time.Sleep(time.Second) // B comes meanwhile
				w.stop()
				<-ctx.Done()
			}
			return nil
		}
		w.run()
		p := w.next()
		p.session(interval)
		p.dispatch(2, "A", `{}`)
		p.dispatch(3, "B", `{}`)
		if err := <-w.ended; err != nil {
			t.Errorf("Run returned %v", err)
		}
		w.expect("READY A")
		if last := w.kept[len(w.kept)-1]; last.Seq != 2 {
			t.Errorf("kept %+v", last)
		}
	})
}

func TestEndsFromAnywhere(t *testing.T) {
	for name, reach := range map[string]func(*world){
		"where": func(w *world) {
			w.o.Where = func(ctx context.Context) (Start, error) { <-ctx.Done(); return Start{}, ctx.Err() }
			w.run()
		},
		"no start left": func(w *world) { w.start.Remaining = 0; w.run() },
		"dialling": func(w *world) {
			w.o.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
			w.run()
		},
		"handshake": func(w *world) {
			w.o.Dial = func(context.Context, string, string) (net.Conn, error) { here, _ := net.Pipe(); return here, nil }
			w.run()
		},
		"hello": func(w *world) { w.run(); w.next() },
		"ready": func(w *world) { w.run(); w.next().hello(interval) },
		"between": func(w *world) {
			w.run()
			w.next().drop()
		},
		"handler": func(w *world) {
			w.handler = func(ctx context.Context, _ Event) error { <-ctx.Done(); return ctx.Err() }
			w.run()
			w.next().session(interval)
		},
		"in a flood": func(w *world) {
			w.run()
			p := w.next()
			p.session(interval)
			go func() {
				for n := 2; p.dispatch(n, "A", `{}`); n++ {
					time.Sleep(time.Millisecond)
				}
			}()
			p.await(opHeartbeat)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				reach(w)
				if name != "in a flood" { // where something always moves
					synctest.Wait()
				}
				dials := len(w.dials)
				w.leave()
				time.Sleep(time.Hour)
				if len(w.dials) != dials {
					t.Error("came back after its end")
				}
			})
		})
	}
}

// Nobody kept the session: Discord may show the bot as gone at once.
func TestEndsForGood(t *testing.T) {
	inWorld(t, func(w *world) {
		w.o.Keep = nil
		w.run()
		p := w.next()
		p.session(interval)
		w.expect("READY")
		w.leave()
		if code := p.end(); code != 1000 {
			t.Errorf("closed with %d", code)
		}
	})
}
