package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
	"limber/knowledge"
)

const (
	manyMembers = 200
	startWithin = time.Minute
	denseSteps  = 12
)

// densePack is a pack whose routine says a numbered cue as often as that.
func densePack(t *testing.T, every time.Duration) *knowledge.Pack {
	t.Helper()
	dir := t.TempDir()
	writeNumberedPack(t, dir, denseSteps, every)
	p, err := openPack(filepath.Join(dir, "quick"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// crowd is many members in as many private chats, who follow the same routine.
type crowd struct {
	*telegramWorld
	timeline bot.Timeline
	members  []*person
	starting sync.WaitGroup
}

// gather lets all members start, at moments spread over a minute.
func (w *telegramWorld) gather(routine string) *crowd {
	c := &crowd{telegramWorld: w, timeline: w.timeline(routine)}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range manyMembers {
		p := w.private(fmt.Sprintf("Member %d", i))
		c.members = append(c.members, p)
		at := time.Duration(random.Int64N(int64(startWithin)))
		c.starting.Go(func() {
			time.Sleep(at)
			p.user.Write("/start_" + routine)
		})
	}
	return c
}

// numbers are those of the cues in a chat, in the order of their coming.
func (p *person) numbers() (list []int) {
	for _, m := range p.server.Said(p.user.ID) {
		list = append(list, cuesIn(m.Text)...)
	}
	return list
}

func (p *person) finished() bool {
	return slices.ContainsFunc(p.server.Said(p.user.ID), func(m telegramtest.Message) bool {
		return strings.Contains(m.Text, "Quick is done")
	})
}

// lateness is how far each of a member's cues was from its time.
func (c *crowd) lateness(p *person) (list []time.Duration) {
	said := slices.DeleteFunc(p.server.Said(p.user.ID), func(m telegramtest.Message) bool {
		return !numberedCue.MatchString(m.Text) && !strings.Contains(m.Text, "Quick is done")
	})
	for i, m := range said {
		if i < len(c.timeline.Cues) {
			list = append(list, m.At.Sub(said[0].At)-c.timeline.Cues[i].At)
		}
	}
	return list
}

func TestTelegramManyMembersAtOnce(t *testing.T) {
	t.Parallel()
	p := densePack(t, 10*time.Second)
	onTelegramWith(t, p, telegramtest.Options{Latency: 30 * time.Millisecond}, TelegramConfig{}, func(w *telegramWorld) {
		c := w.gather("quick")
		w.wait(startWithin + c.timeline.Total() + time.Minute)
		c.starting.Wait()
		var late []time.Duration
		for _, p := range c.members {
			if got, want := p.numbers(), countTo(2*denseSteps); !slices.Equal(got, want) {
				t.Errorf("%s was told %v", p.user.Name, got)
			}
			if !p.finished() {
				t.Errorf("%s did not get to the end", p.user.Name)
			}
			late = append(late, c.lateness(p)...)
		}
		slices.Sort(late)
		median, p99 := late[len(late)/2], late[len(late)*99/100]
		t.Logf("%d boundaries, %d calls: median %v, p99 %v, latest %v", len(late), len(w.server.Calls()), median, p99, late[len(late)-1])
		if median > 100*time.Millisecond || p99 > 500*time.Millisecond {
			t.Errorf("boundaries are late: median %v, p99 %v", median, p99)
		}
	})
}

// TestTelegramOldButtonsGoAwayWhenThereIsRoom lets so many members run that
// there is no room for edits meanwhile. There is later.
func TestTelegramOldButtonsGoAwayWhenThereIsRoom(t *testing.T) {
	t.Parallel()
	p := densePack(t, 10*time.Second)
	onTelegramWith(t, p, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		c := w.gather("quick")
		w.wait(startWithin + c.timeline.Total() + 10*time.Minute)
		c.starting.Wait()
		left := 0
		for _, p := range c.members {
			for _, m := range w.server.Said(p.user.ID) {
				if len(m.Keyboard) > 0 {
					left++
				}
			}
		}
		if left > 0 {
			t.Errorf("ten minutes after the last session %d messages still have buttons", left)
		}
	})
}

func countTo(n int) (list []int) {
	for i := range n {
		list = append(list, i+1)
	}
	return list
}
