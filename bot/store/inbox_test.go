package store

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"limber/bot"
	"limber/bot/bottest"
)

func TestSQLiteInbox(t *testing.T) {
	bottest.TestInbox(t, func(t *testing.T) bottest.StoreWithInbox { return openHere(t, databaseHere(t)) })
}

func TestSQLiteNotes(t *testing.T) {
	bottest.TestNotes(t, func(t *testing.T) bot.Notes { return openHere(t, databaseHere(t)) })
}

// words are what the parcels here say.
const words = "it is numb below the knee"

func parcels(ids ...int64) []bot.Parcel {
	var list []bot.Parcel
	for _, id := range ids {
		list = append(list, bot.Parcel{ID: id, Member: ana.Member, Body: bytes.Repeat([]byte(words), 100)})
	}
	return list
}

func received(t testing.TB, s bot.Inbox, list ...bot.Parcel) {
	t.Helper()
	fresh, err := s.Receive(t.Context(), ana.Connection(), list)
	check(t, err)
	if len(fresh) != len(list) {
		t.Fatalf("%d of %d parcels are fresh", len(fresh), len(list))
	}
}

func TestInboxAndNotesSurviveReopen(t *testing.T) { onEach(t, inboxAndNotesSurvive) }

func inboxAndNotesSurvive(t *testing.T, where string) {
	s, end, err := openKept(t.Context(), where)
	check(t, err)
	received(t, s, parcels(1, 2, 3)...)
	check(t, s.Take(t.Context(), ana.Connection(), 1))
	check(t, s.PutNote(t.Context(), ana.Connection(), "commands", "abc"))
	check(t, end())

	s = keptHere(t, where)
	list, err := s.Pending(t.Context(), ana.Connection())
	if err != nil || len(list) != 3 || !list[0].Taken || list[1].Taken || list[2].ID != 3 {
		t.Errorf("pending %v, error %v, want 1, which was taken, 2 and 3", list, err)
	}
	if note, err := s.Note(t.Context(), ana.Connection(), "commands"); err != nil || note != "abc" {
		t.Errorf("note %q, error %v", note, err)
	}
	fresh, err := s.Receive(t.Context(), ana.Connection(), parcels(1, 2, 3))
	if err != nil || len(fresh) != 0 {
		t.Errorf("fresh again: %v, error %v", fresh, err)
	}
}

func TestARemovedNoteLeavesNoRow(t *testing.T) {
	s := openHere(t, databaseHere(t))
	check(t, s.PutNote(t.Context(), ana.Connection(), "commands", "abc"))
	check(t, s.PutNote(t.Context(), ana.Connection(), "commands", ""))
	var left int
	check(t, s.reader.db.QueryRow(`SELECT count(*) FROM notes`).Scan(&left))
	if left != 0 {
		t.Errorf("%d rows are left", left)
	}
}

func TestReceiveKeepsAllOrNothing(t *testing.T) {
	path := databaseHere(t)
	check(t, openHere(t, path).Close())
	raw(t, path, `CREATE TRIGGER full BEFORE INSERT ON inbox WHEN new.id = 3 BEGIN SELECT raise(ABORT, 'no room'); END`)
	s := openHere(t, path)
	fresh, err := s.Receive(t.Context(), ana.Connection(), parcels(1, 2, 3))
	if err == nil || !strings.Contains(err.Error(), "no room") || len(fresh) != 0 {
		t.Errorf("fresh %v, error %v, want none and that there is no room", fresh, err)
	}
	received(t, s, parcels(1, 2)...)
}

func TestMoveChatMovesAllOrNothing(t *testing.T) {
	path := databaseHere(t)
	s := openHere(t, path)
	check(t, s.PutSession(t.Context(), session("s")))
	check(t, s.PutConversation(t.Context(), ana, bot.Conversation{Topic: "t"}))
	check(t, s.Close())
	for _, table := range []string{"sessions", "conversations"} {
		raw(t, path, `CREATE TRIGGER full BEFORE UPDATE ON `+table+` BEGIN SELECT raise(ABORT, 'no room'); END`)
		s := openHere(t, path)
		err := s.MoveChat(t.Context(), ana.Connection(), ana.Chat, "elsewhere")
		if err == nil || !strings.Contains(err.Error(), "its "+table) {
			t.Errorf("got error %v, want one that names the %s", err, table)
		}
		rows, err := s.Export(t.Context(), ana.Person())
		check(t, err)
		for other, rows := range rows {
			if rows[0]["chat"] != ana.Chat {
				t.Errorf("with no room for %s the chat of %s is %v", table, other, rows[0]["chat"])
			}
		}
		check(t, s.Close())
		raw(t, path, `DROP TRIGGER full`)
	}
}

// A parcel that was finished or erased is gone from the file.
func TestForgottenParcelsAreGoneFromTheFiles(t *testing.T) {
	path := databaseHere(t)
	s := openHere(t, path)
	received(t, s, parcels(1, 2, 3)...)
	s.emptyLog()
	if !inFiles(t, path, words) || !inFiles(t, path, ana.Member) {
		t.Fatal("the test does not see what is kept")
	}
	check(t, s.Take(t.Context(), ana.Connection(), 1))
	check(t, s.Finish(t.Context(), ana.Connection(), 1))
	check(t, s.Finish(t.Context(), ana.Connection(), 2))
	check(t, s.Erase(t.Context(), ana.Person()))
	for _, word := range []string{ana.Member, words} {
		if inFiles(t, path, word) {
			t.Errorf("%q is still in the files", word)
		}
	}
}

func TestExportOfAParcelIsReadable(t *testing.T) { onEach(t, exportIsReadable) }

func exportIsReadable(t *testing.T, where string) {
	s := keptHere(t, where)
	for id, body := range []string{`{"text":"🧘"}`, "plain 🧘", "\xff\xfe"} {
		received(t, s, bot.Parcel{ID: int64(id), Member: ana.Member, Body: []byte(body)})
	}
	rows, err := s.Export(t.Context(), ana.Person())
	check(t, err)
	for id, want := range []string{`{"text":"🧘"}`, `"plain 🧘"`, `"//4="`} {
		got, err := json.Marshal(rows["inbox"][id]["body"])
		if check(t, err); string(got) != want {
			t.Errorf("body %d is exported as %s, want %s", id, got, want)
		}
	}
	if row := rows["inbox"][0]; row["pending"] != true || row["member"] != ana.Member {
		t.Errorf("the row is exported as %v", row)
	}
}
