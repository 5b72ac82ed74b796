package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"limber/bot"
)

// personal are the tables that hold a member, in the columns platform and
// member. Export and Erase cover these; a test looks for others.
var personal = []string{"sessions", "conversations", "clearances", inbox}

const inbox = "inbox"

// Export returns all that is kept of a member, as rows by table, ready to be
// made JSON: moments as times, durations in words such as "1m30s". Tables that
// hold nothing of the member are left out.
func (r reader) Export(ctx context.Context, p bot.Person) (map[string][]map[string]any, error) {
	kept := map[string][]map[string]any{}
	for _, table := range personal {
		err := r.each(ctx, func(rows *sql.Rows) error {
			row, err := rowByColumn(rows)
			kept[table] = append(kept[table], row)
			return err
		}, `SELECT * FROM `+table+` WHERE platform = $1 AND member = $2`,
			append(slices.Clone(r.unplanned), p.Platform, p.Member)...)
		if err != nil {
			return nil, r.attempt(ctx, err, "exporting the %s of a member", table)
		}
	}
	return kept, nil
}

func rowByColumn(rows *sql.Rows) (map[string]any, error) {
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values, targets := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		targets[i] = &values[i]
	}
	if err := rows.Scan(targets...); err != nil {
		return nil, err
	}
	row := make(map[string]any, len(names))
	for i, name := range names {
		row[name] = shown(name, values[i])
	}
	return row, nil
}

// shown makes of a column's value what people can read.
func shown(column string, value any) any {
	switch v := value.(type) {
	case int64:
		switch column {
		case "anchor":
			return time.UnixMicro(v).UTC()
		case "along":
			return (time.Duration(v) * time.Microsecond).String()
		case "updated", "until":
			return fromMillis(v)
		case "sending", "pending":
			return v != 0
		}
	case string:
		switch column {
		case "timeline", "options", "memory":
			if json.Valid([]byte(v)) {
				return json.RawMessage(v)
			}
		}
	case []byte: // the body of a parcel
		switch {
		case json.Valid(v):
			return json.RawMessage(v)
		case utf8.Valid(v):
			return string(v)
		}
	}
	return value
}

// Erase removes all that is kept of a member. Of the member's parcels the ids
// stay, which are nobody's then: they must not be dealt with again.
func (w writer) Erase(ctx context.Context, p bot.Person) error {
	var erasure []statement
	for _, table := range personal {
		change := `DELETE FROM ` + table
		if table == inbox {
			change = `UPDATE inbox SET pending = 0, member = NULL, body = NULL`
		}
		erasure = append(erasure, statement{query: change + ` WHERE platform = $1 AND member = $2`, args: []any{p.Platform, p.Member}})
	}
	_, err := w.run(ctx, erasure)
	return w.attempt(ctx, err, "erasing a member")
}

// Purge removes ended sessions, conversations, expired clearances, gaps and
// parcels that were last touched before the given moment. Parcels stay for 48
// hours in any case, so that they are known when they come again. Those that are
// still pending go too: nobody waits for an answer any more.
func (w writer) Purge(ctx context.Context, before time.Time) error {
	now := time.Now()
	border, forgotten := toMillis(before), min(toMillis(before), toMillis(now.Add(-remembered)))
	_, err := w.run(ctx, []statement{
		{query: `DELETE FROM sessions WHERE state = 'ended' AND updated < $1`, args: []any{border}},
		{query: `DELETE FROM conversations WHERE updated < $1`, args: []any{border}},
		{query: `DELETE FROM clearances WHERE updated < $1 AND until <= $2`, args: []any{border, toMillis(now)}},
		{query: `DELETE FROM gaps WHERE asked < $1`, args: []any{border}},
		{query: `DELETE FROM inbox WHERE updated < $1`, args: []any{forgotten}},
	})
	return w.attempt(ctx, err, "removing what is older than %s", before.UTC().Format(time.DateTime))
}

// PutClearance keeps until when a member's "none of these" holds for a list of
// restrictions.
func (w writer) PutClearance(ctx context.Context, p bot.Person, list string, until time.Time) error {
	_, err := w.change(ctx, `INSERT INTO clearances (platform, member, list, until, updated)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (platform, member, list) DO UPDATE SET until = excluded.until, updated = excluded.updated`,
		p.Platform, p.Member, list, toMillis(until), toMillis(time.Now()))
	return w.attempt(ctx, err, "saving a clearance")
}

// DropClearances takes back all that the member said of restrictions.
func (w writer) DropClearances(ctx context.Context, p bot.Person) error {
	_, err := w.change(ctx, `DELETE FROM clearances WHERE platform = $1 AND member = $2`, p.Platform, p.Member)
	return w.attempt(ctx, err, "taking back the clearances of a member")
}
