package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
)

// stormFor is how long it is waited for the last member to get to the end.
const stormFor = 30 * time.Minute

// mostLines is how many lines of trouble the operator is to read.
const mostLines = 30

// TestTelegramManyMembersWhileTelegramIsInTrouble lets a third of the calls be
// refused with 429 and a tenth with 5xx, and Telegram be away for a minute in
// the middle. Members whose session was paused press Resume.
func TestTelegramManyMembersWhileTelegramIsInTrouble(t *testing.T) {
	t.Parallel()
	pack := densePack(t, 15*time.Second)
	onTelegramWith(t, pack, telegramtest.Options{Latency: 30 * time.Millisecond}, TelegramConfig{}, func(w *telegramWorld) {
		w.unanswered = true // where the acknowledgement itself was refused
		limited := telegramtest.Share(1.0/3, 1, func(*telegramtest.Call) *telegramtest.Fault { return telegramtest.TooMany(1) })
		broken := telegramtest.Share(0.1, 2, func(*telegramtest.Call) *telegramtest.Fault { return telegramtest.ServerError() })
		w.server.Fail(limited)
		w.server.Fail(broken)
		c := w.gather("quick")
		w.wait(2 * time.Minute)
		w.server.Away(time.Minute)
		for waited := time.Duration(0); waited < stormFor && !c.allFinished(); waited += time.Second {
			w.wait(time.Second)
			for i, p := range c.members {
				p.resumes(reaction(i))
			}
		}
		c.starting.Wait()

		doubtful, pauses := 0, 0
		for _, p := range c.members {
			doubtful += c.checkToldOnce(p)
			for _, m := range w.server.Said(p.user.ID) {
				if saysPaused(m) {
					pauses++
				}
			}
			if !p.finished() {
				t.Errorf("%s did not get to the end:\n%s", p.user.Name, w.server.Transcript(p.user.ID))
			}
		}
		loud := strings.Count(w.log.String(), "level=WARN") + strings.Count(w.log.String(), "level=ERROR")
		t.Logf("%d pauses, %d boundaries in doubt, %d calls, %d lines of trouble in the log", pauses, doubtful, len(w.server.Calls()), loud)
		if loud > mostLines {
			t.Errorf("%d lines of trouble in the log", loud)
		}
	})
}

func (c *crowd) allFinished() bool {
	return !slices.ContainsFunc(c.members, func(p *person) bool { return !p.finished() })
}

// reaction is how long a member takes to press a button.
func reaction(member int) time.Duration { return time.Duration(5+member%25) * time.Second }

// resumes presses Resume, if that is what the bot last offered so long ago, and
// again when that long nothing came of it.
func (p *person) resumes(after time.Duration) {
	last := p.server.Last(p.user.ID)
	if slices.Contains(labelsOf(last), "Resume") && time.Since(last.At) >= after && time.Since(p.pressed) >= after {
		p.pressed = time.Now()
		p.user.Press(last, "Resume")
	}
}

// saysPaused reports whether a message says that the session stands still.
func saysPaused(m telegramtest.Message) bool {
	return slices.Contains(labelsOf(m), "Resume") || strings.Contains(m.Text, "I was away for") || strings.Contains(m.Text, "I stopped the clock")
}

// checkToldOnce checks that a member was told each cue once and in order. One
// may be missing where the session was paused and the member was told so,
// because it was not known whether it had arrived. It returns how many are.
func (c *crowd) checkToldOnce(p *person) (doubtful int) {
	c.Helper()
	next := 1
	pausedSince := false
	for _, m := range p.server.Said(p.user.ID) {
		if saysPaused(m) {
			pausedSince = true
		}
		found := cuesIn(m.Text)
		if len(found) == 0 {
			continue
		}
		switch n := found[0]; {
		case n < next:
			c.Errorf("%s was told cue %d again, or out of order", p.user.Name, n)
		case n == next+1 && pausedSince:
			doubtful++
			next = n + 1
		case n > next:
			c.Errorf("%s was not told cue %d:\n%s", p.user.Name, next, c.server.Transcript(p.user.ID))
			next = n + 1
		default:
			next = n + 1
		}
		pausedSince = false
	}
	return doubtful
}

// TestTelegramEverybodyResumesAtOnce lets Telegram be away for a minute, after
// which all members press Resume in the same moment, whenever it is offered.
func TestTelegramEverybodyResumesAtOnce(t *testing.T) {
	t.Parallel()
	pack := densePack(t, 20*time.Second)
	onTelegramWith(t, pack, telegramtest.Options{Latency: 30 * time.Millisecond}, TelegramConfig{}, func(w *telegramWorld) {
		w.unanswered = true
		c := w.gather("quick")
		w.wait(2 * time.Minute)
		w.server.Away(time.Minute)
		w.wait(90 * time.Second)
		rounds := 0
		for ; rounds < 20 && !c.allFinished(); rounds++ {
			for _, p := range c.members {
				p.resumes(0)
			}
			w.wait(30 * time.Second)
		}
		c.starting.Wait()
		stuck := 0
		for _, p := range c.members {
			c.checkToldOnce(p)
			if !p.finished() {
				stuck++
			}
		}
		t.Logf("%d rounds", rounds)
		if stuck > 0 {
			t.Errorf("%d members did not get to the end, such as:\n%s", stuck, w.server.Transcript(c.members[0].user.ID))
		}
	})
}
