package telegram

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
	"limber/bot/bottest"
)

// sharedInbox is an inbox that several processes fill.
type sharedInbox struct {
	*bottest.Memory

	mu    sync.Mutex
	bells []bell
}

func (in *sharedInbox) Receive(ctx context.Context, c bot.Connection, list []bot.Parcel) ([]bot.Parcel, error) {
	fresh, err := in.Memory.Receive(ctx, c, list)
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, b := range in.bells {
		b.ring()
	}
	return fresh, err
}

// Arrivals implements bot.Sharer.
func (in *sharedInbox) Arrivals(context.Context, bot.Connection) <-chan struct{} {
	b := newBell()
	in.mu.Lock()
	defer in.mu.Unlock()
	in.bells = append(in.bells, b)
	return b
}

// shared are processes with one inbox that Telegram calls in turn.
type shared struct {
	t      *testing.T
	server *telegramtest.Server
	inbox  *sharedInbox
	log    *lines
	hooks  []*Hook
	called atomic.Int64
}

const publicURL = "https://bot.test/hook"

func newShared(t *testing.T, processes int, o telegramtest.Options) *shared {
	t.Helper()
	s := &shared{t: t, server: telegramtest.New(t, o), inbox: &sharedInbox{Memory: bottest.NewMemory()}, log: &lines{}}
	for range processes {
		h, err := NewHook(Options{
			Token: Token(s.server.Token()), Webhook: &Webhook{URL: publicURL, Listen: "127.0.0.1:0"},
			Inbox: s.inbox, Log: slog.New(slog.NewTextHandler(s.log, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		close(h.open) // the calls come in memory
		s.hooks = append(s.hooks, h)
	}
	s.server.CarryWebhook(s)
	return s
}

// RoundTrip implements http.RoundTripper: it carries each call to the next
// process.
func (s *shared) RoundTrip(r *http.Request) (*http.Response, error) {
	n := s.called.Add(1)
	return telegramtest.InMemory(s.hooks[int(n)%len(s.hooks)]).RoundTrip(r)
}

// process is the adapter of one process.
func (s *shared) process(n int, o Options) *world {
	s.t.Helper()
	o.Hook, o.Webhook = s.hooks[n], &Webhook{URL: publicURL, Listen: "127.0.0.1:0"}
	return newWorld(s.t, s.server, s.inbox.Memory, o)
}

// pending is how many parcels were not dealt with.
func (s *shared) pending() int {
	s.t.Helper()
	list, err := s.inbox.Pending(s.t.Context(), s.hooks[0].of)
	if err != nil {
		s.t.Fatal(err)
	}
	return len(list)
}
