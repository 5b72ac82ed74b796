package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestSession(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.run()
		p := w.next()
		if p.host != "first.test" || p.query != "encoding=json&v=10" {
			t.Errorf("connected to %s?%s", p.host, p.query)
		}
		var id identify
		if err := json.Unmarshal(p.session(interval).Data, &id); err != nil {
			t.Fatal(err)
		}
		if id.Token != testToken || id.Intents != testIntents || id.Shard != [2]int{0, 1} || id.Properties.Browser != "limber" {
			t.Errorf("identified as %+v", id)
		}
		p.dispatch(2, "GUILD_CREATE", `{"id":"1"}`)
		p.dispatch(3, "MESSAGE_CREATE", `{"id":"2"}`)
		p.send(opDispatch, nil) // without a number
		w.expect("READY GUILD_CREATE MESSAGE_CREATE ")
		if e := w.events[2]; string(e.Data) != `{"id":"2"}` || e.Seq != 3 {
			t.Errorf("handed on as %+v", e)
		}
		if s.Latency() != 0 {
			t.Error("a latency before the first heartbeat")
		}
		w.leave()
		if code := p.end(); code != 4000 {
			t.Errorf("closed with %d, which ends the session", code)
		}
		last := w.kept[len(w.kept)-1].Session
		if want := (Session{"abc", "ws://resume.test", 3, 0, 1, testIntents}); last != want {
			t.Errorf("kept %+v, want %+v", last, want)
		}
	})
}

func TestNextProcessResumes(t *testing.T) {
	inWorld(t, func(w *world) {
		w.o.Resume = []Session{{"other", "ws://x", 5, 1, 2, testIntents}, {"abc", "ws://resume.test", 7, 0, 1, testIntents}}
		w.run()
		p := w.next()
		p.hello(interval)
		p.resumed(resume{testToken, "abc", 7})
		p.dispatch(8, "MESSAGE_CREATE", `{}`)
		p.dispatch(9, "RESUMED", `{}`)
		w.expect("MESSAGE_CREATE RESUMED")
		if p.host != "resume.test" || len(w.asked) != 0 {
			t.Errorf("resumed at %s, asked %d times where to identify", p.host, len(w.asked))
		}
		w.leave()
	})
}

func TestOtherIntentsNeedAnotherSession(t *testing.T) {
	inWorld(t, func(w *world) {
		w.o.Resume = []Session{{"abc", "ws://resume.test", 7, 0, 1, testIntents | 1<<15}}
		w.run()
		p := w.next()
		p.hello(interval)
		if m := p.opening(); m.Op != opIdentify {
			t.Errorf("sent opcode %d", m.Op)
		}
		w.leave()
	})
}

func TestDropLosesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		p := w.next()
		p.session(interval)
		p.dispatch(2, "A", `{}`)
		synctest.Wait()
		p.drop()
		p = w.next()
		if p.host != "resume.test" {
			t.Errorf("resumed at %s", p.host)
		}
		p.hello(interval)
		p.resumed(resume{testToken, "abc", 2})
		p.dispatch(2, "A", `{}`) // Discord may send more than was asked for
		p.dispatch(3, "B", `{}`)
		p.dispatch(4, "RESUMED", `{}`)
		w.expect("READY A B RESUMED")
		w.leave()
	})
}

func TestHandlerError(t *testing.T) {
	inWorld(t, func(w *world) {
		broken := true
		w.handler = func(_ context.Context, e Event) error {
			if e.Type == "B" && broken {
				broken = false
				return errors.New("the disk is full")
			}
			return nil
		}
		w.run()
		p := w.next()
		p.session(interval)
		p.dispatch(2, "A", `{}`)
		p.dispatch(3, "B", `{}`)
		p.dispatch(4, "C", `{}`)
		if code := p.end(); code != 4000 {
			t.Errorf("closed with %d", code)
		}
		p = w.next()
		p.hello(interval)
		p.resumed(resume{testToken, "abc", 2})
		for n, kind := range []string{"B", "C", "RESUMED"} {
			p.dispatch(3+n, kind, `{}`)
		}
		w.expect("READY A B C RESUMED")
		w.leave()
	})
}

// What was received is dealt with, even when its session has ended meanwhile.
func TestSlowHandler(t *testing.T) {
	inWorld(t, func(w *world) {
		free := make(chan struct{})
		w.handler = func(ctx context.Context, e Event) error {
			if e.Type == "A" {
				select {
				case <-free:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		}
		w.run()
		p := w.next()
		p.session(interval)
		p.dispatch(2, "A", `{}`)
		p.dispatch(3, "B", `{}`)
		for range 10 { // heartbeats go on, and their acknowledgements are seen
			p.await(opHeartbeat)
		}
		p.dispatch(4, "C", `{}`)
		p.send(opInvalidSession, false)
		synctest.Wait()
		close(free)
		w.expect("READY A B C")
		p = w.next()
		p.hello(interval)
		if m := p.opening(); m.Op != opIdentify {
			t.Errorf("sent opcode %d", m.Op)
		}
		w.leave()
	})
}

// More events than have room while the handler is busy: Discord waits, and is
// not taken for dead.
func TestFlood(t *testing.T) {
	inWorld(t, func(w *world) {
		free := make(chan struct{})
		w.handler = func(ctx context.Context, _ Event) error {
			select {
			case <-free:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		w.run()
		p := w.next()
		p.session(interval)
		const events = 2 * queued
		go func() {
			for n := 2; n <= events; n++ {
				p.dispatch(n, "A", `{}`)
			}
		}()
		time.Sleep(5 * time.Minute)
		close(free)
		synctest.Wait()
		if len(w.events) != events || len(w.dials) != 1 {
			t.Errorf("dealt with %d events of %d, in %d connections", len(w.events), events, len(w.dials))
		}
		w.leave()
	})
}

func TestKeepsAtMostOnceASecond(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		p := w.next()
		p.session(interval)
		for n := range 100 {
			p.dispatch(2+n, "A", `{}`)
			time.Sleep(30 * time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := len(w.kept); n > 6 || w.kept[n-1].Seq != 101 {
			t.Errorf("kept %d times, at last %+v", n, w.kept[n-1])
		}
		for n, k := range w.kept[1:] {
			if gap := k.at.Sub(w.kept[n].at); gap < time.Second {
				t.Errorf("kept again after %v", gap)
			}
		}
		w.leave()
	})
}
