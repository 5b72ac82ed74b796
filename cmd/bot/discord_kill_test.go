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
		list = append(list, cuesIn(m.Text)...)
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
	w := &discordWorld{world: world{T: t}, server: s}
	channel := w.at(s.Guild("Backs", ada).Text("general").ID, ada)

	p := startProcess(t, dir)
	await(t, s, p, "the commands", func() bool { return s.Gateway().Ready() > 0 && len(s.Commands("")) > 0 })
	ada.Slash(channel.place, "routine start", "name", "Quick")
	await(t, s, p, "a thread", func() bool { return len(s.Threads(channel.place)) > 0 })
	me := channel.thread()
	killedAt := map[int]bool{}
	asked := 0
	for range asksKills {
		killedAt[killAmongCues(t, s, p, me, random)] = true
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
	toldOnce(t, me.numbers(), killedAt)
	if n := len(s.Said(channel.place)); n != asked {
		t.Errorf("%d answers to %d questions:\n%s", n, asked, s.Transcript(channel.place))
	}
	if all, early := s.Gateway().Identifies(); all != 1 || early != 0 {
		t.Errorf("%d IDENTIFYs, %d of them too early, though the session could be resumed", all, early)
	}
}
