package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// held is one of the two databases of a move. While it is held no bot can begin
// to serve it, and all is done in one transaction.
type held struct {
	engine
	name string // for operators
	tx   *sql.Tx
	// accept makes of values what the database can keep.
	accept func([]any) []any
	// put adds rows to a table that has none.
	put func(ctx context.Context, t table, rows *stream) error
	// free lets go of the database. What was not committed is undone.
	free func() error
}

// holdSource holds a database that is only read, and is not changed.
func holdSource(ctx context.Context, database string) (*held, error) {
	if IsPostgres(database) {
		p, err := connectPostgres(ctx, database)
		if err != nil {
			return nil, err
		}
		return p.held(ctx, p.readable(ctx, schema))
	}
	if _, err := os.Stat(database); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no database %s to move: name it as the configuration does", database)
	}
	lock, err := takeLock(database)
	if err != nil {
		return nil, err
	}
	r, err := openSQLiteReader(ctx, database)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return holdFile(ctx, database, r.engine, func() error { return errors.Join(r.Close(), lock.Unlock()) })
}

// holdTarget holds a database that is to be filled. It is made and brought up to
// date as it is by a bot that begins to serve it.
func holdTarget(ctx context.Context, database string) (*held, error) {
	if IsPostgres(database) {
		p, err := OpenPostgres(ctx, database)
		if err != nil {
			return nil, err
		}
		return p.held(ctx, nil)
	}
	s, err := Open(ctx, database)
	if err != nil {
		return nil, err
	}
	// What is said to be moved is there after a power cut.
	if _, err := s.writer.db.ExecContext(ctx, `PRAGMA synchronous = FULL`); err != nil {
		return nil, errors.Join(s.writer.attempt(ctx, err, "opening the database"), s.Close())
	}
	return holdFile(ctx, database, s.writer.engine, s.Close)
}

func holdFile(ctx context.Context, path string, e engine, free func() error) (*held, error) {
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(e.attempt(ctx, err, "opening the database"), free())
	}
	h := &held{engine: e, name: path, tx: tx, accept: asTheyAre, put: inserter(tx)}
	h.free = func() error { return errors.Join(unlessDone(tx.Rollback()), free()) }
	return h, nil
}

// inserter puts rows into the tables of a file.
func inserter(tx *sql.Tx) func(context.Context, table, *stream) error {
	return func(ctx context.Context, t table, rows *stream) error {
		var places []string
		for i := range t.columns {
			places = append(places, "$"+strconv.Itoa(i+1))
		}
		insert, err := tx.PrepareContext(ctx, `INSERT INTO `+t.name+` (`+t.list()+`) VALUES (`+strings.Join(places, ", ")+`)`)
		if err != nil {
			return err
		}
		defer func() { _ = insert.Close() }() // the transaction tells of trouble
		for rows.Next() {
			values, err := rows.Values()
			if err != nil {
				return err
			}
			if _, err := insert.ExecContext(ctx, values...); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}

// held holds the database, unless there was trouble with it before.
func (p *Postgres) held(ctx context.Context, trouble error) (_ *held, err error) {
	h := &held{engine: p.engine, name: p.name(), accept: accepted, free: p.Close}
	defer func() {
		if err != nil {
			err = h.attempt(ctx, err, "opening the database")
			_ = h.free() // nothing was done
		}
	}()
	if trouble != nil {
		return nil, trouble
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	h.free = func() error { return errors.Join(conn.Close(), p.Close()) }
	if h.tx, err = conn.BeginTx(ctx, nil); err != nil {
		return nil, err
	}
	h.free = func() error { return errors.Join(unlessDone(h.tx.Rollback()), conn.Close(), p.Close()) }
	h.put = func(ctx context.Context, t table, rows *stream) error { return copyTo(ctx, conn, t, rows) }
	return h, h.keepOut(ctx)
}

// settings let a statement take as long as it needs, and have the transaction
// survive the server's end once it was committed.
var settings = []string{
	`SET LOCAL statement_timeout = 0`,
	`SET LOCAL idle_in_transaction_session_timeout = 0`,
	`SET LOCAL synchronous_commit = on`,
}

// oneMove is an advisory lock that each move has for both of its databases,
// which are two schemas where the server's database is one.
const oneMove = `SELECT pg_advisory_xact_lock(hashtextextended('limber move', 'sessions'::regclass::oid::bigint))`

// serving are the replicas that are there, and those that may have been killed
// just now and still have something under way.
const serving = `WITH ` + held + `
	SELECT id FROM replicas WHERE replica_lock(id) IN (SELECT lock FROM held)
		OR seen BETWEEN clock_timestamp() - INTERVAL '10s' AND clock_timestamp()
	UNION SELECT 'the leader of ' || platform || '/' || bot FROM connections
		WHERE lead_lock(platform, bot) IN (SELECT lock FROM held)`

// keepOut lets no replica begin to serve the database for as long as the
// transaction lasts, and refuses one that is served.
func (h *held) keepOut(ctx context.Context) error { return nil }

// copyTo puts rows into a table by PostgreSQL's COPY, in the transaction of the
// connection.
func copyTo(ctx context.Context, conn *sql.Conn, t table, rows *stream) error {
	return conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{t.name}, t.names(), rows)
		return err
	})
}
