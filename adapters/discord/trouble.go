package discord

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"sync"
	"time"

	"limber/bot"
)

// outage waits longer from one failure to the next, and tells the operator once
// that there is trouble and once that it is over. A call that fails now and
// then is no trouble.
type outage struct {
	log   *slog.Logger
	since time.Time // of the first failure
	tries int       // in a row
	told  bool
	last  time.Time // when trouble was told of, this one or one before
}

const (
	firstWait   = 250 * time.Millisecond
	longestWait = 5 * time.Second
	// toldFrom is from how many failures in a row on it is trouble.
	toldFrom = 3
	// toldEvery keeps trouble that comes and goes from filling the log.
	toldEvery = time.Minute
)

// wait notes a failure and waits until it may be tried again, or until ctx is
// done.
func (o *outage) wait(ctx context.Context, err error) {
	now := time.Now()
	if o.tries == 0 {
		o.since = now
	}
	if ctx.Err() != nil {
		return
	}
	pause := min(firstWait<<min(o.tries, 10), longestWait)
	o.tries++
	if o.tries >= toldFrom && !o.told && (o.last.IsZero() || now.Sub(o.last) >= toldEvery) {
		o.told, o.last = true, now
		o.log.Error("trouble, trying again until it is over", "error", err)
	}
	var limited *bot.RateLimited
	if errors.As(err, &limited) {
		pause = limited.After
	}
	pauseFor(ctx, pause)
}

// over notes that it works again.
func (o *outage) over() {
	if o.told {
		o.log.Info("the trouble is over", "lasted", time.Since(o.since).Round(time.Second))
	}
	*o = outage{log: o.log, last: o.last}
}

func pauseFor(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// insist repeats what must be done, and reports whether it was before ctx was
// done.
func (a *Adapter) insist(ctx context.Context, do func(context.Context) error) bool {
	trouble := outage{log: a.log}
	for {
		err := do(ctx)
		if err == nil {
			trouble.over()
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		trouble.wait(ctx, err)
	}
}

// mostSkew is how far the clock may be off before countdowns look wrong.
const mostSkew = 5 * time.Second

// clock compares ours with Discord's.
type clock struct {
	log *slog.Logger
	mu  sync.Mutex
	off time.Duration
}

// check reads the Date of an answer. The operator is told once.
func (c *clock) check(date string, now time.Time) {
	theirs, err := http.ParseTime(date)
	if err != nil {
		return
	}
	off := now.Sub(theirs)
	if off > 0 {
		off = max(off-time.Second, 0) // Date has no fractions
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.off
	c.off = off
	if wrong(off) && !wrong(was) {
		c.log.Warn(clockSentence(off))
	}
}

func (c *clock) skew() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.off
}

func wrong(off time.Duration) bool { return math.Abs(off.Seconds()) > mostSkew.Seconds() }

func clockSentence(off time.Duration) string {
	direction := "ahead"
	if off < 0 {
		direction = "behind"
	}
	return "this machine's clock is " + off.Abs().Round(time.Second).String() + " " + direction +
		": turn on its synchronization (timedatectl set-ntp true), or countdowns are wrong"
}
