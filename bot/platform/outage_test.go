package platform

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
)

var (
	errOnPurpose = errors.New("on purpose")
	errForGood   = errors.New("for good")
)

// logged is a log, and what it holds.
func logged() (*slog.Logger, *bytes.Buffer) {
	var b bytes.Buffer
	return slog.New(slog.NewTextHandler(&b, nil)), &b
}

func TestOutageIsToldOnce(t *testing.T) {
	for name, c := range map[string]struct {
		failures  int
		err       error
		errors    int // told
		overs     int
		took      time.Duration
		otherwise error // AtOnce
	}{
		"none":           {0, errOnPurpose, 0, 0, 0, nil},
		"now and then":   {2, errOnPurpose, 0, 0, 750 * time.Millisecond, nil},
		"trouble":        {3, errOnPurpose, 1, 1, 1750 * time.Millisecond, nil},
		"for long":       {100, errOnPurpose, 1, 1, 7750*time.Millisecond + 95*longestWait, nil},
		"at once":        {1, errForGood, 1, 1, firstWait, errForGood},
		"something else": {1, errOnPurpose, 0, 0, firstWait, errForGood},
		"rate limited":   {1, &bot.RateLimited{After: time.Hour}, 0, 0, time.Hour, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log, text := logged()
				o := Outage{Log: log, AtOnce: c.otherwise}
				begun := time.Now()
				for range c.failures {
					o.Wait(t.Context(), c.err)
				}
				took := time.Since(begun)
				o.Over()
				if n := strings.Count(text.String(), "level=ERROR"); n != c.errors {
					t.Errorf("told of %d times", n)
				}
				if n := strings.Count(text.String(), "the trouble is over"); n != c.overs {
					t.Errorf("over %d times", n)
				}
				if took != c.took {
					t.Errorf("it waited %v, want %v", took, c.took)
				}
			})
		})
	}
}

// Trouble that comes and goes does not fill the log.
func TestOutageComesAndGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, text := logged()
		o := Outage{Log: log, AtOnce: errForGood}
		begun := time.Now()
		for time.Since(begun) < 10*toldEvery {
			o.Wait(t.Context(), errForGood)
			o.Over()
		}
		if n := strings.Count(text.String(), "level=ERROR"); n < 2 || n > 10 {
			t.Errorf("told of %d times in 10 minutes", n)
		}
	})
}

func TestInsist(t *testing.T) {
	for name, c := range map[string]struct {
		failures int
		err      error
		within   time.Duration
		want     error
		tries    int
	}{
		"at once":      {0, nil, time.Hour, nil, 1},
		"in the end":   {3, errOnPurpose, time.Hour, nil, 4},
		"final":        {3, errForGood, time.Hour, errForGood, 1},
		"cut short":    {1000, errOnPurpose, time.Second, context.DeadlineExceeded, 3},
		"no time left": {3, errOnPurpose, 0, context.DeadlineExceeded, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log, _ := logged()
				ctx, cancel := context.WithTimeout(t.Context(), c.within)
				defer cancel()
				tries := 0
				final := func(err error) bool { return errors.Is(err, errForGood) }
				err := Insist(ctx, log, final, func(context.Context) error {
					tries++
					if tries <= c.failures {
						return c.err
					}
					return nil
				})
				if !errors.Is(err, c.want) || tries != c.tries {
					t.Errorf("%v after %d tries, want %v after %d", err, tries, c.want, c.tries)
				}
			})
		})
	}
}

func TestPauseUnless(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		if !PauseUnless(t.Context(), time.Second, over) {
			t.Error("the time has not passed")
		}
		close(over)
		if PauseUnless(t.Context(), time.Second, over) {
			t.Error("it was over, and the time has passed")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if PauseUnless(ctx, time.Second, nil) {
			t.Error("ctx was done, and the time has passed")
		}
	})
}

func TestClock(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 500_000_000, time.UTC)
	date := func(off time.Duration) string { return now.Add(-off).Format("Mon, 02 Jan 2006 15:04:05 GMT") }
	log, text := logged()
	c := Clock{Log: log}
	for _, step := range []struct {
		date, fault string
		told        int // so far
	}{
		{"yesterday", "", 0},
		{date(0), "", 0},
		{date(5 * time.Second), "", 0},
		{date(-4 * time.Second), "", 0},
		{date(time.Minute), "ahead", 1},
		{date(2 * time.Minute), "ahead", 1},
		{date(0), "", 1},
		{date(-time.Minute), "behind", 2},
	} {
		c.Check(step.date, now)
		if f := c.Fault(); !strings.Contains(f, step.fault) || (f == "") != (step.fault == "") {
			t.Errorf("at %s the fault is %q", step.date, f)
		}
		if n := strings.Count(text.String(), "timedatectl"); n != step.told {
			t.Errorf("at %s it was told %d times", step.date, n)
		}
	}
}
