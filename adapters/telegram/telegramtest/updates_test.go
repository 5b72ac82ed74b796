package telegramtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestPolling(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		ann := w.User("Ann")
		for i := range 3 {
			ann.Write(fmt.Sprint(i))
		}
		got := w.updates()
		if len(got) != 3 || len(w.updates()) != 3 {
			t.Fatalf("unconfirmed updates must come again: %+v", got)
		}
		if rest := w.updatesFrom(got[1].ID); len(rest) != 2 || w.Pending() != 2 {
			t.Errorf("after one was confirmed: %+v", rest)
		}
		if last := w.updatesFrom(-1); len(last) != 1 || last[0].ID != got[2].ID {
			t.Errorf("from the end: %+v", last)
		}
		w.updatesFrom(got[2].ID + 1)

		start := time.Now()
		if out := w.must("getUpdates", object{"timeout": 25}); string(out.Result) != "[]" || time.Since(start) != 25*time.Second {
			t.Errorf("%s after %v", out.Result, time.Since(start))
		}
		time.AfterFunc(5*time.Second, func() { ann.Write("now") })
		start = time.Now()
		if out := w.must("getUpdates", object{"timeout": 25}); string(out.Result) == "[]" || time.Since(start) != 5*time.Second {
			t.Errorf("%s after %v", out.Result, time.Since(start))
		}
		time.Sleep(25 * time.Hour)
		if n := len(w.updates()); n != 0 {
			t.Errorf("%d updates after more than a day", n)
		}
	})
}

func TestAllowedUpdates(t *testing.T) {
	w := newWorld(t, Options{})
	ann := w.User("Ann")
	w.must("getUpdates", object{"allowed_updates": []any{"edited_message"}})
	m := ann.Write("a")
	ann.Edit(m, "b")
	if got := w.take(); len(got) != 1 || got[0].EditedMessage.Text != "b" {
		t.Errorf("%+v", got)
	}
	w.must("getUpdates", object{"allowed_updates": []any{}})
	ann.Write("c")
	if got := w.take(); len(got) != 1 || got[0].Message.Text != "c" {
		t.Errorf("%+v", got)
	}
}

func TestTwoPollers(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{PlainWebhook: true})
		first := make(chan reply)
		poll := func() {
			out, err := w.try(t.Context(), "getUpdates", object{"timeout": 30})
			if err != nil {
				t.Error(err)
			}
			first <- out
		}
		go poll()
		time.Sleep(time.Second)
		w.must("getUpdates", object{})
		if out := <-first; out.Code != 409 || !strings.Contains(out.Description, "terminated by other getUpdates") {
			t.Errorf("%+v", out)
		}
		go poll()
		time.Sleep(time.Second)
		w.CarryWebhook(InMemory(http.NotFoundHandler()))
		w.must("setWebhook", object{"url": "http://bot.test/"})
		if out := <-first; out.Code != 409 || !strings.Contains(out.Description, "setWebhook") {
			t.Errorf("%+v", out)
		}
		w.refused("getUpdates", object{}, 409, "while webhook is active")
		w.must("deleteWebhook", object{})
		w.must("getUpdates", object{})
	})
}

// hook is the bot's side of a webhook.
type hook struct {
	mu     sync.Mutex
	status int // of the answers
	takes  time.Duration
	now    int
	seen   delivered
}

type delivered struct {
	got    []string
	secret string
	most   int // at once
}

// look returns what came so far, and sets the status of the answers to come.
func (h *hook) look(status int) delivered {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
	return h.seen
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	h.mu.Lock()
	h.seen.secret = r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	h.seen.got = append(h.seen.got, string(body))
	h.now++
	h.seen.most = max(h.seen.most, h.now)
	status := h.status
	h.mu.Unlock()
	time.Sleep(h.takes)
	h.mu.Lock()
	h.now--
	h.mu.Unlock()
	w.WriteHeader(status)
}

func TestWebhook(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{PlainWebhook: true})
		h := &hook{status: 500, takes: 100 * time.Millisecond}
		w.CarryWebhook(InMemory(h))
		ann := w.User("Ann")
		w.must("setWebhook", object{"url": "http://bot.test/hook", "secret_token": "s3", "max_connections": 2})
		ann.Write("first")
		ann.Write("second")
		time.Sleep(10 * time.Second) // tries at 0 s, 1.1 s, 3.2 s, 7.3 s
		if h := h.look(204); h.secret != "s3" || len(h.got) != 4 || strings.Contains(strings.Join(h.got, ""), "second") {
			t.Errorf("secret %q, tries %q", h.secret, h.got)
		}
		if info := string(w.must("getWebhookInfo", object{}).Result); !strings.Contains(info, "500 Internal Server Error") {
			t.Errorf("info %s", info)
		}
		time.Sleep(10 * time.Second)
		if h := h.look(204); w.Pending() != 0 || len(h.got) != 6 || !strings.Contains(h.got[5], "second") {
			t.Errorf("pending %d, got %q", w.Pending(), h.got)
		}
		for range 5 {
			w.User("Bob").Write("at once")
		}
		time.Sleep(time.Second)
		if h := h.look(204); h.most != 2 || w.Pending() != 0 {
			t.Errorf("%d at once, %d pending", h.most, w.Pending())
		}
	})
}

func TestFaults(t *testing.T) {
	for name, test := range map[string]struct {
		fault  *Fault
		code   int
		words  string
		effect bool
	}{
		"revoked":     {Revoked(), 401, "Unauthorized", false},
		"wrong":       {WrongToken(), 404, "Not Found", false},
		"too many":    {TooMany(7), 429, "retry after 7", false},
		"server":      {ServerError(), 500, "Internal", false},
		"blocked":     {Blocked(), 403, "bot was blocked by the user", false},
		"kicked":      {Kicked(), 403, "bot was kicked from the supergroup chat", false},
		"no chat":     {BadRequest("chat not found"), 400, "chat not found", false},
		"no rights":   {NoRights(), 400, "not enough rights", false},
		"topic":       {TopicClosed(), 400, "TOPIC_CLOSED", false},
		"with effect": {&Fault{Code: 500, Description: "Internal", Effect: true}, 500, "Internal", true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{})
			ann := w.User("Ann")
			ann.Start("")
			w.Fail(Times(1, To(test.fault, "sendMessage")))
			w.refused("sendMessage", object{"chat_id": ann.ID, "text": "x"}, test.code, test.words)
			if shown := len(w.Said(ann.ID)) == 1; shown != test.effect {
				t.Errorf("shown %v", shown)
			}
			if c := w.Calls()[0]; !c.Injected || len(w.Violations()) > 0 || len(w.Earned()) > 0 {
				t.Errorf("call %+v, violations %q", c, w.Violations())
			}
		})
	}
}

func TestFaultsOfTheConnection(t *testing.T) {
	for name, test := range map[string]struct {
		fault  *Fault
		want   error
		effect bool
	}{
		"reset before": {ResetBefore(), syscall.ECONNRESET, false},
		"reset after":  {ResetAfter(), syscall.ECONNRESET, true},
		"hang":         {Hang(), context.DeadlineExceeded, false},
		"hang after":   {HangAfter(), context.DeadlineExceeded, true},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				w := newWorld(t, Options{Limits: &Limits{}})
				ann := w.User("Ann")
				ann.Start("")
				w.say(ann.ID, "old")
				edit := object{"chat_id": ann.ID, "message_id": w.Last(ann.ID).ID, "text": "new"}
				w.Fail(Times(1, To(test.fault, "editMessageText")))
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				if _, err := w.try(ctx, "editMessageText", edit); !errors.Is(err, test.want) {
					t.Errorf("%v, want %v", err, test.want)
				}
				if shown := w.Last(ann.ID).Text == "new"; shown != test.effect {
					t.Errorf("shown %v", shown)
				}
				// Trying again is no violation, though it may be of no use.
				if out := w.call("editMessageText", edit); out.OK == test.effect || len(w.Violations()) > 0 {
					t.Errorf("again: %+v, violations %q", out, w.Violations())
				}
			})
		})
	}
}

func TestBadGateway(t *testing.T) {
	w := newWorld(t, Options{})
	w.Fail(To(BadGateway(), "getMe"))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, URL+"/bot"+w.Token()+"/getMe", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := w.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 502 || !strings.HasPrefix(string(body), "<html>") || resp.Header.Get("Content-Type") != "text/html" {
		t.Errorf("%d %s %v", resp.StatusCode, body, err)
	}
}

func TestAway(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		polled := make(chan error)
		go func() {
			_, err := w.try(t.Context(), "getUpdates", object{"timeout": 30})
			polled <- err
		}()
		time.Sleep(time.Second)
		w.Away(time.Minute)
		if err := <-polled; !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("poll: %v", err)
		}
		if _, err := w.try(t.Context(), "getMe", nil); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("away: %v", err)
		}
		time.Sleep(time.Minute)
		w.must("getMe", object{})
	})
}
