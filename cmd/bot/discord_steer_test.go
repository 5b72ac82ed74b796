package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
)

func TestDiscordSteering(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		timeline := w.timeline("upper-back-5")
		ada, ready := people[0].startsRoutine(fiveMinutes)
		w.wait(time.Until(ready.At.Add(timeline.Cues[1].At + moment)))
		goOn := ada.wants(ada.since(ready)[1:], "Go, for 45 seconds")
		ada.checkCountdown(goOn, ready.At.Add(timeline.Blocks[0].Ends))

		more := ada.wants(ada.presses("+10 s"), "Ten seconds more", steering...)
		ada.checkCountdown(more, ready.At.Add(timeline.Blocks[0].Ends+10*time.Second))
		if !more.Silent {
			t.Error("what is no boundary notifies")
		}
		ada.wants(ada.presses("Pause"), "Paused at step 1 of 5", "Resume", "Back", "Skip", "Stop")
		ada.wantsSilence(ada.then(func() { w.wait(time.Hour) }))
		ada.wants(ada.presses("Resume"), "Going on", steering...)

		ada.wantsStep(ada.presses("Skip"), "Skipped.", "step 2 of 5")
		ada.wantsStep(ada.presses("Back"), "Going back.", "step 1 of 5")
		ada.wantsStep(ada.presses("Skip"), "Skipped.", "step 2 of 5")
		w.wait(8 * time.Second) // until the chat is tidy
		ada.wantsAlone(ada.pressesOn(goOn, "Skip"), w.pack.Phrase("old_step"))
		ada.wantsSilence(ada.says("stop")) // without a mention it is not heard
		ada.wants(ada.uses("session stop"), "Stopped")
		w.wait(10 * time.Second)
		ada.wantsAlone(ada.pressesOn(goOn, "Pause"), w.pack.Phrase("old_button"))
	})
}

// wantsStep fails unless a press was answered with a word for the member alone
// and a step for all.
func (p *guest) wantsStep(said []discordtest.Message, word, step string) {
	p.Helper()
	if len(said) != 2 {
		p.Errorf("%d messages instead of a word and a step:\n%s", len(said), p.server.Transcript(p.place))
		return
	}
	if said[0].Ephemeral != true {
		said[0], said[1] = said[1], said[0]
	}
	p.wantsAlone(said[:1], word)
	p.wantsPublic(said[1:], step, steering...)
	if said[1].Silent {
		p.Errorf("%q does not notify", said[1].Text)
	}
}

func TestDiscordSteeringByCommands(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		there, _ := people[0].startsRoutine(fiveMinutes)
		there.steersFrom(there)
	})
}

// TestDiscordSteeringFromAnotherPlace gives the commands in the channel that the
// session's thread belongs to.
func TestDiscordSteeringFromAnotherPlace(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		there, _ := people[0].startsRoutine(fiveMinutes)
		there.steersFrom(people[0])
		people[0].wantsNoButtons()
	})
}

// steersFrom steers the guest's session by commands that are given somewhere.
func (p *guest) steersFrom(here *guest) {
	p.Helper()
	p.wait(20 * time.Second)
	here.wants(here.uses("session pause"), "Paused at step 1 of 5")
	p.wantsNoCountdown()
	here.wants(here.uses("session resume"), "Going on")
	here.wants(here.uses("session extend"), "Ten seconds more")
	p.wantsPublic(p.then(func() { here.uses("session skip") }), "step 2 of 5")
	p.wantsPublic(p.then(func() { here.uses("session back") }), "step 1 of 5")
	here.wantsAlone(here.uses("pain"), "Do not go on.")
	p.wait(5 * time.Second) // the limit of a channel, after so many words
	if said := p.server.Last(p.place).Text; here.place != p.place && !strings.HasPrefix(said, "Stopped") {
		p.Errorf("where the session was, nobody reads that it is over:\n%s", p.server.Transcript(p.place))
	}
	p.wantsSilence(p.then(func() { p.wait(10 * time.Minute) }))
	p.wantsNoButtons()
}

// wantsNoButtons fails where a session that is over still looks as if it could
// be steered.
func (p *guest) wantsNoButtons() {
	p.Helper()
	for _, m := range p.server.Said(p.place) {
		if len(pressable(m)) > 0 {
			p.Errorf("%q still has the buttons %q", m.Text, pressable(m))
		}
	}
	p.wantsNoCountdown()
}

func (p *guest) wantsNoCountdown() {
	p.Helper()
	for _, m := range p.seen() {
		if countsTo.MatchString(m.Content) {
			p.Errorf("%q still counts", m.Text)
		}
	}
}

func TestDiscordPainStopsEverything(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		for _, hurts := range []func(*guest) []discordtest.Message{
			func(p *guest) []discordtest.Message { return p.presses("Pain") },
			func(p *guest) []discordtest.Message { return p.mentions("i have a sharp pain") },
		} {
			ada, _ := people[0].startsRoutine(fiveMinutes)
			w.wait(40 * time.Second)
			said := ada.wants(hurts(ada), "Stop")
			if said.Interaction != "" && !said.Ephemeral {
				t.Error("all can read that it hurts")
			}
			ada.wantsNoButtons()
			ada.wantsSilence(ada.then(func() { w.wait(10 * time.Minute) }))
			people[0].wantsAlone(people[0].uses("routine start", "name", fiveMinutes), "does any of these apply") // asked anew
		}
	})
}

func TestDiscordASessionIsItsMembers(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada", "Bob")
		ada, _ := people[0].startsRoutine(fiveMinutes)
		bob := w.at(ada.place, people[1].user)
		w.wait(10 * time.Second)
		for _, label := range []string{"Pause", "Skip", "Stop"} {
			bob.wantsAlone(bob.presses(label), plain(w.pack.Phrase("not_yours")))
		}
		bob.wantsAlone(bob.presses("Pain"), "Stop")
		bob.wants(bob.uses("session stop"), plain(w.pack.Phrase("nothing_running")))
		ada.wants(ada.presses("Pause"), "Paused at step 1")
		bob.wantsAlone(bob.presses("Resume"), plain(w.pack.Phrase("not_yours")))
		ada.wantsSilence(ada.then(func() { w.wait(10 * time.Minute) }))
		ada.wants(ada.presses("Resume"), "Going on")
		timeline := w.timeline("upper-back-5")
		w.wait(timeline.Total())
		if last := w.server.Last(ada.place); !strings.Contains(last.Text, "is done") {
			t.Errorf("the routine ended with %q", last.Text)
		}
	})
}

func TestDiscordAQuestionHoldsTheClock(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		timeline := w.timeline("upper-back-5")
		ada, first := people[0].startsRoutine(fiveMinutes)
		w.wait(10 * time.Second)
		asked := time.Now()
		ada.wants(ada.uses("ask", "question", often), "The clock holds at step 1 of 5", "Why this?", "Not what I meant", "Resume", "Stop")
		ada.wantsSilence(ada.then(func() { w.wait(10 * time.Minute) }))
		resumed := time.Now()
		going := ada.wants(ada.presses("Resume"), "Going on")
		w.wait(timeline.Cues[1].At)
		next := ada.wants(ada.since(going)[1:], "Go, for 45 seconds")
		want := first.At.Add(timeline.Cues[1].At + resumed.Sub(asked))
		if off := next.At.Sub(want); off.Abs() > exact {
			t.Errorf("after the question the next cue came %v off its time", off)
		}
	})
}

func TestDiscordPressesAreAcknowledgedAtOnce(t *testing.T) {
	onDiscord(t, discordtest.Options{Latency: 200 * time.Millisecond}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		ada, _ := people[0].startsRoutine(fiveMinutes)
		for range 5 { // lawful looks at how long each waited
			for _, label := range []string{"Pause", "Resume", "+10 s", "Skip", "Back"} {
				ada.presses(label)
			}
		}
	})
}

// TestDiscordABusyChannelIsAcknowledgedAtOnce lets so many members ask in one
// channel that answers have to wait: lawful looks at how long it took to say so.
func TestDiscordABusyChannelIsAcknowledgedAtOnce(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		var names []string
		for i := range 20 {
			names = append(names, fmt.Sprintf("Member %d", i))
		}
		_, people := w.inServer(names...)
		for _, p := range people {
			p.user.Slash(p.place, "ask", "question", often)
		}
		w.wait(time.Minute)
		said := w.server.Said(people[0].place)
		if len(said) != len(people) {
			t.Errorf("%d answers to %d questions", len(said), len(people))
		}
		deferred := 0
		for _, i := range w.server.Answers() {
			if i.Answer == "defer" {
				deferred++
			}
		}
		t.Logf("%d of %d answers had to wait", deferred, len(people))
		for _, m := range said {
			if !strings.Contains(m.Text, "Daily or several times a week") || m.Thinking {
				t.Errorf("an answer is %q", m.Text)
			}
		}
	})
}

// TestDiscordStepsAreReadAloud turns speech on and off again.
func TestDiscordStepsAreReadAloud(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		ada, _ := people[0].startsRoutine(fiveMinutes)
		skips := func() (aloud bool) {
			w.wait(3 * time.Second)
			said := ada.then(func() { ada.uses("session skip"); w.wait(5 * time.Second) })
			ada.wantsPublic(said, "step", steering...)
			return said[len(said)-1].TTS
		}
		if skips() {
			t.Error("a step was read aloud, and nobody wanted it")
		}
		ada.wants(ada.uses("session speak"), "read aloud from now on")
		if !skips() {
			t.Error("a step was not read aloud")
		}
		ada.wants(ada.uses("session speak"), "no longer")
		if skips() {
			t.Error("a step was read aloud once it was not wanted any more")
		}
	})
}
