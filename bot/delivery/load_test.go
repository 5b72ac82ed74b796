package delivery

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// Two hundred members follow routines with a step each ten seconds, and after
// each boundary the buttons of the one before are taken away. That is 40 calls a
// second where 30 are allowed: the boundaries come first and are on time.
func TestTwoHundredSessionsAreOnTime(t *testing.T) {
	const (
		sessions, steps, every = 200, 12, 10 * time.Second
		median, p99            = 100 * time.Millisecond, 500 * time.Millisecond
	)
	bubble(t, func(t *testing.T) {
		var (
			l      = New(Limit{30, time.Second})
			random = rand.New(rand.NewPCG(3, 14))
			mu     sync.Mutex
			late   []time.Duration
			tidied int
			all    sync.WaitGroup
		)
		for i := range sessions {
			chat := fmt.Sprint(i)
			anchor := time.Now().Add(time.Duration(random.Int64N(int64(every))))
			travel := time.Duration(20+random.IntN(100)) * time.Millisecond
			all.Go(func() {
				for k := range steps {
					due := anchor.Add(time.Duration(k) * every)
					l.Expect(chat, "session", due)
					time.Sleep(time.Until(due))
					cue := l.Join(Ask{Chat: chat, Limits: perSecond, Urgency: boundaryUrgency, Due: due})
					if err := cue.Wait(t.Context()); err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					late = append(late, time.Since(due))
					mu.Unlock()
					time.Sleep(travel)
					cue.Done(true)
					tidy := l.Join(Ask{Chat: chat, Limits: perSecond, Key: "tidy"})
					all.Go(func() {
						if tidy.Wait(t.Context()) == nil {
							time.Sleep(travel)
							tidy.Done(true)
							mu.Lock()
							tidied++
							mu.Unlock()
						}
					})
				}
				l.Expect(chat, "session", time.Time{})
			})
		}
		all.Wait()
		slices.Sort(late)
		if len(late) != sessions*steps {
			t.Fatalf("%d boundaries went out of %d", len(late), sessions*steps)
		}
		half, most, worst := late[len(late)/2], late[len(late)*99/100], late[len(late)-1]
		t.Logf("late by %v at the median, %v at p99, %v at worst; %d of %d tidied", half, most, worst, tidied, len(late))
		if half > median || most > p99 {
			t.Errorf("late by %v at the median and %v at p99, want %v and %v", half, most, median, p99)
		}
		time.Sleep(time.Minute)
		rests(t, l)
	})
}
