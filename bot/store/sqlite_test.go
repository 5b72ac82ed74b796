package store

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
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

func TestGaps(t *testing.T) {
	s := openHere(t, databaseHere(t))
	gap := func(pack, question string, after time.Duration) bot.Gap {
		return bot.Gap{Pack: pack, Question: question, At: moment.Add(after)}
	}
	late, early, other, same := gap("a", "late 🧘", time.Hour), gap("a", "", 0), gap("b", "other", time.Minute), gap("a", "same", 0)
	for _, g := range []bot.Gap{late, early, other, same} {
		check(t, s.AddGap(t.Context(), g))
	}
	want := func(pack string, want ...bot.Gap) {
		t.Helper()
		got, err := s.Gaps(t.Context(), pack)
		check(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("gaps of %q: want (-), got (+):\n%s", pack, diff)
		}
	}
	want("a", early, same, late)
	want("b", other)
	want("none")
	want("", early, same, other, late)
	check(t, s.Purge(t.Context(), moment.Add(time.Minute)))
	want("", other, late)
}

func TestReaderBesideAnOpenStore(t *testing.T) {
	path := databaseHere(t)
	s := openHere(t, path)
	r, err := OpenReader(t.Context(), path)
	check(t, err)
	for n := range 3 {
		check(t, s.AddGap(t.Context(), bot.Gap{Pack: "p", Question: "q", At: moment}))
		gaps, err := r.Gaps(t.Context(), "p")
		check(t, err)
		if len(gaps) != n+1 {
			t.Errorf("the reader sees %d gaps of %d", len(gaps), n+1)
		}
	}
	check(t, r.Close())
	check(t, s.AddGap(t.Context(), bot.Gap{}))
	check(t, s.Close())

	r, err = OpenReader(t.Context(), path)
	check(t, err)
	defer func() { check(t, r.Close()) }()
	if gaps, err := r.Gaps(t.Context(), ""); err != nil || len(gaps) != 4 {
		t.Errorf("after the store has closed: %d gaps, error %v", len(gaps), err)
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

func TestConversationsAreAsOldAsTheirLastPut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openHere(t, databaseHere(t))
		ben := ana
		ben.Member = "ben"
		for _, a := range []bot.Address{ana, ben} {
			check(t, s.PutConversation(t.Context(), a, bot.Conversation{Topic: "first"}))
		}
		time.Sleep(time.Hour)
		check(t, s.PutConversation(t.Context(), ana, bot.Conversation{Topic: "again"}))
		check(t, s.Purge(t.Context(), time.Now()))
		for a, want := range map[bot.Address]string{ana: "again", ben: ""} {
			if c, err := s.Conversation(t.Context(), a); err != nil || c.Topic != want {
				t.Errorf("%s: topic %q, error %v, want %q", a.Member, c.Topic, err, want)
			}
		}
	})
}

func TestErrorsSayWhatWasAttemptedAndNotWhoseItIs(t *testing.T) {
	s := openHere(t, databaseHere(t))
	check(t, s.Close())
	_, received := s.Receive(t.Context(), ana.Connection(), []bot.Parcel{{Member: ana.Member}})
	for attempt, err := range map[string]error{
		"moving session s1":     s.MoveSession(t.Context(), session("s1")),
		"saving a conversation": s.PutConversation(t.Context(), ana, bot.Conversation{Topic: "t"}),
		"erasing a member":      s.Erase(t.Context(), ana.Person()),
		"keeping a gap":         s.AddGap(t.Context(), bot.Gap{Question: ana.Member}),
		"noting that parcel 1 of telegram/limber was dealt with": s.Finish(t.Context(), ana.Connection(), 1),
		"keeping what telegram/limber brought":                   received,
		"moving a chat of telegram/limber":                       s.MoveChat(t.Context(), ana.Connection(), ana.Member, "to"),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), attempt+": ") || strings.Contains(err.Error(), ana.Member) {
			t.Errorf("got error %v, want one that begins with %q", err, attempt)
		}
	}
}
