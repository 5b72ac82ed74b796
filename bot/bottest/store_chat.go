package bottest

import (
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
)

// inGroup returns an address in a chat that members share.
func inGroup(chat, thread, member string) bot.Address {
	return bot.Address{Platform: "telegram", Bot: "limber", Chat: chat, Thread: thread, Member: member}
}

func chatMoves(t *testing.T, store bot.Store) {
	otherBot, otherPlatform := inGroup("-1", "", "ana"), inGroup("-1", "", "ana")
	otherBot.Bot, otherPlatform.Platform = "other", "discord"
	places := []struct {
		from, to bot.Address
	}{
		{inGroup("-1", "", "ana"), inGroup("-100", "", "ana")},
		{inGroup("-1", "🧘", "ana"), inGroup("-100", "🧘", "ana")},
		{inGroup("-1", "", "ben"), inGroup("-100", "", "ben")},
		{inGroup("-100", "", "cy"), inGroup("-100", "", "cy")}, // there already
		{inGroup("-10", "-1", "-1"), inGroup("-10", "-1", "-1")},
		{otherBot, otherBot},
		{otherPlatform, otherPlatform},
	}
	for i, p := range places {
		check(t, store.PutConversation(t.Context(), p.from, bot.Conversation{Choices: make([]string, i+1)}))
		check(t, store.PutSession(t.Context(), someSession(string(rune('a'+i)), p.from)))
	}
	over := someSession("over", inGroup("-1", "", "ana"))
	over.State = bot.Ended
	check(t, store.PutSession(t.Context(), over))
	person := inGroup("-1", "", "ana").Person()
	check(t, store.PutClearance(t.Context(), person, "spine", moment))

	for range 2 { // the second finds nothing to do
		check(t, store.MoveChat(t.Context(), places[0].from.Connection(), "-1", "-100"))
		for i, p := range places {
			if got := len(readConversation(t, store, p.to).Choices); got != i+1 {
				t.Errorf("%+v has the conversation %d, want %d", p.to, got, i+1)
			}
			if left := len(readConversation(t, store, p.from).Choices); p.from != p.to && left > 0 {
				t.Errorf("%+v has still the conversation %d", p.from, left)
			}
			rows, err := store.Sessions(t.Context(), p.to.Connection())
			check(t, err)
			same(t, someSession(string(rune('a'+i)), p.to), find(t, rows, string(rune('a'+i))))
		}
	}
	if rows := exported(t, store, person)["sessions"]; len(rows) != 4 {
		t.Errorf("%d sessions of ana, want 4 with the one that has ended", len(rows))
	}
	same(t, moment, readClearance(t, store, person, "spine"))

	s := someSession("a", places[0].to)
	s.Cursor = 3
	check(t, store.MoveSession(t.Context(), s))
	check(t, store.MoveChat(t.Context(), s.Address.Connection(), "-100", "-100"))
	same(t, s, find(t, readSessions(t, store), "a"))
	same(t, 1, len(readConversation(t, store, s.Address).Choices))
}

// chatsBecomeOne: where something is at the new address already, the newer of
// both stays.
func chatsBecomeOne(t *testing.T, store bot.Store) {
	at := func(id string, a bot.Address, after time.Duration) {
		s := someSession(id, a)
		s.Updated = moment.Add(after)
		check(t, store.PutSession(t.Context(), s))
	}
	at("ana older", inGroup("-1", "", "ana"), 0)
	at("ana newer", inGroup("-100", "", "ana"), time.Millisecond)
	at("ben newer", inGroup("-1", "", "ben"), time.Millisecond)
	at("ben older", inGroup("-100", "", "ben"), 0)
	at("cy from", inGroup("-1", "", "cy"), 0)
	at("cy there", inGroup("-100", "", "cy"), 0)
	at("topic", inGroup("-1", "7", "ana"), -time.Hour)
	over := someSession("ben over", inGroup("-100", "", "ben"))
	over.State, over.Updated = bot.Ended, moment.Add(time.Hour)
	check(t, store.PutSession(t.Context(), over))
	check(t, store.MoveChat(t.Context(), addressOf("").Connection(), "-1", "-100"))
	var ids []string
	for _, s := range readSessions(t, store) {
		ids = append(ids, s.ID)
		same(t, "-100", s.Address.Chat)
	}
	same(t, []string{"ana newer", "ben newer", "cy there", "topic"}, ids)
	if rows := exported(t, store, over.Address.Person())["sessions"]; len(rows) != 2 {
		t.Errorf("%d sessions of ben, want 2 with the one that has ended", len(rows))
	}
}

// conversationsBecomeOne runs where time is virtual: conversations are as new as
// their last put.
func conversationsBecomeOne(t *testing.T, open func(*testing.T) bot.Store) {
	synctest.Test(t, func(t *testing.T) {
		store := open(t)
		for _, a := range []bot.Address{
			inGroup("-1", "", "ana"), inGroup("-100", "", "ben"), // older
			inGroup("-100", "", "ana"), inGroup("-1", "", "ben"), inGroup("-1", "7", "ana"),
		} {
			check(t, store.PutConversation(t.Context(), a, bot.Conversation{Topic: a.Chat}))
			time.Sleep(time.Second)
		}
		check(t, store.MoveChat(t.Context(), addressOf("").Connection(), "-1", "-100"))
		same(t, "-100", readConversation(t, store, inGroup("-100", "", "ana")).Topic)
		same(t, "-1", readConversation(t, store, inGroup("-100", "", "ben")).Topic)
		same(t, "-1", readConversation(t, store, inGroup("-100", "7", "ana")).Topic)
		for _, member := range []string{"ana", "ben"} {
			same(t, bot.Conversation{}, readConversation(t, store, inGroup("-1", "", member)))
		}
	})
}

func find(t *testing.T, sessions []bot.Session, id string) bot.Session {
	t.Helper()
	for _, s := range sessions {
		if s.ID == id {
			return s
		}
	}
	t.Errorf("there is no session %s", id)
	return bot.Session{}
}
