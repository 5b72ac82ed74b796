package telegram

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"

	api "github.com/go-telegram/bot"

	"limber/bot"
)

// tracks remember which messages of a track have buttons or a countdown.
type tracks struct {
	mu    sync.Mutex
	known map[trackKey]*track
}

type trackKey struct{ chat, name string }

// track is one session's messages. They are also in a note, "chat:7,9", without
// what they say: a later process can at least take their buttons away. The chat
// is named for groups, whose ids may change; that of a private chat is the
// member's and is left out.
type track struct {
	mu     sync.Mutex // held while the note is read or written
	read   bool       // the note was
	noted  string     // what it says
	chat   int64
	stale  []shown
	latest *shown // nil: it has nothing to take back
}

// shown is a message that has something to take back.
type shown struct {
	id        int64
	reply     *bot.Reply // nil: an earlier process sent it
	captioned bool
}

func (t *tracks) get(to bot.Address, name string) *track {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = map[trackKey]*track{}
	}
	key := trackKey{to.Chat, name}
	if t.known[key] == nil {
		t.known[key] = &track{}
	}
	return t.known[key]
}

func (t *tracks) drop(to bot.Address, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, trackKey{to.Chat, name})
}

func trackNote(name string) string { return "track/" + name }

// follow notes a message as the latest of its track.
func (a *Adapter) follow(ctx context.Context, r bot.Reply, s sent) {
	t := a.sent.get(r.To, r.Track)
	t.mu.Lock()
	defer t.mu.Unlock()
	a.recall(ctx, t, r.To, r.Track)
	if t.chat != s.Chat.ID { // the group has moved: its old messages are out of reach
		t.chat, t.stale, t.latest = s.Chat.ID, nil, nil
	}
	if t.latest != nil {
		t.stale = append(t.stale, *t.latest)
		t.latest = nil
	}
	if len(r.Buttons) > 0 || r.Countdown != nil {
		t.latest = &shown{id: s.ID, reply: &r, captioned: s.captioned}
	}
	a.write(ctx, t, r.To, r.Track)
}

// Tidy implements bot.Tidier.
func (a *Adapter) Tidy(ctx context.Context, to bot.Address, name string) (more bool, err error) {
	t := a.sent.get(to, name)
	t.mu.Lock()
	defer t.mu.Unlock()
	a.recall(ctx, t, to, name)
	if len(t.stale) == 0 {
		a.write(ctx, t, to, name)
		return false, nil
	}
	err = a.strip(ctx, t.chat, t.stale[0])
	var limited *bot.RateLimited
	if errors.Is(err, bot.ErrUnavailable) || errors.As(err, &limited) {
		return true, err // a later call can do it
	}
	if errors.Is(err, bot.ErrGone) {
		t.stale = nil
	} else {
		t.stale = t.stale[1:]
	}
	a.write(ctx, t, to, name)
	return len(t.stale) > 0, err
}

// strip takes buttons and countdown from a message. That it has neither any
// more is what was wanted.
func (a *Adapter) strip(ctx context.Context, chat int64, s shown) error {
	err := a.edit(forChat(ctx, chat), chat, s)
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

func (a *Adapter) edit(ctx context.Context, chat int64, s shown) error {
	if s.reply != nil && s.reply.Countdown != nil {
		r := *s.reply
		r.Buttons, r.Countdown = nil, nil
		p := params{"chat_id": chat, "message_id": s.id}
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
	_, err := a.client.api.EditMessageReplyMarkup(ctx, &api.EditMessageReplyMarkupParams{ChatID: chat, MessageID: int(s.id)})
	return err
}

// recall reads what an earlier process noted of a track, once.
func (a *Adapter) recall(ctx context.Context, t *track, to bot.Address, name string) {
	if t.read {
		return
	}
	note, err := a.options.Notes.Note(ctx, a.Connection(), trackNote(name))
	if err != nil {
		a.log.Debug("the earlier messages of a session are not known", "error", err)
		return
	}
	t.read, t.noted = true, note
	chat, ids, ok := strings.Cut(note, ":")
	if !ok {
		return
	}
	if t.chat, err = strconv.ParseInt(chat, 10, 64); err != nil {
		t.chat, _ = number(to.Chat)
	}
	for id := range strings.SplitSeq(ids, ",") {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			t.stale = append(t.stale, shown{id: n})
		}
	}
	if n := len(t.stale); n > 0 {
		latest := t.stale[n-1]
		t.stale, t.latest = t.stale[:n-1], &latest
	}
}

// write notes a track for a later process, or forgets it where nothing is left
// to take back.
func (a *Adapter) write(ctx context.Context, t *track, to bot.Address, name string) {
	ids := make([]string, 0, len(t.stale)+1)
	for _, s := range t.stale {
		ids = append(ids, strconv.FormatInt(s.id, 10))
	}
	if t.latest != nil {
		ids = append(ids, strconv.FormatInt(t.latest.id, 10))
	}
	note := ""
	if len(ids) > 0 {
		note = ":" + strings.Join(ids, ",")
		if isGroup(to) {
			note = strconv.FormatInt(t.chat, 10) + note
		}
	} else {
		a.sent.drop(to, name)
	}
	if note == t.noted {
		return
	}
	if err := a.options.Notes.PutNote(ctx, a.Connection(), trackNote(name), note); err != nil {
		a.log.Debug("the messages of a session were not noted", "error", err)
		return
	}
	t.noted = note
}
