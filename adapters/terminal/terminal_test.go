package terminal

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	"go.uber.org/goleak"

	"limber/bot/bottest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestPlainIsAnAdapter(t *testing.T) {
	bottest.TestAdapter(t, func(t *testing.T) bottest.AdapterRig {
		in, member, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = in.Close(); _ = member.Close() })
		out := &screenText{}
		a := New(Options{In: in, Out: out, Name: "test"})
		return bottest.AdapterRig{
			Adapter: a, To: a.Address(), Shown: out.String,
			Write: func(text string) { _, _ = member.WriteString(text + "\n") },
		}
	})
}

func TestScreenIsAnAdapter(t *testing.T) {
	bottest.TestAdapter(t, func(t *testing.T) bottest.AdapterRig {
		term := newTerm(t)
		a := New(term.options())
		return bottest.AdapterRig{
			Adapter: a, To: a.Address(), Shown: term.shown.String,
			Write: func(text string) { term.types(text + "\r") },
		}
	})
}

// screenText is a terminal's output without what steers it.
type screenText struct{ bottest.Log }

func (s *screenText) String() string { return ansi.Strip(s.Raw()) }

func (s *screenText) Raw() string { return s.Log.String() }

// fakeTerm is a pseudo terminal with somebody at it.
type fakeTerm struct {
	*testing.T
	tty, member *os.File
	shown       *screenText
}

func newTerm(t *testing.T) *fakeTerm {
	t.Helper()
	member, tty, err := pty.Open()
	if err != nil {
		t.Skipf("NOT TESTED: the screen, because there is no pseudo terminal here: %v", err)
	}
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 30, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TERM", "xterm-256color")
	f := &fakeTerm{T: t, tty: tty, member: member, shown: &screenText{}}
	var reading sync.WaitGroup
	reading.Go(func() {
		buf := make([]byte, 4096)
		for {
			n, err := member.Read(buf)
			_, _ = f.shown.Write(buf[:n])
			if err != nil {
				return
			}
		}
	})
	t.Cleanup(func() { _ = tty.Close(); _ = member.Close(); reading.Wait() })
	return f
}

func (f *fakeTerm) options() Options {
	return Options{
		In: f.tty, Out: f.tty, Interactive: true, Name: "test", Title: "Limber", Bell: true,
		Labels: englishLabels,
	}
}

func (f *fakeTerm) types(keys string) { _, _ = f.member.WriteString(keys) }

func (f *fakeTerm) until(text string) {
	f.Helper()
	wait(f.T, text, func() bool { return strings.Contains(f.shown.String(), text) })
}

var englishLabels = Labels{
	You: "You", Hint: "Ask, or type help", Press: "Press 1–{n}, or type", Step: "step {step} of {of}",
	Rep: "repetition {n} of {of}", Left: "{time} left in all", Paused: "paused", Space: "space",
}
