package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"limber/bot"
)

// writer has the methods that change something. Each is one transaction.
type writer struct {
	engine
	// run executes statements as one transaction and returns how many rows each
	// of them changed.
	run func(context.Context, []statement) ([]int64, error)
}

// statement is one of those that make a transaction.
type statement struct {
	part  string // what of the whole it is, for the error; may be ""
	query string
	args  []any
}

// failed says of a statement's error which part it was.
func (s statement) failed(err error) error {
	if s.part == "" {
		return err
	}
	return fmt.Errorf("%s: %w", s.part, err)
}

// change executes one statement and returns how many rows it changed.
func (w writer) change(ctx context.Context, query string, args ...any) (int64, error) {
	changed, err := w.run(ctx, []statement{{query: query, args: args}})
	if err != nil {
		return 0, err
	}
	return changed[0], nil
}

var (
	errTaken   = errors.New("its id belongs to a session at another address")
	errUnknown = errors.New("there is no such session at its address")
)

const moveSession = `UPDATE sessions
	SET pack = $7, state = $8, reason = $9, "cursor" = $10, sending = $11, anchor = $12, along = $13, updated = $14, options = $15
	WHERE platform = $1 AND bot = $2 AND id = $3 AND chat = $4 AND thread = $5 AND member = $6`

// PutSession writes a session whole, new or not. A session keeps its address,
// but for MoveChat: the id of one at another address is refused.
func (w writer) PutSession(ctx context.Context, s bot.Session) error {
	err := w.putSession(ctx, s)
	return w.attempt(ctx, err, "saving session %s", s.ID)
}

func (w writer) putSession(ctx context.Context, s bot.Session) error {
	args, err := columns(s)
	if err != nil {
		return err
	}
	timeline, err := json.Marshal(s.Timeline)
	if err != nil {
		return fmt.Errorf("its timeline: %w", err)
	}
	n, err := w.change(ctx, `INSERT INTO sessions (platform, bot, id, chat, thread, member,
			pack, state, reason, "cursor", sending, anchor, along, updated, options, timeline)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (platform, bot, id) DO UPDATE
		SET pack = excluded.pack, state = excluded.state, reason = excluded.reason, "cursor" = excluded."cursor",
			sending = excluded.sending, anchor = excluded.anchor, along = excluded.along, updated = excluded.updated,
			options = excluded.options, timeline = excluded.timeline
		WHERE sessions.chat = excluded.chat AND sessions.thread = excluded.thread AND sessions.member = excluded.member`,
		append(args, string(timeline))...)
	return unlessNone(n, err, errTaken)
}

// MoveSession writes all of a known session but its timeline, which is large
// and does not change. It fails for a session that is not known at its address.
func (w writer) MoveSession(ctx context.Context, s bot.Session) error {
	err := w.moveSession(ctx, s)
	return w.attempt(ctx, err, "moving session %s", s.ID)
}

func (w writer) moveSession(ctx context.Context, s bot.Session) error {
	args, err := columns(s)
	if err != nil {
		return err
	}
	n, err := w.change(ctx, moveSession, args...)
	return unlessNone(n, err, errUnknown)
}

// columns returns $1 to $15 of both statements: all of a session but its timeline.
func columns(s bot.Session) ([]any, error) {
	options, err := json.Marshal(s.Options)
	if err != nil {
		return nil, fmt.Errorf("its options: %w", err)
	}
	a := s.Address
	return []any{
		a.Platform, a.Bot, s.ID, a.Chat, a.Thread, a.Member,
		s.Pack, string(s.State), string(s.Reason), s.Cursor, s.Sending,
		toAnchor(s.Anchor), s.Offset.Microseconds(), toMillis(s.Updated), string(options),
	}, nil
}

// unlessNone returns none where a statement worked and changed no row.
func unlessNone(changed int64, err, none error) error {
	if err == nil && changed == 0 {
		return none
	}
	return err
}

// PutConversation replaces what is remembered at an address. Nothing to
// remember leaves no row.
func (w writer) PutConversation(ctx context.Context, a bot.Address, c bot.Conversation) error {
	memory, err := json.Marshal(c)
	switch {
	case err != nil:
	case string(memory) == "{}":
		_, err = w.change(ctx, `DELETE FROM conversations
			WHERE platform = $1 AND bot = $2 AND chat = $3 AND thread = $4 AND member = $5`,
			a.Platform, a.Bot, a.Chat, a.Thread, a.Member)
	default:
		_, err = w.change(ctx, `INSERT INTO conversations (platform, bot, chat, thread, member, memory, updated)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (platform, bot, chat, thread, member) DO UPDATE
			SET memory = excluded.memory, updated = excluded.updated`,
			a.Platform, a.Bot, a.Chat, a.Thread, a.Member, string(memory), toMillis(time.Now()))
	}
	return w.attempt(ctx, err, "saving a conversation")
}

// AddGap keeps a question that nobody could answer.
func (w writer) AddGap(ctx context.Context, g bot.Gap) error {
	_, err := w.change(ctx, `INSERT INTO gaps (pack, question, asked) VALUES ($1, $2, $3)`,
		g.Pack, g.Question, toMillis(g.At))
	return w.attempt(ctx, err, "keeping a gap")
}

// Beat notes that the connection is being served at this moment.
func (w writer) Beat(ctx context.Context, c bot.Connection, at time.Time) error {
	_, err := w.change(ctx, `INSERT INTO connections (platform, bot, beat) VALUES ($1, $2, $3)
		ON CONFLICT (platform, bot) DO UPDATE SET beat = excluded.beat`, c.Platform, c.Bot, toMillis(at))
	return w.attempt(ctx, err, "noting that %s is served", c)
}
