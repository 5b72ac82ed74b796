package bottest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"limber/bot"
)

func parcelsExported(t *testing.T, store StoreWithInbox) {
	receive(t, store, here, parcelOf(1, "ana"), parcelOf(2, "ben"), parcelOf(3, "ana"), parcelOf(4, ""))
	check(t, store.Finish(t.Context(), here, 3))
	discord := bot.Connection{Platform: "discord", Bot: "limber"}
	receive(t, store, discord, parcelOf(5, "ana"))
	text, err := json.Marshal(exported(t, store, addressOf("ana").Person()))
	check(t, err)
	if got := string(text); !strings.Contains(got, "🧘🏽‍♀️") || !strings.Contains(got, "ana") {
		t.Errorf("the words of the parcel are missing from %s", got)
	}
	if rows := exported(t, store, addressOf("ana").Person())["inbox"]; len(rows) != 1 || strings.Contains(string(text), "ben") {
		t.Errorf("want the one parcel of ana that is pending, got %s", text)
	}
}

func parcelsErased(t *testing.T, store StoreWithInbox) {
	ana, ben, nobody := parcelOf(1, "ana"), parcelOf(2, "ben"), parcelOf(3, "")
	discord := bot.Connection{Platform: "discord", Bot: "limber"}
	receive(t, store, here, ana, ben, nobody, parcelOf(4, "ana"))
	receive(t, store, discord, ana)
	check(t, store.Finish(t.Context(), here, 4))
	nameless := bot.Person{Platform: here.Platform}
	if got := exported(t, store, nameless); len(got) != 0 {
		t.Errorf("what is nobody's is shown: %v", got)
	}
	check(t, store.Erase(t.Context(), nameless))
	check(t, store.Erase(t.Context(), addressOf("ana").Person()))
	if got := exported(t, store, addressOf("ana").Person()); len(got) != 0 {
		t.Errorf("still kept after the erasure: %v", got)
	}
	same(t, []bot.Parcel{ben, nobody}, pending(t, store, here))
	same(t, []bot.Parcel{ana}, pending(t, store, discord))
	if got := receive(t, store, here, ana); len(got) != 0 {
		t.Error("what was erased is received as if it was new")
	}
	check(t, store.Finish(t.Context(), here, ana.ID)) // whoever deals with it goes on
}

// parcelsPurged runs where time is virtual.
func parcelsPurged(t *testing.T, store StoreWithInbox) {
	old := []bot.Parcel{parcelOf(1, "ana"), parcelOf(2, "ana"), parcelOf(3, "ana")}
	receive(t, store, here, old...)
	check(t, store.Finish(t.Context(), here, 1))
	check(t, store.Take(t.Context(), here, 2))
	known := func(want ...int64) {
		t.Helper()
		check(t, store.Purge(t.Context(), time.Now()))
		check(t, store.Purge(t.Context(), time.Now().Add(time.Hour)))
		var ids []int64
		for id := range int64(5) {
			if store.Finish(t.Context(), here, id) == nil {
				ids = append(ids, id)
			}
		}
		same(t, want, ids)
	}
	time.Sleep(47 * time.Hour)
	receive(t, store, here, parcelOf(4, "ana"))
	check(t, store.Purge(t.Context(), time.Now()))
	taken := old[1]
	taken.Taken = true
	same(t, []bot.Parcel{taken, old[2], parcelOf(4, "ana")}, pending(t, store, here))
	check(t, store.Take(t.Context(), here, 3)) // from now on it stays for 48 hours
	known(1, 2, 3, 4)
	time.Sleep(time.Hour + time.Millisecond)
	known(2, 3, 4) // 2 was taken before, and finished just now
	time.Sleep(48 * time.Hour)
	receive(t, store, here, parcelOf(0, "ana"))
	known(0)
	same(t, 3, len(receive(t, store, here, old...)))

	// A later border than 48 hours is the caller's; what is pending has it, too.
	time.Sleep(72 * time.Hour)
	check(t, store.Purge(t.Context(), time.Now().Add(-72*time.Hour)))
	same(t, old, pending(t, store, here))
	check(t, store.Purge(t.Context(), time.Now().Add(-72*time.Hour+time.Millisecond)))
	same(t, 0, len(pending(t, store, here)))
}
