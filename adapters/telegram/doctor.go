package telegram

import (
	"context"
	"errors"
	"fmt"
	"time"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"limber/bot/platform"
)

// Fault is something that is wrong, for the operator.
type Fault struct {
	Sentence string // what it is and what to do
	Fixable  bool   // Fix does it
}

// rivalWait is how long another process has to show itself: it is cut off by our
// call for updates, and cuts ours off by its next.
const rivalWait = 5 * time.Second

// Doctor looks for what keeps the bot from working. It changes nothing, and
// confirms no update. Where the bot runs meanwhile by polling, it finds it as
// the other process.
func (a *Adapter) Doctor(ctx context.Context) []Fault {
	var faults []Fault
	add := func(sentence string) {
		if sentence != "" {
			faults = append(faults, Fault{Sentence: sentence})
		}
	}
	defer platform.CloseIdle(a.options.HTTP)
	me, err := a.client.api.GetMe(ctx)
	switch {
	case errors.Is(err, errToken):
		return []Fault{{Sentence: errToken.Error()}}
	case err != nil:
		return []Fault{{Sentence: "Telegram cannot be reached: check the network, the firewall and telegram.api_url (" + plain(err).Error() + ")"}}
	}
	a.mu.Lock()
	a.me = *me
	a.mu.Unlock()
	add(a.client.clock.Fault())
	add(a.privacy(ctx))
	faults = append(faults, a.webhookFaults(ctx)...)
	a.followMoves(ctx)
	for _, chat := range a.options.AutoAnswer {
		add(a.rights(ctx, a.present(ctx, chat)))
	}
	return faults
}

// Fix removes a webhook that was left behind. What Telegram keeps for the bot
// stays.
func (a *Adapter) Fix(ctx context.Context) error {
	if a.options.Webhook != nil {
		return nil
	}
	_, err := a.client.api.DeleteWebhook(ctx, &api.DeleteWebhookParams{})
	return plain(err)
}

func (a *Adapter) webhookFaults(ctx context.Context) []Fault {
	info, err := a.client.api.GetWebhookInfo(ctx)
	if err != nil {
		return []Fault{{Sentence: "it is not known whether a webhook is set: " + plain(err).Error()}}
	}
	w := a.options.Webhook
	switch {
	case w == nil && info.URL != "":
		return []Fault{{Sentence: fmt.Sprintf("a webhook is still set, to %s, so that polling gets nothing: remove it with bot doctor -fix, or set telegram.webhook to use it", info.URL), Fixable: true}}
	case w == nil:
		return a.rival(ctx)
	}
	var faults []Fault
	if s := w.reachable(); s != "" {
		faults = append(faults, Fault{Sentence: s})
	}
	if info.URL != "" && info.URL != w.URL {
		faults = append(faults, Fault{Sentence: fmt.Sprintf("Telegram calls %s and not %s: start the bot, which sets it, or stop the other process that did", info.URL, w.URL)})
	}
	if info.LastErrorMessage != "" {
		at := time.Unix(int64(info.LastErrorDate), 0).UTC().Format(time.DateTime)
		faults = append(faults, Fault{Sentence: fmt.Sprintf("Telegram's last call to the webhook failed at %s UTC, with %d updates waiting: %s", at, info.PendingUpdateCount, info.LastErrorMessage)})
	}
	return faults
}

// rival looks for another process that polls.
func (a *Adapter) rival(ctx context.Context) []Fault {
	_, err := a.client.updates(ctx, 0, 1, rivalWait, nil)
	switch {
	case errors.Is(err, errConflict):
		return []Fault{{Sentence: "another process polls with the same token, perhaps this bot itself: stop it, or give each its own bot"}}
	case err != nil:
		return []Fault{{Sentence: "updates cannot be received: " + err.Error()}}
	}
	return nil
}

// rights says what the bot may not do in a chat, "" if all is well.
func (a *Adapter) rights(ctx context.Context, chat int64) string {
	full, err := a.client.api.GetChat(ctx, &api.GetChatParams{ChatID: chat})
	if err != nil {
		return fmt.Sprintf("the group %d cannot be seen: add the bot to it, or take it out of telegram.auto_answer (%v)", chat, plain(err))
	}
	m, err := a.client.api.GetChatMember(ctx, &api.GetChatMemberParams{ChatID: chat, UserID: a.self().ID})
	if err != nil {
		return fmt.Sprintf("what the bot may do in %q is not known: %v", full.Title, plain(err))
	}
	silenced := fmt.Sprintf("the bot may not write in %q: %s", full.Title, allow)
	switch m.Type {
	case models.ChatMemberTypeLeft, models.ChatMemberTypeBanned:
		return fmt.Sprintf("the bot is not in %q: add it there", full.Title)
	case models.ChatMemberTypeRestricted:
		if !m.Restricted.CanSendMessages {
			return silenced
		}
	case models.ChatMemberTypeMember:
		if p := full.Permissions; p != nil && !p.CanSendMessages {
			return silenced
		}
	}
	return ""
}
