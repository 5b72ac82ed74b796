package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"sync"

	"limber/bot"
)

// moves are the groups that have another id now: when a group becomes a
// supergroup.
type moves struct {
	mu   sync.Mutex
	to   map[int64]int64 // 0: it has not moved
	auto map[int64]bool  // where questions to nobody are answered
}

// answered reports whether questions to nobody are answered in a chat.
func (m *moves) answered(chat int64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.auto[chat]
}

func (m *moves) note(from, to int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.to == nil {
		m.to = map[int64]int64{}
	}
	m.to[from] = to
	if to != 0 && m.auto[from] {
		m.auto[to] = true
	}
}

func (m *moves) known(from int64) (to int64, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	to, ok = m.to[from]
	return to, ok
}

func moveNote(from int64) string { return "moved/" + strconv.FormatInt(from, 10) }

// supergroups have ids below this one. They do not move.
const supergroups = -1_000_000_000_000

// present returns the id that a chat has now.
func (a *Adapter) present(ctx context.Context, chat int64) int64 {
	if chat >= 0 || chat < supergroups {
		return chat
	}
	to, ok := a.moves.known(chat)
	if !ok {
		note, err := a.options.Notes.Note(ctx, a.Connection(), moveNote(chat))
		if err != nil {
			return chat // Telegram will say so, if it has moved
		}
		to, _ = strconv.ParseInt(note, 10, 64) // "" is 0
		a.moves.note(chat, to)
	}
	if to != 0 {
		return to
	}
	return chat
}

// followMoves finds where the groups that are answered unasked are now.
func (a *Adapter) followMoves(ctx context.Context) {
	for _, chat := range a.options.AutoAnswer {
		a.present(ctx, chat)
	}
}

// remember notes that a group has moved. Without the note the next process has
// to be told by Telegram again.
func (a *Adapter) remember(ctx context.Context, from, to int64) {
	if known, _ := a.moves.known(from); known == to {
		return
	}
	a.moves.note(from, to)
	if err := a.options.Notes.PutNote(ctx, a.Connection(), moveNote(from), strconv.FormatInt(to, 10)); err != nil {
		a.log.Error("the new id of a group was not noted", "chat", from, "now", to, "error", err)
	}
}

// hasMoved deals with a send that was refused because the group has moved: the
// bot hears of it as if the group had said so.
func (a *Adapter) hasMoved(ctx context.Context, from, to int64) {
	a.remember(ctx, from, to)
	u := update{ID: from, Message: &incoming{Chat: chat{ID: from, Type: "group"}, MovedTo: to}}
	body, err := json.Marshal(u)
	if err != nil {
		return // it has only numbers
	}
	fresh, err := a.inbox.Receive(ctx, parcel(&u, "", kept{Update: body}))
	if err != nil {
		a.log.Error("that a group has moved was not kept", "chat", from, "now", to, "error", err)
	}
	if a.options.Webhook != nil {
		a.bell.ring()
		return
	}
	ev, _ := a.reader().event(&u)
	if d := a.openDesk(); d != nil && len(fresh) > 0 { // otherwise Run finds it
		_ = d.Add(ctx, ev.From, job{id: from, event: ev, dealt: make(chan struct{})}) // or the next start does
	}
}

// inChat makes a call to the chat and topic of an address, and a second one
// where the chat turns out to have moved.
func (a *Adapter) inChat(ctx context.Context, to bot.Address, call func(context.Context, params) error) error {
	id, err := number(to.Chat)
	if err != nil {
		return err
	}
	thread, err := number(to.Thread)
	if err != nil {
		return err
	}
	try := func(id int64) error {
		p := params{"chat_id": id}
		if thread != 0 {
			p["message_thread_id"] = int(thread)
		}
		return plain(call(forChat(ctx, id), p))
	}
	id = a.present(ctx, id)
	err = try(id)
	var e *callError
	if errors.As(err, &e) && e.movedTo != 0 {
		a.hasMoved(ctx, id, e.movedTo)
		err = try(e.movedTo)
	}
	return err
}
