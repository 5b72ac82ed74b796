package discord

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"limber/adapters/discord/discordtest"
	"limber/bot"
	"limber/bot/delivery"
)

// The library's faults 1, 2, 3, 6 and 7 are those of its gateway, which is not
// used: see the tests of the package gateway.

// talking runs a test with a channel to talk in.
func talking(t *testing.T, o discordtest.Options, test func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel)) {
	t.Helper()
	inBubble(t, o, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		here := w.server.Guild("Backs", ann).Text("general")
		test(t, w, ann, here)
	})
}

// The library repeats a 502, and has no nonce: a message that went out would
// come twice. It does not repeat other server errors.
func TestFault4AMessageThatMayHaveGoneOutComesOnce(t *testing.T) {
	after := func(f *discordtest.Fault) *discordtest.Fault {
		f.Effect = true
		return f
	}
	for name, c := range map[string]struct {
		fault *discordtest.Fault
		kind  error
	}{
		"500 before":            {discordtest.ServerError(500), bot.ErrUncertain},
		"502 after":             {after(discordtest.ServerError(502)), bot.ErrUncertain},
		"503 before":            {discordtest.ServerError(503), bot.ErrUncertain},
		"504 after":             {after(discordtest.ServerError(504)), bot.ErrUncertain},
		"Cloudflare 502 after":  {after(discordtest.Cloudflare(502)), bot.ErrUncertain},
		"Cloudflare 520 before": {discordtest.Cloudflare(520), bot.ErrUncertain},
		"reset after":           {discordtest.ResetAfter(), bot.ErrUncertain},
		"hangs after":           {discordtest.HangAfter(), bot.ErrUncertain},
	} {
		t.Run(name, func(t *testing.T) {
			talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
				w.failOnce("createMessage", c.fault)
				r := bot.Reply{To: w.at(here.ID, ann), Text: "Go", Nonce: "0123456789"}
				if err := w.Send(t.Context(), r); !errors.Is(err, c.kind) {
					t.Errorf("the first try: %v", err)
				}
				if n := len(w.server.CallsOf("createMessage")); n != 1 {
					t.Errorf("%d calls, want one a Send", n)
				}
				if err := w.Send(t.Context(), r); err != nil {
					t.Errorf("the second try: %v", err)
				}
				check(t, "said", w.server.Said(here.ID), "Go")
			})
		})
	}
}

// The library takes Cloudflare's 429, which is HTML, for an error in JSON.
func TestFault5EveryKindOfRateLimit(t *testing.T) {
	for name, c := range map[string]struct {
		fault   *discordtest.Fault
		after   time.Duration
		overall bool
	}{
		"of the route":  {discordtest.TooMany(1.5), 1500 * time.Millisecond, false},
		"shared":        {discordtest.TooManyShared(2), 2 * time.Second, false},
		"global":        {discordtest.TooManyGlobal(3), 3 * time.Second, true},
		"of Cloudflare": {discordtest.Cloudflare(429), 5 * time.Second, true},
	} {
		t.Run(name, func(t *testing.T) {
			talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
				w.failOnce("createMessage", c.fault)
				began := time.Now()
				err := w.Send(t.Context(), bot.Reply{To: w.at(here.ID, ann), Text: "Go"})
				var limited *bot.RateLimited
				if !errors.As(err, &limited) || limited.After != c.after || limited.Overall != c.overall {
					t.Errorf("Send: %v, %+v", err, limited)
				}
				if time.Since(began) > 0 {
					t.Error("it waited by itself")
				}
			})
		})
	}
}

// The library's structs lack what Discord knows by now, and refuse what is newer
// than they are: nothing of that is used.
func TestFault8WhatTheLibraryLacks(t *testing.T) {
	newer := []byte(`{"id":"1","channel_id":"2","content":"why?","author":{"id":"3"},
		"components":[{"type":99,"what":"ever"}],"referenced_message":{"id":"4","components":[{"type":18}]}}`)
	var theirs discordgo.Message
	if err := json.Unmarshal(newer, &theirs); err == nil {
		t.Log("the library reads newer components by now")
	}
	var ours incoming
	if err := json.Unmarshal(newer, &ours); err != nil || ours.Content != "why?" {
		t.Errorf("a message with newer components: %v, %+v", err, ours)
	}
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		w.run(w.replying(time.Minute, bot.Reply{Text: "see <https://example.org>"}))
		ann.Slash(here.ID, "ask", "question", "why?")
		quiet(2 * time.Minute)
		check(t, "said", w.server.Said(here.ID), "see <https://example.org>")
		for _, c := range w.server.CallsOf("callback") {
			if !strings.Contains(c.String(), `"type":5`) {
				t.Errorf("it was not deferred: %s", &c)
			}
		}
	})
}

// The library waits for a route's limit in its sleep, whatever the context says,
// and keeps all other calls of the route waiting.
func TestTheLimitOfARouteIsKept(t *testing.T) {
	limits := discordtest.DefaultLimits()
	limits.Calls["createMessage"] = discordtest.Limit{Count: 2, Per: 10 * time.Second}
	talking(t, discordtest.Options{Limits: &limits}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		send := func() error { return w.Send(t.Context(), bot.Reply{To: w.at(here.ID, ann), Text: "Go"}) }
		for range 2 {
			if err := send(); err != nil {
				t.Fatal(err)
			}
		}
		var limited *bot.RateLimited
		if err := send(); !errors.As(err, &limited) || limited.After != 10*time.Second || limited.Overall {
			t.Errorf("the third: %v", err)
		}
		quiet(10 * time.Second)
		if err := send(); err != nil {
			t.Error(err)
		}
		if earned := w.server.Earned(); len(earned) > 0 {
			t.Errorf("earned %v", earned)
		}
	})
}

func TestWhatBecomesOfASend(t *testing.T) {
	for name, c := range map[string]struct {
		fault *discordtest.Fault
		kind  error // nil: one that will not go away
		hint  string
	}{
		"unknown channel": {discordtest.Error(404, unknownChannel, "Unknown Channel"), bot.ErrGone, "invite it again"},
		"missing access":  {discordtest.Error(403, missingAccess, "Missing Access"), bot.ErrGone, "View Channel"},
		"closed":          {discordtest.Error(403, cannotSendTo, "Cannot send messages to this user"), bot.ErrGone, "direct messages"},
		"archived":        {discordtest.Error(400, threadArchived, "Thread is archived"), bot.ErrGone, "Unarchive"},
		"bad form":        {discordtest.Error(400, 50035, "Invalid Form Body"), nil, "50035"},
		"token":           {discordtest.Unauthorized(), errToken, "Reset Token"},
		"not yet":         {discordtest.Error(403, notBeforeTheAuthor, "Cannot message this thread"), bot.ErrUnavailable, ""},
		"reset before":    {discordtest.ResetBefore(), bot.ErrUncertain, ""}, // the transport in memory has read it
	} {
		t.Run(name, func(t *testing.T) {
			talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
				w.failOnce("createMessage", c.fault)
				err := w.Send(t.Context(), bot.Reply{To: w.at(here.ID, ann), Text: "Go"})
				if err == nil || !strings.Contains(err.Error(), c.hint) {
					t.Fatalf("Send: %v, want %q in it", err, c.hint)
				}
				if c.kind != nil && !errors.Is(err, c.kind) {
					t.Errorf("Send: %v, want %v", err, c.kind)
				}
				for _, other := range []error{bot.ErrGone, bot.ErrUnavailable, bot.ErrUncertain, errToken} {
					if !errors.Is(other, c.kind) && errors.Is(err, other) {
						t.Errorf("Send: %v is %v", err, other)
					}
				}
			})
		})
	}
}

func TestNothingReached(t *testing.T) {
	w := newWorld(t, discordtest.New(t, discordtest.Options{}), nil, Options{APIURL: "http://127.0.0.1:1"})
	err := w.Send(t.Context(), bot.Reply{To: w.address("1", "2"), Text: "Go"})
	if !errors.Is(err, bot.ErrUnavailable) {
		t.Errorf("Send: %v", err)
	}
}

// A proxy, or who pretends to be Discord, gets the token from no redirect.
func TestARedirectIsNotFollowed(t *testing.T) {
	w := newWorld(t, discordtest.New(t, discordtest.Options{}), nil, Options{HTTP: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.Host == "evil.test" {
			t.Error("it was followed")
		}
		return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"http://evil.test"}}, Body: http.NoBody, Request: r}, nil
	}), APIURL: discordtest.URL + "/x"})
	if err := w.Send(t.Context(), bot.Reply{To: w.address("1", "2"), Text: "Go"}); !errors.Is(err, bot.ErrUnavailable) {
		t.Errorf("Send: %v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestAWrongTokenEndsRun(t *testing.T) {
	inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
		w.server.Fail(func(*discordtest.Call) *discordtest.Fault { return discordtest.Unauthorized() })
		err := w.Run(t.Context(), func(context.Context, bot.Event) error { return nil })
		if !errors.Is(err, errToken) {
			t.Errorf("Run: %v", err)
		}
	})
}

func TestLimits(t *testing.T) {
	w := newWorld(t, discordtest.New(t, discordtest.Options{}), nil, Options{})
	if got := w.Overall(); len(got) != 1 || got[0] != (delivery.Limit{Count: 45, Per: time.Second}) {
		t.Errorf("Overall: %v", got)
	}
	if got := w.Chat(bot.Address{}); len(got) != 1 || got[0] != (delivery.Limit{Count: 5, Per: 5 * time.Second}) {
		t.Errorf("Chat: %v", got)
	}
}
