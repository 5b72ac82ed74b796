package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"limber/bot"
)

// SQLite is a store in one file, served by one process. Beside the file lie
// its "-wal" and "-shm" while it is open, the lock and, after an upgrade, the
// backups; all begin with its name.
//
// What a method has written survives the death of the process. After a power
// cut the last moments may be missing, but the file is whole.
type SQLite struct {
	reader
	writer
	single *single
	lock   *flock.Flock
}

var (
	_ bot.Store = (*SQLite)(nil)
	_ bot.Inbox = (*SQLite)(nil)
	_ bot.Notes = (*SQLite)(nil)
)

const (
	// busy is how long a statement waits for another program that holds the
	// file, such as a backup.
	busy = 5 * time.Second
	// readers is how many reads can go on beside each other and the writer.
	readers = 4
)

// Open opens the database at path for the one process that serves it, makes it
// where there is none, and brings an older one up to date after keeping a copy.
// It refuses, with a sentence for people, a database that another process
// serves, that is of a newer Limber, or that is no database of Limber's.
func Open(ctx context.Context, path string) (*SQLite, error) {
	return open(ctx, path, schema)
}

func open(ctx context.Context, path string, steps fs.FS) (*SQLite, error) {
	lock, err := takeLock(path)
	if err != nil {
		return nil, err
	}
	s, err := openLocked(ctx, path, steps)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	s.lock = lock
	return s, nil
}

// takeLock makes this process the one that serves the database. The lock's file
// stays for ever: removing it could let two processes hold one each.
func takeLock(path string) (*flock.Flock, error) {
	lock := flock.New(path + ".lock")
	switch held, err := lock.TryLock(); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s for the database: make it, or name another place in the configuration", filepath.Dir(path))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", unusable(path), err)
	case !held:
		return nil, fmt.Errorf("%s is in use by another Limber: stop it, or name another database in the configuration", path)
	}
	return lock, nil
}

func openLocked(ctx context.Context, path string, steps fs.FS) (*SQLite, error) {
	// Members' words are nobody else's: SQLite gives its other files the same
	// rights as this one. An empty file is a new database.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", unusable(path), err)
	}
	version, err := versionOf(ctx, path)
	if err != nil {
		return nil, err
	}
	names, err := stepNames(steps, "sqlite")
	switch {
	case err != nil:
		return nil, err
	case version > len(names):
		return nil, tooNew(path, version, len(names))
	}
	explain := explainer(path)
	w, err := pool(path, "rw", 1, "_txlock=immediate", "_journal_mode=WAL", "_synchronous=NORMAL",
		"_foreign_keys=on", "_pragma=secure_delete(on)") // erased is gone
	if err != nil {
		return nil, err
	}
	r, err := pool(path, "ro", readers)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	s := &SQLite{
		reader: reader{engine{db: r, explain: explain, query: r.QueryContext}},
		writer: writer{engine: engine{db: w, explain: explain, query: w.QueryContext}},
	}
	if err = migrate(ctx, w, path, version, steps, names); err == nil {
		s.single, err = parse(ctx, w)
	}
	if err != nil {
		return nil, errors.Join(s.writer.attempt(ctx, err, "opening the database"), r.Close(), w.Close())
	}
	s.run = s.single.run
	return s, nil
}

// openSQLiteReader opens the file at path for reading, and changes nothing.
func openSQLiteReader(ctx context.Context, path string) (*Reader, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, &Unmade{path}
	}
	version, err := versionOf(ctx, path)
	if err != nil {
		return nil, err
	}
	switch names, err := stepNames(schema, "sqlite"); {
	case err != nil:
		return nil, err
	case version > len(names):
		return nil, tooNew(path, version, len(names))
	case version < len(names):
		return nil, errors.New(olderLimber(path))
	}
	db, err := pool(path, "ro", 1)
	if err != nil {
		return nil, err
	}
	return &Reader{reader{engine{db: db, explain: explainer(path), query: db.QueryContext}}, db.Close}, nil
}

// Close moves the log into the one file and lets another process have it. Calls
// that are under way are waited for.
func (s *SQLite) Close() error {
	err := s.reader.db.Close()
	s.emptyLog()
	return errors.Join(err, s.single.close(), s.lock.Unlock())
}

// Erase removes all that is kept of a member, from the rows and from the log of
// recent writes. Backups keep it.
func (s *SQLite) Erase(ctx context.Context, p bot.Person) error {
	if err := s.writer.Erase(ctx, p); err != nil {
		return err
	}
	s.emptyLog()
	return nil
}

// emptyLog moves the log of recent writes into the file and empties it. It does
// not wait for those who are reading: then a later write does it, and nothing
// is lost. So its failure is nobody's trouble.
func (s *SQLite) emptyLog() {
	ctx := context.Background()
	conn, err := s.writer.db.Conn(ctx)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	_, _ = conn.ExecContext(ctx, fmt.Sprintf(
		`PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = %d`, busy.Milliseconds()))
}

// pool opens connections to the file: mode is "ro" or "rw", neither of which
// makes a file where there is none.
func pool(path, mode string, size int, settings ...string) (*sql.DB, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("finding %s: %w", path, err)
	}
	whole = filepath.ToSlash(whole)
	if !strings.HasPrefix(whole, "/") {
		whole = "/" + whole // a drive's letter, on Windows
	}
	// The system keeps the file's pages too; 256 KiB a connection are enough.
	settings = append(settings, "mode="+mode, "_pragma=cache_size(-256)", "_error_rc=true", "_dqs=false", "_defensive=true",
		fmt.Sprintf("_busy_timeout=%d", busy.Milliseconds()))
	file := url.URL{Scheme: "file", Path: whole, RawQuery: strings.Join(settings, "&")}
	db, err := sql.Open("sqlite", file.String())
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}
