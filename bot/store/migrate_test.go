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
)

// upTo returns the first step, which is real, and then made-up ones.
func upTo(t *testing.T, version int) fstest.MapFS {
	t.Helper()
	first, err := fs.ReadFile(schema, "sqlite/0001_start.sql")
	check(t, err)
	steps := fstest.MapFS{"sqlite/0001_start.sql": {Data: first}}
	for v := 2; v <= version; v++ {
		steps[fmt.Sprintf("sqlite/%04d_more.sql", v)] = &fstest.MapFile{
			Data: fmt.Appendf(nil, "CREATE TABLE more%d (n INTEGER) STRICT; INSERT INTO more%d VALUES (%d);", v, v, v),
		}
	}
	return steps
}

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
	openAndClose(t, path, upTo(t, 1))
	if names := backupsOf(t, path); len(names) != 0 {
		t.Errorf("backups without an upgrade: %v", names)
	}
	openAndClose(t, path, upTo(t, 3))
	if got := versionHere(t, path); got != 3 {
		t.Errorf("version %d after the upgrade, want 3", got)
	}
	names := backupsOf(t, path)
	if len(names) != 1 || !strings.HasPrefix(names[0], path+".backup-1-20") {
		t.Fatalf("backups %v, want one of version 1", names)
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

func TestFailedUpgradeChangesNothing(t *testing.T) {
	path := databaseHere(t)
	openAndClose(t, path, upTo(t, 1))
	steps := upTo(t, 3)
	steps["sqlite/0003_more.sql"].Data = []byte("CREATE TABLE half (n INTEGER) STRICT; INSERT INTO nowhere VALUES (1);")
	_, err := open(t.Context(), path, steps)
	if err == nil || !strings.Contains(err.Error(), "0003_more.sql") {
		t.Errorf("got error %v, want one that names the step", err)
	}
	if got := versionHere(t, path); got != 2 {
		t.Errorf("version %d, want 2: the steps before the one that failed", got)
	}
	db, err := sql.Open("sqlite", path)
	check(t, err)
	defer func() { check(t, db.Close()) }()
	var half int
	check(t, db.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name = 'half'`).Scan(&half))
	if half != 0 {
		t.Error("half a step was kept")
	}
	openAndClose(t, path, upTo(t, 3))
}

func TestTheLastTenBackupsAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := databaseHere(t)
		for version := 1; version <= 14; version++ {
			openAndClose(t, path, upTo(t, version))
			time.Sleep(time.Second)
		}
		var kept []string
		for _, name := range backupsOf(t, path) {
			kept = append(kept, strings.Split(filepath.Base(name), "-")[1])
		}
		slices.Sort(kept)
		if got, want := fmt.Sprint(kept), "[10 11 12 13 4 5 6 7 8 9]"; got != want {
			t.Errorf("backups of the versions %s, want %s", got, want)
		}
	})
}

func TestStepsAreNumbered(t *testing.T) {
	steps := upTo(t, 3)
	delete(steps, "sqlite/0002_more.sql")
	if _, err := stepNames(steps); err == nil {
		t.Error("a gap in the numbers was not found")
	}
	if names, err := stepNames(schema); err != nil || len(names) == 0 {
		t.Errorf("our own steps: %v, error %v", names, err)
	}
}
