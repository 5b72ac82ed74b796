package store

import (
	"context"
	"slices"

	"limber/bot"
)

// MoveChat gives the sessions and conversations of a chat its new id, in all
// threads and of all members. Where there is one at the new address already,
// the newer of both stays and the other is removed; sessions that have ended
// are in nobody's way.
func (w writer) MoveChat(ctx context.Context, c bot.Connection, from, to string) error {
	_, err := w.run(ctx, slices.Concat(
		moveChat("sessions", "state <> 'ended'", c, from, to),
		moveChat("conversations", "true", c, from, to),
	))
	return w.attempt(ctx, err, "moving a chat of %s", c)
}

// moveChat moves the rows of one table, of which only one an address may be
// live. Those of the two chats are looked for once: there is no index for them.
func moveChat(table, live string, c bot.Connection, from, to string) []statement {
	both := `platform = $1 AND bot = $2 AND chat IN ($3, $4) AND ` + live
	part, args := "its "+table, []any{c.Platform, c.Bot, from, to}
	return []statement{
		{part, `WITH newer AS MATERIALIZED (SELECT chat, thread, member, updated FROM ` + table + ` WHERE ` + both + `)
			DELETE FROM ` + table + ` AS older WHERE ` + both + ` AND EXISTS (SELECT 1 FROM newer
				WHERE newer.thread = older.thread AND newer.member = older.member AND newer.chat <> older.chat
					AND (newer.updated > older.updated OR newer.updated = older.updated AND newer.chat = $4))`, args},
		{part, `UPDATE ` + table + ` SET chat = $4 WHERE platform = $1 AND bot = $2 AND chat = $3`, args},
	}
}
