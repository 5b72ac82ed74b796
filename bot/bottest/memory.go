package bottest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"limber/bot"
)

// Memory is a store in memory. It keeps nothing beyond the test, and can be
// made to fail.
type Memory struct {
	mu            sync.Mutex
	err           error
	sessions      map[sessionKey]bot.Session
	conversations map[bot.Address]conversation
	clearances    map[clearedFor]time.Time
	gaps          []bot.Gap
	beats         map[bot.Connection]time.Time
	inbox         map[parcelKey]parcel
	notes         map[noteKey]string
}

type sessionKey struct {
	connection bot.Connection
	id         string
}

func keyOf(s bot.Session) sessionKey { return sessionKey{s.Address.Connection(), s.ID} }

type conversation struct {
	bot.Conversation
	touched time.Time
}

type clearedFor struct {
	person bot.Person
	list   string
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		sessions:      map[sessionKey]bot.Session{},
		conversations: map[bot.Address]conversation{},
		clearances:    map[clearedFor]time.Time{},
		beats:         map[bot.Connection]time.Time{},
		inbox:         map[parcelKey]parcel{},
		notes:         map[noteKey]string{},
	}
}

// Fail makes every call return err, until it is called with nil.
func (m *Memory) Fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
}

// Copy returns what would be found after a kill at this moment.
func (m *Memory) Copy() *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &Memory{
		sessions: maps.Clone(m.sessions), conversations: maps.Clone(m.conversations),
		clearances: maps.Clone(m.clearances), gaps: slices.Clone(m.gaps), beats: maps.Clone(m.beats),
		inbox: maps.Clone(m.inbox), notes: maps.Clone(m.notes),
	}
}

// Gaps returns the gaps that were kept, oldest first.
func (m *Memory) Gaps() []bot.Gap {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.gaps)
}

// do runs one transaction.
func (m *Memory) do(ctx context.Context, change func()) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", err, context.Cause(ctx))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	change()
	return nil
}

// Sessions implements bot.Store.
func (m *Memory) Sessions(ctx context.Context, c bot.Connection) (list []bot.Session, err error) {
	err = m.do(ctx, func() {
		for key, s := range m.sessions {
			if key.connection == c && s.State != bot.Ended {
				list = append(list, s)
			}
		}
		slices.SortFunc(list, func(a, b bot.Session) int { return strings.Compare(a.ID, b.ID) })
	})
	return list, err
}

// PutSession implements bot.Store.
func (m *Memory) PutSession(ctx context.Context, s bot.Session) error {
	return m.session(ctx, s, func(bot.Session, bool) (bot.Session, error) { return s, nil })
}

// MoveSession implements bot.Store.
func (m *Memory) MoveSession(ctx context.Context, s bot.Session) error {
	return m.session(ctx, s, func(row bot.Session, known bool) (bot.Session, error) {
		if !known {
			return s, fmt.Errorf("there is no session %s", s.ID)
		}
		s.Timeline = row.Timeline
		return s, nil
	})
}

// session changes the row of a session, which stays at its address.
func (m *Memory) session(ctx context.Context, s bot.Session, change func(row bot.Session, known bool) (bot.Session, error)) error {
	var refused error
	err := m.do(ctx, func() {
		row, known := m.sessions[keyOf(s)]
		if known && row.Address != s.Address {
			refused = fmt.Errorf("session %s is of another address", s.ID)
			return
		}
		if row, refused = change(row, known); refused == nil {
			m.sessions[keyOf(s)] = onDisk(row)
		}
	})
	return errors.Join(err, refused)
}

// onDisk drops what a database does not keep: the monotonic reading, and what
// is finer than a microsecond.
func onDisk(s bot.Session) bot.Session {
	s.Anchor = stored(s.Anchor, time.Microsecond)
	s.Updated = stored(s.Updated, time.Millisecond)
	return s
}

func stored(t time.Time, precision time.Duration) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Truncate(precision).UTC()
}

// Conversation implements bot.Store.
func (m *Memory) Conversation(ctx context.Context, a bot.Address) (c bot.Conversation, err error) {
	err = m.do(ctx, func() { c = m.conversations[a].Conversation })
	return c, err
}

// PutConversation implements bot.Store.
func (m *Memory) PutConversation(ctx context.Context, a bot.Address, c bot.Conversation) error {
	return m.do(ctx, func() {
		if empty := (bot.Conversation{}); c.Topic == empty.Topic && c.Question == "" && len(c.Choices) == 0 && c.Shown == "" && c.Pending == "" {
			delete(m.conversations, a)
			return
		}
		m.conversations[a] = conversation{c, time.Now()}
	})
}

// Clearance implements bot.Store.
func (m *Memory) Clearance(ctx context.Context, p bot.Person, list string) (until time.Time, err error) {
	err = m.do(ctx, func() { until = m.clearances[clearedFor{p, list}] })
	return until, err
}

// PutClearance implements bot.Store.
func (m *Memory) PutClearance(ctx context.Context, p bot.Person, list string, until time.Time) error {
	return m.do(ctx, func() { m.clearances[clearedFor{p, list}] = stored(until, time.Millisecond) })
}

// DropClearances implements bot.Store.
func (m *Memory) DropClearances(ctx context.Context, p bot.Person) error {
	return m.do(ctx, func() { m.dropClearances(p) })
}

func (m *Memory) dropClearances(p bot.Person) {
	maps.DeleteFunc(m.clearances, func(c clearedFor, _ time.Time) bool { return c.person == p })
}

// AddGap implements bot.Store.
func (m *Memory) AddGap(ctx context.Context, g bot.Gap) error {
	return m.do(ctx, func() { m.gaps = append(m.gaps, g) })
}

// Beat implements bot.Store.
func (m *Memory) Beat(ctx context.Context, c bot.Connection, at time.Time) error {
	return m.do(ctx, func() { m.beats[c] = stored(at, time.Millisecond) })
}

// LastBeat implements bot.Store.
func (m *Memory) LastBeat(ctx context.Context, c bot.Connection) (at time.Time, err error) {
	err = m.do(ctx, func() { at = m.beats[c] })
	return at, err
}

// Export implements bot.Store.
func (m *Memory) Export(ctx context.Context, p bot.Person) (rows map[string][]map[string]any, err error) {
	rows = map[string][]map[string]any{}
	add := func(table string, values map[string]any) { rows[table] = append(rows[table], values) }
	err = m.do(ctx, func() {
		for _, s := range m.sessions {
			if s.Address.Person() == p {
				add("sessions", map[string]any{"id": s.ID, "timeline": s.Timeline, "session": s})
			}
		}
		for a, c := range m.conversations {
			if a.Person() == p {
				add("conversations", map[string]any{"id": a.Chat, "memory": c.Conversation, "address": a})
			}
		}
		for c, until := range m.clearances {
			if c.person == p {
				add("clearances", map[string]any{"id": c.list, "until": until})
			}
		}
		for key, held := range m.inbox {
			if held.of(key, p) {
				add("inbox", map[string]any{"id": fmt.Sprint(key.id), "body": string(held.body)})
			}
		}
		for _, table := range rows {
			slices.SortFunc(table, func(a, b map[string]any) int { return strings.Compare(a["id"].(string), b["id"].(string)) })
		}
	})
	return rows, err
}

// Erase implements bot.Store.
func (m *Memory) Erase(ctx context.Context, p bot.Person) error {
	return m.do(ctx, func() {
		maps.DeleteFunc(m.sessions, func(_ sessionKey, s bot.Session) bool { return s.Address.Person() == p })
		maps.DeleteFunc(m.conversations, func(a bot.Address, _ conversation) bool { return a.Person() == p })
		m.dropClearances(p)
		for key, held := range m.inbox {
			if held.of(key, p) {
				m.inbox[key] = parcel{touched: held.touched}
			}
		}
	})
}

// Purge implements bot.Store.
func (m *Memory) Purge(ctx context.Context, before time.Time) error {
	return m.do(ctx, func() {
		maps.DeleteFunc(m.sessions, func(_ sessionKey, s bot.Session) bool {
			return s.State == bot.Ended && s.Updated.Before(before)
		})
		maps.DeleteFunc(m.conversations, func(_ bot.Address, c conversation) bool { return c.touched.Before(before) })
		m.gaps = slices.DeleteFunc(m.gaps, func(g bot.Gap) bool { return g.At.Before(before) })
		maps.DeleteFunc(m.clearances, func(_ clearedFor, until time.Time) bool { return until.Before(before) })
		maps.DeleteFunc(m.inbox, func(_ parcelKey, p parcel) bool {
			return p.touched.Before(before) && time.Since(p.touched) > 48*time.Hour
		})
	})
}
