package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// refused tests that the database is opened neither for serving nor for
// reading, and that the error has the part.
func refused(t *testing.T, path, part string) {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err == nil {
		check(t, s.Close())
	}
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("Open: got error %v, want one with %q", err, part)
	}
	readerRefused(t, path, part)
}

func readerRefused(t *testing.T, path, part string) {
	t.Helper()
	r, err := OpenReader(t.Context(), path)
	if err == nil {
		check(t, r.Close())
	}
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("OpenReader: got error %v, want one with %q", err, part)
	}
}

// raw runs statements on a file past the store.
func raw(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	check(t, err)
	for _, s := range statements {
		_, err := db.Exec(s)
		check(t, err)
	}
	check(t, db.Close())
}

func TestSecondOpenIsRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	s := openHere(t, "limber.db")
	want := "limber.db is in use by another Limber: stop it, or name another database in the configuration"
	if _, err := Open(t.Context(), "limber.db"); err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
	check(t, s.PutSession(t.Context(), session("still served")))
	check(t, s.Close())
	openHere(t, "limber.db")
}

func TestOtherFilesAreNotTouched(t *testing.T) {
	sqlite := filepath.Join(t.TempDir(), "another.db")
	raw(t, sqlite, "CREATE TABLE recipes (name TEXT)", "INSERT INTO recipes VALUES ('soup')")
	another, err := os.ReadFile(sqlite)
	check(t, err)
	for name, data := range map[string][]byte{
		"one byte":              []byte("x"),
		"a note":                []byte("Call the dentist.\n"),
		"longer than a page":    bytes.Repeat([]byte("holiday "), 5000),
		"zeros":                 make([]byte, 8192),
		"a header only":         []byte("SQLite format 3\x00 and then something else"),
		"of another program":    another,
		"half of another's":     another[:len(another)/2+100],
		"a header and nonsense": append(bytes.Clone(another[:100]), bytes.Repeat([]byte("?"), 8092)...),
	} {
		t.Run(name, func(t *testing.T) {
			path := databaseHere(t)
			check(t, os.WriteFile(path, data, 0o600))
			refused(t, path, path)
			after, err := os.ReadFile(path)
			check(t, err)
			if !bytes.Equal(data, after) {
				t.Error("the file was changed")
			}
		})
	}
	path := databaseHere(t)
	check(t, os.WriteFile(path, another, 0o600))
	refused(t, path, "is the database of another program and was not touched")
}

func TestNewerIsRefused(t *testing.T) {
	path := databaseHere(t)
	check(t, openHere(t, path).Close())
	raw(t, path, "PRAGMA user_version = 99")
	before, err := os.ReadFile(path)
	check(t, err)
	refused(t, path, fmt.Sprintf("is of a newer Limber (version 99, this one knows %d)", known(t)))
	after, err := os.ReadFile(path)
	check(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}

func TestDamageSaysWhatToDo(t *testing.T) {
	path := databaseHere(t)
	s := openHere(t, path)
	for i := range 50 {
		check(t, s.PutSession(t.Context(), session(fmt.Sprint(i))))
	}
	check(t, s.Close())
	data, err := os.ReadFile(path)
	check(t, err)
	const page = 4096
	for i := page; i < len(data); i++ { // all but the schema
		data[i] = 0xa5
	}
	check(t, os.WriteFile(path, data, 0o600))
	s = openHere(t, path)
	_, err = s.Sessions(t.Context(), ana.Connection())
	if err == nil || !strings.Contains(err.Error(), path+" is damaged: stop the bot") {
		t.Errorf("got error %v, want that the file is damaged and what to do", err)
	}
}

func TestWhereNoDatabaseCanBe(t *testing.T) {
	dir := t.TempDir()
	refused(t, filepath.Join(dir, "no", "limber.db"), "there is no")
	refused(t, dir, dir+" cannot be opened or written: let the bot's user")
	readerRefused(t, filepath.Join(dir, "limber.db"), "it is made when the bot first runs")

	empty := filepath.Join(dir, "empty.db")
	check(t, os.WriteFile(empty, nil, 0o600))
	readerRefused(t, empty, "run the bot once")
	openHere(t, empty)
}

func TestCancelledOpen(t *testing.T) {
	path := databaseHere(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want that it was cancelled", err)
	}
	openHere(t, path)
}
