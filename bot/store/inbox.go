package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"limber/bot"
)

// remembered is for how long at least a parcel is known when it comes again.
// Platforms repeat what was not confirmed for a day.
const remembered = 48 * time.Hour

var errNever = errors.New("it was never received, or so long ago that it was removed")

const (
	receiveParcel = `INSERT INTO inbox (platform, bot, id, member, pending, updated, body)
		VALUES ($1, $2, $3, NULLIF($4, ''), 1, $5, $6)
		ON CONFLICT (platform, bot, id) DO NOTHING`
	// A parcel that was dealt with stays as it is: the same content is not
	// written again.
	takeParcel = `UPDATE inbox
		SET updated = CASE pending WHEN 1 THEN $4 ELSE updated END, pending = CASE pending WHEN 1 THEN 2 ELSE pending END
		WHERE platform = $1 AND bot = $2 AND id = $3`
	forgetParcel = `UPDATE inbox
		SET updated = CASE pending WHEN 0 THEN updated ELSE $4 END, pending = 0, member = NULL, body = NULL
		WHERE platform = $1 AND bot = $2 AND id = $3`
)

// Receive keeps parcels and returns, in their order, those that were never
// received before: not those either that were dealt with since, nor the second
// of two with one id in the list. Where it fails nothing is kept.
func (w writer) Receive(ctx context.Context, c bot.Connection, list []bot.Parcel) ([]bot.Parcel, error) {
	now := toMillis(time.Now())
	receipt := make([]statement, len(list))
	for i, p := range list {
		receipt[i] = statement{query: receiveParcel, args: []any{c.Platform, c.Bot, p.ID, p.Member, now, p.Body}}
	}
	changed, err := w.run(ctx, receipt)
	if err != nil {
		return nil, w.attempt(ctx, err, "keeping what %s brought", c)
	}
	var fresh []bot.Parcel
	for i, p := range list {
		if changed[i] > 0 {
			fresh = append(fresh, p)
		}
	}
	return fresh, nil
}

// Take notes that dealing with a parcel is about to have an effect. It fails for
// a parcel that is not known.
func (w writer) Take(ctx context.Context, c bot.Connection, id int64) error {
	err := w.parcelIs(ctx, takeParcel, c, id)
	return w.attempt(ctx, err, "noting that dealing with parcel %d of %s has begun", id, c)
}

// Finish notes that a parcel was dealt with and forgets all of it but its id.
// It fails for a parcel that is not known.
func (w writer) Finish(ctx context.Context, c bot.Connection, id int64) error {
	err := w.parcelIs(ctx, forgetParcel, c, id)
	return w.attempt(ctx, err, "noting that parcel %d of %s was dealt with", id, c)
}

func (w writer) parcelIs(ctx context.Context, state string, c bot.Connection, id int64) error {
	n, err := w.change(ctx, state, c.Platform, c.Bot, id, toMillis(time.Now()))
	return unlessNone(n, err, errNever)
}

// Pending returns what was received and not finished, in the order of the ids.
func (r reader) Pending(ctx context.Context, c bot.Connection) ([]bot.Parcel, error) {
	var list []bot.Parcel
	err := r.each(ctx, func(rows *sql.Rows) error {
		var p bot.Parcel
		err := rows.Scan(&p.ID, &p.Member, &p.Body, &p.Taken)
		list = append(list, p)
		return err
	}, `SELECT id, coalesce(member, ''), body, pending = 2 FROM inbox WHERE platform = $1 AND bot = $2 AND pending > 0 ORDER BY id`, c.Platform, c.Bot)
	if err != nil {
		return nil, r.attempt(ctx, err, "reading what %s brought and was not dealt with", c)
	}
	return list, nil
}
