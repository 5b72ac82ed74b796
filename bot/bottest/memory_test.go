package bottest_test

import (
	"errors"
	"fmt"
	"testing"

	"limber/bot"
	"limber/bot/bottest"
)

func TestMemoryIsAStore(t *testing.T) {
	bottest.TestStore(t, func(*testing.T) bot.Store { return bottest.NewMemory() })
}

func TestMemoryIsAnInbox(t *testing.T) {
	bottest.TestInbox(t, func(*testing.T) bottest.StoreWithInbox { return bottest.NewMemory() })
}

func TestMemoryKeepsNotes(t *testing.T) {
	bottest.TestNotes(t, func(*testing.T) bot.Notes { return bottest.NewMemory() })
}

func TestACopyStaysAsItIs(t *testing.T) {
	ctx, ana := t.Context(), bot.Address{Platform: "telegram", Bot: "limber", Chat: "7", Member: "ana"}
	c := ana.Connection()
	fill := func(m *bottest.Memory, id int64) {
		t.Helper()
		_, err := m.Receive(ctx, c, []bot.Parcel{{ID: id, Member: ana.Member}})
		if err := errors.Join(err, m.PutNote(ctx, c, "name", fmt.Sprint(id)), m.PutConversation(ctx, ana, bot.Conversation{Topic: fmt.Sprint(id)})); err != nil {
			t.Fatal(err)
		}
	}
	m := bottest.NewMemory()
	fill(m, 1)
	killed := m.Copy()
	fill(m, 2)
	if err := m.Finish(ctx, c, 1); err != nil {
		t.Fatal(err)
	}
	parcels, err := killed.Pending(ctx, c)
	if err != nil || len(parcels) != 1 || parcels[0].ID != 1 {
		t.Errorf("the copy has %v, error %v, want parcel 1", parcels, err)
	}
	note, noteErr := killed.Note(ctx, c, "name")
	talk, talkErr := killed.Conversation(ctx, ana)
	if note != "1" || talk.Topic != "1" || noteErr != nil || talkErr != nil {
		t.Errorf("the copy has the note %q and the topic %q, errors %v, %v", note, talk.Topic, noteErr, talkErr)
	}
}
