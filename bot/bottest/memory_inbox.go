package bottest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"limber/bot"
)

var (
	_ bot.Inbox = (*Memory)(nil)
	_ bot.Notes = (*Memory)(nil)
)

type parcelKey struct {
	connection bot.Connection
	id         int64
}

// parcel is what is kept of one. It is zero but for touched when it was dealt
// with.
type parcel struct {
	pending bool
	taken   bool
	member  string
	body    []byte
	touched time.Time
}

// of reports whether it is the person's. What is nobody's is not that of a
// person without a name either.
func (held parcel) of(key parcelKey, p bot.Person) bool {
	return held.member != "" && key.connection.Platform == p.Platform && held.member == p.Member
}

type noteKey struct {
	connection bot.Connection
	name       string
}

// Receive implements bot.Inbox.
func (m *Memory) Receive(ctx context.Context, c bot.Connection, list []bot.Parcel) (fresh []bot.Parcel, err error) {
	err = m.do(ctx, func() {
		for _, p := range list {
			key := parcelKey{c, p.ID}
			if _, known := m.inbox[key]; !known {
				m.inbox[key] = parcel{pending: true, member: p.Member, body: bytes.Clone(p.Body), touched: time.Now()}
				fresh = append(fresh, p)
			}
		}
	})
	return fresh, err
}

// Take implements bot.Inbox.
func (m *Memory) Take(ctx context.Context, c bot.Connection, id int64) error {
	return m.change(ctx, parcelKey{c, id}, func(p parcel) parcel {
		p.taken, p.touched = true, time.Now()
		return p
	})
}

// Finish implements bot.Inbox.
func (m *Memory) Finish(ctx context.Context, c bot.Connection, id int64) error {
	return m.change(ctx, parcelKey{c, id}, func(parcel) parcel { return parcel{touched: time.Now()} })
}

// change gives a parcel that was not dealt with another state.
func (m *Memory) change(ctx context.Context, key parcelKey, state func(parcel) parcel) error {
	var refused error
	err := m.do(ctx, func() {
		switch p, known := m.inbox[key]; {
		case !known:
			refused = fmt.Errorf("there is no parcel %d of %s", key.id, key.connection)
		case p.pending:
			m.inbox[key] = state(p)
		}
	})
	return errors.Join(err, refused)
}

// Pending implements bot.Inbox.
func (m *Memory) Pending(ctx context.Context, c bot.Connection) (list []bot.Parcel, err error) {
	err = m.do(ctx, func() {
		for key, p := range m.inbox {
			if key.connection == c && p.pending {
				list = append(list, bot.Parcel{ID: key.id, Member: p.member, Body: bytes.Clone(p.body), Taken: p.taken})
			}
		}
		slices.SortFunc(list, func(a, b bot.Parcel) int { return cmp.Compare(a.ID, b.ID) })
	})
	return list, err
}

// Note implements bot.Notes.
func (m *Memory) Note(ctx context.Context, c bot.Connection, name string) (value string, err error) {
	err = m.do(ctx, func() { value = m.notes[noteKey{c, name}] })
	return value, err
}

// PutNote implements bot.Notes.
func (m *Memory) PutNote(ctx context.Context, c bot.Connection, name, value string) error {
	return m.do(ctx, func() {
		if value == "" {
			delete(m.notes, noteKey{c, name})
			return
		}
		m.notes[noteKey{c, name}] = value
	})
}
