// Package bottest has what tests of the assistant share: a fake adapter, a
// store in memory, a small pack, and the conformance suites that every adapter
// and every store must pass.
package bottest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"limber/bot"
)

// AdapterRig is an adapter under test with the platform's side of it.
type AdapterRig struct {
	Adapter bot.Adapter
	// Write is a member writing a text, in one and the same conversation.
	Write func(text string)
	// Shown returns all that was delivered so far, in order, in one text.
	Shown func() string
	// To is where replies to that member go.
	To bot.Address
}

// patience is how long something that must happen may take. It is never waited
// out where all is well.
const patience = 10 * time.Second

// TestAdapter checks the promises of bot.Adapter. newRig makes a fresh adapter,
// not yet running, and ends what it needs itself by t.Cleanup.
func TestAdapter(t *testing.T, newRig func(t *testing.T) AdapterRig) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, AdapterRig){
		"connection":               testConnection,
		"events in order":          testOrder,
		"errors do not end it":     testErrors,
		"reply while handling":     testReply,
		"send from everywhere":     testSends,
		"send before and after":    testBeforeAndAfter,
		"send with a done context": testDone,
		"watch from everywhere":    testWatch,
	} {
		t.Run(name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			t.Cleanup(func() { goleak.VerifyNone(t, before) }) // last of all
			test(t, newRig(t))
		})
	}
}

// run starts Run and returns a function that ends it and waits for it.
func run(t *testing.T, r AdapterRig, handle bot.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Adapter.Run(ctx, handle) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("Run: %v", err)
			}
		case <-time.After(patience):
			t.Error("Run did not return when its context was done")
		}
	})
	t.Cleanup(stop)
	return stop
}

// until waits for a condition.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(patience)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !ok() {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("did not come: %s", what)
		}
	}
}

func ignore(context.Context, bot.Event) error { return nil }

func testConnection(t *testing.T, r AdapterRig) {
	c := r.Adapter.Connection()
	if c.Platform == "" || c != r.Adapter.Connection() {
		t.Errorf("Connection is %+v: want one with a platform, always the same", c)
	}
	if r.To.Connection() != c {
		t.Errorf("a reply to %+v would not go through %v", r.To, c)
	}
}

func testOrder(t *testing.T, r AdapterRig) {
	const n = 50
	var (
		mu   sync.Mutex
		got  []string
		busy atomic.Int32
	)
	run(t, r, func(_ context.Context, e bot.Event) error {
		if e.Hello {
			return nil
		}
		if busy.Add(1) > 1 {
			t.Error("two events of one conversation are handled at once")
		}
		defer busy.Add(-1)
		mu.Lock()
		defer mu.Unlock()
		got = append(got, e.Text)
		if e.From != r.To {
			t.Errorf("an event is from %+v, want %+v", e.From, r.To)
		}
		return nil
	})
	for i := range n {
		r.Write(fmt.Sprintf("word%d", i))
	}
	until(t, "all events", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(got) >= n
	})
	mu.Lock()
	defer mu.Unlock()
	for i, text := range got {
		if want := fmt.Sprintf("word%d", i); text != want {
			t.Fatalf("event %d is %q, want %q", i, text, want)
		}
	}
}

func testErrors(t *testing.T, r AdapterRig) {
	var handled atomic.Int32
	run(t, r, func(context.Context, bot.Event) error {
		handled.Add(1)
		return errors.New("on purpose")
	})
	r.Write("first")
	r.Write("second")
	until(t, "the event after an error", func() bool { return handled.Load() >= 2 })
}

func testReply(t *testing.T, r AdapterRig) {
	run(t, r, func(ctx context.Context, e bot.Event) error {
		if e.Hello {
			return nil
		}
		return r.Adapter.Send(ctx, bot.Reply{To: e.From, Text: "answer-to-" + e.Text})
	})
	r.Write("one")
	until(t, "the reply", func() bool { return strings.Contains(r.Shown(), "answer-to-one") })
}

func testSends(t *testing.T, r AdapterRig) {
	const senders, each = 6, 10
	run(t, r, ignore)
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := range each {
				reply := bot.Reply{To: r.To, Text: fmt.Sprintf("<%d-%d>", s, i)}
				if err := r.Adapter.Send(context.Background(), reply); err != nil {
					t.Errorf("Send: %v", err)
				}
			}
		})
	}
	wg.Wait()
	last := fmt.Sprintf("-%d>", each-1)
	until(t, "all replies", func() bool { return strings.Count(r.Shown(), last) >= senders })
	shown := r.Shown()
	for s := range senders {
		at := -1
		for i := range each {
			text := fmt.Sprintf("<%d-%d>", s, i)
			if n := strings.Count(shown, text); n != 1 {
				t.Errorf("%s was shown %d times", text, n)
			}
			here := strings.Index(shown, text)
			if here < at {
				t.Errorf("%s was shown before the one sent before it", text)
			}
			at = here
		}
	}
}

func testBeforeAndAfter(t *testing.T, r AdapterRig) {
	send := func(text string) {
		t.Helper()
		if err := r.Adapter.Send(context.Background(), bot.Reply{To: r.To, Text: text}); err != nil {
			t.Errorf("Send: %v", err)
		}
	}
	send("said-before")
	stop := run(t, r, ignore)
	until(t, "what was sent before Run", func() bool { return strings.Contains(r.Shown(), "said-before") })
	stop()
	send("said-after")
	until(t, "what was sent after Run", func() bool { return strings.Contains(r.Shown(), "said-after") })
	for _, text := range []string{"said-before", "said-after"} {
		if n := strings.Count(r.Shown(), text); n != 1 {
			t.Errorf("%s was shown %d times", text, n)
		}
	}
}

func testDone(t *testing.T, r AdapterRig) {
	run(t, r, ignore)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := r.Adapter.Send(ctx, bot.Reply{To: r.To, Text: "too late"}); err == nil {
		t.Error("Send with a done context reports no error")
	}
}

func testWatch(t *testing.T, r AdapterRig) {
	w, ok := r.Adapter.(bot.Watcher)
	if !ok {
		t.Skip("the adapter is no Watcher")
	}
	show := func() {
		now := time.Now()
		w.Watch(r.To, bot.Progress{
			State: bot.Running, Step: 1, Of: 2, Label: "step", Whole: time.Minute,
			From: now, Until: now.Add(time.Minute), Ends: now.Add(2 * time.Minute),
		})
	}
	show() // before Run
	stop := run(t, r, ignore)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				show()
			}
		})
	}
	wg.Wait()
	w.Watch(r.To, bot.Progress{State: bot.Ended})
	stop()
	show() // after Run
}
