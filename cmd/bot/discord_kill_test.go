package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
)

// numbers are those of the cues in a place, in the order of their coming.
func (p *guest) numbers() (list []int) {
	for _, m := range p.server.Said(p.place) {
		for _, found := range numberedCue.FindAllStringSubmatch(m.Text, -1) {
			list = append(list, atoi(found[1]))
		}
	}
	return list
}

func (p *guest) finished() bool {
	return slices.ContainsFunc(p.server.Said(p.place), func(m discordtest.Message) bool {
		return strings.Contains(shown(m), "Quick is done")
	})
}

// TestDiscordKilledInTheMiddleOfASession kills the real program at random
// moments of one session in a thread, and presses Resume each time. Every cue
// must be said once and in order; one that was on its way at a kill may be
// missing. What is said while the program is away is answered afterwards.
func TestDiscordKilledInTheMiddleOfASession(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t, discordUnlimited)
	dir := discordConfig(t, "quick", s.Token(), s.Start(t))
	writeNumberedPack(t, dir, 20, quickStep)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	ada := s.User("Ada")
	w := &discordWorld{T: t, server: s}
	channel := w.at(s.Guild("Backs", ada).Text("general").ID, ada)

	p := startProcess(t, dir)
	await(t, s, p, "the commands", func() bool { return s.Gateway().Ready() > 0 && len(s.Commands("")) > 0 })
	ada.Slash(channel.place, "routine start", "name", "Quick")
	await(t, s, p, "a thread", func() bool { return len(s.Threads(channel.place)) > 0 })
	me := channel.thread()
	killedAt := map[int]bool{}
	asked := 0
	for range asksKills {
		more := len(me.numbers()) + 1 + random.IntN(3)
		await(t, s, p, "the next cues", func() bool { return len(me.numbers()) >= more || me.finished() })
		<-time.After(time.Duration(random.Int64N(int64(quickStep)))) // a kill may come at any moment
		p.kill()
		if said := me.numbers(); len(said) > 0 {
			killedAt[said[len(said)-1]+1] = true
		}
		if me.finished() {
			break
		}
		ada.Mention(channel.place, "privacy")
		asked++
		before := s.Last(me.place).ID
		p = startProcess(t, dir)
		await(t, s, p, "the word that the session is back", func() bool {
			last := s.Last(me.place)
			return last.ID != before && slices.Contains(pressable(last), "Resume") && s.Gateway().Ready() > 0
		})
		ada.Press(s.Last(me.place), "Resume")
	}
	await(t, s, p, "the end", me.finished)
	await(t, s, p, "answers to what was asked meanwhile", func() bool { return len(s.Said(channel.place)) >= asked })
	me.toldOnce(killedAt)
	if n := len(s.Said(channel.place)); n != asked {
		t.Errorf("%d answers to %d questions:\n%s", n, asked, s.Transcript(channel.place))
	}
	if all, early := s.Gateway().Identifies(); all != 1 || early != 0 {
		t.Errorf("%d IDENTIFYs, %d of them too early, though the session could be resumed", all, early)
	}
}

// toldOnce fails unless each cue was said once and in order, but those that may
// be missing.
func (p *guest) toldOnce(mayMiss map[int]bool) {
	p.Helper()
	last := 0
	for _, n := range p.numbers() {
		if n <= last {
			p.Errorf("cue %d was said after cue %d", n, last)
		}
		for missing := last + 1; missing < n; missing++ {
			if !mayMiss[missing] {
				p.Errorf("cue %d was never said, and it was not on its way at a kill", missing)
			}
		}
		last = n
	}
}
