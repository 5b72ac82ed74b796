package discord

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

	"limber/adapters/discord/discordtest"
	"limber/bot"
	"limber/bot/bottest"
)

// world is an adapter at the fake server, with all it logged.
type world struct {
	t      *testing.T
	server *discordtest.Server
	memory *bottest.Memory
	log    *lines
	*Adapter

	mu   sync.Mutex
	last error // of a handler made by replying
}

func (w *world) lastError() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// lines is a log.
type lines struct{ bottest.Log }

func (l *lines) count(what string) int { return strings.Count(l.String(), what) }

// inBubble runs a test in virtual time, with a server that is strict unless the
// options say otherwise.
func inBubble(t *testing.T, o discordtest.Options, test func(*testing.T, *world)) {
	t.Helper()
	withOptions(t, o, func(*discordtest.Server) Options { return Options{} }, test)
}

// withOptions is inBubble with options that may depend on the server.
func withOptions(t *testing.T, o discordtest.Options, options func(*discordtest.Server) Options, test func(*testing.T, *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := discordtest.New(t, o)
		test(t, newWorld(t, s, bottest.NewMemory(), options(s)))
	})
}

// newWorld makes an adapter with the server's token unless o has another.
func newWorld(t *testing.T, s *discordtest.Server, m *bottest.Memory, o Options) *world {
	t.Helper()
	logged := &lines{}
	if o.Token == "" {
		o.Token = Token(s.Token())
	}
	if o.APIURL == "" {
		o.APIURL, o.HTTP = discordtest.URL, s.Transport()
	}
	if o.Commands == nil {
		o.Commands = Tree(english)
	}
	o.Inbox, o.Notes = m, m
	o.Log = slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if strings.Contains(logged.String(), secretOf(o.Token)) {
			t.Error("the token is in the log:\n" + logged.String())
		}
		if t.Failed() {
			t.Log(logged.String())
		}
	})
	return &world{t: t, server: s, memory: m, log: logged, Adapter: a}
}

// again is another adapter at the same server and store, as after a restart.
func (w *world) again(m *bottest.Memory) *world {
	w.t.Helper()
	return newWorld(w.t, w.server, m, w.options)
}

func secretOf(t Token) string { return t.Reveal()[strings.LastIndexByte(t.Reveal(), '.')+1:] }

// english are words for the tree of commands.
func english(key string) Text {
	switch {
	case key == "slash_answer_this":
		return Text{Default: "Answer this", In: map[string]string{"de": "Beantworte das"}}
	case key == "slash_ask":
		return Text{In: map[string]string{"de": "frage"}}
	case strings.HasPrefix(key, "slash_"):
		return Text{}
	}
	return Text{Default: "What " + key + " does"}
}

// run lets the adapter run until stop is called or the test ends.
func (w *world) run(handle bot.Handler) (stop func() error) {
	w.t.Helper()
	pipes := w.server.Pipes(w.t)
	w.options.Dial = pipes.Dial
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx, handle) }()
	stop = sync.OnceValue(func() error {
		cancel()
		err := <-ended
		pipes.End()
		return err
	})
	w.t.Cleanup(func() {
		if err := stop(); err != nil {
			w.t.Errorf("Run: %v", err)
		}
	})
	w.server.Await(w.t, time.Minute, "a connection", func() bool { return w.server.Gateway().Ready() > 0 })
	quiet(time.Second)
	return stop
}

// heard collects events.
type heard struct{ bottest.Heard }

func (h *heard) texts() string {
	var texts []string
	for _, ev := range h.Events() {
		texts = append(texts, strings.TrimSpace(ev.Command+" "+ev.Text+ev.Press))
	}
	return strings.Join(texts, "|")
}

// quiet waits for a time, and until all that happens then is over.
func quiet(d time.Duration) {
	time.Sleep(d) // virtual: only in a bubble
	synctest.Wait()
}

// at is a member in a channel.
func (w *world) at(channel string, u *discordtest.User) bot.Address { return w.address(channel, u.ID) }

// replying answers each event with a text, after a time.
func (w *world) replying(after time.Duration, reply bot.Reply) bot.Handler {
	return func(ctx context.Context, ev bot.Event) error {
		time.Sleep(after)
		r := reply
		r.To, r.ReplyTo = ev.From, ev.Message
		r.Private = r.Private || ev.Private
		r.Nonce = fmt.Sprintf("n%s", ev.Message)[:min(25, len(ev.Message)+1)]
		err := w.Send(ctx, r)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.last = err
		return err
	}
}

var errOnPurpose = errors.New("on purpose")

// failOnce lets one call of a name fail.
func (w *world) failOnce(op string, f *discordtest.Fault) {
	done := false
	w.server.Fail(func(c *discordtest.Call) *discordtest.Fault {
		if c.Op != op || done {
			return nil
		}
		done = true
		return f
	})
}

func isUncertain(err error) bool { return errors.Is(err, bot.ErrUncertain) }

// start runs a bot and returns what ends it.
func start(t *testing.T, b *bot.Bot) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}
