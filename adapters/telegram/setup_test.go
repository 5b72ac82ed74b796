package telegram

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
	"limber/bot/bottest"
)

var offered = Options{
	Commands: []Command{
		{Name: "ask", Description: "Ask", Groups: true}, {Name: "mydata", Description: "Show my data"}, {Name: "Bad-One", Description: "x"},
	},
	About: "Answers about backs.", ShortAbout: strings.Repeat("long ", 100),
}

func TestOfferedOnlyWhenChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(t, telegramtest.Options{})
		m := bottest.NewMemory()
		start := func(o Options) (calls int) {
			before := len(s.CallsOf("setMyCommands", "deleteMyCommands", "setMyDescription", "setMyShortDescription"))
			stop := newWorld(t, s, m, o).run(new(heard).Handle)
			quiet(time.Minute)
			if err := stop(); err != nil {
				t.Error(err)
			}
			return len(s.CallsOf("setMyCommands", "deleteMyCommands", "setMyDescription", "setMyShortDescription")) - before
		}
		if n := start(offered); n != 4 {
			t.Errorf("%d calls at first", n)
		}
		if len(s.Commands("all_private_chats")) != 2 || len(s.Commands("all_group_chats")) != 1 || s.Profile("description") != offered.About {
			t.Errorf("offered: %v, %v, %q", s.Commands("all_private_chats"), s.Commands("all_group_chats"), s.Profile("description"))
		}
		if n := start(offered); n != 0 {
			t.Errorf("%d calls though nothing has changed", n)
		}
		changed := offered
		changed.Commands = changed.Commands[1:2]
		if n := start(changed); n != 2 {
			t.Errorf("%d calls for other commands", n)
		}
		if len(s.Commands("all_group_chats")) != 0 {
			t.Error("groups have kept their commands")
		}
	})
}

func TestInvite(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		g := inThe(w.server.Group("Backs", ann), ann, w.server)
		if link := w.Invite(g, "start", "five-minutes"); link != "" {
			t.Errorf("before the name is known: %q", link)
		}
		w.run(new(heard).Handle)
		quiet(time.Second)
		me := "https://t.me/" + w.server.Username() + "?start="
		for _, c := range []struct {
			from           bot.Address
			command, about string
			want           string
		}{
			{g, "start", "five-minutes", me + "start_five-minutes"},
			{g, "routines", "", me + "routines"},
			{g, "start", strings.Repeat("x", 64), ""},
			{g, "start", "fünf", ""},
			{to(ann, w.server), "start", "five-minutes", ""},
		} {
			if got := w.Invite(c.from, c.command, c.about); got != c.want {
				t.Errorf("Invite(%q, %q) = %q, want %q", c.command, c.about, got, c.want)
			}
		}
	})
}

func TestLimits(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		g := inThe(w.server.Group("Backs", ann), ann, w.server)
		if n := len(w.Chat(g)); n != 2 {
			t.Errorf("a group has %d limits", n)
		}
		if n := len(w.Chat(to(ann, w.server))); n != 1 {
			t.Errorf("a private chat has %d limits", n)
		}
		if n := len(w.Overall()); n != 1 {
			t.Errorf("there are %d overall", n)
		}
	})
}

func TestWarnings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(t, telegramtest.Options{})
		s.SetClock(-time.Minute)
		ann := s.User("Ann")
		g := s.Group("Backs", ann)
		w := newWorld(t, s, bottest.NewMemory(), Options{AutoAnswer: []int64{g.ID()}})
		stop := w.run(new(heard).Handle)
		quiet(time.Hour)
		if w.log.count("clock") != 1 || w.log.count("/setprivacy") != 1 {
			t.Errorf("the log:\n%s", w.log)
		}
		_ = stop()
		g.Promote(ann)
		w = w.again(w.memory)
		w.run(new(heard).Handle)
		quiet(time.Hour)
		if w.log.count("/setprivacy") != 0 {
			t.Errorf("as an administrator, the log:\n%s", w.log)
		}
	})
}

func TestDoctor(t *testing.T) {
	for name, c := range map[string]struct {
		options telegramtest.Options
		before  func(*telegramtest.Server, *Options)
		want    []string // in the sentences, in order
		fixable bool
	}{
		"well":    {},
		"revoked": {before: func(s *telegramtest.Server, _ *Options) { s.Fail(telegramtest.To(telegramtest.Revoked(), "getMe")) }, want: []string{"@BotFather"}},
		"away":    {before: func(s *telegramtest.Server, _ *Options) { s.Away(time.Hour) }, want: []string{"cannot be reached"}},
		"clock":   {before: func(s *telegramtest.Server, _ *Options) { s.SetClock(time.Minute) }, want: []string{"behind"}},
		"other": {before: func(s *telegramtest.Server, _ *Options) {
			s.Fail(telegramtest.To(telegramtest.OtherPoller(), "getUpdates"))
		}, want: []string{"another process"}},
		"privacy":     {before: aGroup(nil), want: []string{"/setprivacy"}},
		"muted":       {options: telegramtest.Options{PrivacyOff: true}, before: aGroup((*telegramtest.Group).Mute), want: []string{"may not write"}},
		"kicked":      {options: telegramtest.Options{PrivacyOff: true}, before: aGroup((*telegramtest.Group).Kick), want: []string{"cannot be seen"}},
		"plain":       {before: func(_ *telegramtest.Server, o *Options) { o.Webhook = &Webhook{URL: "http://x.org", Listen: ":1"} }, want: []string{"https"}},
		"port":        {before: func(_ *telegramtest.Server, o *Options) { o.Webhook = &Webhook{URL: "https://x.org:99", Listen: ":1"} }, want: []string{"8443"}},
		"left behind": {before: leftBehind, want: []string{"bot doctor -fix"}, fixable: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.options.Lenient = true
				s := telegramtest.New(t, c.options)
				var o Options
				if c.before != nil {
					c.before(s, &o)
				}
				w := newWorld(t, s, bottest.NewMemory(), o)
				faults := w.Doctor(t.Context())
				if len(faults) != len(c.want) {
					t.Fatalf("found %+v", faults)
				}
				for i, f := range faults {
					if !strings.Contains(f.Sentence, c.want[i]) || f.Fixable != c.fixable || strings.Contains(f.Sentence, secretOf(w.options.Token)) {
						t.Errorf("found %+v", f)
					}
				}
				if !c.fixable {
					return
				}
				if err := w.Fix(t.Context()); err != nil {
					t.Fatal(err)
				}
				if left := w.Doctor(t.Context()); len(left) != 0 {
					t.Errorf("after the fix: %+v", left)
				}
			})
		})
	}
}

// aGroup makes a group that is answered unasked, in which something is done to
// the bot.
func aGroup(do func(*telegramtest.Group, *telegramtest.User)) func(*telegramtest.Server, *Options) {
	return func(s *telegramtest.Server, o *Options) {
		ann := s.User("Ann")
		g := s.Group("Backs", ann)
		if do != nil {
			do(g, ann)
		}
		o.AutoAnswer = []int64{g.ID()}
	}
}

// leftBehind sets a webhook that nobody listens at.
func leftBehind(s *telegramtest.Server, _ *Options) {
	s.CarryWebhook(telegramtest.InMemory(http.NotFoundHandler()))
	m := bottest.NewMemory()
	a, err := New(Options{Token: Token(s.Token()), APIURL: telegramtest.URL, HTTP: s.Transport(), Inbox: m, Notes: m})
	if err == nil {
		err = a.client.call(context.Background(), "setWebhook", params{"url": "https://old.example.org"}, nil)
	}
	if err != nil {
		panic(err)
	}
}

// The webhook of an earlier life is not removed by itself: somebody may use it.
func TestPollingBehindAWebhook(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		leftBehind(w.server, nil)
		ann := w.server.User("Ann")
		var h heard
		w.run(h.Handle)
		ann.Write("how?")
		quiet(time.Minute)
		if w.log.count("bot doctor -fix") != 1 || len(h.Events()) != 0 {
			t.Errorf("the log:\n%s", w.log)
		}
		if err := w.Fix(t.Context()); err != nil {
			t.Fatal(err)
		}
		quiet(time.Minute)
		if h.texts() != "how?" {
			t.Errorf("dealt with %q", h.texts())
		}
	})
}
