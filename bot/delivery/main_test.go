package delivery

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	perSecond = []Limit{{1, time.Second}}
	perMinute = []Limit{{20, time.Minute}}
)

const (
	boundaryUrgency = 1
	personal        = 2
	alarm           = 3
)

// bubble runs a test in virtual time.
func bubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

// goes checks that a place may call, at this very moment.
func goes(t *testing.T, what string, p *Place) {
	t.Helper()
	goesAfter(t, what, p, 0)
}

// goesAfter checks how long a place has to wait, to the nanosecond.
func goesAfter(t *testing.T, what string, p *Place, want time.Duration) {
	t.Helper()
	from := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
	defer cancel()
	if err := p.Wait(ctx); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if got := time.Since(from); got != want {
		t.Fatalf("%s: went after %v, want %v", what, got, want)
	}
}

// waits checks that places are still in line.
func waits(t *testing.T, what string, places ...*Place) {
	t.Helper()
	for i, p := range places {
		if s := stands(p); s != waiting {
			t.Fatalf("%s: place %d stands at %d, want it to wait", what, i, s)
		}
	}
}

func stands(p *Place) state {
	synctest.Wait()
	p.line.mu.Lock()
	defer p.line.mu.Unlock()
	return p.state
}

func chats(l *Line) int {
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.chats)
}

// call makes a call that takes a while.
func call(t *testing.T, p *Place, takes time.Duration) {
	t.Helper()
	if err := p.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(takes)
	p.Done(true)
}

// rests checks that a line with nothing to do keeps nothing.
func rests(t *testing.T, l *Line) {
	t.Helper()
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.chats) != 0 || l.ready.Len() != 0 || l.asleep.Len() != 0 || l.aging.Len() != 0 {
		t.Errorf("an idle line keeps %d chats, %d ready, %d asleep, %d aging",
			len(l.chats), l.ready.Len(), l.asleep.Len(), l.aging.Len())
	}
	if l.inFlight != 0 || l.alarm != never {
		t.Errorf("an idle line has %d calls in flight, and its timer at %v", l.inFlight, l.alarm)
	}
}
