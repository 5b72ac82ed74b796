package delivery

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func fails(t *testing.T, what string, p *Place, want error) {
	t.Helper()
	if err := p.Wait(t.Context()); !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func TestALaterDecorationReplacesAnEarlier(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		busy := l.Join(Ask{Chat: "a", Key: "s"})
		old := l.Join(Ask{Chat: "a", Key: "s"})
		plain := [2]*Place{l.Join(Ask{Chat: "a"}), l.Join(Ask{Chat: "a"})}
		other := l.Join(Ask{Chat: "a", Key: "other"})
		elsewhere := l.Join(Ask{Chat: "b", Key: "s"})
		cue := l.Join(Ask{Chat: "a", Key: "s", Urgency: boundaryUrgency})
		fresh := l.Join(Ask{Chat: "a", Key: "s"})
		fails(t, "old", old, ErrReplaced)
		goes(t, "elsewhere", elsewhere)
		busy.Done(true)
		// In the place of the old one, ahead of those that came after that.
		for i, p := range []*Place{cue, fresh, plain[0], plain[1], other} {
			goes(t, fmt.Sprint("place ", i), p)
			p.Done(true)
		}
	})
}

func TestADecorationDoesNotComeAgainAfterALaterOne(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		old := l.Join(Ask{Chat: "a", Key: "s"})
		goes(t, "old", old)
		fresh := l.Join(Ask{Chat: "a", Key: "s"})
		old.Again()
		fails(t, "old", old, ErrReplaced)
		goes(t, "fresh", fresh)
	})
}

func TestDecorationIsDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		from := time.Now()
		l.Hold("a", from.Add(time.Hour))
		fails(t, "in a held chat", l.Join(Ask{Chat: "a"}), ErrDropped)
		if took := time.Since(from); took != stale {
			t.Errorf("dropped after %v, want %v", took, stale)
		}
		busy := l.Join(Ask{Chat: "b"})
		fails(t, "in a busy chat", l.Join(Ask{Chat: "b"}), ErrDropped)
		busy.Again()
		fails(t, "another try after too long", busy, ErrDropped)
		l.Hold("", time.Now().Add(time.Hour))
		cue := l.Join(Ask{Chat: "c", Urgency: boundaryUrgency})
		fails(t, "while all are held", l.Join(Ask{Chat: "d"}), ErrDropped)
		time.Sleep(time.Minute)
		waits(t, "what is no decoration", cue)
	})
}

func TestDecorationKeepsOutOfTheWayOfABoundary(t *testing.T) {
	for _, c := range []struct {
		due  time.Duration // of the boundary
		free bool          // the decoration goes at once
	}{
		{-time.Second, false},
		{0, false},
		{time.Second, false},
		{time.Second + callTime - 1, false},
		{time.Second + callTime, true},
		{time.Minute, true},
	} {
		t.Run(fmt.Sprint(c.due), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				l := New()
				l.Expect("a", "s", time.Now().Add(c.due))
				due := time.Now().Add(c.due)
				p := l.Join(Ask{Chat: "a", Limits: perSecond})
				if !c.free {
					waits(t, "decoration", p)
					time.Sleep(time.Until(due))
				} else {
					call(t, p, callTime)
					time.Sleep(time.Until(due))
				}
				cue := l.Join(Ask{Chat: "a", Limits: perSecond, Urgency: boundaryUrgency, Due: due})
				goes(t, "boundary", cue)
			})
		})
	}
}

func TestALimitThatLimitsNothingStopsNoDecoration(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New(Limit{})
		l.Expect("a", "s", time.Now().Add(time.Second))
		goes(t, "decoration", l.Join(Ask{Chat: "a", Limits: []Limit{{0, time.Minute}, {1, 0}}}))
	})
}

func TestDecorationGoesWhenTheBoundaryIsOver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		due := time.Now().Add(time.Second)
		l.Expect("a", "s", due)
		p := l.Join(Ask{Chat: "a", Limits: perSecond})
		time.Sleep(time.Second)
		cue := l.Join(Ask{Chat: "a", Limits: perSecond, Urgency: boundaryUrgency, Due: due})
		l.Expect("a", "s", due.Add(10*time.Second))
		call(t, cue, 100*time.Millisecond)
		goesAfter(t, "decoration", p, time.Second)
	})
}

func TestABoundaryThatIsNoLongerExpected(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		l.Expect("a", "s", time.Now().Add(time.Second))
		l.Expect("a", "other", time.Now().Add(time.Second))
		p := l.Join(Ask{Chat: "a", Limits: perSecond})
		l.Expect("a", "s", time.Time{})
		waits(t, "while one is expected", p)
		l.Expect("a", "other", time.Time{})
		goes(t, "when none is", p)
		p.Done(true)

		// One that never comes is not waited for for good.
		l.Expect("a", "s", time.Now().Add(2*time.Second))
		goesAfter(t, "at last", l.Join(Ask{Chat: "a", Limits: perSecond}), 2*time.Second+overdue)
	})
}

func TestABoundaryComesNearWhileTheBudgetIsShort(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New(Limit{1, time.Second})
		call(t, l.Join(Ask{Chat: "x", Urgency: personal}), 0)
		due := time.Now().Add(2 * time.Second)
		l.Expect("a", "s", due)
		p := l.Join(Ask{Chat: "a", Limits: perSecond}) // only the budget is in its way yet
		time.Sleep(time.Second)
		waits(t, "when there is budget", p)
		time.Sleep(time.Second)
		goes(t, "boundary", l.Join(Ask{Chat: "a", Limits: perSecond, Urgency: boundaryUrgency}))
	})
}

func TestDecorationUsesAThirdOfAChat(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		for range 6 {
			p := l.Join(Ask{Chat: "a", Limits: perMinute})
			goes(t, "decoration", p)
			p.Done(true)
		}
		fails(t, "one more", l.Join(Ask{Chat: "a", Limits: perMinute}), ErrDropped)
		for range 14 {
			p := l.Join(Ask{Chat: "a", Limits: perMinute, Urgency: boundaryUrgency})
			goes(t, "boundary", p)
			p.Done(true)
		}
		time.Sleep(45 * time.Second)
		// The first decorations end to count, 60 s after them.
		goesAfter(t, "decoration later", l.Join(Ask{Chat: "a", Limits: perMinute}), 5*time.Second)
	})
}

func TestDecorationLeavesRoomInTheWindow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		for range 17 {
			p := l.Join(Ask{Chat: "a", Limits: perMinute, Urgency: personal})
			goes(t, "reply", p)
			p.Done(true)
		}
		for k := range 2 {
			l.Expect("a", fmt.Sprint(k), time.Now().Add(time.Duration(20+k)*time.Second))
		}
		p := l.Join(Ask{Chat: "a", Limits: perMinute})
		goes(t, "the last that leaves room for two", p)
		p.Done(true)
		fails(t, "one too many", l.Join(Ask{Chat: "a", Limits: perMinute}), ErrDropped)
	})
}

func TestDecorationLeavesAThirdOfTheBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New(Limit{30, time.Second})
		for i := range 20 {
			p := l.Join(Ask{Chat: fmt.Sprint(i)})
			goes(t, "decoration", p)
			p.Done(true)
		}
		p := l.Join(Ask{Chat: "one more"})
		waits(t, "one more", p)
		for i := range 10 {
			goes(t, "boundary", l.Join(Ask{Chat: fmt.Sprint(i), Urgency: boundaryUrgency}))
		}
		// Ten boundaries are still in flight, so that ten decorations may count.
		goesAfter(t, "one more", p, time.Second)
	})
}

func TestDecorationWaitsForWhatIsMoreUrgentInItsChat(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		call(t, l.Join(Ask{Chat: "a", Limits: perSecond, Urgency: personal}), 0)
		decoration := l.Join(Ask{Chat: "a"}) // even one that the limits do not concern
		reply := l.Join(Ask{Chat: "a", Limits: perSecond, Urgency: personal})
		goes(t, "decoration, alone in its chat", decoration)
		decoration.Again()
		goesAfter(t, "reply", reply, time.Second)
		reply.Done(true)
		goes(t, "decoration", decoration)
	})
}
