package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
	"limber/bot/bottest"
)

// world is an adapter at the fake server, with all it logged.
type world struct {
	t      *testing.T
	server *telegramtest.Server
	memory *bottest.Memory
	log    *lines
	*Adapter
}

// lines is a log.
type lines struct{ bottest.Log }

func (l *lines) count(what string) int { return strings.Count(l.String(), what) }

// inBubble runs a test in virtual time, with a server that is strict unless the
// options say otherwise.
func inBubble(t *testing.T, o telegramtest.Options, test func(*testing.T, *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(t, newWorld(t, telegramtest.New(t, o), bottest.NewMemory(), Options{}))
	})
}

// newWorld makes an adapter with the server's token unless o has another.
func newWorld(t *testing.T, s *telegramtest.Server, m *bottest.Memory, o Options) *world {
	t.Helper()
	log := &lines{}
	if o.Token == "" {
		o.Token = Token(s.Token())
	}
	if o.APIURL == "" {
		o.APIURL, o.HTTP = telegramtest.URL, s.Transport()
	}
	o.Inbox, o.Notes = m, m
	o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if strings.Contains(log.String(), secretOf(o.Token)) {
			t.Error("the token is in the log:\n" + log.String())
		}
	})
	return &world{t, s, m, log, a}
}

// again is another adapter at the same server and store, as after a restart.
func (w *world) again(m *bottest.Memory) *world {
	w.t.Helper()
	return newWorld(w.t, w.server, m, w.optionsForAgain())
}

func (w *world) optionsForAgain() Options {
	o := w.options
	return Options{Token: o.Token, APIURL: o.APIURL, HTTP: o.HTTP, Commands: o.Commands, AutoAnswer: o.AutoAnswer, Media: o.Media, Suggest: o.Suggest, Webhook: o.Webhook}
}

func secretOf(t Token) string {
	_, secret, _ := strings.Cut(t.Reveal(), ":")
	return secret
}

// run lets the adapter run until stop is called or the test ends.
func (w *world) run(handle bot.Handler) (stop func() error) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx, handle) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	w.t.Cleanup(func() {
		if err := stop(); err != nil {
			w.t.Errorf("Run: %v", err)
		}
	})
	return stop
}

// heard collects events.
type heard struct{ bottest.Heard }

func (h *heard) texts() string {
	var texts []string
	for _, ev := range h.Events() {
		texts = append(texts, ev.Text+ev.Press)
	}
	return strings.Join(texts, " ")
}

// quiet waits until nothing more happens, long polling aside, for the given time.
func quiet(d time.Duration) {
	time.Sleep(d) // virtual: only in a bubble
	synctest.Wait()
}

func to(u *telegramtest.User, s *telegramtest.Server) bot.Address {
	return bot.Address{Platform: platformName, Bot: fmt.Sprint(s.BotID()), Chat: fmt.Sprint(u.ID), Member: fmt.Sprint(u.ID)}
}

func inThe(g *telegramtest.Group, u *telegramtest.User, s *telegramtest.Server) bot.Address {
	a := to(u, s)
	a.Chat = fmt.Sprint(g.ID())
	return a
}

var errOnPurpose = errors.New("on purpose")
