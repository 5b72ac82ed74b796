package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	// oneMove is the advisory lock that a move has for each of its databases. It
	// is named after a table: two schemas of a server's database are two of ours.
	oneMove = `SELECT pg_advisory_xact_lock(hashtextextended('limber move', 'sessions'::regclass::oid::bigint))`

	// serving are the replicas that are there, and those that were until a moment
	// ago, ended without a word, and may still have something under way.
	serving = `WITH ` + held + `
		SELECT id FROM replicas WHERE replica_lock(id) IN (SELECT lock FROM held)
			OR seen BETWEEN clock_timestamp() - INTERVAL '10 seconds' AND clock_timestamp()
		UNION SELECT 'the leader of ' || platform || '/' || bot FROM connections
			WHERE lead_lock(platform, bot) IN (SELECT lock FROM held)`
)

// side holds the database for a move, unless there was trouble with it before.
func (p *Postgres) side(ctx context.Context, trouble error) (*side, error) {
	s := &side{engine: p.engine, name: p.name(), accept: accepted, free: p.Close}
	err := trouble
	if err == nil {
		err = p.hold(ctx, s)
	}
	if err != nil {
		err = s.attempt(ctx, err, "opening the database")
		_ = s.free() // nothing was done
		return nil, err
	}
	return s, nil
}

// hold begins the transaction of a move, on a connection of its own.
func (p *Postgres) hold(ctx context.Context, s *side) error {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return err
	}
	s.free = func() error { return errors.Join(conn.Close(), p.Close()) }
	if err := s.begin(ctx, conn); err != nil {
		return err
	}
	s.put = func(ctx context.Context, t table, rows *stream) error {
		return conn.Raw(func(driver any) error {
			_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{t.name}, t.names(), rows)
			return err
		})
	}
	s.settle = s.countOn
	return s.keepOut(ctx)
}

// keepOut refuses a database that is served, and lets no replica begin to serve
// it while the transaction lasts: it could not even take its seat.
func (s *side) keepOut(ctx context.Context) error {
	for _, setting := range []string{
		`SET LOCAL statement_timeout = 0`,
		`SET LOCAL idle_in_transaction_session_timeout = 0`,
		`SET LOCAL synchronous_commit = on`, // what is said to be moved survives the server
	} {
		if _, err := s.tx.ExecContext(ctx, setting); err != nil {
			return err
		}
	}
	if _, err := s.tx.ExecContext(ctx, oneMove); isCode(err, lockNotAvailable) {
		return errors.New(s.name + " is being moved already, or is both that to move from and that to move to")
	} else if err != nil {
		return err
	}
	if err := s.unserved(ctx); err != nil {
		return err // and nothing was held up
	}
	tables := []string{"replicas"}
	for _, t := range carried {
		tables = append(tables, t.name)
	}
	if _, err := s.tx.ExecContext(ctx, `LOCK TABLE `+strings.Join(tables, ", ")+` IN EXCLUSIVE MODE`); err != nil {
		return err
	}
	return s.unserved(ctx) // nor has one begun meanwhile
}

func (s *side) unserved(ctx context.Context) error {
	var who []string
	err := s.each(ctx, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		who = append(who, name)
		return err
	}, serving)
	if err == nil && len(who) > 0 {
		return fmt.Errorf("%s is in use by %s: stop every Limber that has it; one that was killed counts for 10 seconds more", s.name, strings.Join(who, ", "))
	}
	return err
}

// countOn has the numbers of gaps begin after those that were moved. It is
// undone with the transaction.
func (s *side) countOn(ctx context.Context) error {
	var next int64
	_, err := s.one(ctx, &next, `SELECT coalesce(max(id), 0) + 1 FROM gaps`)
	if err == nil {
		// PostgreSQL takes no place for the number here.
		_, err = s.tx.ExecContext(ctx, fmt.Sprintf(`ALTER TABLE gaps ALTER COLUMN id RESTART WITH %d`, max(next, 1)))
	}
	return err
}
