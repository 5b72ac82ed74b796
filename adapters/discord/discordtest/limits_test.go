package discordtest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func (w world) post() string { return "POST channels/" + w.here.ID + "/messages" }

func TestLimitOfAChannel(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		other := w.g.Text("other")
		for n := range 5 {
			h := w.say("x").Header
			if h.Get("X-RateLimit-Limit") != "5" || h.Get("X-RateLimit-Remaining") != fmt.Sprint(4-n) || h.Get("X-RateLimit-Reset-After") != "5.000" ||
				h.Get("X-RateLimit-Bucket") == "" || h.Get("X-RateLimit-Scope") != "" {
				t.Errorf("%v", h)
			}
		}
		reset := fmt.Sprintf("%.3f", float64(time.Now().Add(5*time.Second).UnixMilli())/1000)
		time.Sleep(1500 * time.Millisecond)
		out := w.refused(w.post(), object{"content": "x"}, 429, 0, "You are being rate limited.")
		for name, want := range map[string]string{
			"Retry-After": "4", "X-RateLimit-Scope": "user", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "3.500",
			"X-RateLimit-Reset": reset, "X-RateLimit-Global": "",
		} {
			if got := out.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if out.RetryAfter != 3.5 || out.Global || len(w.Earned()) != 1 || w.Invalid() != 1 {
			t.Errorf("%+v, %d earned, %d invalid", out, len(w.Earned()), w.Invalid())
		}
		w.must("POST channels/"+other.ID+"/messages", object{"content": "another channel"})
		w.must("PATCH channels/"+w.here.ID+"/messages/"+w.Last(w.here.ID).ID, object{"content": "another call"})
		w.refused(w.post(), object{"content": "x"}, 429, 0, "rate limited")
		if n := len(w.Impatient()); n != 1 {
			t.Errorf("%d impatient", n)
		}
		time.Sleep(3500 * time.Millisecond)
		w.say("x")
	})
}

func TestLimitOverall(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{Limits: &Limits{Global: Limit{50, time.Second}}})
		w.must("PUT applications/"+w.BotID()+"/commands", []any{ask})
		for range 49 {
			w.say("x")
		}
		out := w.refused(w.post(), object{"content": "x"}, 429, 0, "rate limited")
		if !out.Global || out.Header.Get("X-RateLimit-Global") != "true" || out.Header.Get("X-RateLimit-Scope") != "global" {
			t.Errorf("%+v", out)
		}
		w.ann.Slash(w.here.ID, "ask", "question", "why?")
		w.must(w.callback(), answerWith(answerMessage, object{"content": "they are exempt"}))
		w.must(w.hook("POST", ""), object{"content": "these too"})
		time.Sleep(time.Second)
		w.say("x")
		if len(w.Earned()) != 1 || len(w.Impatient()) != 0 {
			t.Errorf("%d earned, %d impatient", len(w.Earned()), len(w.Impatient()))
		}
	})
}

// A call that was under way when another one was told to wait is not impatient.
func TestPatience(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{Latency: 200 * time.Millisecond, Limits: &Limits{}})
		w.Fail(Times(1, Messages(TooMany(3))))
		second := make(chan reply)
		request := w.request(w.post(), object{"content": "b"})
		go func() {
			time.Sleep(150 * time.Millisecond)
			out, _ := do(w.Transport(), request)
			second <- out
		}()
		w.refused(w.post(), object{"content": "a"}, 429, 0, `"retry_after":3`)
		if out := <-second; out.Status != 200 {
			t.Errorf("%+v", out)
		}
		time.Sleep(time.Second)
		w.refused(w.post(), object{"content": "c"}, 429, 0, "rate limited")
		if len(w.Impatient()) != 1 || len(w.Earned()) != 0 {
			t.Errorf("%d impatient, %d earned", len(w.Impatient()), len(w.Earned()))
		}
	})
}

func TestFaults(t *testing.T) {
	for name, test := range map[string]struct {
		fault   *Fault
		status  int // 0: no answer
		words   string
		effect  bool
		invalid int
		held    string // who has to wait then: "", "user" or "global"
	}{
		"unauthorized":        {Unauthorized(), 401, "401: Unauthorized", false, 1, ""},
		"too many":            {TooMany(2.5), 429, `"retry_after":2.5`, false, 1, "user"},
		"too many overall":    {TooManyGlobal(2), 429, `"global":true`, false, 1, "global"},
		"too many by others":  {TooManyShared(2), 429, `"global":false`, false, 0, "user"},
		"429 of Cloudflare":   {Cloudflare(429), 429, "<!DOCTYPE html>", false, 1, "global"},
		"502 of Cloudflare":   {Cloudflare(502), 502, "<!DOCTYPE html>", false, 0, ""},
		"520 of Cloudflare":   {Cloudflare(520), 520, "<!DOCTYPE html>", false, 0, ""},
		"500":                 {ServerError(500), 500, "500: Internal Server Error", false, 0, ""},
		"503":                 {ServerError(503), 503, "503: Service Unavailable", false, 0, ""},
		"reset before":        {ResetBefore(), 0, "reset", false, 0, ""},
		"reset after":         {ResetAfter(), 0, "reset", true, 0, ""},
		"hang":                {Hang(), 0, "context", false, 0, ""},
		"hang after":          {HangAfter(), 0, "context", true, 0, ""},
		"slow":                {Slow(time.Second), 200, "x", true, 0, ""},
		"missing permissions": {Error(403, 50013, "Missing Permissions"), 403, "50013", false, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				w := unlimited(t)
				stop := w.Fail(Times(1, To(test.fault, "createMessage")))
				r := w.request(w.post(), object{"content": "x"})
				ctx, cancel := timeout(r, 10*time.Second)
				defer cancel()
				out, err := do(w.Transport(), r.WithContext(ctx))
				text := out.Body
				if err != nil {
					text = err.Error()
				}
				if out.Status != test.status || !strings.Contains(text, test.words) || len(w.Said(w.here.ID)) == 1 != test.effect || w.Invalid() != test.invalid {
					t.Errorf("%d %s, said %d, %d invalid", out.Status, text, len(w.Said(w.here.ID)), w.Invalid())
				}
				if c := w.CallsOf("createMessage"); !c[0].Injected || len(w.Earned()) != 0 {
					t.Errorf("%+v", c)
				}
				stop()
				if out := w.call("GET users/@me", nil); out.Status == 429 != (test.held == global) {
					t.Errorf("another call: %d", out.Status)
				}
				if out := w.call(w.post(), object{"content": "x"}); out.Status == 429 != (test.held != "") {
					t.Errorf("the next call: %d", out.Status)
				}
			})
		})
	}
}

func TestShareOfFaults(t *testing.T) {
	w := unlimited(t)
	w.Fail(Share(0.5, 1, Messages(ServerError(500))))
	for range 100 {
		w.call(w.post(), object{"content": "x"})
		w.must("GET users/@me", nil)
	}
	if n := len(w.Said(w.here.ID)); n < 30 || n > 70 {
		t.Errorf("%d of 100", n)
	}
}

// What the bot repeats because it was not told of the effect is no violation.
func TestRepeatingTheUncertain(t *testing.T) {
	w := withCommands(unlimited(t))
	w.ann.Slash(w.here.ID, "ask", "question", "why?")
	w.Fail(Times(1, To(ResetAfter(), "callback")))
	answer := answerWith(answerMessage, object{"content": "because"})
	if _, err := do(w.Transport(), w.request(w.callback(), answer)); err == nil {
		t.Error("no reset")
	}
	w.refused(w.callback(), answer, 400, 40060, "already been acknowledged")
	if v := w.Violations(); v != nil {
		t.Error(v)
	}
	w.refused(w.callback(), answerWith(answerMessage, object{"content": "something else"}), 400, 40060, "already been acknowledged")
	if v := w.Violations(); len(v) != 1 {
		t.Error(v)
	}
}

func TestAway(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := unlimited(t)
		w.Away(time.Minute)
		if _, err := do(w.Transport(), w.request("GET users/@me", nil)); err == nil || !strings.Contains(err.Error(), "refused") {
			t.Error(err)
		}
		time.Sleep(time.Minute + time.Millisecond)
		w.must("GET users/@me", nil)
	})
}
