package bottest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

// TestStore tests what every bot.Store must do. Each test opens an empty store,
// which open closes when the test ends.
func TestStore(t *testing.T, open func(t *testing.T) bot.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, bot.Store)
	}{
		{"sessions come back as they were", sessionsComeBack},
		{"a put session replaces the one before", putReplaces},
		{"a move leaves the timeline", moveLeavesTimeline},
		{"a move of an unknown session fails", moveOfUnknown},
		{"a session keeps its address", sessionKeepsAddress},
		{"sessions are those of the connection that go on", sessionsOfConnection},
		{"conversations come back as they were", conversationsComeBack},
		{"no two places share a conversation", conversationsApart},
		{"a chat that moves", chatMoves},
		{"two chats that become one", chatsBecomeOne},
		{"clearances", clearances},
		{"clearances are dropped by person", clearancesDropped},
		{"beats", beats},
		{"export shows one person", exportShowsOne},
		{"erase leaves the others", eraseLeavesOthers},
		{"purge ends at its border", purgeBorder},
		{"many goroutines", manyGoroutines},
		{"a cancelled context", cancelledContext},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
	t.Run("two conversations that become one", func(t *testing.T) { conversationsBecomeOne(t, open) })
}

// moment is a time that every store keeps exactly.
var moment = time.Date(2026, 3, 29, 1, 30, 0, 123_000_000, time.UTC)

// oddTexts are what members and authors may write. None has a NUL and all are
// UTF-8, which an adapter sees to.
var oddTexts = []string{
	"", " ", "\n\t\r", "'; DROP TABLE sessions; --", `"quoted" \ back\slash`, "100% $1 ?1 :name @x _ *",
	"🧘🏽‍♀️ 👩‍👩‍👧‍👦", "e\u0301 é Ω ß İ", "שלום עולם", "\u202eright to left", "\ufeffmark", "\u0001\u007f\u0085\u2028",
	"<b>&amp;</b>", "null", "{}", "0", "007", "1e3", strings.Repeat("ab ", 20_000),
}

// addressOf returns an address of a member in a chat of their own.
func addressOf(member string) bot.Address {
	return bot.Address{Platform: "telegram", Bot: "limber", Chat: "chat of " + member, Member: member}
}

// someSession returns a running session in the middle of a timeline.
func someSession(id string, a bot.Address) bot.Session {
	return bot.Session{
		ID: id, Address: a, Pack: "foam-rolling", Timeline: someTimeline("five-minutes"), Options: bot.Options{Tempo: 1.25},
		State: bot.Running, Cursor: 2, Sending: true, Anchor: moment.Add(456 * time.Microsecond), Updated: moment,
	}
}

func someTimeline(routine string) bot.Timeline {
	return bot.Timeline{
		Routine: routine, Name: "Five minutes 🧘", Steps: 1,
		Blocks: []bot.Block{{
			Name: "Thoracic spine release", Topic: "thoracic", Step: 1,
			Starts: 0, Works: 5 * time.Second, Ends: 65*time.Second + time.Nanosecond, Reps: 8, Pace: 3 * time.Second,
		}},
		Cues: []bot.Cue{
			{Kind: bot.CueReady, Text: "Lie down.", Picture: "lie.png", Sound: "bell.ogg"},
			{At: 5 * time.Second, Kind: bot.CueStart, Text: "<roll> & breathe", Waits: true},
			{At: 35 * time.Second, Kind: bot.CueHalfway, Quiet: true},
			{At: 65*time.Second + time.Nanosecond, Kind: bot.CueFinish, Text: "Done."},
		},
	}
}

func sessionsComeBack(t *testing.T, store bot.Store) {
	var want []bot.Session
	add := func(change func(*bot.Session)) {
		s := someSession(fmt.Sprintf("s%03d", len(want)), addressOf("ana"))
		change(&s)
		want = append(want, s)
	}
	add(func(*bot.Session) {})
	add(func(s *bot.Session) { s.Timeline, s.Options, s.Updated = bot.Timeline{}, bot.Options{}, time.Time{} })
	add(func(s *bot.Session) { s.Timeline.Cues, s.Timeline.Blocks = []bot.Cue{}, []bot.Block{} })
	add(func(s *bot.Session) { s.Anchor = time.Unix(0, 0).UTC() })
	add(func(s *bot.Session) { s.Anchor = time.Date(1950, 1, 1, 0, 0, 0, 1000, time.UTC) })
	for i, reason := range []bot.Reason{bot.ByMember, bot.ByQuestion, bot.Waiting, bot.Away, bot.Parked, bot.Trouble} {
		add(func(s *bot.Session) {
			s.State, s.Reason, s.Sending, s.Anchor = bot.Paused, reason, false, time.Time{}
			s.Offset = time.Duration(i-1)*time.Hour + 789*time.Microsecond // an extended step may begin before 0
		})
	}
	for _, odd := range oddTexts {
		add(func(s *bot.Session) {
			s.Pack, s.Address.Chat, s.Address.Thread, s.Address.Member = odd, odd, odd, odd
			s.Timeline.Name, s.Timeline.Blocks[0].Name, s.Timeline.Cues[1].Text = odd, odd, odd
		})
	}
	for _, s := range want {
		check(t, store.PutSession(t.Context(), s))
	}
	same(t, want, readSessions(t, store))
	for i := range want {
		want[i].Cursor, want[i].Sending, want[i].Options.Tempo = 3, !want[i].Sending, 0.8
		check(t, store.MoveSession(t.Context(), want[i]))
	}
	same(t, want, readSessions(t, store))
}

func putReplaces(t *testing.T, store bot.Store) {
	s := someSession("s", addressOf("ana"))
	check(t, store.PutSession(t.Context(), s))
	s.Timeline = someTimeline("ten-minutes")
	s.State, s.Reason, s.Anchor, s.Offset, s.Cursor = bot.Paused, bot.ByMember, time.Time{}, 7*time.Second, 1
	check(t, store.PutSession(t.Context(), s))
	same(t, []bot.Session{s}, readSessions(t, store))
}

func moveLeavesTimeline(t *testing.T, store bot.Store) {
	s := someSession("s", addressOf("ana"))
	check(t, store.PutSession(t.Context(), s))
	moved := s
	moved.Timeline = bot.Timeline{Routine: "not to be written"}
	moved.Pack, moved.Options = "another", bot.Options{Tempo: 2}
	moved.State, moved.Reason, moved.Cursor, moved.Sending = bot.Paused, bot.Waiting, 3, false
	moved.Anchor, moved.Offset, moved.Updated = time.Time{}, 35*time.Second, moment.Add(time.Second)
	check(t, store.MoveSession(t.Context(), moved))
	moved.Timeline = s.Timeline
	same(t, []bot.Session{moved}, readSessions(t, store))
}

func moveOfUnknown(t *testing.T, store bot.Store) {
	check(t, store.PutSession(t.Context(), someSession("known", addressOf("ana"))))
	err := store.MoveSession(t.Context(), someSession("unknown", addressOf("ana")))
	if err == nil || !strings.Contains(err.Error(), "unknown") {
		t.Errorf("moving a session that was never put: got error %v, want one that names it", err)
	}
	same(t, []bot.Session{someSession("known", addressOf("ana"))}, readSessions(t, store))
}

// sessionKeepsAddress: a clash of ids must not give one member's session to
// another.
func sessionKeepsAddress(t *testing.T, store bot.Store) {
	s := someSession("s", addressOf("ana"))
	check(t, store.PutSession(t.Context(), s))
	thread, member, chat := s, s, s
	thread.Address.Thread, member.Address.Member, chat.Address.Chat = "7", "ben", "elsewhere"
	for _, other := range []bot.Session{thread, member, chat} {
		other.State = bot.Paused
		if store.PutSession(t.Context(), other) == nil {
			t.Errorf("put at %+v: the session of %+v was given away", other.Address, s.Address)
		}
		if store.MoveSession(t.Context(), other) == nil {
			t.Errorf("moved at %+v: the session of %+v was changed", other.Address, s.Address)
		}
	}
	same(t, []bot.Session{s}, readSessions(t, store))
}

func sessionsOfConnection(t *testing.T, store bot.Store) {
	running, paused, ended := someSession("running", addressOf("ana")), someSession("paused", addressOf("ben")), someSession("ended", addressOf("cy"))
	paused.State, paused.Reason = bot.Paused, bot.ByMember
	ended.State, ended.Reason = bot.Ended, bot.Finished
	otherBot, otherPlatform := someSession("running", addressOf("ana")), someSession("running", addressOf("ana"))
	otherBot.Address.Bot, otherPlatform.Address.Platform = "other", "discord"
	for _, s := range []bot.Session{running, paused, ended, otherBot, otherPlatform} {
		check(t, store.PutSession(t.Context(), s))
	}
	same(t, []bot.Session{paused, running}, readSessions(t, store))

	running.State, running.Reason = bot.Ended, bot.BySafety
	check(t, store.MoveSession(t.Context(), running))
	same(t, []bot.Session{paused}, readSessions(t, store))

	got, err := store.Sessions(t.Context(), bot.Connection{Platform: "telegram", Bot: "nobody"})
	check(t, err)
	if len(got) != 0 {
		t.Errorf("a connection without sessions has %d", len(got))
	}
}

func manyGoroutines(t *testing.T, store bot.Store) {
	const workers, moves = 16, 10
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			a := addressOf(fmt.Sprintf("m%02d", w))
			s := someSession(a.Member, a)
			errs := []error{store.PutSession(t.Context(), s)}
			for i := range moves {
				s.Cursor = i
				errs = append(errs, store.MoveSession(t.Context(), s),
					store.PutConversation(t.Context(), a, bot.Conversation{Topic: fmt.Sprint(w, i)}),
					store.Beat(t.Context(), a.Connection(), moment))
				c, err := store.Conversation(t.Context(), a)
				if want := fmt.Sprint(w, i); err == nil && c.Topic != want {
					err = fmt.Errorf("read %q after writing %q", c.Topic, want)
				}
				errs = append(errs, err)
			}
			for _, err := range errs {
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	got := readSessions(t, store)
	if len(got) != workers {
		t.Fatalf("%d sessions, want %d", len(got), workers)
	}
	for _, s := range got {
		if s.Cursor != moves-1 {
			t.Errorf("session %s stands at %d, want %d", s.ID, s.Cursor, moves-1)
		}
	}
}

// readSessions returns those of the connection of addressOf(…), in the order of ids.
func readSessions(t *testing.T, store bot.Store) []bot.Session {
	t.Helper()
	got, err := store.Sessions(t.Context(), addressOf("").Connection())
	check(t, err)
	slices.SortFunc(got, func(a, b bot.Session) int { return strings.Compare(a.ID, b.ID) })
	return got
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, want, got any) {
	t.Helper()
	// Long bodies are compared as a whole, which takes a hundredth of the time.
	if diff := cmp.Diff(want, got, cmp.Comparer(bytes.Equal)); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}
