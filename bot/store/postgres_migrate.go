package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// Programs of several versions may serve a database side by side while they are
// upgraded one after another. So each step says which is the oldest program that
// can work with the database after it, by the number of the latest step which
// that program knows; the database remembers it with the step.
const makeSteps = `CREATE TABLE IF NOT EXISTS limber_steps (
	step       INTEGER     NOT NULL PRIMARY KEY,
	works_with INTEGER     NOT NULL,
	taken      TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
)`

var worksWith = regexp.MustCompile(`\A-- works with: ([0-9]+)\n`)

// A migration may take long, and waits for another process that has begun it,
// but not for ever behind what somebody else holds: others would wait behind it.
const migrating = `SET LOCAL statement_timeout = 0;
	SET LOCAL lock_timeout = '2min';
	SELECT pg_advisory_xact_lock(hashtextextended('limber steps', 0));
	SET LOCAL lock_timeout = '` + lockTimeout + `'`

// version returns the database's version, 0 for one that no Limber has seen,
// and the oldest program that can work with it, by what that knows.
func (p *Postgres) version(ctx context.Context) (version, oldest int, err error) {
	var there bool
	_, err = p.one(ctx, &there, `SELECT to_regclass('limber_steps') IS NOT NULL`)
	if err == nil && there {
		err = p.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&version, &oldest) },
			`SELECT coalesce(max(step), 0), coalesce(max(works_with), 0) FROM limber_steps`)
	}
	return version, oldest, p.attempt(ctx, err, "opening the database")
}

// migrate takes the steps that the database has not seen, each whole or not at
// all, and refuses a database that is too new for them.
func (p *Postgres) migrate(ctx context.Context, steps fs.FS) error {
	names, version, err := p.known(ctx, steps)
	if err != nil {
		return err
	}
	for i, name := range names[min(version, len(names)):] {
		if err := p.step(ctx, steps, name, version+i+1); err != nil {
			return p.attempt(ctx, err, "upgrading the database with %s", filepath.Base(name))
		}
	}
	return nil
}

// known returns the steps and how many of them the database has seen, or refuses
// one that is too new for them.
func (p *Postgres) known(ctx context.Context, steps fs.FS) (names []string, version int, err error) {
	if names, err = stepNames(steps, "postgres"); err != nil {
		return nil, 0, err
	}
	version, oldest, err := p.version(ctx)
	if err == nil && oldest > len(names) {
		err = p.tooNew(version, oldest, len(names))
	}
	return names, version, err
}

// step takes one step, if no other process has taken it meanwhile.
func (p *Postgres) step(ctx context.Context, steps fs.FS, name string, number int) error {
	text, err := fs.ReadFile(steps, name)
	if err != nil {
		return err
	}
	said := worksWith.FindSubmatch(text)
	if said == nil {
		return errors.New(`its first line does not say "-- works with: " and a number`)
	}
	oldest, err := strconv.Atoi(string(said[1]))
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		var taken bool
		err := script(ctx, tx, migrating+";"+makeSteps)
		if err == nil {
			err = tx.QueryRow(ctx, `SELECT count(*) > 0 FROM limber_steps WHERE step = $1`, number).Scan(&taken)
		}
		if err != nil || taken {
			return err
		}
		if err := script(ctx, tx, string(text)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO limber_steps (step, works_with) VALUES ($1, $2)`, number, oldest)
		return err
	})
}

// script executes several statements in one text.
func script(ctx context.Context, tx pgx.Tx, text string) error {
	_, err := tx.Conn().PgConn().Exec(ctx, text).ReadAll()
	return err
}

// readable refuses a database that this program cannot read.
func (p *Postgres) readable(ctx context.Context, steps fs.FS) error {
	names, version, err := p.known(ctx, steps)
	switch {
	case err != nil:
		return err
	case version == 0:
		return &Unmade{"table in " + p.name()}
	case version < len(names):
		return errors.New(olderLimber(p.name()))
	}
	return nil
}

func (p *Postgres) name() string { return nameOf(p.pool.Config().ConnConfig) }

func (p *Postgres) tooNew(version, oldest, known int) error {
	return fmt.Errorf("%s is of a newer Limber (version %d, which one that knows %d can work with; this one knows %d): run the newer one, or restore a dump from before the upgrade",
		p.name(), version, oldest, known)
}
