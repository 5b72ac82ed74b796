package main

import (
	"fmt"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
)

// TestTelegramDoctor lets bot doctor look at one fault after the other: each is
// one line, and the exit status 1.
func TestTelegramDoctor(t *testing.T) {
	t.Parallel()
	auto := func(g *telegramtest.Group) string { return fmt.Sprintf("  auto_answer: [%d]\n", g.ID()) }
	open := unlimited
	open.PrivacyOff = true
	for name, c := range map[string]struct {
		options telegramtest.Options
		fault   func(*telegramtest.Server) (settings string)
		token   string
		wants   []string // one for each line
	}{
		"all is well": {wants: []string{"all is well"}},
		"wrong token": {token: "5550001:a-token-that-was-revoked", wants: []string{"the token is wrong or was revoked"}},
		"clock": {
			fault: func(s *telegramtest.Server) string { s.SetClock(-time.Hour); return "" },
			wants: []string{" ahead: turn on its synchronization"},
		},
		"another poller": {
			fault: func(s *telegramtest.Server) string {
				s.Fail(telegramtest.To(telegramtest.OtherPoller(), "getUpdates"))
				return ""
			},
			wants: []string{"another process polls with the same token"},
		},
		"privacy mode": {
			fault: func(s *telegramtest.Server) string { return auto(s.Group("Club", s.User("Ada"))) },
			wants: []string{"/setprivacy"},
		},
		"not in the group": {
			options: open,
			fault: func(s *telegramtest.Server) string {
				u := s.User("Ada")
				g := s.Group("Club", u)
				g.Kick(u)
				return auto(g)
			},
			wants: []string{"add the bot to it"},
		},
		"silenced in the group": {
			options: open,
			fault: func(s *telegramtest.Server) string {
				u := s.User("Ada")
				g := s.Group("Club", u)
				g.Mute(u)
				return auto(g)
			},
			wants: []string{`the bot may not write in "Club"`},
		},
		"a webhook by http": {
			fault: func(*telegramtest.Server) string {
				return "  webhook: {url: \"http://bot.example.org/hook\", listen: \"127.0.0.1:0\"}\n"
			},
			wants: []string{"https://"},
		},
		"three at once": {
			fault: func(s *telegramtest.Server) string {
				s.SetClock(time.Hour)
				u := s.User("Ada")
				g := s.Group("Club", u)
				g.Mute(u)
				return auto(g)
			},
			wants: []string{"clock is", "/setprivacy", "may not write"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.options.Limits == nil {
				c.options = unlimited
			}
			s := telegramtest.New(t, c.options)
			token, settings := s.Token(), ""
			if c.token != "" {
				token = c.token
			}
			if c.fault != nil {
				settings = c.fault(s)
			}
			doctorSays(t, telegramConfig(t, "zoo", token, s.Start(t), settings), token, c.wants...)
		})
	}
}

func TestTelegramDoctorMendsAWebhook(t *testing.T) {
	t.Parallel()
	o := unlimited
	o.PlainWebhook = true
	s := telegramtest.New(t, o)
	url, listen := s.Start(t), freeAddress(t)
	u := s.User("Ada")
	by := telegramConfig(t, "zoo", s.Token(), url,
		fmt.Sprintf("  webhook: {url: \"http://%s/hook\", listen: \"%s\"}\n", listen, listen))
	p := startProcess(t, by)
	u.Write(zooQuestion)
	answered(t, s, p, u, zooAnswer)
	p.kill()

	dir := telegramConfig(t, "zoo", s.Token(), url)
	startProcess(t, dir, "doctor").diagnoses("a webhook is still set")
	startProcess(t, dir, "doctor", "-fix").diagnoses("all is well")
	p = startProcess(t, dir)
	u.Write("/help")
	await(t, s, p, "help", func() bool { return len(s.Said(u.ID)) == 2 })
}

func TestTelegramDoctorWithoutANetwork(t *testing.T) {
	t.Parallel()
	dir := telegramConfig(t, "zoo", telegramtest.DefaultToken, "http://"+freeAddress(t))
	doctorSays(t, dir, telegramtest.DefaultToken, "Telegram cannot be reached")
}
