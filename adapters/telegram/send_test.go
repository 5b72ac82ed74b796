package telegram

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
	"limber/bot/bottest"
	"limber/bot/platform"
)

var (
	pauseButton = bot.Button{Label: "Pause", Action: "pause s1"}
	soon        = bot.Countdown{Text: "Done {time}", Plain: "in a minute"}
)

// What becomes of a message, for every fault of Telegram's and of the network.
func TestFault4WhatBecomesOfAMessage(t *testing.T) {
	limited := func(e *bot.RateLimited, after time.Duration, overall bool) bool {
		return e != nil && e.After == after && e.Overall == overall
	}
	for name, c := range map[string]struct {
		fault *telegramtest.Fault
		want  error  // nil: none of bot's errors
		says  string // in the error
	}{
		"blocked":         {&telegramtest.Fault{Code: 403, Description: "Forbidden: bot was blocked by the user"}, bot.ErrGone, "blocked"},
		"kicked":          {&telegramtest.Fault{Code: 403, Description: "Forbidden: bot was kicked from the group chat"}, bot.ErrGone, "kicked"},
		"no chat":         {telegramtest.BadRequest("chat not found"), bot.ErrGone, "chat not found"},
		"no rights":       {telegramtest.NoRights(), bot.ErrGone, "Permissions"},
		"topic closed":    {telegramtest.TopicClosed(), bot.ErrGone, "Reopen Topic"},
		"topic deleted":   {telegramtest.BadRequest("message thread not found"), bot.ErrGone, "topic was deleted"},
		"refused":         {telegramtest.BadRequest("message is too long"), nil, "message is too long"},
		"5xx":             {telegramtest.ServerError(), bot.ErrUnavailable, "Internal Server Error"},
		"html":            {telegramtest.BadGateway(), bot.ErrUnavailable, "502"},
		"html that is ok": {&telegramtest.Fault{Code: 200, HTML: "<html>log in to the wifi</html>"}, bot.ErrUnavailable, "200"},
		"reset":           {telegramtest.ResetAfter(), bot.ErrUncertain, "reset"},
		"hang":            {telegramtest.Hang(), bot.ErrUncertain, "no answer in 20s"},
		"revoked":         {telegramtest.Revoked(), errToken, "@BotFather"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
				ann := w.server.User("Ann")
				ann.Start("")
				w.server.Fail(telegramtest.To(c.fault, "sendMessage"))
				err := w.Send(t.Context(), bot.Reply{To: to(ann, w.server), Text: "hello"})
				if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), secretOf(w.options.Token)) {
					t.Fatalf("Send: %v", err)
				}
				for _, kind := range []error{bot.ErrGone, bot.ErrUnavailable, bot.ErrUncertain, errToken} {
					if errors.Is(err, kind) != errors.Is(c.want, kind) {
						t.Errorf("Send: %v, which is %v", err, kind)
					}
				}
			})
		})
	}
	t.Run("rate limited", func(t *testing.T) {
		inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
			w.server.Fail(telegramtest.To(telegramtest.TooMany(9), "sendMessage"))
			for i := range crowdSize {
				ann := w.server.User("Ann")
				ann.Start("")
				var e *bot.RateLimited
				errors.As(w.Send(t.Context(), bot.Reply{To: to(ann, w.server), Text: "hello"}), &e)
				if !limited(e, 9*time.Second, i == crowdSize-1) {
					t.Errorf("the chat no. %d: %+v", i, e)
				}
			}
		})
	})
	t.Run("away", func(t *testing.T) {
		inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
			w.server.Away(time.Minute)
			err := w.Send(t.Context(), bot.Reply{To: to(w.server.User("Ann"), w.server), Text: "hello"})
			if !errors.Is(err, bot.ErrUnavailable) || errors.Is(err, bot.ErrUncertain) {
				t.Errorf("Send: %v", err)
			}
		})
	})
}

// Over a real network it is known, too, whether a message may have arrived.
func TestFault4OverTheNetwork(t *testing.T) {
	s := telegramtest.New(t, telegramtest.Options{})
	w := newWorld(t, s, bottest.NewMemory(), Options{APIURL: s.Start(t)})
	t.Cleanup(func() { platform.CloseIdle(w.options.HTTP) })
	ann := s.User("Ann")
	ann.Start("")
	r := bot.Reply{To: to(ann, s), Text: "hello"}
	stop := s.Fail(telegramtest.To(telegramtest.ResetAfter(), "sendMessage"))
	if err := w.Send(t.Context(), r); !errors.Is(err, bot.ErrUncertain) {
		t.Errorf("reset: %v", err)
	}
	stop()
	s.Away(time.Hour)
	if err := w.Send(t.Context(), r); !errors.Is(err, bot.ErrUnavailable) || errors.Is(err, bot.ErrUncertain) {
		t.Errorf("away: %v", err)
	}
}

// A certificate that nobody vouches for: the token must not go there.
func TestAnUnknownCertificate(t *testing.T) {
	asked := false
	tls := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	tls.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	tls.StartTLS()
	defer tls.Close()
	w := newWorld(t, telegramtest.New(t, telegramtest.Options{}), bottest.NewMemory(), Options{APIURL: tls.URL})
	defer platform.CloseIdle(w.options.HTTP)
	err := w.Send(t.Context(), bot.Reply{To: bot.Address{Chat: "7"}, Text: "hello"})
	if !errors.Is(err, bot.ErrUnavailable) || errors.Is(err, bot.ErrUncertain) || asked {
		t.Errorf("Send: %v", err)
	}
}

func TestCancelledWhileSending(t *testing.T) {
	inBubble(t, telegramtest.Options{Latency: time.Second}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		ann.Start("")
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		err := w.Send(ctx, bot.Reply{To: to(ann, w.server), Text: "hello"})
		if !errors.Is(err, bot.ErrUncertain) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Send: %v", err)
		}
	})
}

// The library's buttons carry an empty copy_text, and its entities lack the
// dates of newer versions: the strict server would refuse both.
func TestFault5And6AMessageWithAll(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		g := w.server.Forum("Backs", ann)
		topic := g.Topic(ann, "Lower")
		asked := g.Send(ann, telegramtest.Post{Text: "/ask how?", Thread: topic})
		at := inThe(g, ann, w.server)
		at.Thread = idOf(topic)
		until := soon
		until.Until = time.Now().Add(time.Minute)
		err := w.Send(t.Context(), bot.Reply{
			To: at, ReplyTo: idOf(asked.ID), Text: "**Roll** slowly.", Small: "the book", Silent: true,
			Buttons: []bot.Button{pauseButton, {Label: "More", Link: "https://example.org"}}, Countdown: &until,
		})
		if err != nil {
			t.Fatal(err)
		}
		m := w.server.Last(g.ID())
		if m.Thread != topic || m.ReplyTo != asked.ID || !m.Silent || !strings.HasPrefix(m.Text, "Roll slowly.") || len(m.Keyboard) == 0 {
			t.Errorf("it shows %+v", m)
		}
		dated := false
		for _, e := range m.Entities {
			dated = dated || e.Type == "date_time"
		}
		if !dated {
			t.Errorf("its entities are %+v", m.Entities)
		}
	})
}

func TestInPrivateNothingIsRepliedTo(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		m := ann.Write("how?")
		if err := w.Send(t.Context(), bot.Reply{To: to(ann, w.server), ReplyTo: idOf(m.ID), Text: "so"}); err != nil {
			t.Fatal(err)
		}
		if m := w.server.Last(ann.ID); m.ReplyTo != 0 {
			t.Errorf("it replies to %d", m.ReplyTo)
		}
	})
}

func TestAGroupMoves(t *testing.T) {
	inBubble(t, telegramtest.Options{PrivacyOff: true, Limits: &telegramtest.Limits{}}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		g := w.server.BasicGroup("Backs", ann)
		old := inThe(g, ann, w.server)
		w = newWorld(t, w.server, w.memory, Options{AutoAnswer: []int64{g.ID()}})
		g.Migrate(ann)
		// The send is refused before the bot has heard of it.
		if err := w.Send(t.Context(), bot.Reply{To: old, Text: "still here"}); err != nil {
			t.Fatal(err)
		}
		var h heard
		stop := w.run(h.Handle)
		g.Write(ann, "how long?")
		quiet(time.Minute)
		events := h.Events()
		if len(events) != 2 || events[0].MovedTo != idOf(g.ID()) || events[0].From.Chat != old.Chat || !events[1].Overheard {
			t.Errorf("events: %+v", events)
		}
		_ = stop()
		next := w.again(w.memory.Copy())
		if err := next.Send(t.Context(), bot.Reply{To: old, Text: "and later"}); err != nil {
			t.Fatal(err)
		}
		if said := w.server.Said(g.ID()); len(said) != 2 || said[0].Text != "still here" || said[1].Text != "and later" {
			t.Errorf("said: %+v", said)
		}
		refused := 0
		for _, c := range w.server.CallsOf("sendMessage") {
			if c.Status != 200 {
				refused++
			}
		}
		if refused != 1 {
			t.Errorf("%d sends were refused, want the first only", refused)
		}
	})
}

// What is said in the new chat waits until the bot has moved what it knows.
func TestAMoveIsDealtWithFirst(t *testing.T) {
	inBubble(t, telegramtest.Options{PrivacyOff: true}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		g := w.server.BasicGroup("Backs", ann)
		w = newWorld(t, w.server, w.memory, Options{AutoAnswer: []int64{g.ID()}})
		g.Migrate(ann)
		g.Write(ann, "how long?") // all in one batch
		var h heard
		w.run(func(ctx context.Context, ev bot.Event) error {
			if ev.MovedTo != "" {
				time.Sleep(time.Second)
			}
			return h.Handle(ctx, ev)
		})
		quiet(time.Minute)
		if events := h.Events(); len(events) != 2 || events[0].MovedTo == "" || !events[1].Overheard {
			t.Errorf("events: %+v", events)
		}
	})
}
