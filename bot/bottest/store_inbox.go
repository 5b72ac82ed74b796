package bottest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"limber/bot"
)

// StoreWithInbox is a store that keeps parcels, too: what it keeps of a member
// is exported and erased with the rest.
type StoreWithInbox interface {
	bot.Store
	bot.Inbox
}

// TestInbox tests what every bot.Inbox must do. Each test opens an empty store,
// which open closes when the test ends.
func TestInbox(t *testing.T, open func(t *testing.T) StoreWithInbox) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, StoreWithInbox)
	}{
		{"parcels come back as they were", parcelsComeBack},
		{"a parcel is fresh once", freshOnce},
		{"what was finished is not pending, what was taken is so", notPending},
		{"an unknown parcel", unknownParcel},
		{"connections are apart", inboxesApart},
		{"many goroutines", manyReceive},
		{"export shows what is pending", parcelsExported},
		{"erase keeps the ids", parcelsErased},
		{"a cancelled context", cancelledInbox},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
	t.Run("purge", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { parcelsPurged(t, open(t)) })
	})
}

var here = addressOf("").Connection()

// parcelOf returns a parcel as a platform would bring it.
func parcelOf(id int64, member string) bot.Parcel {
	return bot.Parcel{ID: id, Member: member, Body: fmt.Appendf(nil, `{"id":%d,"from":%q,"text":"🧘🏽‍♀️"}`, id, member)}
}

func parcelsComeBack(t *testing.T, store StoreWithInbox) {
	bodies := [][]byte{[]byte("\x00\xff\xfe"), bytes.Repeat([]byte("🧘🏽‍♀️ "), 1<<20/18)}
	for _, odd := range oddTexts[1:] {
		bodies = append(bodies, []byte(odd))
	}
	want := []bot.Parcel{{ID: math.MinInt64, Body: []byte("first")}}
	for i, body := range bodies {
		want = append(want, bot.Parcel{ID: int64(i), Member: oddTexts[i%len(oddTexts)], Body: body})
	}
	want = append(want, bot.Parcel{ID: math.MaxInt64, Body: []byte("last")})

	shuffled := slices.Clone(want)
	slices.Reverse(shuffled)
	same(t, shuffled, receive(t, store, here, shuffled...))
	same(t, want, pending(t, store, here))

	// Empty ones are parcels, too.
	empty := bot.Connection{Platform: "telegram", Bot: "empty"}
	nothing := []bot.Parcel{{ID: 1}, {ID: 2, Body: []byte{}}}
	same(t, nothing, receive(t, store, empty, nothing...))
	same(t, nothing, pending(t, store, empty))

	// A body is the caller's again when the call returns.
	mine := parcelOf(1, "ana")
	own := bot.Connection{Platform: "telegram", Bot: "own"}
	receive(t, store, own, mine)
	for range 2 {
		got := pending(t, store, own)
		same(t, []bot.Parcel{parcelOf(1, "ana")}, got)
		clear(mine.Body)
		clear(got[0].Body)
	}
}

func freshOnce(t *testing.T, store StoreWithInbox) {
	one, two, three, four := parcelOf(1, "ana"), parcelOf(2, "ben"), parcelOf(3, ""), parcelOf(4, "ana")
	if got := receive(t, store, here); len(got) != 0 {
		t.Errorf("of no parcel is fresh: %v", got)
	}
	same(t, []bot.Parcel{three, one, two}, receive(t, store, here, three, one, two))
	again := parcelOf(4, "the same id again")
	changed := bot.Parcel{ID: 1, Member: "cy", Body: []byte("another body")}
	same(t, []bot.Parcel{four}, receive(t, store, here, two, four, changed, again))
	same(t, []bot.Parcel{one, two, three, four}, pending(t, store, here))

	check(t, store.Take(t.Context(), here, 1))
	check(t, store.Finish(t.Context(), here, 2))
	if got := receive(t, store, here, one, two, three, four); len(got) != 0 {
		t.Errorf("fresh a second time: %v", got)
	}
	one.Taken = true
	same(t, []bot.Parcel{one, three, four}, pending(t, store, here))
}

func notPending(t *testing.T, store StoreWithInbox) {
	receive(t, store, here, parcelOf(1, "ana"), parcelOf(2, "ana"), parcelOf(3, "ana"))
	taken := parcelOf(1, "ana")
	taken.Taken = true
	for range 2 { // saying it again changes nothing
		check(t, store.Take(t.Context(), here, 1))
		same(t, []bot.Parcel{taken, parcelOf(2, "ana"), parcelOf(3, "ana")}, pending(t, store, here))
	}
	for range 2 {
		check(t, store.Finish(t.Context(), here, 1))
		check(t, store.Finish(t.Context(), here, 3))
		check(t, store.Take(t.Context(), here, 3))
		same(t, []bot.Parcel{parcelOf(2, "ana")}, pending(t, store, here))
	}
	rows := exported(t, store, addressOf("ana").Person())["inbox"]
	if len(rows) != 1 {
		t.Errorf("kept of ana are %d parcels, want the one that is pending", len(rows))
	}
}

func unknownParcel(t *testing.T, store StoreWithInbox) {
	receive(t, store, here, parcelOf(1, "ana"))
	elsewhere := bot.Connection{Platform: here.Platform, Bot: "other"}
	for name, err := range map[string]error{
		"Take": store.Take(t.Context(), here, 77), "Finish": store.Finish(t.Context(), here, 77),
		"Take elsewhere": store.Take(t.Context(), elsewhere, 1), "Finish elsewhere": store.Finish(t.Context(), elsewhere, 1),
	} {
		if err == nil || !strings.Contains(err.Error(), here.Platform) {
			t.Errorf("%s: got error %v, want one that names the connection", name, err)
		}
	}
	same(t, 1, len(receive(t, store, here, parcelOf(77, ""))))
	same(t, 1, len(receive(t, store, elsewhere, parcelOf(1, ""))))
}

func inboxesApart(t *testing.T, store StoreWithInbox) {
	connections := []bot.Connection{
		{Platform: "p", Bot: "b"},
		{Platform: "P", Bot: "b"},
		{Platform: "p", Bot: "B"},
		{Platform: "pb", Bot: ""},
		{Platform: "", Bot: "pb"},
		{Platform: "🧘", Bot: "'; --"},
	}
	for i, c := range connections {
		p := parcelOf(1, fmt.Sprint("member ", i))
		same(t, []bot.Parcel{p}, receive(t, store, c, p))
	}
	check(t, store.Finish(t.Context(), connections[0], 1))
	for i, c := range connections[1:] {
		same(t, []bot.Parcel{parcelOf(1, fmt.Sprint("member ", i+1))}, pending(t, store, c))
	}
	same(t, 0, len(pending(t, store, connections[0])))
}

// manyReceive: the same parcels come to many at once, and each is dealt with by
// one of them.
func manyReceive(t *testing.T, store StoreWithInbox) {
	const workers, parcels = 16, 40
	dealt := make([]int, parcels)
	var mu sync.Mutex
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := range parcels {
				id := int64((i + w*7) % parcels)
				fresh, err := store.Receive(t.Context(), here, []bot.Parcel{parcelOf(id, "ana"), parcelOf((id+1)%parcels, "ben")})
				for _, p := range fresh {
					mu.Lock()
					dealt[p.ID]++
					mu.Unlock()
					if p.ID%2 == 0 {
						err = errors.Join(err, store.Take(t.Context(), here, p.ID))
					}
					err = errors.Join(err, store.Finish(t.Context(), here, p.ID))
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	for id, times := range dealt {
		if times != 1 {
			t.Errorf("parcel %d was dealt with %d times", id, times)
		}
	}
	same(t, 0, len(pending(t, store, here)))
}

func cancelledInbox(t *testing.T, store StoreWithInbox) {
	receive(t, store, here, parcelOf(1, "ana"), parcelOf(2, "ana"))
	why := errors.New("the test says so")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	fresh, receiveErr := store.Receive(ctx, here, []bot.Parcel{parcelOf(3, "ana")})
	_, pendingErr := store.Pending(ctx, here)
	cancelled(t, why, map[string]error{
		"Receive": receiveErr, "Pending": pendingErr, "Take": store.Take(ctx, here, 1), "Finish": store.Finish(ctx, here, 2),
	})
	if len(fresh) != 0 {
		t.Errorf("fresh without being kept: %v", fresh)
	}
	same(t, []bot.Parcel{parcelOf(1, "ana"), parcelOf(2, "ana")}, pending(t, store, here))
}

func receive(t *testing.T, inbox bot.Inbox, c bot.Connection, list ...bot.Parcel) []bot.Parcel {
	t.Helper()
	fresh, err := inbox.Receive(t.Context(), c, list)
	check(t, err)
	return fresh
}

func pending(t *testing.T, inbox bot.Inbox, c bot.Connection) []bot.Parcel {
	t.Helper()
	list, err := inbox.Pending(t.Context(), c)
	check(t, err)
	return list
}
