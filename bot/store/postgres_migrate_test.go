package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"limber/bot/store/pgtest"
)

// postgresSteps returns our own steps and then some that are made up, each of
// which programs that know oldest can work with.
func postgresSteps(t *testing.T, more, oldest int) fstest.MapFS {
	t.Helper()
	names, err := stepNames(schema, "postgres")
	check(t, err)
	steps := fstest.MapFS{}
	for _, name := range names {
		text, err := fs.ReadFile(schema, name)
		check(t, err)
		steps[name] = &fstest.MapFile{Data: text}
	}
	for i := range more {
		n := len(names) + i + 1
		steps[postgresStep(n)] = &fstest.MapFile{
			Data: fmt.Appendf(nil, "-- works with: %d\nCREATE TABLE more%d (n INTEGER);\nALTER TABLE sessions ADD more%d TEXT;", oldest, n, n),
		}
	}
	return steps
}

func postgresStep(n int) string { return fmt.Sprintf("postgres/%04d_more.sql", n) }

func knownToPostgres(t *testing.T) int { return len(postgresSteps(t, 0, 0)) }

// opened opens and closes a database with steps.
func opened(t *testing.T, where string, steps fs.FS) error {
	t.Helper()
	p, err := openPostgres(t.Context(), where, steps)
	if err == nil {
		check(t, p.Close())
	}
	return err
}

func stepsTaken(t *testing.T, p *Postgres) (version, tables int) {
	t.Helper()
	check(t, p.pool.QueryRow(t.Context(), `SELECT max(step), (SELECT count(*) FROM pg_tables WHERE schemaname = 'public') FROM limber_steps`).
		Scan(&version, &tables))
	return version, tables
}

// An older program that is running goes on beside a newer one that has brought
// the schema up to date, and may begin anew: what it reads of a table has other
// columns than when it first read it.
func TestOlderAndNewerSideBySide(t *testing.T) {
	where := pgtest.URL(t)
	older := postgresHere(t, where)
	led := older.Led(leader, raised(t, older), func() { t.Error("lost") })
	check(t, led.PutSession(t.Context(), session("s")))
	read := func(columns int) {
		t.Helper()
		for range 20 { // on whatever connection
			rows, err := led.Export(t.Context(), ana.Person())
			check(t, err)
			if got := len(rows["sessions"][0]); got != columns {
				t.Fatalf("a session has %d columns, want %d", got, columns)
			}
		}
	}
	read(16)
	check(t, opened(t, where, postgresSteps(t, 2, knownToPostgres(t))))
	read(18)
	check(t, led.MoveSession(t.Context(), session("s")))
	check(t, led.PutSession(t.Context(), session("t")))
	check(t, opened(t, where, schema))
	r, err := OpenReader(t.Context(), where)
	check(t, err)
	check(t, r.Close())
	if version, _ := stepsTaken(t, older); version != knownToPostgres(t)+2 {
		t.Errorf("version %d", version)
	}
}

func TestATooNewPostgresIsRefused(t *testing.T) {
	where, known := pgtest.URL(t), knownToPostgres(t)
	steps := postgresSteps(t, 2, known+1)
	steps[postgresStep(known+3)] = &fstest.MapFile{Data: []byte("-- works with: 1\n")} // but not with the step before it
	check(t, opened(t, where, steps))
	want := fmt.Sprintf("is of a newer Limber (version %d, which one that knows %d can work with; this one knows %d)", known+3, known+1, known)
	if err := opened(t, where, schema); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got error %v, want %q", err, want)
	}
	readerRefused(t, where, want)
	check(t, opened(t, where, steps))
}

// Replicas that are started together bring the schema up to date once.
func TestManyBeginAtOnce(t *testing.T) {
	where := pgtest.URL(t)
	for range 2 { // nothing to do the second time
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if err := opened(t, where, postgresSteps(t, 3, 1)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	}
	if version, _ := stepsTaken(t, postgresHere(t, where)); version != knownToPostgres(t)+3 {
		t.Errorf("version %d", version)
	}
}

func TestAFailedStepOnPostgresChangesNothing(t *testing.T) {
	where := pgtest.URL(t)
	steps, known := postgresSteps(t, 2, 1), knownToPostgres(t)
	good := steps[postgresStep(known+2)].Data
	for _, bad := range []string{
		"-- works with: 1\nCREATE TABLE half (n INTEGER); INSERT INTO nowhere VALUES (1);",
		"CREATE TABLE half (n INTEGER);",
		"\n-- works with: 1\nCREATE TABLE half (n INTEGER);",
	} {
		steps[postgresStep(known+2)].Data = []byte(bad)
		if err := opened(t, where, steps); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("upgrading the database with %04d_more.sql: ", known+2)) {
			t.Errorf("got error %v, want one that names the step", err)
		}
	}
	p := postgresHere(t, where)
	version, tables := stepsTaken(t, p)
	if version != known+1 {
		t.Errorf("version %d, want %d: the steps before the one that failed", version, known+1)
	}
	steps[postgresStep(known+2)].Data = good
	check(t, opened(t, where, steps))
	if _, after := stepsTaken(t, p); after != tables+1 {
		t.Errorf("%d tables after %d", after, tables)
	}
}

func TestPostgresOfAnotherProgram(t *testing.T) {
	where := pgtest.URL(t)
	p, err := connectPostgres(t.Context(), where)
	check(t, err)
	do(t, p, `CREATE TABLE notes (recipe TEXT)`)
	if err := opened(t, where, schema); err == nil || !strings.Contains(err.Error(), "holds the tables of another program") {
		t.Errorf("got error %v", err)
	}
	var tables int
	check(t, p.pool.QueryRow(t.Context(), `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&tables))
	if tables != 1 {
		t.Errorf("%d tables, want that of the other", tables)
	}
	check(t, p.Close())
}

func TestReaderOfAnUnmadePostgres(t *testing.T) {
	where := pgtest.URL(t)
	r, err := OpenReader(t.Context(), where)
	if _, ok := errors.AsType[*Unmade](err); !ok || !strings.Contains(err.Error(), "there is no table in the database limber_test_") {
		t.Errorf("got reader %v and error %v, want that it is not made yet", r, err)
	}
	check(t, opened(t, where, schema))
	r, err = OpenReader(t.Context(), where)
	check(t, err)
	if gaps, err := r.Gaps(t.Context(), ""); err != nil || len(gaps) != 0 {
		t.Errorf("gaps %v, error %v", gaps, err)
	}
	check(t, r.Close())
}
