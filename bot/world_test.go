package bot_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"limber/bot"
	"limber/bot/bottest"
	"limber/knowledge"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a bot at work on the small pack, in virtual time.
type world struct {
	*testing.T
	pack  *knowledge.Pack
	fake  *bottest.Fake
	log   *bytes.Buffer // the operator's
	store *bottest.Memory
	end   func() // tells the bot to end and waits for it
}

// awayFor is how long the process was gone where a test goes on with the store
// of another bubble: each bubble's time begins anew.
const awayFor = time.Hour

// inWorld runs a test in a bubble of virtual time, with a bot that has just
// started on the given store (nil for a new one).
func inWorld(t *testing.T, store *bottest.Memory, test func(*world)) {
	t.Helper()
	onPlatform(t, store, func() (bot.Adapter, *bottest.Fake) {
		f := bottest.NewFake()
		return f, f
	}, test)
}

// inStrictWorld is inWorld on a platform with limits, none of which may be
// broken.
func inStrictWorld(t *testing.T, test func(*world, *bottest.Strict)) {
	t.Helper()
	var s *bottest.Strict
	onPlatform(t, nil, func() (bot.Adapter, *bottest.Fake) {
		s = bottest.NewStrict()
		return s, s.Fake
	}, func(w *world) {
		test(w, s)
		for _, call := range s.Broken {
			t.Errorf("at %v a limit was broken by %q", call.At.Format(time.TimeOnly), call.Text)
		}
	})
}

func onPlatform(t *testing.T, store *bottest.Memory, platform func() (bot.Adapter, *bottest.Fake), test func(*world)) {
	t.Helper()
	onPlatformWith(t, bottest.Pack(t), store, platform, test)
}

func onPlatformWith(t *testing.T, p *knowledge.Pack, store *bottest.Memory, platform func() (bot.Adapter, *bottest.Fake), test func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		adapter, fake := platform()
		w := &world{T: t, pack: p, fake: fake, store: store, log: &bytes.Buffer{}}
		if w.store == nil {
			w.store = bottest.NewMemory()
		} else {
			time.Sleep(awayFor)
		}
		b := bot.New(bot.Config{Pack: p, Adapter: adapter, Store: w.store, Log: slog.New(slog.NewTextHandler(w.log, nil))})
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		w.end = func() {
			cancel()
			if err := <-ended; err != nil && !errors.Is(err, errStore) {
				t.Errorf("Run: %v", err)
			}
			w.end = func() {}
		}
		defer func() { w.end() }()
		synctest.Wait()
		test(w)
	})
}

var errStore = errors.New("the disk is full")

// says hands in what the member wrote and returns the replies.
func (w *world) says(text string) []bottest.Said {
	w.Helper()
	return w.event(bot.Event{From: bottest.Me, Text: text})
}

// presses hands in a button press. The button is found by the start of its
// action among the last replies.
func (w *world) presses(said []bottest.Said, action string) []bottest.Said {
	w.Helper()
	for _, s := range said {
		for _, b := range s.Buttons {
			if strings.HasPrefix(b.Action, action) {
				return w.event(bot.Event{From: bottest.Me, Press: b.Action})
			}
		}
	}
	w.Fatalf("no button %q among %v", action, texts(said))
	return nil
}

func (w *world) event(ev bot.Event) []bottest.Said {
	w.Helper()
	w.fake.Take()
	if err := w.fake.Handle(w.Context(), ev); err != nil && !errors.Is(err, errStore) {
		w.Errorf("handling %+v: %v", ev, err)
	}
	synctest.Wait()
	return w.fake.Take()
}

// starts begins a routine, the medical question answered with none.
func (w *world) starts(routine string) []bottest.Said {
	w.Helper()
	w.says("start " + routine)
	return w.says("none")
}

// after lets time go by and returns what was said meanwhile.
func (w *world) after(d time.Duration) []bottest.Said {
	w.Helper()
	time.Sleep(d)
	synctest.Wait()
	return w.fake.Take()
}

// wants checks that one reply holds each of the texts, in this order.
func (w *world) wants(said []bottest.Said, want ...string) {
	w.Helper()
	if len(said) != len(want) {
		w.Fatalf("%d replies, want %d:\n%s", len(said), len(want), strings.Join(texts(said), "\n--\n"))
	}
	for i, s := range said {
		if !strings.Contains(s.Text, want[i]) {
			w.Errorf("reply %d is %q, want %q in it", i, s.Text, want[i])
		}
	}
}

func texts(said []bottest.Said) []string {
	var list []string
	for _, s := range said {
		list = append(list, s.Text)
	}
	return list
}
