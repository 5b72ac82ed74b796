package main

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
	"limber/bot/bottest"
	"limber/knowledge"
)

// world is a bot in virtual time, with all it keeps and logs. That of each
// platform adds its server.
type world struct {
	*testing.T
	pack  *knowledge.Pack
	store *bottest.Memory
	log   *logBook
	end   func() // tells the bot to end and waits for it
}

func newWorld(t *testing.T, p *knowledge.Pack) world {
	return world{T: t, pack: p, store: bottest.NewMemory(), log: &logBook{}}
}

func (w *world) logger() *slog.Logger { return slog.New(slog.NewTextHandler(w.log, nil)) }

// lives begins, tests and ends a bot, and then looks at what was unlawful.
func (w *world) lives(begin, test, lawful func()) {
	w.Helper()
	begin()
	defer func() { w.end() }()
	test()
	w.wait(moment)
	w.end()
	lawful()
}

// runs starts the bot by an adapter, again after end.
func (w *world) runs(a bot.Adapter) {
	w.Helper()
	b := bot.New(bot.Config{Pack: w.pack, Adapter: a, Store: w.store, Log: w.logger()})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	w.end = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			w.Errorf("Run: %v", err)
		}
	})
	w.wait(moment)
}

// wait lets virtual time pass.
func (w *world) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (w *world) timeline(routine string) bot.Timeline { return timelineOf(w.pack, routine) }

// keepsSecret fails where the token's secret part was logged. It shows the log
// of a test that failed.
func (w *world) keepsSecret(token string) {
	w.Helper()
	if strings.Contains(w.log.String(), secretOf(token)) {
		w.Error("the token is in the log")
	}
	if w.Failed() {
		w.Log(w.log)
	}
}
