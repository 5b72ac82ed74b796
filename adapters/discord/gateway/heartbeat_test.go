package gateway

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestHeartbeats(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.run()
		p := w.next()
		p.hello(interval)
		greeted := time.Now()
		p.await(opIdentify)
		p.ready()
		last := p.await(opHeartbeat)
		if wait := last.at.Sub(greeted); wait > interval {
			t.Errorf("the first heartbeat came after %v", wait)
		}
		for range 10 {
			m := p.await(opHeartbeat)
			if gap := m.at.Sub(last.at); gap != interval {
				t.Errorf("heartbeats %v apart", gap)
			}
			if string(m.Data) != "1" {
				t.Errorf("a heartbeat says %s", m.Data)
			}
			last = m
		}
		time.Sleep(time.Second)
		at := time.Now()
		p.send(opHeartbeat, nil)
		if m := p.await(opHeartbeat); m.at != at {
			t.Errorf("answered after %v", m.at.Sub(at))
		}
		if m := p.await(opHeartbeat); m.at.Sub(last.at) != interval {
			t.Errorf("the next one came after %v", m.at.Sub(last.at))
		}
		_ = s.Latency()
		w.leave()
	})
}

// They are jittered: bots that start together do not beat together.
func TestFirstHeartbeatIsJittered(t *testing.T) {
	first := map[time.Duration]bool{}
	for range 10 {
		inWorld(t, func(w *world) {
			w.run()
			p := w.next()
			p.hello(interval)
			greeted := time.Now()
			m := p.await(opHeartbeat)
			first[m.at.Sub(greeted)] = true
			w.leave()
		})
	}
	if len(first) < 5 {
		t.Errorf("only %d different waits of 10", len(first))
	}
}

func TestLatency(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.run()
		p := w.next()
		p.deaf()
		p.session(interval)
		p.await(opHeartbeat)
		time.Sleep(70 * time.Millisecond)
		p.send(opHeartbeatACK, nil)
		synctest.Wait()
		if got := s.Latency(); got != 70*time.Millisecond {
			t.Errorf("latency %v", got)
		}
		w.leave()
	})
}

func TestHeartbeatsAskedForStayBelowTheLimit(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		p := w.next()
		p.session(interval)
		for range 3000 {
			p.send(opHeartbeat, nil)
			time.Sleep(100 * time.Millisecond)
		}
		var at []time.Time
		for len(p.got) > 0 {
			at = append(at, (<-p.got).at)
		}
		for n := range at[:len(at)-120] {
			if took := at[n+120].Sub(at[n]); took < time.Minute {
				t.Fatalf("121 sends in %v", took)
			}
		}
		w.leave()
	})
}

// Discord may go quiet at the worst of moments, while events still come.
func TestZombie(t *testing.T) {
	for _, after := range []time.Duration{0, time.Millisecond, interval / 2, interval - time.Millisecond} {
		inWorld(t, func(w *world) {
			w.run()
			p := w.next()
			p.session(interval)
			p.await(opHeartbeat)
			time.Sleep(after)
			p.deaf()
			quiet := time.Now()
			seq := 1
			for len(p.ended) == 0 {
				seq++
				p.dispatch(seq, "A", `{}`)
				time.Sleep(time.Second)
				synctest.Wait()
			}
			if code := p.end(); code != 4000 {
				t.Errorf("closed with %d", code)
			}
			if took := time.Since(quiet); took > interval*3/2+2*time.Second {
				t.Errorf("noticed after %v", took)
			}
			p = w.next()
			p.hello(interval)
			p.resumed(resume{testToken, "abc", int64(seq)})
			w.leave()
		})
	}
}

func TestSeqOfHeartbeatIsNullAtFirst(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		p := w.next()
		p.hello(interval)
		if m := p.await(opHeartbeat); string(m.Data) != "null" {
			t.Errorf("the first heartbeat says %s", m.Data)
		}
		w.leave()
	})
}
