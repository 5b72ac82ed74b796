package gateway

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot/bottest"
)

const (
	testToken   = "MTIz.the.secret-token" // of no bot
	testIntents = 1<<0 | 1<<9 | 1<<12
	interval    = 40 * time.Second
)

// world is a shard and its gateway, in virtual time.
type world struct {
	*server
	o       Options
	handler Handler // nil: nothing goes wrong
	stop    context.CancelFunc
	ended   chan error
	log     bottest.Log

	mu     sync.Mutex
	start  Start
	asked  []time.Time
	whyNot error // what Where answers
	events []Event
	kept   []keptAt
}

type keptAt struct {
	Session
	at time.Time
}

func newWorld(t *testing.T, h http.Handler) *world {
	w := &world{
		server: newServer(t, h), ended: make(chan error, 1),
		start: Start{URL: "ws://first.test", Shards: 1, Remaining: 1000, Total: 1000, ResetAfter: 24 * time.Hour, MaxConcurrency: 1},
	}
	w.o = Options{
		Token: testToken, Intents: testIntents, Where: w.where, Keep: w.keep, Dial: w.dial,
		Log: slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	return w
}

func (w *world) where(context.Context) (Start, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, time.Now())
	return w.start, w.whyNot
}

func (w *world) keep(s Session) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept = append(w.kept, keptAt{s, time.Now()})
}

func (w *world) handle(ctx context.Context, e Event) error {
	if w.handler != nil {
		if err := w.handler(ctx, e); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e)
	return nil
}

// run starts a shard.
func (w *world) run() *Shard {
	w.t.Helper()
	s, err := New(w.o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.lead(s.Run)
	return s
}

// lead starts what runs until the test ends.
func (w *world) lead(run func(context.Context, Handler) error) {
	ctx, stop := context.WithCancel(w.t.Context())
	w.stop = stop
	w.t.Cleanup(stop)
	go func() { w.ended <- run(ctx, w.handle) }()
}

// leave ends the run, which must return nil in two seconds.
func (w *world) leave() {
	w.t.Helper()
	told := time.Now()
	w.stop()
	if err := <-w.ended; err != nil {
		w.t.Errorf("Run returned %v", err)
	}
	if took := time.Since(told); took > 2*time.Second {
		w.t.Errorf("Run took %v to end", took)
	}
	if strings.Contains(w.log.String(), testToken) {
		w.t.Errorf("the token is in the log:\n%s", w.log.String())
	}
}

// dealtWith are the types of the events, once nothing moves any more.
func (w *world) dealtWith() string {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	var types []string
	for _, e := range w.events {
		types = append(types, e.Type)
	}
	return strings.Join(types, " ")
}

func (w *world) expect(want string) {
	w.t.Helper()
	if got := w.dealtWith(); got != want {
		w.t.Errorf("dealt with %q, want %q", got, want)
	}
}

// inWorld runs a test in virtual time.
func inWorld(t *testing.T, f func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(newWorld(t, nil)) })
}
