package delivery

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// BenchmarkJoinWaitDone is one call's way through the line. The counter is the
// floor: what a limit costs that knows no order, no chat and no waiting.
func BenchmarkJoinWaitDone(b *testing.B) {
	b.Run("counter", func(b *testing.B) {
		var (
			mu    sync.Mutex
			calls int
		)
		for b.Loop() {
			mu.Lock()
			calls++
			mu.Unlock()
		}
	})
	for _, n := range []int{0, 1_000, 10_000} {
		b.Run(fmt.Sprintf("beside %d chats that wait", n), func(b *testing.B) {
			l := New(Limit{1 << 30, time.Second})
			crowd(l, n)
			for b.Loop() {
				goThrough(b, l.Join(Ask{Chat: "a", Urgency: personal}))
			}
		})
	}
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("the turn of one of %d chats", n), func(b *testing.B) {
			// One call at a time in all: each Done lets the first of all go.
			l := New(Limit{1, 1})
			busy := l.Join(Ask{Chat: "busy", Urgency: alarm})
			var order []*Place
			for i := range n {
				order = append(order, l.Join(Ask{Chat: fmt.Sprint(i), Urgency: personal}))
			}
			busy.Done(true)
			for i := 0; b.Loop(); i = (i + 1) % n {
				goThrough(b, order[i])
				order[i] = l.Join(Ask{Chat: fmt.Sprint(i), Urgency: personal})
			}
		})
	}
}

// crowd puts a place in line in each of n chats, which waits for its chat.
func crowd(l *Line, n int) {
	until := time.Now().Add(time.Hour)
	for i := range n {
		name := fmt.Sprint("waiting ", i)
		l.Hold(name, until.Add(time.Duration(i)*time.Millisecond))
		l.Join(Ask{Chat: name, Urgency: boundaryUrgency})
	}
}

func goThrough(b *testing.B, p *Place) {
	if err := p.Wait(b.Context()); err != nil {
		b.Fatal(err)
	}
	p.Done(true)
}
