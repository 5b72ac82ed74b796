package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
)

func TestTelegramWrongToken(t *testing.T) {
	t.Parallel()
	for name, token := range map[string]string{
		"revoked": "5550001:a-token-that-was-revoked", "no token": "a-token-without-a-number",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t, unlimited)
			startProcess(t, telegramConfig(t, "zoo", token, s.Start(t))).refuses(token, "@BotFather")
		})
	}
}

// TestTelegramTroubleIsOneLine lets the first calls fail. The bot goes on when
// that is over.
func TestTelegramTroubleIsOneLine(t *testing.T) {
	t.Parallel()
	for name, find := range map[string]func(*telegramtest.Call) *telegramtest.Fault{
		"another poller": telegramtest.To(telegramtest.OtherPoller(), "getUpdates"),
		"HTML":           telegramtest.To(telegramtest.BadGateway(), "getUpdates", "getMe"),
		"reset":          telegramtest.To(telegramtest.ResetBefore(), "getUpdates", "getMe"),
		"5xx":            telegramtest.To(telegramtest.ServerError(), "getUpdates", "getMe"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t, unlimited)
			s.Fail(telegramtest.Times(4, find))
			u := s.User("Ada")
			p := startProcess(t, telegramConfig(t, "zoo", s.Token(), s.Start(t)))
			u.Write(zooQuestion)
			answered(t, s, p, u, zooAnswer)
			said := p.output.String()
			if n := strings.Count(said, "level=ERROR") + strings.Count(said, "level=WARN"); n != 1 {
				t.Errorf("%d lines of trouble:\n%s", n, said)
			}
			if name == "another poller" && !strings.Contains(said, "another process polls with the same token") {
				t.Errorf("it says\n%s", said)
			}
			p.keepsSecret(s.Token())
		})
	}
}

func TestTelegramSaysWhoItIs(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t, unlimited)
	u := s.User("Ada")
	p := startProcess(t, telegramConfig(t, "zoo", s.Token(), s.Start(t)))
	u.Start("")
	answered(t, s, p, u, "Ask me in your own words")
	if said := p.output.String(); strings.Count(said, "\n") != 1 || !strings.Contains(said, "https://t.me/"+s.Username()) {
		t.Errorf("it says\n%s", said)
	}
	p.keepsSecret(s.Token())
}

func TestTelegramTwoBotsInOneProcess(t *testing.T) {
	t.Parallel()
	back := telegramtest.New(t, unlimited)
	o := unlimited
	o.Token, o.Username = "5550002:another-token-of-another-bot", "quick_test_bot"
	quick := telegramtest.New(t, o)
	dir := t.TempDir()
	writeNumberedPack(t, dir, 2, time.Minute)
	write(t, filepath.Join(dir, "config.yaml"), fmt.Sprintf(`packs: [foam-rolling, quick]
telegram:
  - {token: "%s", api_url: "%s"}
  - {token: "%s", api_url: "%s", pack: quick}
  - {token: "5550003:a-token-that-was-revoked", api_url: "%s"}
`, back.Token(), back.Start(t), quick.Token(), quick.Start(t), quick.Start(t)))
	p := startProcess(t, dir)
	a, b := back.User("Ada"), quick.User("Bob")
	a.Write(often)
	b.Write("/start")
	answered(t, back, p, a, "Daily or several times a week")
	answered(t, quick, p, b, "Nothing.")
	b.Write("start quick")
	answered(t, quick, p, b, "cue number 1.")
	a.Write("/pause")
	answered(t, back, p, a, plain(shippedPhrase(t, "nothing_running")))
	await(t, quick, p, "the end of the third", func() bool { return strings.Contains(p.output.String(), "the others go on") })
}
