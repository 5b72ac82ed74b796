// Package pgtest gives tests a PostgreSQL of their own: empty databases on a
// server that is there or that it starts, servers that can be stopped, and a
// proxy that can be cut and frozen.
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Variable says where the tests' PostgreSQL is: the URL of a superuser on a
// server that is there; without it, or as Required, a server is started from
// installed binaries. Where there are none tests are skipped, and fail if it is
// Required.
const (
	Variable = "LIMBER_TEST_POSTGRES"
	Required = "required"
)

// shared is the server of all tests of this process.
var shared = sync.OnceValues(func() (*server, error) {
	if where := os.Getenv(Variable); where != "" && where != Required {
		return &server{url: where}, nil
	}
	return start()
})

var sayOnce sync.Once

// Need skips the test where there is no PostgreSQL, or fails it where there must
// be one. A test that is about to make time virtual calls it before.
func Need(t testing.TB) {
	t.Helper()
	_ = sharedServer(t)
}

func sharedServer(t testing.TB) *server {
	t.Helper()
	s, err := shared()
	if err != nil {
		without(t, err)
	}
	return s
}

// without ends a test that has no PostgreSQL.
func without(t testing.TB, why error) {
	t.Helper()
	if os.Getenv(Variable) != "" {
		t.Fatalf("there is no PostgreSQL for the tests: %v", why)
	}
	sayOnce.Do(func() {
		fmt.Fprintf(os.Stderr, "NOT TESTED with PostgreSQL: %v. Install PostgreSQL, or set %s to the URL of a superuser.\n", why, Variable)
	})
	t.Skipf("there is no PostgreSQL for the tests: %v", why)
}

// URL returns the URL of a new, empty database, which is dropped when the test
// ends, whoever still uses it.
func URL(t testing.TB) string {
	t.Helper()
	s := sharedServer(t)
	where, name := s.newDatabase(t)
	t.Cleanup(func() {
		if err := s.do("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("dropping a database: %v", err)
		}
	})
	return where
}

// server is a PostgreSQL that answers at url as a superuser.
type server struct {
	url string
	run *running // nil if it is somebody else's
}

// newDatabase makes an empty database and returns its URL and its name.
func (s *server) newDatabase(t testing.TB) (where, name string) {
	t.Helper()
	name = "limber_test_" + strings.ToLower(rand.Text())
	if err := s.do("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		t.Fatalf("making a database: %v", err)
	}
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String(), name
}

func (s *server) do(statement string) (err error) {
	const patience = 30 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// Server is a PostgreSQL of one test's own, which can be stopped and started
// again.
type Server struct{ own *server }

// NewServer starts a server from installed binaries. It is gone when the test
// ends.
func NewServer(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	if err != nil {
		without(t, err)
	}
	t.Cleanup(s.run.end)
	return &Server{s}
}

// URL returns the URL of a new, empty database on the server.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	where, _ := s.own.newDatabase(t)
	return where
}

// Kill ends the server at once, as a crash would.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if err := s.own.run.ctl("stop", "-m", "immediate"); err != nil {
		t.Fatalf("stopping PostgreSQL: %v", err)
	}
}

// Start starts the server again, at the same address.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.own.run.start(); err != nil {
		t.Fatalf("starting PostgreSQL: %v", err)
	}
}
