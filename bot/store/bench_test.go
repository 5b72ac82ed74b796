package store

import (
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
	b.Run("sqlite", func(b *testing.B) {
		store := openHere(b, databaseHere(b))
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

func BenchmarkPutSession(b *testing.B) {
	store := openHere(b, databaseHere(b))
	s := session("s")
	b.ReportAllocs()
	for b.Loop() {
		check(b, store.PutSession(b.Context(), s))
	}
}

// BenchmarkConversation is a member's question: one read and one write.
func BenchmarkConversation(b *testing.B) {
	store := openHere(b, databaseHere(b))
	check(b, store.PutConversation(b.Context(), ana, bot.Conversation{Topic: "thoracic", Question: "how long?"}))
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			_, err := store.Conversation(b.Context(), ana)
			check(b, err)
		}
	})
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			check(b, store.PutConversation(b.Context(), ana, bot.Conversation{Topic: "thoracic", Question: "how long?"}))
		}
	})
}

// BenchmarkSessions is a start with 1,000 sessions that follow a few timelines,
// and the worst case, where no two are alike.
func BenchmarkSessions(b *testing.B) {
	for _, timelines := range []int{8, 1000} {
		b.Run(fmt.Sprintf("timelines=%d", timelines), func(b *testing.B) {
			store := openHere(b, databaseHere(b))
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
	}
}
