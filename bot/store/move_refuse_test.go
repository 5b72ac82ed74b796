package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"limber/bot"
	"limber/bot/store/pgtest"
)

// notMovedFor tests that a move is refused with a sentence.
func notMovedFor(t *testing.T, from, to, part string) {
	t.Helper()
	_, err := Move(t.Context(), from, to, quiet)
	says(t, err, part)
}

func TestTargetThatIsNotEmpty(t *testing.T) {
	ways(t, func(t *testing.T, from, to string) {
		filled(t, from)
		s, end, err := openKept(t.Context(), to)
		check(t, err)
		check(t, s.AddGap(t.Context(), bot.Gap{Question: "mine", At: moment}))
		check(t, end())
		before := rowsIn(t, to)
		notMovedFor(t, from, to, "holds other rows already (gaps: 1")
		notMovedFor(t, from, to, "name a database that is new or empty")
		if after := rowsIn(t, to); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("the target was changed: %v", after)
		}
	})
}

// One row too many or another one is not what was moved.
func TestTargetThatABotHasServed(t *testing.T) {
	ways(t, func(t *testing.T, from, to string) {
		filled(t, from)
		moves(t, from, to)
		s, end, err := openKept(t.Context(), to)
		check(t, err)
		check(t, s.PutConversation(t.Context(), ana, bot.Conversation{Topic: "new"}))
		check(t, end())
		notMovedFor(t, from, to, "If a bot has served it since an earlier move, there is nothing left to move")
	})
}

func TestMoveWhileAFileIsInUse(t *testing.T) {
	used, free, server := databaseHere(t), databaseHere(t), pgtest.URL(t)
	filled(t, server)
	openHere(t, used)
	check(t, openHere(t, free).Close())
	const part = "is in use by another Limber: stop it"
	for _, other := range []string{free, server} {
		notMovedFor(t, used, other, part)
		notMovedFor(t, other, used, part)
	}
}

func TestMoveWhileReplicasServe(t *testing.T) {
	free, server, empty := databaseHere(t), pgtest.URL(t), pgtest.URL(t)
	filled(t, free)
	for _, where := range []string{server, empty} {
		p := postgresHere(t, where)
		seat, err := p.Seat(t.Context(), "there")
		check(t, err)
		_, err = seat.Confirm(t.Context(), []bot.Connection{leader})
		check(t, err)
		part := "is in use by there: stop every Limber that has it"
		notMovedFor(t, where, databaseHere(t), part)
		notMovedFor(t, free, where, part)

		// Its locks alone: it has not confirmed them for long.
		do(t, p, `UPDATE replicas SET seen = clock_timestamp() - INTERVAL '1 day'`)
		notMovedFor(t, free, where, part)
		got, _, err := seat.Try(t.Context(), leader)
		if err != nil || !got {
			t.Fatalf("locked %v, error %v", got, err)
		}
		do(t, p, `DELETE FROM replicas`)
		notMovedFor(t, where, databaseHere(t), "is in use by the leader of fenced/here")
		check(t, seat.Leave(t.Context()))
		seat.Close()

		// One that was killed may have a write under way.
		do(t, p, `INSERT INTO replicas (id, serves) VALUES ('killed', '{}')`)
		notMovedFor(t, where, databaseHere(t), "is in use by killed")
		do(t, p, `UPDATE replicas SET seen = clock_timestamp() - INTERVAL '11 seconds'`, `DELETE FROM connections`)
	}
	moves(t, free, empty)
}

// While a move is under way nobody begins to serve either database.
func TestNobodyServesMeanwhile(t *testing.T) {
	ways(t, func(t *testing.T, from, to string) {
		filled(t, from)
		prepared(t, to)
		tried := false
		_, err := Move(t.Context(), from, to, func(MoveProgress) {
			if tried {
				return
			}
			tried = true
			for _, where := range []string{from, to} {
				if err := serves(where); err == nil {
					t.Errorf("%s is served while it is moved", where)
				}
				if _, err := Move(t.Context(), hasty(t, where), databaseHere(t), quiet); err == nil {
					t.Errorf("%s is moved twice at once", where)
				}
			}
		})
		check(t, err)
		for _, where := range []string{from, to} {
			check(t, serves(where))
		}
	})
}

// hasty is a database whose locks are not waited for long.
func hasty(t *testing.T, where string) string {
	t.Helper()
	if !IsPostgres(where) {
		return where
	}
	return changed(t, where, func(u *url.URL) { u.RawQuery += "&lock_timeout=50ms" })
}

// serves begins to serve a database as a bot does, and ends.
func serves(where string) error {
	ctx := context.Background()
	if !IsPostgres(where) {
		s, err := Open(ctx, where)
		if err != nil {
			return err
		}
		return s.Close()
	}
	p, err := OpenPostgres(ctx, where)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	seat, err := p.Seat(ctx, "late")
	if err != nil {
		return err
	}
	defer seat.Close()
	return seat.Leave(ctx)
}

func TestMoveToItself(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "limber.db")
	filled(t, path)
	check(t, os.Symlink(path, filepath.Join(dir, "link")))
	for _, other := range []string{path, dir + "/./limber.db", filepath.Join(dir, "link")} {
		notMovedFor(t, path, other, "are the same database: name two")
	}
	where := pgtest.URL(t)
	filled(t, where)
	notMovedFor(t, where, where, "are the same database: name two")
	notMovedFor(t, where, hasty(t, where), "is being moved already, or is both that to move from and that to move to")
}

func TestMoveFromNowhere(t *testing.T) {
	server, dir := pgtest.URL(t), t.TempDir()
	missing := filepath.Join(dir, "limber.db")
	for _, to := range []string{filepath.Join(dir, "new.db"), server} {
		notMovedFor(t, missing, to, "there is nothing of Limber in "+missing+", so there is nothing to move")
		notMovedFor(t, server, filepath.Join(dir, "new.db"), "there is nothing of Limber in the database")
		notMovedFor(t, dir, to, "it is not a file")
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("left behind: %v, error %v", files, err)
	}
	p, err := connectPostgres(t.Context(), server)
	check(t, err)
	defer func() { check(t, p.Close()) }()
	if version, _, err := p.version(t.Context()); err != nil || version != 0 {
		t.Errorf("the server's database was made: version %d, error %v", version, err)
	}
}

func TestMoveByAWrongURL(t *testing.T) {
	file, server := databaseHere(t), pgtest.URL(t)
	filled(t, file)
	for part, wrong := range map[string]string{
		"does not let the user":  changed(t, server, func(u *url.URL) { u.User = url.UserPassword(u.User.Username(), secret) }),
		"does not exist: make":   changed(t, server, func(u *url.URL) { u.Path = "/nowhere" }),
		"cannot be read: write ": "postgres://limber:s3cret%zz@host/limber",
	} {
		notMovedFor(t, file, wrong, part)
		notMovedFor(t, wrong, file, part)
	}
}

// A source of an older Limber is not changed; a target is brought up to date.
func TestMoveFromAnOlder(t *testing.T) {
	old := databaseHere(t)
	check(t, os.WriteFile(old, nil, 0o600))
	notMovedFor(t, old, databaseHere(t), "is of an older Limber: run the bot once")
	raw(t, old, "PRAGMA user_version = 99", fmt.Sprintf("PRAGMA application_id = %d", ours))
	notMovedFor(t, old, databaseHere(t), "is of a newer Limber")
	notMovedFor(t, databaseOf(t), old, "is of a newer Limber")
}

func databaseOf(t *testing.T) string {
	t.Helper()
	path := databaseHere(t)
	filled(t, path)
	return path
}

// An interrupted move says so, and leaves nothing.
func TestMoveIsCancelled(t *testing.T) {
	ways(t, func(t *testing.T, from, to string) {
		filled(t, from)
		for _, at := range []string{Carrying + " inbox", Checking + " connections"} {
			ctx, cancel := context.WithCancelCause(t.Context())
			why := errors.New("the test says so")
			_, err := Move(ctx, from, to, func(p MoveProgress) {
				if p.Step+" "+p.Table == at {
					cancel(why)
				}
			})
			if !errors.Is(err, why) {
				t.Errorf("at %s: got error %v, want that it was cancelled", at, err)
			}
		}
		for table, rows := range rowsIn(t, to) {
			t.Errorf("%s has rows after moves that were cancelled: %v", table, rows)
		}
		moves(t, from, to)
	})
}

// A server that goes away in the middle.
func TestMoveLosesTheServer(t *testing.T) {
	for _, step := range []string{Carrying, Checking} {
		for _, back := range []bool{false, true} {
			server, file := pgtest.URL(t), databaseHere(t)
			proxy := pgtest.NewProxy(t, server)
			from, to := file, proxy.URL()
			filled(t, file)
			if back {
				file = databaseHere(t)
				moves(t, from, server)
				from, to = proxy.URL(), file
			}
			_, err := Move(t.Context(), from, to, func(p MoveProgress) {
				if p.Step == step && p.Table == inbox {
					proxy.Cut()
				}
			})
			if err == nil || !strings.Contains(err.Error(), "the connection to the database") {
				t.Errorf("%s, back %v: got error %v", step, back, err)
			}
			proxy.Mend()
			movedAgain(t, from, to)
		}
	}
}

// movedAgain moves what an interrupted move did not, once the server has seen the end
// of that.
func movedAgain(t *testing.T, from, to string) {
	t.Helper()
	late := time.Now().Add(30 * time.Second)
	for {
		is, err := Move(t.Context(), from, to, quiet)
		if err == nil {
			if is.Before {
				t.Error("something was moved by a move that failed")
			}
			return
		}
		if time.Now().After(late) {
			t.Fatal(err)
		}
	}
}
