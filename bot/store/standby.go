package store

import (
	"context"

	"limber/bot"
)

// Standby is what a process keeps that does not lead a connection, or not yet:
// what the platform brings, for the leader. All else is the leader's.
type Standby struct{ *Postgres }

var (
	_ bot.Inbox  = Standby{}
	_ bot.Notes  = Standby{}
	_ bot.Sharer = Standby{}
)

// Standby returns what a process keeps that does not lead.
func (p *Postgres) Standby() Standby { return Standby{p} }

// Take fails: only the leader deals with parcels.
func (Standby) Take(context.Context, bot.Connection, int64) error { return bot.ErrLost }

// Finish fails as Take does.
func (Standby) Finish(context.Context, bot.Connection, int64) error { return bot.ErrLost }

// PutNote fails: notes are the leader's.
func (Standby) PutNote(context.Context, bot.Connection, string, string) error { return bot.ErrLost }

// Agree notes a value that all processes must have in common, unless one was
// noted, and returns the one that is.
func (p *Postgres) Agree(ctx context.Context, c bot.Connection, name, value string) (string, error) {
	_, err := p.run(ctx, []statement{{
		query: `INSERT INTO notes (platform, bot, name, value) VALUES ($1, $2, $3, $4) ON CONFLICT (platform, bot, name) DO NOTHING`,
		args:  []any{c.Platform, c.Bot, name, value},
	}})
	if err != nil {
		return "", p.attempt(ctx, err, "agreeing on the %s of %s", name, c)
	}
	return p.Note(ctx, c, name)
}
