package store

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"limber/bot"
	"limber/bot/bottest"
	"limber/bot/store/pgtest"
)

func TestPostgres(t *testing.T) {
	pgtest.Need(t)
	bottest.TestStore(t, func(t *testing.T) bot.Store { return ledHere(t) })
}

func TestPostgresInbox(t *testing.T) {
	pgtest.Need(t)
	bottest.TestInbox(t, func(t *testing.T) bottest.StoreWithInbox { return ledHere(t) })
}

func TestPostgresNotes(t *testing.T) {
	pgtest.Need(t)
	bottest.TestNotes(t, func(t *testing.T) bot.Notes { return ledHere(t) })
}

// leader is a connection of which the tests' stores are the leader. What they
// are given is of others too: the fence does not look at it.
var leader = bot.Connection{Platform: "fenced", Bot: "here"}

// postgresHere opens a database that is closed when the test ends.
func postgresHere(t testing.TB, where string) *Postgres {
	t.Helper()
	p, err := OpenPostgres(t.Context(), where)
	check(t, err)
	t.Cleanup(func() { check(t, p.Close()) })
	return p
}

// ledHere leads in a new database.
func ledHere(t testing.TB) *Led {
	t.Helper()
	p := postgresHere(t, pgtest.URL(t))
	return p.Led(leader, raised(t, p), func() { t.Error("the leadership was lost") })
}

// raise begins a new epoch of leader, as a Seat does.
func raise(ctx context.Context, p *Postgres) (epoch int64, err error) {
	err = pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(fence_lock($1, $2))`, leader.Platform, leader.Bot); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `INSERT INTO connections (platform, bot, epoch) VALUES ($1, $2, 1)
			ON CONFLICT (platform, bot) DO UPDATE SET epoch = connections.epoch + 1 RETURNING epoch`,
			leader.Platform, leader.Bot).Scan(&epoch)
	})
	return epoch, err
}

func raised(t testing.TB, p *Postgres) int64 {
	t.Helper()
	epoch, err := raise(t.Context(), p)
	check(t, err)
	return epoch
}

// do runs statements past the store.
func do(t testing.TB, p *Postgres, statements ...string) {
	t.Helper()
	for _, s := range statements {
		_, err := p.pool.Exec(t.Context(), s)
		check(t, err)
	}
}
