package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

// converse runs a plain adapter on an input and returns the events and what
// was printed.
func converse(t *testing.T, input string, answer func(*Adapter, bot.Event) bot.Reply) (events []bot.Event, out string) {
	t.Helper()
	var printed bytes.Buffer
	a := New(Options{In: strings.NewReader(input), Out: &printed, Name: "test"})
	err := a.Run(t.Context(), func(ctx context.Context, e bot.Event) error {
		if e.From != a.Address() {
			t.Errorf("an event is from %+v", e.From)
		}
		e.From = bot.Address{}
		events = append(events, e)
		return a.Send(ctx, answer(a, e))
	})
	if err != nil {
		t.Errorf("Run: %v", err)
	}
	return events, printed.String()
}

func TestPlainConversation(t *testing.T) {
	events, out := converse(t, "how often?\r\n\n  \n2\n3\nlast", func(_ *Adapter, e bot.Event) bot.Reply {
		switch {
		case e.Press != "":
			return bot.Reply{Text: "pressed"}
		case e.Text == "last":
			return bot.Reply{}
		}
		return bot.Reply{
			Text:  "**Daily**, or:\n\n- often\n- *very* often\n  1. nested\n\nSee [the card](https://example.org).",
			Small: "Source:\ncard", Picture: "https://example.org/p.png", Sound: "sounds/bell.ogg",
			Buttons: []bot.Button{{Label: "Why?", Action: "why"}, {Label: "Other", Action: "other"}},
		}
	})
	answer := "Daily, or:\n- often\n- very often\n  1. nested\nSee the card (https://example.org).\n" +
		"https://example.org/p.png\n— Source: card\n[1] Why?  [2] Other\n\n"
	if diff := cmp.Diff([]bot.Event{{Text: "how often?"}, {Press: "other"}, {Text: "3"}, {Text: "last"}}, events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(answer+"pressed\n\n"+answer, out); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
}

func TestPlainOddInput(t *testing.T) {
	long := strings.Repeat("ä", longestLine)
	input := "a\x00b\x1b[31mc\n\xff\xfe\n\x00\n" + long + "\nend"
	events, _ := converse(t, input, func(*Adapter, bot.Event) bot.Reply { return bot.Reply{} })
	var got []string
	for _, e := range events {
		if !utf8.ValidString(e.Text) {
			t.Errorf("%.20q is not valid", e.Text)
		}
		got = append(got, e.Text)
	}
	want := []string{"ab[31mc", "\uFFFD", long[:longestLine], "end"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("texts (-want +got):\n%.500s", diff)
	}
}

func TestPlainWaitsForARunningSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, out := converse(t, "go\n", func(a *Adapter, e bot.Event) bot.Reply {
			a.Watch(e.From, bot.Progress{State: bot.Running})
			go func() {
				time.Sleep(10 * time.Second)
				a.Watch(e.From, bot.Progress{State: bot.Running, Step: 2})
				time.Sleep(10 * time.Second)
				_ = a.Send(context.Background(), bot.Reply{Text: "done"})
				a.Watch(e.From, bot.Progress{State: bot.Ended})
			}()
			return bot.Reply{Text: "started"}
		})
		if out != "started\n\ndone\n\n" || time.Since(start) != 20*time.Second {
			t.Errorf("after %v: %q", time.Since(start), out)
		}
	})
}

func TestPlainDoesNotWaitAfterTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a := New(Options{In: strings.NewReader("go\n"), Out: io.Discard})
	err := a.Run(ctx, func(_ context.Context, e bot.Event) error {
		a.Watch(e.From, bot.Progress{State: bot.Running})
		time.AfterFunc(time.Millisecond, cancel)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Read([]byte) (int, error)  { return 0, f.err }

func TestPlainFailures(t *testing.T) {
	broken := errors.New("broken")
	reply := func(a *Adapter) bot.Handler {
		return func(ctx context.Context, _ bot.Event) error { return a.Send(ctx, bot.Reply{Text: "x"}) }
	}
	handled := 0
	a := New(Options{In: strings.NewReader(strings.Repeat("a\n", 1000)), Out: failing{broken}})
	err := a.Run(t.Context(), func(ctx context.Context, e bot.Event) error {
		handled++
		return reply(a)(ctx, e)
	})
	if !errors.Is(err, broken) || handled != 1 {
		t.Errorf("a write that fails: %v after %d lines", err, handled)
	}
	a = New(Options{In: failing{broken}, Out: io.Discard})
	if err := a.Run(t.Context(), reply(a)); !errors.Is(err, broken) {
		t.Errorf("a read that fails: %v", err)
	}
}
