package delivery

import (
	"fmt"
	"testing"
	"time"
)

func TestCallsOfAChatWaitForItsLimits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		call(t, l.Join(Ask{Chat: "a", Limits: perSecond}), 300*time.Millisecond)
		// Counted from its end: it may have arrived only then.
		p := l.Join(Ask{Chat: "a", Limits: perSecond, Urgency: personal})
		goesAfter(t, "second", p, time.Second)
		p.Done(true)
		goes(t, "other chat", l.Join(Ask{Chat: "b", Limits: perSecond}))
	})
}

func TestABurstUsesTheWholeWindow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		for i := range 20 {
			p := l.Join(Ask{Chat: "group", Limits: perMinute, Urgency: personal})
			goes(t, fmt.Sprint("call ", i), p)
			time.Sleep(100 * time.Millisecond)
			p.Done(true)
		}
		p := l.Join(Ask{Chat: "group", Limits: perMinute, Urgency: personal})
		goesAfter(t, "call 20", p, time.Minute-1900*time.Millisecond)
	})
}

func TestAllLimitsOfAChatCount(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		limits := []Limit{{2, time.Second}, {3, time.Minute}, {}}
		for i, after := range []time.Duration{0, 0, time.Second, 59 * time.Second, 0, time.Second} {
			p := l.Join(Ask{Chat: "a", Limits: limits, Urgency: personal})
			goesAfter(t, fmt.Sprint("call ", i), p, after)
			p.Done(true)
		}
	})
}

func TestOneCallAtATimeInAChat(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		first, second := l.Join(Ask{Chat: "a"}), l.Join(Ask{Chat: "a", Urgency: alarm})
		goes(t, "first", first)
		time.Sleep(time.Minute)
		waits(t, "second", second)
		first.Done(true)
		goes(t, "second", second)
	})
}

func TestOrderInAChat(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		now := time.Now()
		busy := l.Join(Ask{Chat: "a"})
		join := func(urgency int, due time.Time) *Place {
			return l.Join(Ask{Chat: "a", Urgency: urgency, Due: due})
		}
		later := join(boundaryUrgency, now.Add(2*time.Second))
		sooner := join(boundaryUrgency, now.Add(time.Second))
		same := join(boundaryUrgency, now.Add(time.Second))
		came := join(boundaryUrgency, time.Time{})
		past := join(boundaryUrgency, now.Add(-time.Second))
		decoration := join(Decoration, time.Time{})
		reply := join(personal, time.Time{})
		stop := join(alarm, time.Time{})
		busy.Done(true)
		for i, p := range []*Place{stop, reply, past, came, sooner, same, later, decoration} {
			goes(t, fmt.Sprint("place ", i), p)
			p.Done(true)
		}
	})
}

func TestRankDecidesOverAllChatsWhenTheBudgetIsShort(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New(Limit{2, time.Second})
		slow := l.Join(Ask{Chat: "slow", Urgency: personal})
		goes(t, "slow", slow)
		call(t, l.Join(Ask{Chat: "x", Urgency: personal}), 0)
		behind := l.Join(Ask{Chat: "slow", Urgency: alarm}) // its chat is busy
		cue := l.Join(Ask{Chat: "a", Urgency: boundaryUrgency})
		reply := l.Join(Ask{Chat: "b", Urgency: personal})
		stop := l.Join(Ask{Chat: "c", Urgency: alarm})
		waits(t, "without budget", cue, reply, stop, behind)
		for i, p := range []*Place{stop, reply, cue} {
			goesAfter(t, fmt.Sprint("place ", i), p, time.Second)
			p.Done(true)
		}
		waits(t, "in the busy chat", behind)
	})
}

func TestAnUrgentPlaceBringsItsChatToTheFront(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New(Limit{1, time.Second})
		call(t, l.Join(Ask{Chat: "x", Urgency: personal}), 0)
		a := l.Join(Ask{Chat: "a", Urgency: boundaryUrgency})
		b := l.Join(Ask{Chat: "b", Urgency: boundaryUrgency})
		c := l.Join(Ask{Chat: "c", Urgency: boundaryUrgency})
		stop := l.Join(Ask{Chat: "c", Urgency: alarm})
		a.Leave()
		for i, p := range []*Place{stop, b, c} {
			goesAfter(t, fmt.Sprint("place ", i), p, time.Second)
			p.Done(true)
		}
	})
}

func TestAllCallsInFlightCountOverall(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New(Limit{3, time.Second})
		var flying []*Place
		for i := range 3 {
			p := l.Join(Ask{Chat: fmt.Sprint(i), Urgency: personal})
			goes(t, fmt.Sprint("call ", i), p)
			flying = append(flying, p)
		}
		next := l.Join(Ask{Chat: "next", Urgency: personal})
		time.Sleep(time.Minute)
		waits(t, "while three are in flight", next)
		flying[1].Done(true)
		goesAfter(t, "after one has ended", next, time.Second)
	})
}

func TestACallNotMadeCountsForNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New(Limit{1, time.Second})
		for range 5 {
			p := l.Join(Ask{Chat: "a", Limits: perSecond, Urgency: personal})
			goes(t, "call", p)
			p.Done(false)
		}
	})
}

func TestAgainKeepsTheRank(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		parts := l.Join(Ask{Chat: "a", Urgency: personal})
		next := l.Join(Ask{Chat: "a", Urgency: personal})
		goes(t, "part 1", parts)
		parts.Again() // without Done: nothing comes between
		goes(t, "part 2", parts)
		stop := l.Join(Ask{Chat: "a", Urgency: alarm})
		parts.Again()
		goes(t, "what is more urgent", stop)
		waits(t, "part 3", parts)
		stop.Done(true)
		goes(t, "part 3", parts)
		parts.Done(true)
		goes(t, "the next", next)

		later := l.Join(Ask{Chat: "a", Urgency: personal})
		parts.Again() // after Done: the old rank all the same
		next.Done(true)
		goes(t, "part 4", parts)
		parts.Leave()
		goes(t, "the last", later)
	})
}

func TestAgainInLineChangesNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		busy := l.Join(Ask{Chat: "a"})
		p := l.Join(Ask{Chat: "a", Urgency: personal})
		time.AfterFunc(time.Second, p.Again)
		time.AfterFunc(2*time.Second, func() { busy.Done(true) })
		goesAfter(t, "the place", p, 2*time.Second)
	})
}

func TestAgainCountsTheCall(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		p := l.Join(Ask{Chat: "a", Limits: perSecond, Urgency: personal})
		goes(t, "part 1", p)
		p.Again()
		goesAfter(t, "part 2", p, time.Second)
	})
}
