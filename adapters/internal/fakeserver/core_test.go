package fakeserver

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type (
	call    struct{ path string }
	trouble struct{ reset bool }
)

// echo is a fake whose calls are answered with nothing, unless a fault befalls
// them.
type echo struct{ Core[call, trouble] }

func newEcho(t testing.TB, violations ...string) *echo {
	e := &echo{}
	e.Begin(t, Fake{
		Serve: e.serve, Report: func() string { return "" }, Violations: func() []string { return violations },
	})
	return e
}

func (e *echo) serve(w http.ResponseWriter, r *http.Request) {
	if f := e.note(&call{r.URL.Path}); f != nil && f.reset {
		Cut(w, ErrReset)
	}
}

func (e *echo) note(c *call) *trouble {
	e.Lock()
	defer e.Unlock()
	defer e.Touch()
	e.Record(c)
	return e.Fault(c)
}

func TestFailuresOfAFake(t *testing.T) {
	for name, test := range map[string]struct {
		violation string
		fail      func(*call) *trouble
		want      string
	}{
		"none":        {},
		"a violation": {violation: "no such call", want: "violation: no such call"},
		"a panic":     {fail: func(*call) *trouble { panic("of the fault") }, want: "GET /a: panic: of the fault"},
		"a reset":     {fail: func(*call) *trouble { return &trouble{reset: true} }},
	} {
		t.Run(name, func(t *testing.T) {
			o := &Observed{T: t}
			var broken []string
			if test.violation != "" {
				broken = []string{test.violation}
			}
			e := newEcho(o, broken...)
			if test.fail != nil {
				e.Fail(test.fail)
			}
			_, err := get(t.Context(), t, e.Transport(), "http://fake.test/a")
			if (err == nil) != (test.fail == nil) {
				t.Errorf("the caller gets %v", err)
			}
			if got := o.End(); (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("failures %q, want %q", got, test.want)
			}
		})
	}
}

func TestFaultsComeAndGo(t *testing.T) {
	e := newEcho(t)
	over := e.Transport()
	toA := On(&trouble{reset: true}, func(c *call) bool { return c.path == "/a" })
	wants := func(when, path string, fault bool) {
		t.Helper()
		if _, err := get(t.Context(), t, over, "http://fake.test"+path); errors.Is(err, ErrReset) != fault {
			t.Errorf("%s: %v", when, err)
		}
	}
	stop := e.Fail(toA)
	wants("what is meant", "/a", true)
	wants("another", "/b", false)
	stop()
	wants("stopped", "/a", false)
	e.Fail(Times(1, toA))
	wants("another before the first", "/b", false)
	wants("the first", "/a", true)
	wants("the second", "/a", false)
	if n := len(e.Calls()); n != 6 {
		t.Errorf("%d calls", n)
	}
}

func TestShareIsTheSameForASeed(t *testing.T) {
	hits := func() (at []int) {
		f := Share(1.0/3, 7, On(&trouble{}, func(*call) bool { return true }))
		for i := range 3000 {
			if f(&call{}) != nil {
				at = append(at, i)
			}
		}
		return at
	}
	first := hits()
	if n := len(first); n < 900 || n > 1100 || !slices.Equal(first, hits()) {
		t.Errorf("%d of 3000", n)
	}
}

func TestAwayForLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEcho(t)
		wants := func(after time.Duration, there bool) {
			t.Helper()
			time.Sleep(after)
			if _, err := get(t.Context(), t, e.Transport(), "http://fake.test/"); errors.Is(err, ErrAway) == there {
				t.Error(err)
			}
		}
		e.Away(time.Minute)
		wants(30*time.Second, false)
		e.Away(time.Minute)
		wants(45*time.Second, false)
		begun := time.Now()
		e.Await(t, time.Minute, "it is back", func() bool { return !e.IsAway() })
		if waited := time.Since(begun); waited != 15*time.Second {
			t.Errorf("it was back after %v more", waited)
		}
		wants(0, true)
	})
}
