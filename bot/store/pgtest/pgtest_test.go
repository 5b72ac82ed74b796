package pgtest

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func connect(t *testing.T, where string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // a test may have ended it
	return conn
}

func do(t *testing.T, conn *pgx.Conn, statement string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestDatabasesAreApartAndDropped(t *testing.T) {
	var first string
	t.Run("two", func(t *testing.T) {
		first = URL(t)
		for _, where := range []string{first, URL(t)} {
			do(t, connect(t, where), "CREATE TABLE t (n INTEGER)")
		}
	})
	if conn, err := pgx.Connect(t.Context(), first); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("got connection %v and error %v, want that the database was dropped", conn, err)
	}
}

func TestServerComesBackWithItsData(t *testing.T) {
	s := NewServer(t)
	where := s.URL(t)
	conn := connect(t, where)
	do(t, conn, "CREATE TABLE t (n INTEGER)")
	s.Kill(t)
	if _, err := conn.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("a killed server answers")
	}
	s.Start(t)
	do(t, connect(t, where), "INSERT INTO t VALUES (1)")
}

func TestProxy(t *testing.T) {
	direct := URL(t)
	p := NewProxy(t, direct)
	want, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := url.Parse(p.URL()); err != nil || got.Host == want.Host || got.Path != want.Path {
		t.Errorf("the proxy's URL %v of %v, error %v", got, want, err)
	}
	conn := connect(t, p.URL())
	do(t, conn, "SELECT 1")

	p.Freeze()
	const moment = 50 * time.Millisecond
	answered := make(chan error, 1)
	go func() {
		_, err := conn.Exec(t.Context(), "SELECT 2")
		answered <- err
	}()
	select {
	case err := <-answered:
		t.Errorf("answered through ice: %v", err)
	case <-time.After(moment):
	}
	p.Mend()
	if err := <-answered; err != nil {
		t.Errorf("after the thaw: %v", err)
	}

	p.Cut()
	if _, err := conn.Exec(t.Context(), "SELECT 3"); err == nil {
		t.Error("answered through a cut")
	}
	if _, err := pgx.Connect(t.Context(), p.URL()); err == nil {
		t.Error("connected through a cut")
	}
	p.Mend()
	do(t, connect(t, p.URL()), "SELECT 4")
}
