package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"limber/bot"
)

// reader has the methods that change nothing.
type reader struct{ engine }

// Reader reads a database that other processes may be serving.
type Reader struct {
	reader
	close func() error
}

// Unmade is why a database cannot be read that no bot has served yet.
type Unmade struct{ What string }

func (e *Unmade) Error() string {
	return "there is no " + e.What + ": it is made when the bot first runs, in the place that the configuration names"
}

// OpenReader opens a database for reading, whether other processes serve it or
// not: a file, or the URL of one on PostgreSQL. Its error is an *Unmade where
// there is nothing yet.
func OpenReader(ctx context.Context, database string) (*Reader, error) {
	if IsPostgres(database) {
		return openPostgresReader(ctx, database)
	}
	return openSQLiteReader(ctx, database)
}

// Close ends the reader.
func (r *Reader) Close() error { return r.close() }

// Sessions returns the connection's sessions that have not ended, those first
// that were longest not touched. Equal timelines share their blocks and cues,
// which are not to be changed in place: most members follow one of few.
func (r reader) Sessions(ctx context.Context, c bot.Connection) ([]bot.Session, error) {
	var sessions []bot.Session
	known := map[string]bot.Timeline{}
	err := r.each(ctx, func(rows *sql.Rows) error {
		s, err := scanSession(rows, known)
		sessions = append(sessions, s)
		return err
	}, `SELECT id, platform, bot, chat, thread, member, pack, state, reason, "cursor", sending, anchor, along, updated,
			options, timeline
		FROM sessions WHERE platform = $1 AND bot = $2 AND state <> 'ended' ORDER BY updated, id`, c.Platform, c.Bot)
	if err != nil {
		return nil, r.attempt(ctx, err, "reading the sessions of %s", c)
	}
	return sessions, nil
}

// scanSession reads one session. Timelines that were read before are known.
func scanSession(rows *sql.Rows, known map[string]bot.Timeline) (s bot.Session, err error) {
	var (
		anchor         sql.NullInt64
		along, updated int64
		options        []byte
		timeline       string
		a              = &s.Address
	)
	err = rows.Scan(&s.ID, &a.Platform, &a.Bot, &a.Chat, &a.Thread, &a.Member, &s.Pack, &s.State, &s.Reason,
		&s.Cursor, &s.Sending, &anchor, &along, &updated, &options, &timeline)
	if err != nil {
		return s, err
	}
	s.Anchor, s.Updated = fromAnchor(anchor), fromMillis(updated)
	s.Offset = time.Duration(along) * time.Microsecond
	if err := json.Unmarshal(options, &s.Options); err != nil {
		return s, fmt.Errorf("the options of session %s: %w", s.ID, err)
	}
	t, ok := known[timeline]
	if !ok {
		if err := json.Unmarshal([]byte(timeline), &t); err != nil {
			return s, fmt.Errorf("the timeline of session %s: %w", s.ID, err)
		}
		known[timeline] = t
	}
	s.Timeline = t
	return s, nil
}

// Conversation returns what is remembered at an address; zero if nothing.
func (r reader) Conversation(ctx context.Context, a bot.Address) (bot.Conversation, error) {
	var memory []byte
	found, err := r.one(ctx, &memory, `SELECT memory FROM conversations
		WHERE platform = $1 AND bot = $2 AND chat = $3 AND thread = $4 AND member = $5`,
		a.Platform, a.Bot, a.Chat, a.Thread, a.Member)
	var c bot.Conversation
	if found && err == nil {
		err = json.Unmarshal(memory, &c)
	}
	if err != nil {
		return bot.Conversation{}, r.attempt(ctx, err, "reading a conversation")
	}
	return c, nil
}

// Clearance returns until when a member's "none of these" holds for a list of
// restrictions, which may be past; the zero time if there is none.
func (r reader) Clearance(ctx context.Context, p bot.Person, list string) (time.Time, error) {
	at, err := r.moment(ctx, `SELECT until FROM clearances WHERE platform = $1 AND member = $2 AND list = $3`,
		p.Platform, p.Member, list)
	return at, r.attempt(ctx, err, "reading a clearance")
}

// LastBeat returns when the connection was last noted as being served; the
// zero time if never.
func (r reader) LastBeat(ctx context.Context, c bot.Connection) (time.Time, error) {
	at, err := r.moment(ctx, `SELECT beat FROM connections WHERE platform = $1 AND bot = $2 AND beat <> 0`, c.Platform, c.Bot)
	return at, r.attempt(ctx, err, "reading when %s was last served", c)
}

// moment returns the one moment that a query finds, or the zero time.
func (r reader) moment(ctx context.Context, query string, args ...any) (time.Time, error) {
	var n int64
	if found, err := r.one(ctx, &n, query, args...); !found || err != nil {
		return time.Time{}, err
	}
	return fromMillis(n), nil
}

// Gaps returns the questions that nobody could answer, oldest first: those of
// one pack, or of all where pack is "".
func (r reader) Gaps(ctx context.Context, pack string) ([]bot.Gap, error) {
	var gaps []bot.Gap
	err := r.each(ctx, func(rows *sql.Rows) error {
		var g bot.Gap
		var asked int64
		if err := rows.Scan(&g.Pack, &g.Question, &asked); err != nil {
			return err
		}
		g.At = fromMillis(asked)
		gaps = append(gaps, g)
		return nil
	}, `SELECT pack, question, asked FROM gaps WHERE pack = $1 OR $1 = '' ORDER BY asked, id`, pack)
	if err != nil {
		return nil, r.attempt(ctx, err, "reading the gaps")
	}
	return gaps, nil
}
