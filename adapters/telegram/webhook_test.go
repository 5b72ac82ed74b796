package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
	"limber/bot/bottest"
)

// freeAddress is an address on the loopback that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

// hooked is a world in real time with a webhook over the loopback.
func hooked(t *testing.T) *world {
	t.Helper()
	s := telegramtest.New(t, telegramtest.Options{PlainWebhook: true, Limits: &telegramtest.Limits{}})
	address := freeAddress(t)
	return newWorld(t, s, bottest.NewMemory(), Options{
		APIURL: s.Start(t), Webhook: &Webhook{URL: "http://" + address + "/hook", Listen: address, Secret: "open-sesame"},
	})
}

const patience = 10 * time.Second // never waited out where all is well

func TestWebhookLosesAndDoublesNothing(t *testing.T) {
	w := hooked(t)
	ann := w.server.User("Ann")
	var first heard
	held, again := make(chan struct{}), make(chan string, 10)
	stop := w.run(func(ctx context.Context, ev bot.Event) error {
		if ev.Text == "two" {
			close(held)
			<-ctx.Done() // the kill comes now
			return ctx.Err()
		}
		return first.Handle(ctx, ev)
	})
	ann.Write("one")
	ann.Write("two")
	ann.Write("three")
	<-held
	w.server.Await(t, patience, "all updates were brought", func() bool { return w.server.Pending() == 0 })
	killed := w.memory.Copy()
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	ann.Write("four") // while nobody listens
	stop = w.again(killed).run(func(_ context.Context, ev bot.Event) error {
		again <- ev.Text
		return nil
	})
	got := first.texts() + "|"
	for range 3 {
		select {
		case text := <-again:
			got += text + " "
		case <-time.After(patience):
			t.Fatalf("only dealt with %q", got)
		}
	}
	w.server.Await(t, patience, "all updates were brought", func() bool { return w.server.Pending() == 0 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if got != "one|two three four " || len(again) > 0 {
		t.Errorf("dealt with %q and %d more", got, len(again))
	}
	if pending, err := killed.Pending(t.Context(), w.Connection()); len(pending) > 0 || err != nil {
		t.Errorf("pending are %v, %v", pending, err)
	}
}

// The library's webhook answers 200 to a wrong secret, to what is no JSON, and
// before anything is kept.
func TestFault1WebhookAnswers(t *testing.T) {
	w := hooked(t)
	h := newHook(w.options)
	update := `{"update_id":5,"message":{"message_id":1,"date":1,"from":{"id":7},"chat":{"id":7,"type":"private"},"text":"hi"}}`
	for name, c := range map[string]struct {
		method, path, secret, body string
		fail                       error
		want                       int
	}{
		"kept":           {"POST", "/hook", "open-sesame", update, nil, http.StatusOK},
		"no secret":      {"POST", "/hook", "", update, nil, http.StatusUnauthorized},
		"wrong secret":   {"POST", "/hook", "open-barley", update, nil, http.StatusUnauthorized},
		"elsewhere":      {"POST", "/", "open-sesame", update, nil, http.StatusNotFound},
		"a browser":      {"GET", "/hook", "open-sesame", "", nil, http.StatusMethodNotAllowed},
		"no JSON":        {"POST", "/hook", "open-sesame", "hello", nil, http.StatusBadRequest},
		"no update":      {"POST", "/hook", "open-sesame", `{"hello":1}`, nil, http.StatusBadRequest},
		"much too long":  {"POST", "/hook", "open-sesame", strings.Repeat(" ", longestUpdate) + update, nil, http.StatusRequestEntityTooLarge},
		"cannot be kept": {"POST", "/hook", "open-sesame", update, errOnPurpose, http.StatusInternalServerError},
	} {
		t.Run(name, func(t *testing.T) {
			w.memory.Fail(c.fail)
			defer w.memory.Fail(nil)
			r, err := http.NewRequestWithContext(t.Context(), c.method, "http://bot.test"+c.path, bytes.NewReader([]byte(c.body)))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("X-Telegram-Bot-Api-Secret-Token", c.secret)
			resp, err := telegramtest.InMemory(h).RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }() // it is in memory
			if resp.StatusCode != c.want {
				t.Errorf("answered %d, want %d", resp.StatusCode, c.want)
			}
		})
	}
}

func TestWebhooksThatCannotWork(t *testing.T) {
	m := bottest.NewMemory()
	for _, hook := range []Webhook{{}, {URL: "https://example.org"}, {URL: "example", Listen: ":1"}, {URL: "https://example.org", Listen: ":1", Secret: "ü"}} {
		if _, err := New(Options{Token: "1:a", Inbox: m, Notes: m, Webhook: &hook}); err == nil {
			t.Errorf("%+v was taken", hook)
		}
	}
	s := telegramtest.New(t, telegramtest.Options{Lenient: true})
	w := newWorld(t, s, m, Options{Webhook: &Webhook{URL: "http://example.org", Listen: "127.0.0.1:0"}})
	var e *callError
	if err := w.Run(t.Context(), new(heard).Handle); !errors.As(err, &e) || !strings.Contains(err.Error(), "HTTPS") {
		t.Errorf("Run: %v", err)
	}
}

func TestTheWebhookStaysSet(t *testing.T) {
	w := hooked(t)
	stop := w.run(new(heard).Handle)
	w.server.Await(t, patience, "the webhook is set", func() bool { return len(w.server.CallsOf("setWebhook")) == 1 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if calls := w.server.CallsOf("deleteWebhook"); len(calls) != 0 {
		t.Error("it was deleted")
	}
	if p := w.server.CallsOf("setWebhook")[0].Params; fmt.Sprint(p["secret_token"]) != "open-sesame" {
		t.Errorf("it was set with %v", p)
	}
}
