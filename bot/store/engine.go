// Package store is the durable side of the assistant: sessions, conversations,
// clearances and gaps as rows in SQL, and what platforms brought until it was
// dealt with.
//
// The statements are common to all engines (reader and writer); files for each
// engine open it, bring its schema up to date, run what is written as one
// transaction and explain its errors.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"limber/bot"
)

// engine is one pool of connections to a database.
type engine struct {
	db *sql.DB
	// explain adds to a failure of the database what an operator can do.
	explain func(error) error
	// query begins to read rows.
	query func(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	// unplanned stands before the arguments of a query whose columns may become
	// others while the program runs.
	unplanned []any
	// patience is how long a query may take; 0 is as long as its context lasts.
	patience time.Duration
}

// attempt says of an error what was attempted, and why the context ended if it
// did. It leaves out whom it was about: errors are logged.
func (e engine) attempt(ctx context.Context, err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	what := fmt.Sprintf(format, args...)
	if ended := ctx.Err(); ended != nil && !errors.Is(err, bot.ErrLost) {
		// The driver may report this as an interrupted statement.
		if cause := context.Cause(ctx); !errors.Is(ended, cause) {
			return fmt.Errorf("%s: %w: %w", what, ended, cause)
		}
		return fmt.Errorf("%s: %w", what, ended)
	}
	return fmt.Errorf("%s: %w", what, e.explain(err))
}

// each calls scan for every row of a query.
func (e engine) each(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	if e.patience > 0 {
		limited, cancel := context.WithTimeout(ctx, e.patience)
		defer cancel()
		ctx = limited
	}
	rows, err := e.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one reads the first row that a query finds, and reports whether there is one.
func (e engine) one(ctx context.Context, target any, query string, args ...any) (found bool, err error) {
	err = e.each(ctx, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(target)
	}, query, args...)
	return found, err
}

// Moments in the tables are milliseconds since 1970. The zero time comes back
// as the zero time.
func toMillis(t time.Time) int64   { return t.UnixMilli() }
func fromMillis(n int64) time.Time { return time.UnixMilli(n).UTC() }

// An anchor is microseconds since 1970, NULL where it is the zero time.
func toAnchor(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMicro(), Valid: !t.IsZero()}
}

func fromAnchor(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMicro(n.Int64).UTC()
}
