// Package store is the durable side of the assistant: sessions, conversations,
// clearances and gaps as rows in SQL, and what platforms brought until it was
// dealt with.
//
// The statements are common to all engines (reader and writer); a file for each
// engine opens it, brings its schema up to date and explains its errors.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// engine is one pool of connections to a database.
type engine struct {
	db *sql.DB
	// explain adds to a failure of the database what an operator can do.
	explain func(error) error
}

// attempt says of an error what was attempted, and why the context ended if it
// did. It leaves out whom it was about: errors are logged.
func (e engine) attempt(ctx context.Context, err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	what := fmt.Sprintf(format, args...)
	if ended := ctx.Err(); ended != nil {
		// The driver may report this as an interrupted statement.
		if cause := context.Cause(ctx); !errors.Is(ended, cause) {
			return fmt.Errorf("%s: %w: %w", what, ended, cause)
		}
		return fmt.Errorf("%s: %w", what, ended)
	}
	return fmt.Errorf("%s: %w", what, e.explain(err))
}

// transaction runs all of do, or nothing of it.
func (e engine) transaction(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, unlessDone(tx.Rollback()))
	}
	return tx.Commit()
}

// unlessDone drops the complaint that a transaction was rolled back already,
// as it is where its context ended.
func unlessDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// each calls scan for every row of a query.
func (e engine) each(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := e.db.QueryContext(ctx, query, args...)
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
