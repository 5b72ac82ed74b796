package telegram

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/telegram/telegramtest"
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
		d := newDesk(func(job, func()) {
			count(1)
			time.Sleep(time.Second)
			count(-1)
		})
		begun := time.Now()
		const conversations = 3 * mostServed
		for i := range conversations {
			if err := d.add(t.Context(), job{event: bot.Event{From: bot.Address{Chat: fmt.Sprint(i)}}}); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		for mu.Lock(); done < conversations; mu.Lock() {
			mu.Unlock()
			time.Sleep(time.Second)
		}
		mu.Unlock()
		d.close()
		if took := time.Since(begun); most != mostServed || took > 4*time.Second || len(d.lines) != 0 || len(d.places) != 0 {
			t.Errorf("%d at once, %v in all, %d lines and %d places are left", most, took, len(d.lines), len(d.places))
		}
	})
}

// What waits beyond a limit makes receiving wait.
func TestDeskIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := make(chan struct{})
		d := newDesk(func(job, func()) { <-held })
		added := 0
		go func() {
			for range mostWaiting + 10 {
				if d.add(t.Context(), job{}) == nil { // all of one conversation
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
		d.close()
		if added != mostWaiting+10 {
			t.Errorf("%d were taken in the end", added)
		}
	})
}

// An update that cannot be read must not hold up the others for good.
func TestAnUpdateThatCannotBeRead(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		good := said(private, `"text":"how long?"`)
		bad := strings.Replace(strings.Replace(good, `"update_id":1`, `"update_id":9`, 1), `"date":100`, `"date":"tomorrow"`, 1)
		keep, last := w.sort(t.Context(), nil, []json.RawMessage{json.RawMessage(good), json.RawMessage(bad)})
		if len(keep) != 1 || keep[0].ID != 1 || last != 9 || w.log.count("update=9") != 1 {
			t.Errorf("kept %+v, last %d, the log:\n%s", keep, last, w.log)
		}
	})
}
