package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"limber/bot"
	"limber/bot/platform"
)

// job is an event to be dealt with.
type job struct {
	id    int64 // of its parcel
	event bot.Event
	press string        // the id of the press that it is, "" if none
	late  bool          // it may have waited for long
	dealt chan struct{} // closed when it was dealt with, not if that is left to the next start
}

// await waits until the job was dealt with, but not for ever.
func (j job) await(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, platform.FinishWithin)
	defer cancel()
	select {
	case <-j.dealt:
	case <-ctx.Done():
	}
}

// What a member wrote is answered however late. These are how old something else
// may be to still have an effect: who pressed a button has long turned away
// then, and who typed an inline query has gone on typing.
const (
	pressExpires  = 10 * time.Minute
	inlineExpires = 5 * time.Second
)

func (a *Adapter) reader() reader {
	return reader{me: a.self(), auto: a.moves.answered, known: a.options.known}
}

// kinds are the updates that are asked for.
func (a *Adapter) kinds() []string {
	kinds := []string{"message", "edited_message", "callback_query", "my_chat_member"}
	if a.options.Suggest != nil {
		kinds = append(kinds, "inline_query")
	}
	return kinds
}

// sort picks from updates what must be kept. Of what is none of the bot's
// business nothing is, and inline queries are answered at once or never. late
// says that they may have waited for long.
func (a *Adapter) sort(ctx context.Context, d *platform.Desk[job], raw []json.RawMessage, late bool) (keep []bot.Parcel, last int64) {
	r := a.reader()
	for _, body := range raw {
		u, err := read(body)
		if err != nil {
			last = max(last, leftOut(a.log, body, err))
			continue
		}
		last = max(last, u.ID)
		ev, ok := a.concerns(ctx, d, r, u)
		if !ok {
			continue
		}
		p := parcel(u, ev.From.Member, kept{Update: body, Late: late})
		if !slices.ContainsFunc(keep, func(other bot.Parcel) bool { return other.ID == p.ID }) {
			keep = append(keep, p)
		}
	}
	return keep, last
}

// concerns reads an update and reports whether it is the bot's business. What
// must be done with it at once is.
func (a *Adapter) concerns(ctx context.Context, d *platform.Desk[job], r reader, u *update) (ev bot.Event, ok bool) {
	if u.Inline != nil {
		a.answerInline(ctx, d, u.Inline)
		return ev, false
	}
	if ev, ok = r.event(u); !ok || !a.recent.accept(u) {
		if u.Pressed != nil {
			d.Go(func() { a.acknowledge(ctx, u.Pressed.ID, "") })
		}
		return ev, false
	}
	if from, to := u.moved(); from != 0 {
		a.remember(ctx, from, to) // what follows may be said in the new chat
	}
	return ev, true
}

// leftOut tells of an update that cannot be read, which would come again and
// again, and hold up all others. It returns its id, 0 if that is not known.
func leftOut(log *slog.Logger, raw []byte, err error) (id int64) {
	id, _ = updateID(raw)
	log.Error("an update that cannot be read is left out", "update", id, "error", err)
	return id
}

// kept is an update in the inbox.
type kept struct {
	At     int64           `json:"at"` // when it came, in Unix seconds
	Update json.RawMessage `json:"update"`
	// Late says that it may have waited for long before it came.
	Late bool `json:"late,omitempty"`
	// Unsorted says that it was kept without a look at what it is.
	Unsorted bool `json:"unsorted,omitempty"`
}

func parcel(u *update, member string, k kept) bot.Parcel {
	k.At = time.Now().Unix()
	body, err := json.Marshal(k)
	if err != nil {
		body = nil // Update was read as JSON before
	}
	return bot.Parcel{ID: parcelID(u), Member: member, Body: body}
}

func unpacked(body []byte) (k kept, u *update, err error) {
	if err = json.Unmarshal(body, &k); err == nil {
		u, err = read(k.Update)
	}
	return k, u, err
}

// parcelID is the update's id. The two notes that a group has moved, and the
// one made when a send was refused for it, are one parcel: the old group's id,
// which is negative as no update's is.
func parcelID(u *update) int64 {
	if from, _ := u.moved(); from != 0 {
		return from
	}
	return u.ID
}

// keep stores parcels and puts in line those that are new. When it returns nil,
// Telegram may forget them.
func (a *Adapter) keep(ctx context.Context, d *platform.Desk[job], parcels []bot.Parcel) error {
	if len(parcels) == 0 {
		return nil
	}
	fresh, err := a.inbox.Receive(ctx, parcels...)
	if err != nil {
		return fmt.Errorf("the inbox does not take what Telegram brought, so it is not confirmed: %w", err)
	}
	a.line(ctx, d, fresh)
	return nil
}

// line puts parcels in line. What finds no place before ctx is done is pending
// at the next start.
func (a *Adapter) line(ctx context.Context, d *platform.Desk[job], parcels []bot.Parcel) {
	r := a.reader()
	for _, p := range parcels {
		k, u, err := unpacked(p.Body)
		if err != nil {
			a.log.Error("a kept update cannot be read", "update", p.ID, "error", err)
			a.inbox.Finish(ctx, p.ID)
			continue
		}
		ev, ok := a.stillConcerns(ctx, d, r, k, u)
		if !ok {
			a.inbox.Finish(ctx, p.ID)
			continue
		}
		ev.Interrupted = p.Taken
		j := job{id: p.ID, event: ev, late: k.Late, dealt: make(chan struct{})}
		if u.Pressed != nil && !p.Taken {
			j.press = u.Pressed.ID
		}
		if d.Add(ctx, j.event.From, j) != nil {
			return
		}
		if ev.MovedTo != "" {
			// What is said in the new chat needs the conversations of the old.
			j.await(ctx)
		}
	}
}

// stillConcerns reads what was kept, and reports whether it is to be dealt with.
func (a *Adapter) stillConcerns(ctx context.Context, d *platform.Desk[job], r reader, k kept, u *update) (ev bot.Event, ok bool) {
	switch old := time.Since(time.Unix(k.At, 0)); {
	case u.Pressed != nil && old > pressExpires, u.Inline != nil && old > inlineExpires:
		return ev, false
	case k.Unsorted:
		return a.concerns(ctx, d, r, u)
	}
	return r.event(u) // the settings may have changed since
}

// recent is what must be known of the messages before, in private chats.
type recent struct {
	mu    sync.Mutex
	chats map[int64]lastOnes
}

type lastOnes struct {
	message int64 // the latest
	album   string
	first   int64 // the message that began the album
	at      time.Time
}

// editWithin is how long after it was written a message may be edited to be
// asked anew. Later, or when the conversation went on, the answer would come
// out of the blue; and in groups it would cost others' attention.
const editWithin = 2 * time.Minute

// accept reports whether an update is to be dealt with, where that depends on
// what came before it. Asked again, it says the same.
func (r *recent) accept(u *update) bool {
	m := u.message()
	if m == nil {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.chats[m.Chat.ID]
	if u.Edited != nil {
		soon := time.Duration(m.EditDate-m.Date)*time.Second <= editWithin
		return m.Chat.private() && soon && last.message == m.ID
	}
	if !m.Chat.private() {
		return true
	}
	if r.chats == nil {
		r.chats = map[int64]lastOnes{}
	}
	last.message, last.at = max(last.message, m.ID), time.Now()
	// Of an album, which is a message for each picture, one is answered.
	extra := m.Album != "" && m.Album == last.album && m.ID != last.first && m.Caption == ""
	if m.Album != last.album {
		last.album, last.first = m.Album, m.ID
	}
	r.chats[m.Chat.ID] = last
	if len(r.chats) > mostRecent {
		r.forget(last.at.Add(-editWithin))
	}
	return !extra
}

// mostRecent is how many chats are remembered before old ones are looked for.
const mostRecent = 10_000

func (r *recent) forget(before time.Time) {
	for chat, last := range r.chats {
		if last.at.Before(before) {
			delete(r.chats, chat)
		}
	}
}
