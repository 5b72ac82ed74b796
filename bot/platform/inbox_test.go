package platform

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
	"limber/bot/bottest"
)

// newInbox is one with a parcel, 1.
func newInbox(t *testing.T) (*Inbox, *bottest.Memory, func() string) {
	t.Helper()
	m := bottest.NewMemory()
	log, text := logged()
	in := &Inbox{Store: m, Of: bot.Connection{Platform: "chat", Bot: "1"}, Token: "1:topsecret", Log: log}
	fresh, err := in.Receive(t.Context(), bot.Parcel{ID: 1}, bot.Parcel{ID: 1})
	if err != nil || len(fresh) != 1 {
		t.Fatalf("%v, %v", fresh, err)
	}
	return in, m, text.String
}

func TestHandle(t *testing.T) {
	for name, c := range map[string]struct {
		handle bot.Handler
		ended  bool
		over   bool
		log    string
	}{
		"done":              {func(context.Context, bot.Event) error { return nil }, false, true, ""},
		"failed":            {func(context.Context, bot.Event) error { return errOnPurpose }, false, true, ""},
		"cut short":         {func(ctx context.Context, _ bot.Event) error { return ctx.Err() }, true, false, ""},
		"done after all":    {func(context.Context, bot.Event) error { return nil }, true, true, ""},
		"panics":            {func(context.Context, bot.Event) error { panic("1:topsecret") }, false, true, "made the bot panic"},
		"calls Dealt first": {func(_ context.Context, ev bot.Event) error { ev.Dealt(); return nil }, false, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			in, _, log := newInbox(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.ended {
				cancel()
			}
			dealt := false
			over := in.Handle(ctx, 1, bot.Event{Dealt: func() { dealt = true }}, c.handle)
			if over != c.over || !dealt {
				t.Errorf("over %v, dealt with %v", over, dealt)
			}
			if s := log(); !strings.Contains(s, c.log) || strings.Contains(s, "topsecret") || c.log == "" && s != "" {
				t.Errorf("the log:\n%s", s)
			}
		})
	}
}

func TestFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, m, log := newInbox(t)
		m.Fail(errOnPurpose)
		time.AfterFunc(time.Minute, func() { m.Fail(nil) })
		in.Finish(t.Context(), 1)
		if left := in.Left(t.Context()); len(left) != 0 || strings.Count(log(), "level=ERROR") != 1 {
			t.Errorf("left are %v, the log:\n%s", left, log())
		}
	})
}

// Once told to end, a parcel that was dealt with is noted all the same; that it
// could not be is said.
func TestFinishAtTheEnd(t *testing.T) {
	for name, fail := range map[string]error{"works": nil, "fails": errOnPurpose} {
		t.Run(name, func(t *testing.T) {
			in, m, log := newInbox(t)
			m.Fail(fail)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			in.Finish(ctx, 1)
			m.Fail(nil)
			if left := in.Left(t.Context()); (len(left) > 0) != (fail != nil) {
				t.Errorf("left are %v", left)
			}
			if said := strings.Contains(log(), "dealt with again at the next start"); said != (fail != nil) {
				t.Errorf("the log:\n%s", log())
			}
		})
	}
}

func TestLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, m, _ := newInbox(t)
		if err := in.Take(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		m.Fail(errOnPurpose)
		time.AfterFunc(time.Minute, func() { m.Fail(nil) })
		if left := in.Left(t.Context()); len(left) != 1 || !left[0].Taken {
			t.Errorf("left are %+v", left)
		}
		m.Fail(errOnPurpose)
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, errors.New("told to end"))
		defer cancel()
		if left := in.Left(ctx); len(left) != 0 {
			t.Errorf("left are %+v", left)
		}
	})
}
