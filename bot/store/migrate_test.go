package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"limber/bot"
)

// oursAnd returns our own steps and then some that are made up.
func oursAnd(t *testing.T, more int) fstest.MapFS {
	t.Helper()
	steps := fstest.MapFS{}
	for _, name := range ourSteps(t) {
		text, err := fs.ReadFile(schema, name)
		check(t, err)
		steps[name] = &fstest.MapFile{Data: text}
	}
	for v := known(t) + 1; v <= known(t)+more; v++ {
		steps[stepName(v)] = &fstest.MapFile{
			Data: fmt.Appendf(nil, "CREATE TABLE more%d (n INTEGER) STRICT; INSERT INTO more%d VALUES (%d);", v, v, v),
		}
	}
	return steps
}

func stepName(version int) string { return fmt.Sprintf("sqlite/%04d_more.sql", version) }

func ourSteps(t *testing.T) []string {
	t.Helper()
	names, err := stepNames(schema, "sqlite")
	check(t, err)
	return names
}

// known is the version that our own steps lead to.
func known(t *testing.T) int { return len(ourSteps(t)) }

func openAndClose(t *testing.T, path string, steps fs.FS) {
	t.Helper()
	s, err := open(t.Context(), path, steps)
	check(t, err)
	check(t, s.Close())
}

func backupsOf(t *testing.T, path string) []string {
	t.Helper()
	names, err := filepath.Glob(path + ".backup-*")
	check(t, err)
	return names
}

func versionHere(t *testing.T, path string) int {
	t.Helper()
	version, err := versionOf(t.Context(), path)
	check(t, err)
	return version
}

func TestUpgradeKeepsACopy(t *testing.T) {
	path := databaseHere(t)
	s := openHere(t, path)
	check(t, s.PutSession(t.Context(), session("s")))
	check(t, s.Close())
	openAndClose(t, path, oursAnd(t, 0))
	if names := backupsOf(t, path); len(names) != 0 {
		t.Errorf("backups without an upgrade: %v", names)
	}
	openAndClose(t, path, oursAnd(t, 2))
	if got := versionHere(t, path); got != known(t)+2 {
		t.Errorf("version %d after the upgrade, want %d", got, known(t)+2)
	}
	names := backupsOf(t, path)
	if len(names) != 1 || !strings.HasPrefix(names[0], fmt.Sprintf("%s.backup-%d-20", path, known(t))) {
		t.Fatalf("backups %v, want one of version %d", names, known(t))
	}
	info, err := os.Stat(names[0])
	check(t, err)
	if rights := info.Mode().Perm(); os.PathSeparator == '/' && rights != 0o600 {
		t.Errorf("the backup has the rights %o", rights)
	}
	got, err := openHere(t, names[0]).Sessions(t.Context(), ana.Connection())
	if err != nil || len(got) != 1 {
		t.Errorf("the backup has %d sessions, error %v", len(got), err)
	}
}

// A database of each version that there ever was is brought up to date, with
// what it holds.
func TestUpgradeFromEveryVersion(t *testing.T) {
	for version := 1; version < known(t); version++ {
		path := databaseHere(t)
		check(t, os.WriteFile(path, nil, 0o600))
		db, err := sql.Open("sqlite", path)
		check(t, err)
		check(t, migrate(t.Context(), db, path, 0, schema, ourSteps(t)[:version]))
		check(t, db.Close())
		raw(t, path, `INSERT INTO connections VALUES ('telegram', 'limber', 1774747800123)`,
			`INSERT INTO conversations VALUES ('telegram', 'limber', '7', '1', 'ana-kowalska-77', '{"topic":"thoracic"}', 1774747800123)`)
		s := openHere(t, path)
		at, err := s.LastBeat(t.Context(), ana.Connection())
		check(t, err)
		c, err := s.Conversation(t.Context(), ana)
		check(t, err)
		if !at.Equal(moment) || c.Topic != "thoracic" {
			t.Errorf("from version %d came the beat %v and the topic %q", version, at, c.Topic)
		}
		fresh, err := s.Receive(t.Context(), ana.Connection(), []bot.Parcel{{ID: 1}})
		if err != nil || len(fresh) != 1 {
			t.Errorf("from version %d: %d fresh parcels, error %v", version, len(fresh), err)
		}
		if names := backupsOf(t, path); len(names) != 1 {
			t.Errorf("from version %d: backups %v, want one", version, names)
		}
	}
}

func TestFailedUpgradeChangesNothing(t *testing.T) {
	path := databaseHere(t)
	openAndClose(t, path, oursAnd(t, 0))
	steps, failing := oursAnd(t, 2), stepName(known(t)+2)
	steps[failing].Data = []byte("CREATE TABLE half (n INTEGER) STRICT; INSERT INTO nowhere VALUES (1);")
	_, err := open(t.Context(), path, steps)
	if err == nil || !strings.Contains(err.Error(), filepath.Base(failing)) {
		t.Errorf("got error %v, want one that names the step", err)
	}
	if got := versionHere(t, path); got != known(t)+1 {
		t.Errorf("version %d, want %d: the steps before the one that failed", got, known(t)+1)
	}
	db, err := sql.Open("sqlite", path)
	check(t, err)
	defer func() { check(t, db.Close()) }()
	var half int
	check(t, db.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name = 'half'`).Scan(&half))
	if half != 0 {
		t.Error("half a step was kept")
	}
	openAndClose(t, path, oursAnd(t, 2))
}

func TestTheLastTenBackupsAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := databaseHere(t)
		const upgrades = 13
		var want []string
		for more := range upgrades + 1 {
			openAndClose(t, path, oursAnd(t, more))
			time.Sleep(time.Second)
			if upgrades-backups <= more && more < upgrades {
				want = append(want, fmt.Sprint(known(t)+more))
			}
		}
		var kept []string
		for _, name := range backupsOf(t, path) {
			kept = append(kept, strings.Split(filepath.Base(name), "-")[1])
		}
		slices.Sort(kept)
		slices.Sort(want)
		if !slices.Equal(want, kept) {
			t.Errorf("backups of the versions %v, want %v", kept, want)
		}
	})
}

func TestStepsAreNumbered(t *testing.T) {
	steps := oursAnd(t, 2)
	delete(steps, stepName(known(t)+1))
	if _, err := stepNames(steps, "sqlite"); err == nil {
		t.Error("a gap in the numbers was not found")
	}
	if len(ourSteps(t)) == 0 {
		t.Error("there are no steps of our own")
	}
}
