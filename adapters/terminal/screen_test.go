package terminal

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"limber/bot"
)

// wait waits for a condition.
func wait(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !ok() {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("did not come: %q", what)
		}
	}
}

// begin runs an adapter at a pseudo terminal.
func begin(t *testing.T, run func(context.Context, bot.Handler) error, handle bot.Handler) (ended chan error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended = make(chan error, 1)
	done := make(chan struct{})
	go func() { ended <- run(ctx, handle); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return ended
}

func TestLeavingRestoresTheTerminal(t *testing.T) {
	for name, how := range map[string]struct {
		keys      string
		wantError string
	}{
		"ctrl-c":                {keys: "\x03"},
		"ctrl-d":                {keys: "\x04"},
		"ctrl-c with a text":    {keys: "some words\x03"},
		"a panic of a handler":  {keys: "panic\r", wantError: "a handler panicked: as asked"},
		"a panic of the screen": {keys: "broken\r", wantError: "the screen panicked: on purpose"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newTerm(t)
			before, err := term.GetState(int(f.tty.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			a := New(f.options())
			s := a.newScreen()
			s.model.take = func(e bot.Event) {
				if e.Text == "broken" {
					panic("on purpose")
				}
				a.events.push(e)
			}
			ended := begin(t, s.run, func(ctx context.Context, e bot.Event) error {
				switch {
				case e.Hello:
					return a.Send(ctx, bot.Reply{Text: "welcome"})
				case e.Text == "panic":
					panic("as asked")
				}
				return nil
			})
			f.until("welcome")
			f.types(how.keys)
			select {
			case err = <-ended:
			case <-time.After(10 * time.Second):
				t.Fatal("Run did not return")
			}
			if how.wantError == "" && err != nil || !strings.Contains(errorText(err), how.wantError) {
				t.Errorf("Run returned %v, want %q", err, how.wantError)
			}
			after, err := term.GetState(int(f.tty.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			if *after != *before {
				t.Error("the terminal is not as it was")
			}
			wait(t, "the cursor", func() bool {
				raw := f.shown.Raw()
				i := strings.LastIndex(raw, "\x1b[?25")
				return i >= 0 && strings.HasPrefix(raw[i:], "\x1b[?25h")
			})
			if err := a.Send(t.Context(), bot.Reply{Text: "how to come **back**"}); err != nil {
				t.Error(err)
			}
			f.until("how to come back")
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestScreenSession(t *testing.T) {
	f := newTerm(t)
	a := New(f.options())
	var pressed atomic.Value
	begin(t, a.Run, func(ctx context.Context, e bot.Event) error {
		switch {
		case e.Press != "":
			pressed.Store(e.Press)
		case e.Text == "go":
			now := time.Now()
			a.Watch(e.From, bot.Progress{
				State: bot.Running, Routine: "Upper back", Step: 2, Of: 7, Label: "Thoracic release",
				From: now, Until: now.Add(time.Minute), Ends: now.Add(4 * time.Minute), Whole: time.Minute,
			})
			return a.Send(ctx, bot.Reply{
				Text: "**Go**, for one minute.", Urgency: bot.Boundary,
				Buttons: []bot.Button{{Label: "Pause", Action: "pause s1"}, {Label: "Sharp pain", Action: "pain s1"}},
			})
		case e.Text == "long":
			return a.Send(ctx, bot.Reply{Text: strings.Repeat("- a line\n", 200) + "- the last"})
		}
		return nil
	})
	f.types("go\r")
	f.until("Go, for one minute.")
	f.until("Thoracic release")
	f.until("Pause")
	if !strings.Contains(f.shown.Raw(), "\a") {
		t.Error("the bell did not ring")
	}
	f.types(" ")
	wait(t, "pause", func() bool { return pressed.Load() == "pause s1" })
	f.types("!")
	wait(t, "pain", func() bool { return pressed.Load() == "pain s1" })
	if err := pty.Setsize(f.tty, &pty.Winsize{Rows: 10, Cols: 30}); err != nil {
		t.Fatal(err)
	}
	f.types("long\r")
	f.until("the last")
	if n := strings.Count(f.shown.String(), "a line"); n != 200 {
		t.Errorf("%d of 200 lines were shown", n)
	}
}

// A handler that hangs must not keep the screen from being used or left.
func TestLeavingDuringASlowHandler(t *testing.T) {
	f := newTerm(t)
	a := New(f.options())
	inside, cut := make(chan struct{}), make(chan error, 1)
	s := a.newScreen()
	s.patience = time.Millisecond
	ended := begin(t, s.run, func(ctx context.Context, e bot.Event) error {
		if e.Text == "hang" {
			close(inside)
			<-ctx.Done()
			cut <- context.Cause(ctx)
		}
		return nil
	})
	f.types("hang\r")
	<-inside
	f.types("typed meanwhile")
	f.until("typed meanwhile")
	f.types("\x03")
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := <-cut; !errors.Is(err, errLeft) {
		t.Errorf("the handler was ended by %v", err)
	}
}
