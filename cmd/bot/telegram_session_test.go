package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
)

func TestTelegramAWholeRoutine(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.says("/start")
		p.followed(p.startsSession("/start_upper_back_5"), w.timeline("upper-back-5"))
		for _, c := range w.server.Calls() {
			if strings.HasPrefix(c.Method, "send") && c.Status != 200 {
				t.Errorf("a call failed: %v", &c)
			}
		}
	})
}

// followed looks at each message of a session, from its first, when the message
// is two seconds old: when the next one has not come and the buttons of the one
// before are gone, unless they have to wait until a sound was sent besides. That
// sound is not looked at.
func (p *person) followed(first telegramtest.Message, t bot.Timeline) {
	p.Helper()
	for i, c := range t.Cues {
		p.wait(time.Until(first.At.Add(c.At + moment)))
		said := slices.DeleteFunc(p.since(first.ID-1), func(m telegramtest.Message) bool { return m.Text == "" })
		if len(said) != i+1 {
			p.Fatalf("after cue %d there are %d messages:\n%s", i, len(said), p.server.Transcript(p.chat()))
		}
		p.checkCue(said[i], first.At, t, i)
		for _, old := range said[:i] {
			if !c.Quiet && len(old.Keyboard) > 0 && (c.Picture == "" || c.Sound == "") {
				p.Errorf("%q still has its buttons", old.Text)
			}
		}
	}
	p.wantsSilence(p.then(func() { p.wait(10 * time.Minute) }))
}

// checkCue checks one message of a session whose first came at start.
func (w *telegramWorld) checkCue(m telegramtest.Message, start time.Time, t bot.Timeline, i int) {
	w.Helper()
	c := t.Cues[i]
	if off := m.At.Sub(start) - c.At; off.Abs() > exact {
		w.Errorf("cue %d came %v off its time", i, off)
	}
	if !strings.Contains(m.Text, plain(c.Text)) {
		w.Errorf("cue %d is %q and not %q", i, m.Text, c.Text)
	}
	if m.Silent != c.Quiet {
		w.Errorf("cue %d, %q: silent is %t", i, m.Text, m.Silent)
	}
	if c.Quiet || c.Kind == bot.CueFinish {
		if len(m.Keyboard) > 0 {
			w.Errorf("cue %d, %q, has buttons", i, m.Text)
		}
		return
	}
	if got := labelsOf(m); !slices.Equal(got, []string{"Pause", "Back", "Skip", "+10 s", "Stop", "Pain"}) {
		w.Errorf("cue %d has the buttons %q", i, got)
	}
	next := i + 1
	for t.Cues[next].Quiet {
		next++
	}
	w.checkCountdown(m, start.Add(t.Cues[next].At))
}

// checkCountdown checks that a message counts down to a moment.
func (w *telegramWorld) checkCountdown(m telegramtest.Message, until time.Time) {
	w.Helper()
	i := slices.IndexFunc(m.Entities, func(e telegramtest.Entity) bool { return e.Type == "date_time" })
	if i < 0 {
		w.Errorf("%q counts down to nothing", m.Text)
		return
	}
	if off := time.Unix(m.Entities[i].UnixTime, 0).Sub(until); off.Abs() > time.Second {
		w.Errorf("%q counts down to a moment that is %v off", m.Text, off)
	}
}

func TestTelegramSteering(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		timeline := w.timeline("upper-back-5")
		ready := p.startsSession("/start_upper_back_5")
		w.wait(timeline.Cues[1].At + moment)
		goOn := p.wants(p.since(ready.ID), "Go, for 45 seconds")
		w.checkCountdown(goOn, ready.At.Add(timeline.Blocks[0].Ends))

		more := p.wants(p.presses("+10 s"), "Ten seconds more", "Pause", "Back", "Skip", "+10 s", "Stop", "Pain")
		w.checkCountdown(more, ready.At.Add(timeline.Blocks[0].Ends+10*time.Second))
		if !more.Silent {
			t.Error("what is no boundary notifies")
		}
		p.wants(p.presses("Pause"), "Paused at step 1 of 5", "Resume", "Back", "Skip", "Stop")
		p.wantsSilence(p.then(func() { w.wait(time.Hour) }))
		p.wants(p.presses("Resume"), "Going on", "Pause", "Back", "Skip", "+10 s", "Stop", "Pain")

		second := p.presses("Skip")
		p.wants(second, "step 2 of 5")
		if p.toast() != "Skipped." {
			t.Errorf("the press is acknowledged with %q", p.toast())
		}
		p.wants(p.presses("Back"), "step 1 of 5")
		p.wants(p.presses("Skip"), "step 2 of 5")
		w.wait(8 * time.Second) // until the chat is tidy
		p.wantsSilence(p.pressesOn(goOn, "Skip"))
		if want := w.pack.Phrase("old_step"); p.toast() != want {
			t.Errorf("a press on an old step says %q and not %q", p.toast(), want)
		}
		p.wants(p.says("/stop"), "Stopped")
		w.wait(10 * time.Second)
		p.wantsSilence(p.pressesOn(goOn, "Pause"))
		if want := w.pack.Phrase("old_button"); p.toast() != want {
			t.Errorf("a press on what is over says %q and not %q", p.toast(), want)
		}
	})
}

func TestTelegramAWordMovesTheSession(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.startsSession("/start_upper_back_5")
		w.wait(moment)
		asked := time.Now()
		said := p.says("next")
		step := said[len(said)-1]
		if !strings.Contains(step.Text, "step 2 of 5") || step.Silent {
			t.Errorf("after next the bot said %q", step.Text)
		}
		if late := step.At.Sub(asked); late > 500*time.Millisecond {
			t.Errorf("the step came %v after the word for it, behind %q", late, said[0].Text)
		}
	})
}

// TestTelegramAToastNeedsNoRoomInTheChat presses while the second belongs to
// another message: the word for it is no message and waits for nothing.
func TestTelegramAToastNeedsNoRoomInTheChat(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		first := p.startsSession("/start_upper_back_5")
		p.says("/stop")
		p.wantsSilence(p.then(func() {
			p.user.Write("/help")
			w.wait(200 * time.Millisecond)
			p.user.Press(first, "Pause")
			w.wait(moment)
			if want := w.pack.Phrase("old_button"); p.toast() != want {
				t.Errorf("the press was answered with the toast %q and not %q", p.toast(), want)
			}
		})[1:])
	})
}

func TestTelegramAQuestionHoldsTheClock(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		timeline := w.timeline("upper-back-5")
		p.startsSession("/start_upper_back_5")
		w.wait(10 * time.Second)
		asked := time.Now()
		p.wants(p.says("how often should i foam roll?"), "The clock holds at step 1 of 5",
			"Why this?", "Not what I meant", "Resume", "Stop")
		p.wantsSilence(p.then(func() { w.wait(10 * time.Minute) }))
		resumed := time.Now()
		said := p.presses("Resume")
		w.wait(timeline.Cues[1].At)
		next := p.wants(p.since(said[0].ID), "Go, for 45 seconds")
		first := p.server.Said(p.user.ID)[1]
		want := first.At.Add(timeline.Cues[1].At + resumed.Sub(asked))
		if off := next.At.Sub(want); off.Abs() > exact {
			t.Errorf("after the question the next cue came %v off its time", off)
		}
	})
}

func TestTelegramPressesAreAcknowledgedAtOnce(t *testing.T) {
	onTelegram(t, telegramtest.Options{Latency: 100 * time.Millisecond}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.startsSession("/start_upper_back_5")
		for range 3 {
			p.presses("Pause")
			p.presses("Resume")
			p.presses("+10 s")
			p.presses("Skip")
			p.presses("Back")
		}
		for _, toast := range w.server.Toasts() {
			if toast.Took > time.Second {
				t.Errorf("a press was acknowledged after %v", toast.Took)
			}
		}
	})
}
