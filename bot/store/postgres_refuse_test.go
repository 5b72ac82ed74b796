package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"limber/bot"
	"limber/bot/store/pgtest"
)

const secret = "s3cret/of:the@operator"

// changed returns a URL with something else in it.
func changed(t *testing.T, where string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(where)
	check(t, err)
	change(u)
	return u.String()
}

// refusedBy tests that a database is opened neither for serving nor for reading,
// and that the error says why in one line without the password.
func refusedBy(t *testing.T, where, part string) {
	t.Helper()
	p, err := OpenPostgres(t.Context(), where)
	if err == nil {
		check(t, p.Close())
	}
	says(t, err, part)
	readerRefused(t, where, part)
}

func says(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("got error %v, want one with %q", err, part)
		return
	}
	if text := fmt.Sprintf("%v %+v %#v", err, err, err.Error()); strings.Contains(text, secret) || strings.Contains(text, "s3cret") {
		t.Errorf("the password is in %s", text)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one line: %q", err)
	}
}

func TestWherePostgresIsNot(t *testing.T) {
	where := pgtest.URL(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	free := l.Addr().String()
	check(t, l.Close())
	with := func(change func(*url.URL)) string {
		return changed(t, where, func(u *url.URL) {
			u.User = url.UserPassword(u.User.Username(), secret)
			change(u)
		})
	}
	refusedBy(t, with(func(*url.URL) {}), "does not let the user limber in: see to the user and the password")
	refusedBy(t, with(func(u *url.URL) { u.Host = free }), "on "+free+" cannot be reached: see that PostgreSQL runs there")
	refusedBy(t, with(func(u *url.URL) { u.Host = free; u.RawQuery = "" }), "cannot be reached")
	refusedBy(t, with(func(u *url.URL) { u.RawQuery = "sslmode=require" }), "cannot be reached")
	refusedBy(t, changed(t, where, func(u *url.URL) { u.Path = "/nowhere" }), "the database nowhere on ")
	refusedBy(t, changed(t, where, func(u *url.URL) { u.Path = "/nowhere" }), "does not exist: make it")

	const shape = "the database's URL cannot be read: write postgres://user:password@host:5432/name"
	for _, wrong := range []string{
		"postgres://limber:s3cret%zz@host/limber", "postgres://limber:s3cret@host:port/limber", "postgres://limber:s3cret#@[host/limber",
		"postgres://limber:s3cret@host/limber?sslmode=s3cret", "postgres://limber:s3cret@host/limber?pool_max_conns=s3cret",
	} {
		refusedBy(t, wrong, shape)
	}
}

// A server that takes connections and never answers.
func TestPostgresThatIsSilent(t *testing.T) {
	p := pgtest.NewProxy(t, pgtest.URL(t))
	p.Freeze()
	refusedBy(t, changed(t, p.URL(), func(u *url.URL) { u.RawQuery += "&connect_timeout=1" }), "cannot be reached")
}

func TestPostgresThatIsNotForLimber(t *testing.T) {
	where := pgtest.URL(t)
	admin, err := connectPostgres(t.Context(), where)
	check(t, err)
	defer func() { check(t, admin.Close()) }()
	var name string
	check(t, admin.pool.QueryRow(t.Context(), `SELECT current_database()`).Scan(&name))
	role := "guest_" + name
	do(t, admin, `REVOKE CREATE ON SCHEMA public FROM PUBLIC`, // as from version 15 on
		`CREATE ROLE `+role+` LOGIN PASSWORD '`+secret+`'`)
	defer do(t, admin, `DROP OWNED BY `+role, `DROP ROLE `+role)
	guest := changed(t, where, func(u *url.URL) { u.User = url.UserPassword(role, secret) })
	refuses := func(where, part string) {
		t.Helper()
		p, err := OpenPostgres(t.Context(), where)
		if err == nil {
			check(t, p.Close())
		}
		says(t, err, part)
	}
	refuses(guest, "the user "+role+" lacks rights in the database "+name)
	refuses(changed(t, where, func(u *url.URL) { u.RawQuery += "&search_path=nowhere" }), "has no schema to put tables into")
	refuses(changed(t, where, func(u *url.URL) { u.RawQuery += "&default_transaction_read_only=on" }), "takes no writes")
	do(t, admin, `ALTER ROLE `+role+` CONNECTION LIMIT 0`)
	refuses(guest, "has no connection left")

	latin := "latin_" + name
	do(t, admin, `CREATE DATABASE `+latin+` TEMPLATE template0 ENCODING 'LATIN1'`)
	defer do(t, admin, `DROP DATABASE `+latin+` WITH (FORCE)`)
	refuses(changed(t, where, func(u *url.URL) { u.Path = "/" + latin }), "Limber needs UTF8")
}

// What cannot be brought about here is made up.
func TestPostgresTroubles(t *testing.T) {
	config, err := pgx.ParseConfig("postgres://ana:s3cret@db.example.org/limber")
	check(t, err)
	explain := postgresExplainer(config)
	for code, part := range map[string]string{
		diskFull: "is full: make room", outOfMemory: "out of memory", crashShutdown: "is being stopped or started",
		lockNotAvailable: "another program holds a table", queryCanceled: "took too long", corruptData: "is damaged",
		undefinedTable: "lacks a table", noAuthorization: "does not let the user ana in",
	} {
		refusal := &pgconn.PgError{Code: code, Message: "what PostgreSQL says"}
		says(t, explain(fmt.Errorf("wrapped: %w", refusal)), part)
		says(t, explain(refusal), "the database limber on db.example.org:5432")
		says(t, explain(refusal), "what PostgreSQL says")
	}
	says(t, explain(&pgconn.PgError{Code: protocolViolation, Message: "unsupported startup parameter: lock_timeout"}), "PgBouncer")
	says(t, explain(context.DeadlineExceeded), "did not answer within 30s")
	for _, other := range []error{errors.New("of ours"), &pgconn.PgError{Code: "42601"}, &pgconn.PgError{Code: protocolViolation}} {
		if got := explain(other); !errors.Is(got, other) || got.Error() != other.Error() {
			t.Errorf("%v became %v", other, got)
		}
	}
	says(t, tooOld("the database x on y", 130011), "the database x on y is of PostgreSQL 13, and Limber needs 14 or newer")
}

// A server that is started again, or gone for a moment, costs nothing that is
// read or written.
func TestAShortOutage(t *testing.T) {
	server := pgtest.NewServer(t)
	proxy := pgtest.NewProxy(t, server.URL(t))
	p := postgresHere(t, proxy.URL())
	led := p.Led(leader, raised(t, p), func() { t.Error("lost") })
	server.Kill(t)
	server.Start(t)
	check(t, led.PutNote(t.Context(), leader, "name", "after the start"))

	const moment = 50 * time.Millisecond
	proxy.Cut()
	time.AfterFunc(moment, proxy.Mend)
	check(t, led.PutNote(t.Context(), leader, "name", "after the cut"))
	proxy.Cut()
	time.AfterFunc(moment, proxy.Mend)
	if note, err := led.Note(t.Context(), leader, "name"); err != nil || note != "after the cut" {
		t.Errorf("note %q, error %v", note, err)
	}

	proxy.Cut()
	why := errors.New("the test says so")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(moment, func() { cancel(why) })
	if err := led.AddGap(ctx, bot.Gap{}); !errors.Is(err, why) {
		t.Errorf("got error %v, want that it was cancelled, and why", err)
	}
	proxy.Mend()
	check(t, led.AddGap(t.Context(), bot.Gap{}))
}

// A statement that waits for another program's lock ends.
func TestALockThatIsHeldForEver(t *testing.T) {
	p := postgresHere(t, changed(t, pgtest.URL(t), func(u *url.URL) { u.RawQuery += "&lock_timeout=50ms" }))
	led := p.Led(leader, raised(t, p), func() { t.Error("lost") })
	holder, err := p.pool.Begin(t.Context())
	check(t, err)
	defer func() { check(t, holder.Rollback(t.Context())) }()
	_, err = holder.Exec(t.Context(), `LOCK TABLE notes`)
	check(t, err)
	says(t, led.PutNote(t.Context(), leader, "name", "value"), "another program holds a table")
}
