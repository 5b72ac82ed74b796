package discord

import (
	"context"
	"sync"

	"limber/bot"
	"limber/bot/platform"
)

// deal hands one job to the bot, and notes that it was dealt with.
func (a *Adapter) deal(ctx context.Context, j job, handle bot.Handler, dealt func()) {
	if ctx.Err() != nil {
		return // it is pending at the next start
	}
	ev := j.event
	if j.id != 0 {
		ev.Take = a.inbox.Taking(j.id, ev.Interrupted)
	}
	over := make(chan struct{})
	ev.Dealt = sync.OnceFunc(func() { close(over); dealt() })
	if j.exchange == nil && ev.Text != "" && !ev.Overheard {
		var typing sync.WaitGroup
		defer typing.Wait()
		typing.Go(func() { a.typing(ctx, ev.From, over) })
	}
	if !a.inbox.Handle(ctx, j.id, ev, handle) {
		return
	}
	if j.exchange != nil {
		a.conclude(ctx, j.exchange)
	}
	if j.id != 0 {
		a.inbox.Finish(ctx, j.id)
	}
}

// typing shows after a while that the bot is at it.
func (a *Adapter) typing(ctx context.Context, to bot.Address, over <-chan struct{}) {
	if !platform.PauseUnless(ctx, platform.TypingAfter, over) {
		return
	}
	if err := a.client.call(ctx, "POST", "/channels/"+to.Chat+"/typing", nil, nil); err != nil {
		a.log.Debug("typing was not shown", "error", err)
	}
}
