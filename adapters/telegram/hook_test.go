package telegram

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
	"limber/bot/bottest"
)

func TestAdapterKeepsThePromisesWhereAnyProcessReceives(t *testing.T) {
	bottest.TestAdapter(t, func(t *testing.T) bottest.AdapterRig {
		s := newShared(t, 3, telegramtest.Options{Limits: &telegramtest.Limits{}})
		w := s.process(1, Options{})
		ann := s.server.User("Ann")
		ann.Start("")
		return bottest.AdapterRig{
			Adapter: w, To: to(ann, s.server),
			Write: func(text string) { ann.Write(text) },
			Shown: func() string { return s.server.Transcript(ann.ID) },
		}
	})
}

// Whoever receives, each update is dealt with once and in its order, and what is
// none of the bot's business not at all.
func TestAnyProcessMayReceive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const each = 40
		s := newShared(t, 3, telegramtest.Options{PrivacyOff: true})
		w := s.process(0, Options{})
		var h heard
		w.run(func(ctx context.Context, ev bot.Event) error {
			time.Sleep(10 * time.Millisecond)
			return h.Handle(ctx, ev)
		})
		quiet(time.Second)
		people := []*telegramtest.User{s.server.User("Ann"), s.server.User("Ben"), s.server.User("Cid")}
		g := s.server.Group("Backs", people...)
		want := map[string][]string{}
		for i := range each {
			for _, u := range people {
				text := fmt.Sprintf("%s-%d", u.Name, i)
				u.Write(text)
				g.Write(u, "among us")
				want[fmt.Sprint(u.ID)] = append(want[fmt.Sprint(u.ID)], text)
			}
			if i%10 == 0 {
				quiet(time.Second)
			}
		}
		quiet(time.Minute)
		got := map[string][]string{}
		for _, ev := range h.Events() {
			got[ev.From.Chat] = append(got[ev.From.Chat], ev.Text)
		}
		for chat, texts := range want {
			if fmt.Sprint(got[chat]) != fmt.Sprint(texts) {
				t.Errorf("dealt with %q, want %q", got[chat], texts)
			}
		}
		if n := s.pending(); len(got) != len(want) || n != 0 || s.server.Pending() != 0 {
			t.Errorf("dealt with %d conversations, %d updates are left, %d at Telegram", len(got), n, s.server.Pending())
		}
		if n := len(w.inbox.More(t.Context())); n != 0 {
			t.Errorf("%d would be dealt with once more", n)
		}
		if calls := s.server.CallsOf("setWebhook"); len(calls) != 1 {
			t.Errorf("Telegram was told %d times where to call", len(calls))
		}
	})
}

// A process that stands by keeps what comes, with whose it is, until another one
// leads.
func TestWhatComesWhileNobodyLeads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShared(t, 2, telegramtest.Options{PrivacyOff: true})
		ann := s.server.User("Ann")
		g := s.server.Group("Backs", ann)
		var first, second heard
		stop := s.process(0, Options{Suggest: suggestOne}).run(first.Handle)
		ann.Write("one")
		quiet(time.Second)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		ann.Write("two")
		g.Write(ann, "among us")
		ann.Write("three")
		asked := ann.Inline("how")
		quiet(time.Second)
		if n := s.pending(); n != 4 || s.server.Pending() != 0 {
			t.Errorf("%d were kept, %d are left at Telegram", n, s.server.Pending())
		}
		list, err := s.inbox.Pending(t.Context(), s.hooks[0].of)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if p.Member != fmt.Sprint(ann.ID) {
				t.Errorf("kept for %q: %s", p.Member, p.Body)
			}
		}
		w := s.process(1, Options{Suggest: suggestOne})
		w.run(second.Handle)
		quiet(time.Second)
		ann.Write("four")
		quiet(time.Minute)
		if got := first.texts() + "|" + second.texts(); got != "one|two three four" || s.pending() != 0 {
			t.Errorf("dealt with %q, %d are left", got, s.pending())
		}
		if !s.server.InlineQuery(asked).Answered {
			t.Error("an inline query of a second ago was not answered")
		}
		secrets := map[string]bool{}
		for _, c := range s.server.CallsOf("setWebhook") {
			secrets[fmt.Sprint(c.Params["secret_token"])] = true
		}
		if len(secrets) != 1 {
			t.Errorf("the secrets: %v", secrets)
		}
	})
}

func suggestOne(string) []Suggestion {
	return []Suggestion{{ID: "a", Title: "title", Reply: bot.Reply{Text: "text"}}}
}

func TestInlineQueriesThatOthersReceive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShared(t, 2, telegramtest.Options{})
		ann := s.server.User("Ann")
		stop := s.process(0, Options{Suggest: suggestOne}).run(new(heard).Handle)
		quiet(time.Second)
		var asked []string
		for i := range 4 {
			asked = append(asked, ann.Inline(fmt.Sprint("how ", i)))
			quiet(time.Second)
		}
		_ = stop()
		late := ann.Inline("how")
		quiet(time.Minute)
		s.process(1, Options{Suggest: suggestOne}).run(new(heard).Handle)
		quiet(time.Second)
		for _, id := range asked {
			if !s.server.InlineQuery(id).Answered {
				t.Errorf("the query %s was not answered", id)
			}
		}
		if s.server.InlineQuery(late).Answered || s.pending() != 0 {
			t.Errorf("a minute later it was answered, or is left: %d", s.pending())
		}
	})
}

// A press that another process receives is as good as one that comes here. What
// waited at Telegram may be old, though.
func TestPressesThatOthersReceive(t *testing.T) {
	for name, c := range map[string]struct {
		lead  time.Duration // after the start of the processes
		toast string
	}{"while it leads": {time.Minute, "Paused"}, "at the start": {time.Second, ""}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newShared(t, 2, telegramtest.Options{Limits: &telegramtest.Limits{}})
				s.called.Add(1)
				ann := s.server.User("Ann")
				ann.Start("")
				w := s.process(0, Options{})
				if err := w.Send(t.Context(), bot.Reply{To: to(ann, s.server), Text: "step", Buttons: []bot.Button{pauseButton}}); err != nil {
					t.Fatal(err)
				}
				w.run(func(ctx context.Context, ev bot.Event) error {
					if ev.Press == "" {
						return nil
					}
					return w.brief(ctx, bot.Reply{To: ev.From, Text: "Paused", Brief: true})
				})
				quiet(c.lead)
				s.hooks = s.hooks[1:] // all go to the one that stands by
				ann.Press(s.server.Last(ann.ID), "Pause")
				quiet(time.Minute)
				toasts := s.server.Toasts()
				if len(toasts) != 1 || toasts[0].Text != c.toast {
					t.Errorf("toasts: %+v", toasts)
				}
				if said := s.server.Last(ann.ID).Text; said != "step" && c.toast != "" || said != "Paused" && c.toast == "" {
					t.Errorf("last said: %q", said)
				}
			})
		})
	}
}

func TestAProcessThatCannotKeepRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShared(t, 2, telegramtest.Options{})
		ann := s.server.User("Ann")
		var h heard
		s.process(0, Options{}).run(h.Handle)
		quiet(time.Second)
		s.inbox.Fail(errOnPurpose)
		ann.Write("one")
		ann.Write("two")
		quiet(time.Minute)
		if s.server.Pending() != 2 || h.texts() != "" || s.log.count("refused") == 0 {
			t.Errorf("%d are unconfirmed, dealt with %q", s.server.Pending(), h.texts())
		}
		s.inbox.Fail(nil)
		quiet(2 * time.Minute)
		if got := h.texts(); got != "one two" || s.server.Pending() != 0 {
			t.Errorf("dealt with %q, %d are unconfirmed", got, s.server.Pending())
		}
	})
}

// A group that becomes a supergroup tells so twice, perhaps to two processes.
func TestAMoveThatOthersReceive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShared(t, 2, telegramtest.Options{PrivacyOff: true})
		ann := s.server.User("Ann")
		g := s.server.BasicGroup("Backs", ann)
		var h heard
		w := s.process(0, Options{})
		w.run(h.Handle)
		quiet(time.Second)
		old := g.ID()
		g.Migrate(ann)
		quiet(time.Minute)
		moves := 0
		for _, ev := range h.Events() {
			if ev.MovedTo == fmt.Sprint(g.ID()) && ev.From.Chat == fmt.Sprint(old) {
				moves++
			}
		}
		if to, _ := w.moves.known(old); moves != 1 || to != g.ID() || s.pending() != 0 {
			t.Errorf("told %d times, now at %d, %d are left", moves, to, s.pending())
		}
	})
}

func TestTheSecretIsTheSameInAllProcesses(t *testing.T) {
	secret := func(token Token, chosen string) string {
		h, err := NewHook(Options{Token: token, Webhook: &Webhook{URL: publicURL, Listen: ":1", Secret: chosen}})
		if err != nil {
			t.Fatal(err)
		}
		return h.webhook.Secret
	}
	one, again, other := secret("1:topsecret", ""), secret("1:topsecret", ""), secret("1:else", "")
	if one != again || one == other || len(one) != 64 || !secretShape.MatchString(one) || strings.Contains(one, "topsecret") {
		t.Errorf("the secrets: %q, %q, %q", one, again, other)
	}
	if got := secret("1:topsecret", "chosen"); got != "chosen" {
		t.Errorf("the secret is %q", got)
	}
	for _, o := range []Options{{Token: "1:a"}, {Webhook: &Webhook{URL: publicURL, Listen: ":1"}}} {
		if _, err := NewHook(o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
}

func TestHookThatCannotListen(t *testing.T) {
	o := Options{Token: "1:a", Webhook: &Webhook{URL: publicURL, Listen: "256.0.0.1:1"}}
	h, err := NewHook(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "telegram.webhook: listening") {
		t.Errorf("Run: %v", err)
	}
	s := telegramtest.New(t, telegramtest.Options{})
	w := newWorld(t, s, bottest.NewMemory(), Options{Webhook: o.Webhook})
	if err := w.Run(t.Context(), new(heard).Handle); err == nil || !strings.Contains(err.Error(), "telegram.webhook: listening") {
		t.Errorf("Run: %v", err)
	}
}

// In a single process nobody else tells of what came.
func TestWhatComesBeforeTheOneProcessIsReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShared(t, 1, telegramtest.Options{})
		s.hooks[0].inbox = s.inbox.Memory
		ann := s.server.User("Ann")
		stop := s.process(0, Options{}).run(new(heard).Handle) // sets the webhook
		quiet(time.Second)
		_ = stop()
		ann.Write("early")
		quiet(time.Second)
		var h heard
		s.process(0, Options{}).run(h.Handle)
		quiet(time.Second)
		ann.Write("later")
		quiet(time.Second)
		if got := h.texts(); got != "early later" || s.pending() != 0 {
			t.Errorf("dealt with %q, %d are left", got, s.pending())
		}
	})
}
