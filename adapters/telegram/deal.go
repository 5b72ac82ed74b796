package telegram

import (
	"context"
	"sync"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"limber/bot"
	"limber/bot/platform"
)

// deal hands one job to the bot, and notes that it was dealt with.
func (a *Adapter) deal(ctx context.Context, j job, handle bot.Handler, dealt func()) {
	if ctx.Err() != nil {
		return // it is pending at the next start
	}
	if j.press != "" && j.late && a.expired(ctx, j.press) {
		a.inbox.Finish(ctx, j.id)
		return
	}
	ev := j.event
	ev.Take = a.inbox.Taking(j.id, ev.Interrupted)
	ev.Dealt = sync.OnceFunc(func() { close(j.dealt); dealt() })
	returned := make(chan struct{})
	a.attend(ctx, ev, j, returned)
	over := a.inbox.Handle(ctx, j.id, ev, func(ctx context.Context, ev bot.Event) error {
		defer close(returned)
		return handle(ctx, ev)
	})
	if over {
		a.inbox.Finish(ctx, j.id)
	}
}

// attend shows the member that something is being done: a press is
// acknowledged, and after a while the bot "types".
func (a *Adapter) attend(ctx context.Context, ev bot.Event, j job, returned <-chan struct{}) {
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
		d.Go(func() { a.typing(ctx, ev.From, j.dealt) })
	}
}

func (a *Adapter) typing(ctx context.Context, to bot.Address, dealt <-chan struct{}) {
	if !platform.PauseUnless(ctx, platform.TypingAfter, dealt) {
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
