package gateway

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNoHello(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		began := time.Now()
		w.next().end()
		if took := time.Since(began); took < helloTimeout || took > helloTimeout+time.Second {
			t.Errorf("gave up after %v", took)
		}
		w.next().session(interval)
		w.expect("READY")
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("connected after %v", took)
		}
		w.leave()
	})
}

// Before a connection says hello nothing was spent, and waits grow to a minute.
func TestWaitsGrowToAMinute(t *testing.T) {
	inWorld(t, func(w *world) {
		w.kill("first.test:80", true)
		w.run()
		time.Sleep(10 * time.Minute)
		w.kill("first.test:80", false)
		w.next().session(interval)
		w.expect("READY")
		for n, d := range w.dials[1:] {
			gap, most := d.at.Sub(w.dials[n].at), min(time.Second<<min(n, 6), time.Minute)
			if gap < most/2 || gap > most {
				t.Errorf("tried again after %v, want up to %v", gap, most)
			}
		}
		if n := strings.Count(w.log.String(), "level=WARN"); n != 1 {
			t.Errorf("%d warnings of one outage", n)
		}
		w.leave()
	})
}

func TestReconnectAtAnyMoment(t *testing.T) {
	for name, c := range map[string]struct {
		reach func(*peer)
		kept  bool // and with it the session
	}{
		"before hello":   {func(*peer) {}, false},
		"before READY":   {func(p *peer) { p.hello(interval); p.opening() }, false},
		"after READY":    {func(p *peer) { p.session(interval) }, true},
		"after a minute": {func(p *peer) { p.session(interval); time.Sleep(time.Minute) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.run()
				p := w.next()
				c.reach(p)
				synctest.Wait()
				at := time.Now()
				p.send(opReconnect, nil)
				if code := p.end(); code != 4000 {
					t.Errorf("closed with %d", code)
				}
				p = w.next()
				if took := time.Since(at); took > 7*time.Second || took > time.Second && c.kept {
					t.Errorf("connected again after %v", took)
				}
				p.hello(interval)
				if m := p.opening(); (m.Op == opResume) != c.kept {
					t.Errorf("sent opcode %d", m.Op)
				}
				w.leave()
			})
		})
	}
}

func TestReconnectBeforeResumed(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		p := w.next()
		p.session(interval)
		synctest.Wait()
		p.drop()
		for _, reach := range []func(*peer){
			func(*peer) {},
			func(p *peer) { p.hello(interval); p.resumed(resume{testToken, "abc", 1}) },
		} {
			p = w.next()
			reach(p)
			p.send(opReconnect, nil)
			p.end()
		}
		p = w.next()
		p.hello(interval)
		p.resumed(resume{testToken, "abc", 1})
		w.leave()
	})
}

func TestInvalidSession(t *testing.T) {
	for _, resumable := range []bool{true, false} {
		inWorld(t, func(w *world) {
			w.run()
			p := w.next()
			p.session(interval)
			time.Sleep(time.Minute)
			at := time.Now()
			p.send(opInvalidSession, resumable)
			p = w.next()
			if took := time.Since(at); took < time.Second || took > 6*time.Second {
				t.Errorf("connected again after %v", took)
			}
			p.hello(interval)
			if m := p.opening(); (m.Op == opResume) != resumable {
				t.Errorf("resumable %v: sent opcode %d", resumable, m.Op)
			}
			if last := w.kept[len(w.kept)-1]; (last.ID == "abc") != resumable {
				t.Errorf("resumable %v: kept %+v", resumable, last)
			}
			w.leave()
		})
	}
}

// A session that Discord asks to resume and never does is given up.
func TestResumeThatBringsNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		p := w.next()
		p.session(interval)
		synctest.Wait()
		p.drop()
		resumes := 0
		for p = w.next(); ; p = w.next() {
			p.hello(interval)
			if m := p.opening(); m.Op == opIdentify {
				break
			}
			resumes++
			p.send(opInvalidSession, true)
		}
		if resumes != mostUnanswered {
			t.Errorf("%d RESUMEs", resumes)
		}
		w.leave()
	})
}

func TestSilenceAfterTheOpening(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		p := w.next()
		p.hello(interval)
		at := p.await(opIdentify).at
		p.end() // though heartbeats were acknowledged
		if took := time.Since(at); took < readyTimeout || took > readyTimeout+time.Second {
			t.Errorf("gave up after %v", took)
		}
		w.next().session(interval)
		w.expect("READY")
		w.leave()
	})
}

func TestResumeURL(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		p := w.next()
		p.session(interval)
		w.expect("READY")
		w.kill("resume.test:80", true)
		p.drop()
		p = w.next() // nobody is where the session lives
		if p.host != "first.test" {
			t.Errorf("connected to %s", p.host)
		}
		p.hello(interval)
		p.resumed(resume{testToken, "abc", 1})
		w.kill("resume.test:80", false)
		p.send(opInvalidSession, false)
		p = w.next()
		if p.host != "first.test" {
			t.Errorf("identified at %s", p.host)
		}
		p.hello(interval)
		p.await(opIdentify)
		w.leave()
	})
}

// A session is gone on with where it lives, however odd the number of tries that
// found nobody there.
func TestResumeURLOutage(t *testing.T) {
	for _, away := range []time.Duration{500 * time.Millisecond, 2 * time.Second, 5 * time.Second, 15 * time.Second} {
		inWorld(t, func(w *world) {
			w.run()
			p := w.next()
			p.session(interval)
			w.expect("READY")
			w.kill("resume.test:80", true)
			p.drop()
			time.Sleep(away)
			w.kill("resume.test:80", false)
			p = w.next()
			if p.host != "resume.test" {
				t.Errorf("after %v the session was gone on with at %s", away, p.host)
			}
			p.hello(interval)
			p.resumed(resume{testToken, "abc", 1})
			w.leave()
		})
	}
}

func TestCloseCodes(t *testing.T) {
	for code, resumes := range map[int]bool{
		1000: true, 1001: true, 1011: true, 4000: true, 4001: true, 4002: true, 4003: false,
		4005: true, 4006: false, 4007: false, 4008: true, 4009: false,
	} {
		inWorld(t, func(w *world) {
			w.run()
			p := w.next()
			p.session(interval)
			synctest.Wait()
			p.close(code, "for "+testToken)
			p = w.next()
			p.hello(interval)
			if m := p.opening(); (m.Op == opResume) != resumes {
				t.Errorf("code %d: sent opcode %d", code, m.Op)
			}
			w.leave()
		})
	}
}

func TestRefused(t *testing.T) {
	for code, says := range map[int]string{
		CodeToken: "Reset Token", CodeInvalidShard: "shards to auto", CodeShardingRequired: "shards to auto", CodeVersion: "update",
		CodeInvalidIntents: "update", CodeDisallowedIntents: `"Privileged Gateway Intents" turn on "Message Content Intent";`,
	} {
		inWorld(t, func(w *world) {
			w.o.Intents |= 1 << 15
			w.run()
			p := w.next()
			p.hello(interval)
			p.opening()
			p.close(code, "")
			err := <-w.ended
			var refused *Refused
			if !errors.As(err, &refused) || refused.Code != code || !strings.Contains(err.Error(), says) {
				t.Errorf("code %d: Run returned %v", code, err)
			}
			time.Sleep(time.Hour)
			if len(w.dials) != 1 {
				t.Errorf("code %d: connected %d times", code, len(w.dials))
			}
			w.stop()
		})
	}
}

func TestTenFaultsInARow(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run()
		p := w.next()
		p.session(interval)
		seq := 1
		event := func() { seq++; p.dispatch(seq, "E", `{}`) }
		began := time.Now()
		for n := range 10 {
			event()
			synctest.Wait()
			switch n % 5 {
			case 0:
				p.drop()
			case 1:
				p.send(opReconnect, nil)
			case 2:
				p.close(4000, "")
			case 3:
				p.send(opInvalidSession, true)
			case 4:
				p.deaf()
			}
			p = w.next()
			p.hello(interval)
			p.resumed(resume{testToken, "abc", int64(seq)})
			event()
			seq++
			p.dispatch(seq, "RESUMED", `{}`)
			synctest.Wait()
		}
		w.expect("READY" + strings.Repeat(" E E RESUMED", 10))
		if took := time.Since(began); took > 3*time.Minute {
			t.Errorf("took %v", took)
		}
		w.leave()
	})
}
