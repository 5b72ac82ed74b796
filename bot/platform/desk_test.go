package platform

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
)

// More conversations than can be served at once wait for each other, and no
// longer than needed.
func TestDeskServesSoManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var (
			mu              sync.Mutex
			now, most, done int
		)
		count := func(by int) {
			mu.Lock()
			defer mu.Unlock()
			now += by
			most = max(most, now)
			if by < 0 {
				done++
			}
		}
		d := NewDesk(func(int, func()) {
			count(1)
			time.Sleep(time.Second)
			count(-1)
		})
		begun := time.Now()
		const conversations = 3 * mostServed
		for i := range conversations {
			if err := d.Add(t.Context(), bot.Address{Chat: fmt.Sprint(i)}, i); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		for mu.Lock(); done < conversations; mu.Lock() {
			mu.Unlock()
			time.Sleep(time.Second)
		}
		mu.Unlock()
		d.Close()
		if took := time.Since(begun); most != mostServed || took > 4*time.Second || len(d.lines) != 0 || len(d.places) != 0 {
			t.Errorf("%d at once, %v in all, %d lines and %d places are left", most, took, len(d.lines), len(d.places))
		}
	})
}

// What waits beyond a limit makes receiving wait.
func TestDeskIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := make(chan struct{})
		d := NewDesk(func(int, func()) { <-held })
		added := 0
		go func() {
			for range mostWaiting + 10 {
				if d.Add(t.Context(), bot.Address{}, 0) == nil { // all of one conversation
					added++
				}
			}
		}()
		synctest.Wait()
		if added != mostWaiting+1 {
			t.Errorf("%d were taken", added)
		}
		close(held)
		synctest.Wait()
		d.Close()
		if added != mostWaiting+10 {
			t.Errorf("%d were taken in the end", added)
		}
	})
}

// A job that was dealt with lets the next one of the conversation begin, but so
// many of one conversation are the most that are under way.
func TestDeskServesOneConversation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var begun []int
		turn, held := make(chan struct{}), make(chan struct{})
		d := NewDesk(func(j int, dealt func()) {
			mu.Lock()
			begun = append(begun, j)
			mu.Unlock()
			<-turn
			dealt()
			<-held
		})
		for j := range mostOfOne + 10 {
			if err := d.Add(t.Context(), bot.Address{}, j); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if len(begun) != 1 {
			t.Errorf("%d were begun at once", len(begun))
		}
		close(turn)
		synctest.Wait()
		if len(begun) != mostOfOne || !slices.IsSorted(begun) {
			t.Errorf("%d are under way: %v", len(begun), begun)
		}
		close(held)
		synctest.Wait()
		if len(begun) != mostOfOne+10 || !slices.IsSorted(begun) {
			t.Errorf("%d were begun in the end: %v", len(begun), begun)
		}
		d.Close()
	})
}

func TestDeskCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, ended := 0, 0
		d := NewDesk(func(int, func()) {
			began++
			time.Sleep(time.Second)
			ended++
		})
		for j := range 3 {
			if err := d.Add(t.Context(), bot.Address{}, j); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		d.Close()
		d.Go(func() { t.Error("it runs after the end") })
		if began != 1 || ended != 1 {
			t.Errorf("%d jobs were begun and %d ended", began, ended)
		}
	})
}
