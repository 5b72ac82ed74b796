package telegram

import (
	"context"
	"errors"
	"strconv"
	"strings"

	api "github.com/go-telegram/bot"

	"limber/bot"
	"limber/bot/platform"
)

// shown is a message that has something to take back.
type shown struct {
	chat, id  int64
	reply     *bot.Reply // nil: an earlier process sent it
	captioned bool
}

// newTracks returns the tracks, which are noted as "chat:7,9". The chat is named
// for groups, whose ids may change; that of a private chat is the member's and
// is left out.
func (a *Adapter) newTracks() *platform.Tracks[shown] {
	return &platform.Tracks[shown]{
		Notes: a.options.Notes, Of: a.Connection(), Log: a.log, Write: noted, Read: shownBy,
		Note: func(_ bot.Address, track string) string { return "track/" + track },
	}
}

// noted words messages, of which only those in the chat of the latest can be
// reached.
func noted(to bot.Address, list []shown) string {
	chat := list[len(list)-1].chat
	var ids []string
	for _, s := range list {
		if s.chat == chat {
			ids = append(ids, strconv.FormatInt(s.id, 10))
		}
	}
	note := ":" + strings.Join(ids, ",")
	if isGroup(to) {
		note = strconv.FormatInt(chat, 10) + note
	}
	return note
}

// shownBy reads what noted has worded.
func shownBy(to bot.Address, note string) (list []shown) {
	chat, ids, _ := strings.Cut(note, ":")
	in, err := strconv.ParseInt(chat, 10, 64)
	if err != nil {
		in, _ = number(to.Chat)
	}
	for id := range strings.SplitSeq(ids, ",") {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			list = append(list, shown{chat: in, id: n})
		}
	}
	return list
}

// follow notes a message as the latest of its track.
func (a *Adapter) follow(ctx context.Context, r bot.Reply, s sent) {
	var latest *shown
	if len(r.Buttons) > 0 || r.Countdown != nil {
		latest = &shown{chat: s.Chat.ID, id: s.ID, reply: &r, captioned: s.captioned}
	}
	a.sent.Follow(ctx, r.To, r.Track, latest)
}

// Tidy implements bot.Tidier.
func (a *Adapter) Tidy(ctx context.Context, to bot.Address, name string) (more bool, err error) {
	return a.sent.Tidy(ctx, to, name, func(s shown) error { return a.strip(ctx, s) })
}

// strip takes buttons and countdown from a message. That it has neither any
// more is what was wanted.
func (a *Adapter) strip(ctx context.Context, s shown) error {
	if a.present(ctx, s.chat) != s.chat {
		return nil // the group has moved: its old messages are out of reach
	}
	err := a.edit(forChat(ctx, s.chat), s)
	var e *callError
	switch {
	case says(err, "message is not modified", "message to edit not found", "MESSAGE_ID_INVALID", "message can't be edited"):
		return nil
	case errors.As(err, &e) && errors.Is(e, bot.ErrUncertain):
		again := *e
		again.kind = bot.ErrUnavailable // an edit does no harm twice
		return &again
	}
	return plain(err)
}

func (a *Adapter) edit(ctx context.Context, s shown) error {
	if s.reply != nil && s.reply.Countdown != nil {
		r := *s.reply
		r.Buttons, r.Countdown = nil, nil
		p := params{"chat_id": s.chat, "message_id": s.id}
		m := render(r)
		switch {
		case m.text == "":
		case s.captioned:
			p.text("caption", m)
			return a.client.call(ctx, "editMessageCaption", p, nil)
		default:
			p.text("text", m)
			return a.client.call(ctx, "editMessageText", p, nil)
		}
	}
	_, err := a.client.api.EditMessageReplyMarkup(ctx, &api.EditMessageReplyMarkupParams{ChatID: s.chat, MessageID: int(s.id)})
	return err
}
