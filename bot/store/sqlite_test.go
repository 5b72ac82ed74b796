package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
	"limber/bot/bottest"
)

func TestSQLite(t *testing.T) {
	bottest.TestStore(t, func(t *testing.T) bot.Store { return openHere(t, databaseHere(t)) })
}

func databaseHere(t testing.TB) string { return filepath.Join(t.TempDir(), "limber.db") }

// openHere opens a store that is closed when the test ends.
func openHere(t testing.TB, path string) *SQLite {
	t.Helper()
	s, err := Open(t.Context(), path)
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	return s
}

func TestSurvivesReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Ana's ?mode=memory&x #1 100%25 데이터.db")
	want := session("s")
	s := openHere(t, path)
	check(t, s.PutSession(t.Context(), want))
	check(t, s.AddGap(t.Context(), bot.Gap{Pack: "p", Question: "q", At: moment}))
	check(t, s.Close())

	names, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	check(t, err)
	if diff := cmp.Diff([]string{path, path + ".lock"}, names); diff != "" {
		t.Errorf("files after closing: want (-), got (+):\n%s", diff)
	}
	s = openHere(t, path)
	got, err := s.Sessions(t.Context(), ana.Connection())
	check(t, err)
	if diff := cmp.Diff([]bot.Session{want}, got); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

func TestOnlyTheOwnerReadsTheFiles(t *testing.T) {
	path := databaseHere(t)
	s := openHere(t, path)
	check(t, s.PutSession(t.Context(), session("s")))
	for _, name := range []string{path, path + "-wal", path + "-shm", path + ".lock"} {
		info, err := os.Stat(name)
		check(t, err)
		if rights := info.Mode().Perm(); os.PathSeparator == '/' && rights&0o077 != 0 {
			t.Errorf("%s has the rights %o", filepath.Base(name), rights)
		}
	}
}

func TestErasedIsGoneFromTheFiles(t *testing.T) {
	path := databaseHere(t)
	s := openHere(t, path)
	for _, id := range []string{"a", "b", "c"} {
		check(t, s.PutSession(t.Context(), session(id)))
	}
	check(t, s.PutConversation(t.Context(), ana, bot.Conversation{Question: "does it hurt?"}))
	check(t, s.PutClearance(t.Context(), ana.Person(), "spine", moment))
	if !inFiles(t, path, ana.Member) {
		t.Fatal("the test does not see what is kept")
	}
	check(t, s.Erase(t.Context(), ana.Person()))
	for _, word := range []string{ana.Member, "does it hurt?", "Breathe out"} {
		if inFiles(t, path, word) {
			t.Errorf("%q is still in the files", word)
		}
	}
}

func inFiles(t *testing.T, path, word string) bool {
	t.Helper()
	names, err := filepath.Glob(path + "*")
	check(t, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		check(t, err)
		if bytes.Contains(data, []byte(word)) {
			return true
		}
	}
	return false
}

// The timeline is the last column, and no index has a column that moves: so a
// boundary writes one page, however long the timeline is.
func TestMoveWritesOnePage(t *testing.T) {
	path := databaseHere(t)
	s := openHere(t, path)
	moving := session("s")
	moving.Cursor = 2
	check(t, s.PutSession(t.Context(), moving))
	s.emptyLog()
	moving.Cursor, moving.Anchor, moving.Updated = 3, moment.Add(time.Hour), moment.Add(time.Hour)
	check(t, s.MoveSession(t.Context(), moving))
	info, err := os.Stat(path + "-wal")
	check(t, err)
	const page, header = 4096, 100
	if info.Size() > page+header {
		t.Errorf("a move wrote %d bytes", info.Size())
	}
}
