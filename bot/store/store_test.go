package store

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
	"limber/bot/store/pgtest"
)

// kept is a store as its one writer, or the leader, has it.
type kept interface {
	bot.Store
	bot.Inbox
	bot.Notes
	Gaps(ctx context.Context, pack string) ([]bot.Gap, error)
}

// onEach runs a test on each engine, with the place of an empty database.
func onEach(t *testing.T, test func(t *testing.T, where string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, databaseHere(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, pgtest.URL(t)) })
}

// benchEach is onEach for benchmarks, with an open store.
func benchEach(b *testing.B, bench func(b *testing.B, s kept)) {
	b.Run("sqlite", func(b *testing.B) { bench(b, keptHere(b, databaseHere(b))) })
	b.Run("postgres", func(b *testing.B) { bench(b, keptHere(b, pgtest.URL(b))) })
}

// openKept opens a database; one on PostgreSQL it begins to lead.
func openKept(ctx context.Context, where string) (s kept, end func() error, err error) {
	if !IsPostgres(where) {
		s, err := Open(ctx, where)
		if err != nil {
			return nil, nil, err
		}
		return s, s.Close, nil
	}
	p, err := OpenPostgres(ctx, where)
	if err != nil {
		return nil, nil, err
	}
	epoch, err := raise(ctx, p)
	return p.Led(leader, epoch, func() {}), p.Close, err
}

// keptHere opens a database that is closed when the test ends.
func keptHere(t testing.TB, where string) kept {
	t.Helper()
	s, end, err := openKept(t.Context(), where)
	check(t, err)
	t.Cleanup(func() { check(t, end()) })
	return s
}

func TestGaps(t *testing.T) { onEach(t, gapsComeBack) }

func gapsComeBack(t *testing.T, where string) {
	s := keptHere(t, where)
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

func TestReaderBesideAnOpenStore(t *testing.T) { onEach(t, readerBesideAStore) }

func readerBesideAStore(t *testing.T, where string) {
	s, end, err := openKept(t.Context(), where)
	check(t, err)
	r, err := OpenReader(t.Context(), where)
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
	check(t, end())

	r, err = OpenReader(t.Context(), where)
	check(t, err)
	defer func() { check(t, r.Close()) }()
	if gaps, err := r.Gaps(t.Context(), ""); err != nil || len(gaps) != 4 {
		t.Errorf("after the store has closed: %d gaps, error %v", len(gaps), err)
	}
}

func TestConversationsAreAsOldAsTheirLastPut(t *testing.T) {
	onEach(t, func(t *testing.T, where string) {
		synctest.Test(t, func(t *testing.T) { conversationsAge(t, keptHere(t, where)) })
	})
}

func conversationsAge(t *testing.T, s kept) {
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
}

func TestErrorsSayWhatWasAttemptedAndNotWhoseItIs(t *testing.T) { onEach(t, errorsSayWhat) }

func errorsSayWhat(t *testing.T, where string) {
	s, end, err := openKept(t.Context(), where)
	check(t, err)
	check(t, end())
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
