package platform

import (
	"context"
	"errors"
	"fmt"
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
		"lost":              {func(context.Context, bot.Event) error { return bot.ErrLost }, false, false, ""},
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

// Where another process leads, the parcel is that one's to deal with.
func TestFinishWhereTheLeadIsLost(t *testing.T) {
	in, m, log := newInbox(t)
	m.Fail(bot.ErrLost)
	in.Finish(t.Context(), 1)
	m.Fail(nil)
	if left := in.Left(t.Context()); len(left) != 1 || log() != "" {
		t.Errorf("left are %v, the log:\n%s", left, log())
	}
}

func ids(list []bot.Parcel) string {
	var ids []string
	for _, p := range list {
		ids = append(ids, fmt.Sprint(p.ID))
	}
	return strings.Join(ids, " ")
}

func TestMoreIsReturnedOnce(t *testing.T) {
	in, _, _ := newInbox(t)
	keep := func(list ...int64) {
		for _, id := range list {
			if _, err := in.Store.Receive(t.Context(), in.Of, []bot.Parcel{{ID: id}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := ids(in.Left(t.Context()))
	keep(3, 2)
	got += "|" + ids(in.More(t.Context()))
	in.Finish(t.Context(), 2)
	keep(2, 4)
	got += "|" + ids(in.More(t.Context())) + "|" + ids(in.More(t.Context())) + "|" + ids(in.Left(t.Context()))
	if want := "1|2 3|4||1 3 4"; got != want || len(in.returned) != 3 {
		t.Errorf("returned %q, want %q; %v", got, want, in.returned)
	}
}

// slowStore finishes a parcel after it was read and before the answer is there.
type slowStore struct {
	*bottest.Memory
	meanwhile func()
}

func (s *slowStore) Pending(ctx context.Context, c bot.Connection) ([]bot.Parcel, error) {
	list, err := s.Memory.Pending(ctx, c)
	s.meanwhile()
	return list, err
}

func TestWhatIsFinishedWhileMoreReads(t *testing.T) {
	in, m, _ := newInbox(t)
	s := &slowStore{m, func() {}}
	in.Store = s
	got := ids(in.Left(t.Context()))
	s.meanwhile = func() { in.Finish(t.Context(), 1) }
	got += "|" + ids(in.More(t.Context()))
	if got != "1|" || len(in.returned) != 0 {
		t.Errorf("returned %q; %v", got, in.returned)
	}
}
