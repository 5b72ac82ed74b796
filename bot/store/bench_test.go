package store

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"

	"limber/bot"
)

// BenchmarkMoveSession is the write at every boundary, beside the floor: the
// same into a map.
func BenchmarkMoveSession(b *testing.B) {
	const sessions = 1000
	rows := make([]bot.Session, sessions)
	for i := range rows {
		rows[i] = session(fmt.Sprintf("s%04d", i))
	}
	next := func(i int) bot.Session {
		s := &rows[i%sessions]
		s.Sending = !s.Sending
		s.Cursor = 2 + i/sessions%70
		s.Updated = s.Updated.Add(time.Millisecond)
		return *s
	}
	benchEach(b, func(b *testing.B, store kept) {
		for _, s := range rows {
			check(b, store.PutSession(b.Context(), s))
		}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			check(b, store.MoveSession(b.Context(), next(i)))
		}
	})
	b.Run("map", func(b *testing.B) {
		var mu sync.Mutex
		kept := map[string]bot.Session{}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			s := next(i)
			mu.Lock()
			kept[s.ID] = s
			mu.Unlock()
		}
	})
}

func BenchmarkPutSession(b *testing.B) { benchEach(b, benchPutSession) }

func benchPutSession(b *testing.B, store kept) {
	s := session("s")
	b.ReportAllocs()
	for b.Loop() {
		check(b, store.PutSession(b.Context(), s))
	}
}

// BenchmarkParcel is an event that has an effect, from its receipt to its end,
// and one that has none.
func BenchmarkParcel(b *testing.B) {
	for _, takes := range []bool{true, false} {
		b.Run(fmt.Sprintf("takes=%v", takes), func(b *testing.B) {
			benchEach(b, func(b *testing.B, store kept) { benchParcel(b, store, takes) })
		})
	}
}

func benchParcel(b *testing.B, store kept, takes bool) {
	c := ana.Connection()
	parcel := bot.Parcel{Member: ana.Member, Body: bytes.Repeat([]byte("x"), 700)} // a message on Telegram
	b.ReportAllocs()
	for b.Loop() {
		parcel.ID++
		_, err := store.Receive(b.Context(), c, []bot.Parcel{parcel})
		check(b, err)
		if takes {
			check(b, store.Take(b.Context(), c, parcel.ID))
		}
		check(b, store.Finish(b.Context(), c, parcel.ID))
	}
}

// BenchmarkReceive is all that one long poll can bring.
func BenchmarkReceive(b *testing.B) { benchEach(b, benchReceive) }

func benchReceive(b *testing.B, store kept) {
	list := parcels(make([]int64, 100)...)
	next := int64(0)
	for b.Loop() {
		for i := range list {
			list[i].ID = next
			next++
		}
		_, err := store.Receive(b.Context(), ana.Connection(), list)
		check(b, err)
	}
}

// BenchmarkMoveChat is a group of 200 in sessions, beside 2,000 sessions that
// have ended: it holds the writer meanwhile.
func BenchmarkMoveChat(b *testing.B) { benchEach(b, benchMoveChat) }

func benchMoveChat(b *testing.B, store kept) {
	for i := range 2200 {
		s := session(fmt.Sprint(i))
		s.Address.Member = s.ID
		if i >= 200 {
			s.Address.Chat, s.State = "another", bot.Ended
		}
		check(b, store.PutSession(b.Context(), s))
	}
	from, to := ana.Chat, "-100"+ana.Chat
	for b.Loop() {
		check(b, store.MoveChat(b.Context(), ana.Connection(), from, to))
		from, to = to, from
	}
}

// BenchmarkConversation is a member's question: one read and one write.
func BenchmarkConversation(b *testing.B) {
	c := bot.Conversation{Topic: "thoracic", Question: "how long?"}
	benchEach(b, func(b *testing.B, store kept) {
		check(b, store.PutConversation(b.Context(), ana, c))
		b.Run("read", func(b *testing.B) {
			for b.Loop() {
				_, err := store.Conversation(b.Context(), ana)
				check(b, err)
			}
		})
		b.Run("write", func(b *testing.B) {
			for b.Loop() {
				check(b, store.PutConversation(b.Context(), ana, c))
			}
		})
	})
}

// BenchmarkSessions is a start with 1,000 sessions that follow a few timelines,
// and the worst case, where no two are alike.
func BenchmarkSessions(b *testing.B) {
	for _, timelines := range []int{8, 1000} {
		b.Run(fmt.Sprintf("timelines=%d", timelines), func(b *testing.B) {
			benchEach(b, func(b *testing.B, store kept) {
				for i := range 1000 {
					s := session(fmt.Sprint(i))
					s.Timeline.Name = fmt.Sprint(i % timelines)
					check(b, store.PutSession(b.Context(), s))
				}
				for b.Loop() {
					_, err := store.Sessions(b.Context(), ana.Connection())
					check(b, err)
				}
			})
		})
	}
}
