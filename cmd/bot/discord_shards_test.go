package main

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/bot/bottest"
)

// shardOf is the shard that Discord tells of a server, of so many.
func shardOf(server string, of int) int {
	id, _ := strconv.ParseUint(server, 10, 64) // the server made it
	return int(id >> 22 % uint64(of))
}

// onShard makes a server that falls on a shard, of so many, and returns a member
// in its channel.
func (w *discordWorld) onShard(shard, of int) *guest {
	w.Helper()
	name := fmt.Sprintf("Member of shard %d", shard)
	for shardOf(w.server.User("Nobody").ID, of) != shard {
		w.wait(time.Millisecond) // the ids of one moment fall on one shard
	}
	g, people := w.inServer(name)
	if shardOf(g.ID, of) != shard {
		w.Fatalf("the server is not on shard %d", shard)
	}
	return people[0]
}

// oneOnEach is a member on a server of each shard.
func (w *discordWorld) oneOnEach(shards int) (people []*guest) {
	w.Helper()
	for shard := range shards {
		people = append(people, w.onShard(shard, shards))
	}
	return people
}

// startsQuick starts the routine quick for all, and returns them where their
// sessions are.
func startsQuick(people []*guest) (there []*guest) {
	for _, p := range people {
		guided, _ := p.startsRoutine("Quick")
		there = append(there, guided)
	}
	return there
}

// guidesAll fails unless each, where their session is, gets each cue once and in
// time, to the end.
func (w *discordWorld) guidesAll(there []*guest) {
	w.Helper()
	t := w.timeline("quick")
	w.wait(t.Total())
	for _, p := range there {
		if got := p.numbers(); !slices.Equal(got, countTo(2*denseSteps)) || !p.finished() {
			p.Errorf("%s was told %v", p.user.Name, got)
		}
		for i, late := range p.lateness(t) {
			if late > exact {
				p.Errorf("cue %d of %s came %v late", i, p.user.Name, late)
			}
		}
	}
}

// wantsStarts fails unless each of so many shards has begun one session, no
// faster than the concurrency allows. It returns how long that took.
func (w *discordWorld) wantsStarts(shards, concurrency int) (took time.Duration) {
	w.Helper()
	last := map[int]time.Time{}
	var first time.Time
	seen := map[int64]int{}
	for _, s := range w.server.Gateway().Starts() {
		if s.Resume {
			continue
		}
		if first.IsZero() {
			first = s.At
		}
		key := int(s.Shard) % concurrency
		if apart := s.At.Sub(last[key]); apart < betweenStarts {
			w.Errorf("shard %d began %v after another", s.Shard, apart)
		}
		last[key], took = s.At, s.At.Sub(first)
		seen[s.Shard]++
	}
	for shard := range shards {
		if n := seen[int64(shard)]; n != 1 {
			w.Errorf("shard %d began %d sessions", shard, n)
		}
	}
	return took
}

func TestDiscordShards(t *testing.T) {
	for name, c := range map[string]struct {
		options             discordtest.Options
		config              DiscordConfig
		shards, concurrency int
	}{
		"a list of all":     {discordtest.Options{}, DiscordConfig{Shards: []int{0, 1}, ShardCount: 2}, 2, 1},
		"a number":          {discordtest.Options{}, DiscordConfig{ShardCount: 3}, 3, 1},
		"auto":              {discordtest.Options{Shards: 2}, DiscordConfig{}, 2, 1},
		"auto, two at once": {discordtest.Options{Shards: 4, Concurrency: 2}, DiscordConfig{}, 4, 2},
		"auto, all at once": {discordtest.Options{Shards: 3, Concurrency: 16}, DiscordConfig{}, 3, 16},
		"auto, one":         {discordtest.Options{}, DiscordConfig{}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			onDiscordWith(t, densePack(t, 10*time.Second), c.options, c.config, func(w *discordWorld) {
				w.wait(time.Duration(c.shards) * betweenStarts)
				took := w.wantsStarts(c.shards, c.concurrency)
				if rounds := (c.shards - 1) / c.concurrency; took > time.Duration(rounds)*betweenStarts+time.Second {
					t.Errorf("with %d rounds the shards took %v to begin", rounds+1, took)
				}
				people := w.oneOnEach(c.shards)
				private := w.at(people[0].user.DM(), people[0].user)
				private.wants(private.says("privacy"), "I keep what I need to answer you")
				w.guidesAll(startsQuick(people))

				// The next process goes on with the sessions of all shards.
				w.end()
				w.begin()
				w.wait(time.Duration(c.shards) * betweenStarts)
				for _, p := range people {
					p.wantsAlone(p.uses("privacy"), "I keep what I need to answer you")
				}
				w.wantsStarts(c.shards, c.concurrency)
			})
		})
	}
}

// TestDiscordShardsOfTwoProcesses has one process for each shard, with a store of
// its own: each answers on its servers, and the first one those in private.
func TestDiscordShardsOfTwoProcesses(t *testing.T) {
	config := DiscordConfig{Shards: []int{1}, ShardCount: 2}
	onDiscordWith(t, densePack(t, 10*time.Second), discordtest.Options{Shards: 2}, config, func(w *discordWorld) {
		people := w.oneOnEach(2)
		private := w.at(people[0].user.DM(), people[0].user)
		for _, p := range []*guest{people[0], private} {
			p.wantsSilence(p.mentions("privacy"))
		}
		people[1].wants(people[1].mentions("privacy"), "I keep what I need to answer you")

		w.wait(betweenStarts)
		other := *w
		other.store, other.config.Shards = bottest.NewMemory(), []int{0}
		other.begin()
		defer func() { other.end() }()
		private.wants(private.says("privacy"), "I keep what I need to answer you")
		w.guidesAll(startsQuick(people))
		w.wantsStarts(2, 1)
		w.wantsNoncesOnce()
	})
}

// TestDiscordTheDropOfOneShard lets the connection of one shard go wrong in
// every way while members on both are guided. The other one does not notice, and
// what was said meanwhile is answered after it where Discord keeps it.
func TestDiscordTheDropOfOneShard(t *testing.T) {
	config := DiscordConfig{Shards: []int{0, 1}, ShardCount: 2}
	onDiscordWith(t, densePack(t, 20*time.Second), discordtest.Options{Shards: 2}, config, func(w *discordWorld) {
		w.wait(betweenStarts)
		people := w.oneOnEach(2)
		there := startsQuick(people)
		gateway := w.server.Gateway()
		ill := gateway.Shard(1)
		identifies := 2
		for _, fault := range []struct {
			name       string
			strike     func()
			identifies int  // that it costs
			loses      bool // what is said while it lasts
		}{
			{"drop", ill.Drop, 0, false},
			{"a long drop", func() { gateway.RefuseDials(3); ill.Drop() }, 0, false},
			{"reconnect", ill.Reconnect, 0, false},
			{"invalid, to be resumed", func() { ill.Invalidate(true) }, 0, false},
			{"closed for an unknown error", func() { ill.Close(discordtest.CloseUnknownError) }, 0, false},
			{"invalid", func() { ill.Invalidate(false) }, 1, true},
			{"session timed out", func() { ill.Close(discordtest.CloseTimedOut) }, 1, true},
		} {
			w.wait(10 * time.Second)
			fault.strike()
			before := len(people[1].seen())
			people[1].user.Mention(people[1].place, "privacy")
			people[0].wants(people[0].mentions("privacy"), "I keep what I need to answer you")
			w.wait(20 * time.Second)
			if n := len(people[1].seen()) - before; n != 1 && !fault.loses || n > 1 {
				t.Errorf("%s: %d answers to what was said meanwhile", fault.name, n)
			}
			people[1].wantsAlone(people[1].uses("privacy"), "I keep what I need to answer you")
			identifies += fault.identifies
			if all, _ := gateway.Identifies(); all != identifies {
				t.Errorf("%s: %d IDENTIFYs instead of %d", fault.name, all, identifies)
				identifies = all
			}
		}
		for i, s := range gateway.Starts() {
			if s.Shard == 0 && i > 1 {
				t.Errorf("the other shard began anew: %+v", s)
			}
		}
		w.guidesAll(there)
		w.wantsNoncesOnce()
	})
}
