package telegram

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"limber/bot"
)

// typingAfter is how long an answer may take before the member sees that the
// bot is at it.
const typingAfter = 700 * time.Millisecond

// deal hands one job to the bot, and notes that it was dealt with.
func (a *Adapter) deal(ctx context.Context, j job, handle bot.Handler, dealt func()) {
	if ctx.Err() != nil {
		return // it is pending at the next start
	}
	if j.press != "" && j.late && a.expired(ctx, j.press) {
		a.finish(ctx, j.id)
		return
	}
	over := make(chan struct{})
	ev := j.event
	ev.Take = func(ctx context.Context) error {
		if ev.Interrupted { // its only effect is a word, said once
			return a.options.Inbox.Finish(ctx, a.Connection(), j.id)
		}
		return a.options.Inbox.Take(ctx, a.Connection(), j.id)
	}
	ev.Dealt = sync.OnceFunc(func() { close(over); dealt() })
	returned := make(chan struct{})
	a.attend(ctx, ev, j, over, returned)

	err := a.guarded(ctx, j.id, ev, handle)
	close(returned)
	ev.Dealt()
	if err != nil && ctx.Err() != nil {
		return // cut short: the next start deals with it, unless it was taken
	}
	if err != nil {
		a.log.Debug("an event was not dealt with in full", "update", j.id, "error", err)
	}
	a.finish(ctx, j.id)
}

// guarded calls handle. One event that makes it panic must not end the bot, nor
// come again at each start.
func (a *Adapter) guarded(ctx context.Context, id int64, ev bot.Event, handle bot.Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			a.log.Error("an update made the bot panic and is given up", "update", id,
				"error", a.options.Token.redact(err.Error()), "stack", string(debug.Stack()))
		}
	}()
	return handle(ctx, ev)
}

// attend shows the member that something is being done: a press is
// acknowledged, and after a while the bot "types".
func (a *Adapter) attend(ctx context.Context, ev bot.Event, j job, over, returned <-chan struct{}) {
	d := a.openDesk()
	if d == nil {
		return
	}
	switch {
	case j.press != "" && !j.late:
		p := a.presses.open(ev.From, j.press)
		d.Go(func() {
			if p.wait(returned) {
				a.acknowledge(ctx, p.id, "")
			}
			a.presses.close(ev.From, p)
		})
	case (ev.Text != "" || ev.Command != "") && !ev.Overheard: // what is overheard may stay without an answer
		d.Go(func() { a.typing(ctx, ev.From, over) })
	}
}

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
	err := a.inChat(ctx, to, func(ctx context.Context, p params) error {
		action := &api.SendChatActionParams{ChatID: p["chat_id"], Action: models.ChatActionTyping}
		action.MessageThreadID, _ = p["message_thread_id"].(int)
		_, err := a.client.api.SendChatAction(ctx, action)
		return err
	})
	if err != nil {
		a.log.Debug("typing was not shown", "error", err)
	}
}
