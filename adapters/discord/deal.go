package discord

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"limber/bot"
)

// typingAfter is how long an answer may take before the member sees that the
// bot is at it.
const typingAfter = 700 * time.Millisecond

// finishWithin is how long each last thing may take once Run was told to end.
const finishWithin = 5 * time.Second

// deal hands one job to the bot, and notes that it was dealt with.
func (a *Adapter) deal(ctx context.Context, j job, handle bot.Handler, dealt func()) {
	if ctx.Err() != nil {
		return // it is pending at the next start
	}
	ev := j.event
	if j.id != 0 {
		ev.Take = func(ctx context.Context) error { return a.options.Inbox.Take(ctx, a.Connection(), j.id) }
	}
	over := make(chan struct{})
	ev.Dealt = sync.OnceFunc(func() { close(over); dealt() })
	if j.exchange == nil && ev.Text != "" && !ev.Overheard {
		var typing sync.WaitGroup
		defer typing.Wait()
		typing.Go(func() { a.typing(ctx, ev.From, over) })
	}
	err := a.guarded(ctx, j.id, ev, handle)
	ev.Dealt()
	if err != nil && ctx.Err() != nil {
		return // cut short: the next start deals with it, unless it was taken
	}
	if j.exchange != nil {
		a.conclude(ctx, j.exchange)
	}
	if err != nil {
		a.log.Debug("an event was not dealt with in full", "event", j.id, "error", err)
	}
	a.finish(ctx, j.id)
}

// guarded calls handle. One event that makes it panic must not end the bot, nor
// come again at each start.
func (a *Adapter) guarded(ctx context.Context, id int64, ev bot.Event, handle bot.Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			a.log.Error("an event made the bot panic and is given up", "event", id,
				"error", a.options.Token.redact(err.Error()), "stack", string(debug.Stack()))
		}
	}()
	return handle(ctx, ev)
}

// typing shows after a while that the bot is at it.
func (a *Adapter) typing(ctx context.Context, to bot.Address, over <-chan struct{}) {
	t := time.NewTimer(typingAfter)
	defer t.Stop()
	select {
	case <-t.C:
	case <-over:
		return
	case <-ctx.Done():
		return
	}
	if err := a.client.call(ctx, "POST", "/channels/"+to.Chat+"/typing", nil, nil); err != nil {
		a.log.Debug("typing was not shown", "error", err)
	}
}

// finish notes that a parcel was dealt with, also while everything ends.
func (a *Adapter) finish(ctx context.Context, id int64) {
	if id == 0 {
		return
	}
	finish := func(ctx context.Context) error {
		if err := a.options.Inbox.Finish(ctx, a.Connection(), id); err != nil {
			return fmt.Errorf("noting that an event was dealt with: %w", err)
		}
		return nil
	}
	if a.insist(ctx, finish) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
	defer cancel()
	if err := finish(ctx); err != nil {
		a.log.Error("an event will be dealt with again at the next start", "event", id, "error", err)
	}
}
