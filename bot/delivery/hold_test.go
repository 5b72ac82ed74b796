package delivery

import (
	"testing"
	"time"
)

func TestHoldOfAChat(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		until := time.Now().Add(7 * time.Second)
		l.Hold("a", until)
		l.Hold("a", until.Add(-5*time.Second)) // the later of the two counts
		if got := l.HeldUntil("a"); !got.Equal(until) {
			t.Errorf("held until %v, want %v", got, until)
		}
		if got := l.HeldUntil("b"); !got.IsZero() {
			t.Errorf("another chat is held until %v", got)
		}
		p := l.Join(Ask{Chat: "a", Urgency: alarm})
		goes(t, "another chat", l.Join(Ask{Chat: "b", Urgency: personal}))
		goesAfter(t, "the held chat", p, 7*time.Second)
		if got := l.HeldUntil("a"); !got.IsZero() {
			t.Errorf("still held until %v", got)
		}
	})
}

func TestHoldOfAll(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		flying := l.Join(Ask{Chat: "a"})
		goes(t, "before", flying)
		until := time.Now().Add(3 * time.Second)
		l.Hold("", until)
		l.Hold("a", until.Add(time.Second))
		flying.Done(true)
		a, b := l.Join(Ask{Chat: "a", Urgency: alarm}), l.Join(Ask{Chat: "b", Urgency: personal})
		if got := l.HeldUntil("b"); !got.Equal(until) {
			t.Errorf("b is held until %v, want %v", got, until)
		}
		if got := l.HeldUntil("a"); !got.Equal(until.Add(time.Second)) {
			t.Errorf("a is held until %v, want a second after %v", got, until)
		}
		goesAfter(t, "b", b, 3*time.Second)
		goesAfter(t, "a", a, time.Second)
	})
}

func TestAHoldThatBecomesLongerHoldsNobodyElse(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		l.Hold("a", time.Now().Add(time.Second))
		l.Hold("b", time.Now().Add(2*time.Second))
		l.Hold("a", time.Now().Add(5*time.Second))
		a, b := l.Join(Ask{Chat: "a", Urgency: alarm}), l.Join(Ask{Chat: "b", Urgency: personal})
		goesAfter(t, "b", b, 2*time.Second)
		goesAfter(t, "a", a, 3*time.Second)
	})
}

func TestHoldComesWhilePlacesAreReady(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New(Limit{1, time.Second})
		call(t, l.Join(Ask{Chat: "x", Urgency: personal}), 0)
		a, b := l.Join(Ask{Chat: "a", Urgency: alarm}), l.Join(Ask{Chat: "b", Urgency: personal})
		l.Hold("a", time.Now().Add(5*time.Second))
		goesAfter(t, "b", b, time.Second)
		b.Done(true)
		goesAfter(t, "a", a, 4*time.Second)
	})
}

func TestTimesWithoutTheProcessesClock(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		busy := l.Join(Ask{Chat: "a"})
		now := time.Now().Round(0) // as read from a database
		later := l.Join(Ask{Chat: "a", Urgency: boundaryUrgency, Due: now.Add(time.Minute)})
		sooner := l.Join(Ask{Chat: "a", Urgency: boundaryUrgency, Due: now.Add(time.Second)})
		busy.Done(true)
		goes(t, "sooner", sooner)
		sooner.Done(true)
		goes(t, "later", later)
		later.Done(true)
		l.Hold("a", now.Add(time.Hour))
		l.Hold("a", time.Time{}) // long ago
		l.Hold("b", time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
		if got := time.Until(l.HeldUntil("b")); got < 100*365*24*time.Hour {
			t.Errorf("a hold of thousands of years lasts %v", got)
		}
		p := l.Join(Ask{Chat: "a", Urgency: personal})
		goesAfter(t, "the held one", p, time.Hour)
	})
}
