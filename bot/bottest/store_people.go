package bottest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"limber/bot"
)

func conversationsComeBack(t *testing.T, store bot.Store) {
	a := addressOf("ana")
	same(t, bot.Conversation{}, readConversation(t, store, a))
	for _, odd := range oddTexts {
		want := bot.Conversation{Topic: odd, Question: odd, Choices: []string{odd, "b"}, Pending: odd}
		check(t, store.PutConversation(t.Context(), a, want))
		same(t, want, readConversation(t, store, a))

		const longest = 200 // of what platforms name chats and members by
		name := odd[:min(len(odd), longest)]
		place := bot.Address{Platform: "telegram", Bot: name, Chat: name, Thread: name, Member: name}
		check(t, store.PutConversation(t.Context(), place, want))
		same(t, want, readConversation(t, store, place))
	}
	check(t, store.PutConversation(t.Context(), a, bot.Conversation{Topic: "only"}))
	same(t, bot.Conversation{Topic: "only"}, readConversation(t, store, a))
	check(t, store.PutConversation(t.Context(), a, bot.Conversation{}))
	same(t, bot.Conversation{}, readConversation(t, store, a))
}

func conversationsApart(t *testing.T, store bot.Store) {
	base := bot.Address{Platform: "p", Bot: "b", Chat: "c", Thread: "t", Member: "m"}
	places := []bot.Address{
		base,
		{Platform: "P", Bot: "b", Chat: "c", Thread: "t", Member: "m"},
		{Platform: "p", Bot: "B", Chat: "c", Thread: "t", Member: "m"},
		{Platform: "p", Bot: "b", Chat: "C", Thread: "t", Member: "m"},
		{Platform: "p", Bot: "b", Chat: "c", Thread: "T", Member: "m"},
		{Platform: "p", Bot: "b", Chat: "c", Thread: "", Member: "m"},
		{Platform: "p", Bot: "b", Chat: "c", Thread: "t", Member: "M"},
		{Platform: "p", Bot: "b", Chat: "ct", Thread: "", Member: "m"},
		{Platform: "p", Bot: "b", Chat: "", Thread: "ct", Member: "m"},
	}
	for i, a := range places {
		check(t, store.PutConversation(t.Context(), a, bot.Conversation{Choices: make([]string, i+1)}))
	}
	for i, a := range places {
		if got := len(readConversation(t, store, a).Choices); got != i+1 {
			t.Errorf("%+v has the conversation of %+v", a, places[got-1])
		}
	}
}

func clearances(t *testing.T, store bot.Store) {
	ana := addressOf("ana").Person()
	same(t, time.Time{}, readClearance(t, store, ana, "spine"))
	check(t, store.PutClearance(t.Context(), ana, "spine", moment))
	check(t, store.PutClearance(t.Context(), ana, "🦵", moment.Add(time.Hour)))
	check(t, store.PutClearance(t.Context(), ana, "spine", moment.Add(time.Millisecond)))
	same(t, moment.Add(time.Millisecond), readClearance(t, store, ana, "spine"))
	same(t, moment.Add(time.Hour), readClearance(t, store, ana, "🦵"))
	same(t, time.Time{}, readClearance(t, store, ana, ""))
	check(t, store.PutClearance(t.Context(), ana, "spine", time.Time{}))
	same(t, time.Time{}, readClearance(t, store, ana, "spine"))
}

func clearancesDropped(t *testing.T, store bot.Store) {
	ana, ben, elsewhere := addressOf("ana").Person(), addressOf("ben").Person(), bot.Person{Platform: "discord", Member: "ana"}
	for _, p := range []bot.Person{ana, ben, elsewhere} {
		check(t, store.PutClearance(t.Context(), p, "spine", moment))
		check(t, store.PutClearance(t.Context(), p, "knee", moment))
	}
	check(t, store.DropClearances(t.Context(), ana))
	for _, list := range []string{"spine", "knee"} {
		same(t, time.Time{}, readClearance(t, store, ana, list))
		same(t, moment, readClearance(t, store, ben, list))
		same(t, moment, readClearance(t, store, elsewhere, list))
	}
	check(t, store.DropClearances(t.Context(), ana))
}

func beats(t *testing.T, store bot.Store) {
	one, two := bot.Connection{Platform: "telegram", Bot: "one"}, bot.Connection{Platform: "telegram", Bot: "two"}
	last := func(c bot.Connection) time.Time {
		at, err := store.LastBeat(t.Context(), c)
		check(t, err)
		return at
	}
	same(t, time.Time{}, last(one))
	check(t, store.Beat(t.Context(), one, moment))
	check(t, store.Beat(t.Context(), one, moment.Add(time.Second)))
	same(t, moment.Add(time.Second), last(one))
	same(t, time.Time{}, last(two))
}

// fill gives a member a row of every kind.
func fill(t *testing.T, store bot.Store, a bot.Address) {
	t.Helper()
	s := someSession("of "+a.Member, a)
	check(t, store.PutSession(t.Context(), s))
	s.ID, s.State = "ended of "+a.Member, bot.Ended
	check(t, store.PutSession(t.Context(), s))
	check(t, store.PutConversation(t.Context(), a, bot.Conversation{Topic: "topic of " + a.Member}))
	check(t, store.PutClearance(t.Context(), a.Person(), "spine", moment))
}

func exportShowsOne(t *testing.T, store bot.Store) {
	fill(t, store, addressOf("ana"))
	fill(t, store, addressOf("ben"))
	got := exported(t, store, addressOf("ana").Person())
	for table, want := range map[string]int{"sessions": 2, "conversations": 1, "clearances": 1} {
		if len(got[table]) != want {
			t.Errorf("%d rows of %s, want %d", len(got[table]), table, want)
		}
	}
	text, err := json.Marshal(got)
	check(t, err)
	for _, part := range []string{`"of ana"`, `"ended of ana"`, "topic of ana", "chat of ana", "spine", "Lie down.", "2026-03-29T01:30:00.123456Z"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("%q is missing from %s", part, text)
		}
	}
	if strings.Contains(string(text), "ben") {
		t.Errorf("another member is in %s", text)
	}
}

func eraseLeavesOthers(t *testing.T, store bot.Store) {
	ana, ben, elsewhere := addressOf("ana"), addressOf("ben"), addressOf("ana")
	elsewhere.Platform = "discord"
	group := ben // ana and ben in one chat
	group.Member = "ana"
	for _, a := range []bot.Address{ana, ben, elsewhere} {
		fill(t, store, a)
	}
	check(t, store.PutConversation(t.Context(), group, bot.Conversation{Topic: "in the group"}))
	before := []any{exported(t, store, ben.Person()), exported(t, store, elsewhere.Person())}
	check(t, store.AddGap(t.Context(), bot.Gap{Pack: "p", Question: "q", At: moment}))
	check(t, store.Erase(t.Context(), ana.Person()))
	if got := exported(t, store, ana.Person()); len(got) != 0 {
		t.Errorf("still kept after the erasure: %v", got)
	}
	same(t, bot.Conversation{}, readConversation(t, store, group))
	same(t, before, []any{exported(t, store, ben.Person()), exported(t, store, elsewhere.Person())})
	check(t, store.Erase(t.Context(), ana.Person()))
}

func purgeBorder(t *testing.T, store bot.Store) {
	for id, change := range map[string]func(*bot.Session){
		"ended before":   func(s *bot.Session) { s.State, s.Updated = bot.Ended, moment.Add(-time.Millisecond) },
		"ended then":     func(s *bot.Session) { s.State = bot.Ended },
		"running before": func(s *bot.Session) { s.Updated = moment.Add(-time.Hour) },
		"paused before":  func(s *bot.Session) { s.State, s.Updated = bot.Paused, moment.Add(-time.Hour) },
	} {
		s := someSession(id, addressOf("ana"))
		change(&s)
		check(t, store.PutSession(t.Context(), s))
	}
	kept := func() int { return len(exported(t, store, addressOf("ana").Person())["sessions"]) }
	check(t, store.Purge(t.Context(), moment))
	if got := kept(); got != 3 {
		t.Errorf("%d sessions are kept, want all but one that had ended before", got)
	}
	check(t, store.Purge(t.Context(), moment.Add(time.Millisecond)))
	if got := kept(); got != 2 {
		t.Errorf("%d sessions are kept, want those that have not ended", got)
	}

	// Conversations and clearances are touched when they are put.
	ben, now := addressOf("ben"), time.Now()
	check(t, store.PutConversation(t.Context(), ben, bot.Conversation{Topic: "t"}))
	check(t, store.PutClearance(t.Context(), ben.Person(), "expired", now.Add(-time.Hour)))
	check(t, store.PutClearance(t.Context(), ben.Person(), "holds", now.Add(24*time.Hour)))
	tables := func() (conversations, clearances int) {
		rows := exported(t, store, ben.Person())
		return len(rows["conversations"]), len(rows["clearances"])
	}
	check(t, store.Purge(t.Context(), now.Add(-2*time.Hour)))
	if a, b := tables(); a != 1 || b != 2 {
		t.Errorf("after a purge of what is older: %d conversations and %d clearances, want 1 and 2", a, b)
	}
	check(t, store.Purge(t.Context(), now.Add(time.Hour)))
	if a, b := tables(); a != 0 || b != 1 {
		t.Errorf("after a purge of all: %d conversations and %d clearances, want 0 and the one that holds", a, b)
	}
}

func cancelledContext(t *testing.T, store bot.Store) {
	fill(t, store, addressOf("ana"))
	before := exported(t, store, addressOf("ana").Person())
	why := errors.New("the test says so")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	a, s := addressOf("ana"), someSession("of ana", addressOf("ana"))
	s.Cursor++
	_, sessionsErr := store.Sessions(ctx, a.Connection())
	_, conversationErr := store.Conversation(ctx, a)
	_, clearanceErr := store.Clearance(ctx, a.Person(), "spine")
	_, beatErr := store.LastBeat(ctx, a.Connection())
	_, exportErr := store.Export(ctx, a.Person())
	cancelled(t, why, map[string]error{
		"Sessions": sessionsErr, "Conversation": conversationErr, "Clearance": clearanceErr, "LastBeat": beatErr, "Export": exportErr,
		"PutSession": store.PutSession(ctx, s), "MoveSession": store.MoveSession(ctx, s),
		"PutConversation": store.PutConversation(ctx, a, bot.Conversation{}),
		"MoveChat":        store.MoveChat(ctx, a.Connection(), a.Chat, "elsewhere"),
		"PutClearance":    store.PutClearance(ctx, a.Person(), "spine", time.Time{}), "DropClearances": store.DropClearances(ctx, a.Person()),
		"AddGap": store.AddGap(ctx, bot.Gap{}), "Beat": store.Beat(ctx, a.Connection(), moment),
		"Erase": store.Erase(ctx, a.Person()), "Purge": store.Purge(ctx, time.Now().Add(time.Hour)),
	})
	same(t, before, exported(t, store, addressOf("ana").Person()))
}

// cancelled tests that each error says that the context ended, and why.
func cancelled(t *testing.T, why error, errs map[string]error) {
	t.Helper()
	for name, err := range errs {
		if !errors.Is(err, context.Canceled) || !errors.Is(err, why) {
			t.Errorf("%s: got error %v, want that it was cancelled, and why", name, err)
		}
	}
}

func readConversation(t *testing.T, store bot.Store, a bot.Address) bot.Conversation {
	t.Helper()
	c, err := store.Conversation(t.Context(), a)
	check(t, err)
	return c
}

func readClearance(t *testing.T, store bot.Store, p bot.Person, list string) time.Time {
	t.Helper()
	at, err := store.Clearance(t.Context(), p, list)
	check(t, err)
	return at
}

func exported(t *testing.T, store bot.Store, p bot.Person) map[string][]map[string]any {
	t.Helper()
	rows, err := store.Export(t.Context(), p)
	check(t, err)
	return rows
}
