package store

import (
	"context"

	"limber/bot"
)

// Note returns a note of a connection's adapter, "" if there is none.
func (r reader) Note(ctx context.Context, c bot.Connection, name string) (string, error) {
	var value string
	_, err := r.one(ctx, &value, `SELECT value FROM notes WHERE platform = $1 AND bot = $2 AND name = $3`,
		c.Platform, c.Bot, name)
	return value, r.attempt(ctx, err, "reading the note %q of %s", name, c)
}

// PutNote writes a note of a connection's adapter; "" removes it.
func (w writer) PutNote(ctx context.Context, c bot.Connection, name, value string) error {
	var err error
	if value == "" {
		_, err = w.change(ctx, `DELETE FROM notes WHERE platform = $1 AND bot = $2 AND name = $3`,
			c.Platform, c.Bot, name)
	} else {
		_, err = w.change(ctx, `INSERT INTO notes (platform, bot, name, value) VALUES ($1, $2, $3, $4)
			ON CONFLICT (platform, bot, name) DO UPDATE SET value = excluded.value`, c.Platform, c.Bot, name, value)
	}
	return w.attempt(ctx, err, "saving the note %q of %s", name, c)
}
