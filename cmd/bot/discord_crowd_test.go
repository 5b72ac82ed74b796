package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/bot"
)

// audience is many members, each in a channel of their own, who follow the same
// routine.
type audience struct {
	*discordWorld
	timeline bot.Timeline
	members  []*guest
}

// gather lets all members start the routine quick, at moments spread over a
// time, and waits that long.
func (w *discordWorld) gather(within time.Duration) *audience {
	w.Helper()
	a := &audience{discordWorld: w, timeline: w.timeline("quick")}
	g := w.server.Guild("Backs")
	random := rand.New(rand.NewPCG(1, 2))
	var starts []time.Duration
	for i := range manyMembers {
		u := w.server.User(fmt.Sprintf("Member %d", i))
		g.Join(u)
		a.members = append(a.members, w.at(g.Text(fmt.Sprintf("channel-%d", i)).ID, u))
		starts = append(starts, time.Duration(random.Int64N(int64(within))))
	}
	w.wait(moment)
	slices.Sort(starts)
	began := time.Now()
	for i, p := range a.members {
		w.wait(time.Until(began.Add(starts[i])))
		p.user.Slash(p.place, "routine start", "name", "Quick")
	}
	w.wait(time.Until(began.Add(within)))
	return a
}

// there is each member in the thread of their session.
func (a *audience) there() (list []*guest) {
	a.Helper()
	for _, p := range a.members {
		list = append(list, p.thread())
	}
	return list
}

// lateness is how far each cue was from its time.
func (p *guest) lateness(t bot.Timeline) (list []time.Duration) {
	said := slices.DeleteFunc(p.server.Said(p.place), func(m discordtest.Message) bool {
		return !numberedCue.MatchString(m.Text) && !strings.Contains(shown(m), "Quick is done")
	})
	for i, m := range said {
		if i < len(t.Cues) {
			list = append(list, m.At.Sub(said[0].At)-t.Cues[i].At)
		}
	}
	return list
}

func TestDiscordManyMembersAtOnce(t *testing.T) {
	t.Parallel()
	pack := densePack(t, 10*time.Second)
	onDiscordWith(t, pack, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		a := w.gather(startWithin)
		w.wait(a.timeline.Total() + time.Minute)
		var late []time.Duration
		for _, p := range a.there() {
			if got, want := p.numbers(), countTo(2*denseSteps); !slices.Equal(got, want) {
				t.Errorf("%s was told %v", p.user.Name, got)
			}
			if !p.finished() {
				t.Errorf("%s did not get to the end", p.user.Name)
			}
			late = append(late, p.lateness(a.timeline)...)
		}
		slices.Sort(late)
		median, p99 := late[len(late)/2], late[len(late)*99/100]
		t.Logf("%d boundaries, %d calls: median %v, p99 %v, latest %v", len(late), len(w.server.Calls()), median, p99, late[len(late)-1])
		if median > 100*time.Millisecond || p99 > 500*time.Millisecond {
			t.Errorf("boundaries are late: median %v, p99 %v", median, p99)
		}
		w.wait(10 * time.Minute)
		left := 0
		for _, p := range a.there() {
			for _, m := range p.seen() {
				left += min(len(pressable(m)), 1)
			}
		}
		if left > 0 {
			t.Errorf("ten minutes after the last session %d messages still have buttons", left)
		}
	})
}

// TestDiscordManyMembersStartAtOnce has so many start within ten seconds that
// making their threads comes near what Discord allows of all calls together.
func TestDiscordManyMembersStartAtOnce(t *testing.T) {
	t.Parallel()
	pack := densePack(t, 10*time.Second)
	onDiscordWith(t, pack, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		a := w.gather(10 * time.Second)
		w.wait(time.Minute)
		for _, p := range a.members {
			if len(w.server.Threads(p.place)) != 1 {
				t.Errorf("the session of %s has no thread", p.user.Name)
			}
		}
	})
}
