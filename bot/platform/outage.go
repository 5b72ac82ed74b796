package platform

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"limber/bot"
)

// Outage waits longer from one failure to the next, and tells the operator once
// that there is trouble and once that it is over. A call that fails now and
// then is no trouble. It is for one goroutine.
type Outage struct {
	Log *slog.Logger
	// AtOnce is an error that does not pass by itself: it is told of at the
	// first failure. nil: there is none.
	AtOnce error

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

// Wait notes a failure and waits until it may be tried again, or until ctx is
// done. A failure with which ctx is done is none.
func (o *Outage) Wait(ctx context.Context, err error) {
	now := time.Now()
	if o.tries == 0 {
		o.since = now
	}
	if ctx.Err() != nil {
		return
	}
	pause := min(firstWait<<min(o.tries, 10), longestWait)
	o.tries++
	serious := o.tries >= toldFrom || o.AtOnce != nil && errors.Is(err, o.AtOnce)
	if serious && !o.told && (o.last.IsZero() || now.Sub(o.last) >= toldEvery) {
		o.told, o.last = true, now
		o.Log.Error("trouble, trying again until it is over", "error", err)
	}
	if limited, ok := errors.AsType[*bot.RateLimited](err); ok {
		pause = limited.After
	}
	Pause(ctx, pause)
}

// Over notes that it works again.
func (o *Outage) Over() {
	if o.told {
		o.Log.Info("the trouble is over", "lasted", time.Since(o.since).Round(time.Second))
	}
	*o = Outage{Log: o.Log, AtOnce: o.AtOnce, last: o.last}
}

// Insist repeats what must be done until it is. The error is one that final
// calls so, or the cause of ctx where that is done before. final may be nil:
// every failure passes.
func Insist(ctx context.Context, log *slog.Logger, final func(error) bool, do func(context.Context) error) error {
	trouble := Outage{Log: log}
	for {
		err := do(ctx)
		switch {
		case err == nil:
			trouble.Over()
			return nil
		case final != nil && final(err):
			return err
		}
		trouble.Wait(ctx, err)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}
