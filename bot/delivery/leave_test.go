package delivery

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestWaitEndsWithItsContext(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		busy := l.Join(Ask{Chat: "a"})
		why := errors.New("the operator stops the program")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(why) })
		p := l.Join(Ask{Chat: "a", Urgency: alarm})
		if err := p.Wait(ctx); !errors.Is(err, why) {
			t.Errorf("Wait: %v, want the cause", err)
		}
		next := l.Join(Ask{Chat: "a", Urgency: personal})
		busy.Done(true)
		goes(t, "the next", next)
		if err := p.Wait(t.Context()); !errors.Is(err, ErrLeft) {
			t.Errorf("Wait of who has left: %v, want ErrLeft", err)
		}
	})
}

func TestADoneContextGivesBackWhatWasGranted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		p := l.Join(Ask{Chat: "a", Limits: perSecond, Urgency: personal})
		if err := p.Wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Wait: %v, want %v", err, context.Canceled)
		}
		goes(t, "the next, for which nothing counts", l.Join(Ask{Chat: "a", Limits: perSecond}))
	})
}

func TestLeaveFromAnyState(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		ask := Ask{Chat: "a", Limits: perSecond, Urgency: personal}
		inFlight, inLine, next := l.Join(ask), l.Join(ask), l.Join(ask)
		inLine.Leave()
		inLine.Leave()
		inLine.Again()
		if err := inLine.Wait(t.Context()); !errors.Is(err, ErrLeft) {
			t.Errorf("Wait after Leave: %v, want ErrLeft", err)
		}
		goes(t, "in flight", inFlight)
		inFlight.Leave() // nobody knows whether it called
		inFlight.Done(true)
		goesAfter(t, "the next", next, time.Second)
		next.Done(true)
		if err := next.Wait(t.Context()); !errors.Is(err, ErrLeft) {
			t.Errorf("Wait after Done: %v, want ErrLeft", err)
		}
		next.Done(true)
		next.Leave()
		next.Again()
		goesAfter(t, "the last", l.Join(ask), time.Second)
	})
}

func TestLeaveEndsAWait(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New()
		busy := l.Join(Ask{Chat: "a"})
		defer busy.Leave()
		p := l.Join(Ask{Chat: "a"})
		time.AfterFunc(time.Second, p.Leave)
		if err := p.Wait(t.Context()); !errors.Is(err, ErrLeft) {
			t.Errorf("Wait: %v, want ErrLeft", err)
		}
	})
}

func TestAnIdleLineKeepsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := New(Limit{30, time.Second})
		call(t, l.Join(Ask{Chat: "group", Limits: perMinute, Urgency: personal}), time.Second)
		call(t, l.Join(Ask{Chat: "member", Limits: perSecond}), time.Second)
		call(t, l.Join(Ask{Chat: "unlimited"}), time.Second)
		l.Hold("held", time.Now().Add(30*time.Second))
		l.Expect("expected", "s", time.Now().Add(40*time.Second))
		l.Expect("withdrawn", "s", time.Now().Add(40*time.Hour))
		l.Expect("withdrawn", "s", time.Time{})
		l.Join(Ask{Chat: "left"}).Leave()
		time.Sleep(50 * time.Second)
		if n := chats(l); n != 1 {
			t.Errorf("%d chats are remembered, want one: of the group, whose call still counts", n)
		}
		time.Sleep(10 * time.Second)
		rests(t, l)
		goes(t, "after all that", l.Join(Ask{Chat: "group", Limits: perMinute}))
	})
}
