package main

import (
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
)

func TestTelegramPrivateChat(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.wants(p.says("/start"), "Ask me in your own words",
			"How often should I foam roll my back?", "What type of foam roller is best for the back?",
			"Should I roll my lower back?", "Routines")
		answer := p.wants(p.presses("Should I roll my lower back?"), "Source:", "Why this?", "Not what I meant")
		if len(answer.Entities) == 0 {
			t.Error("the source is not in small print")
		}
		p.wants(p.says("how often should i foam roll?"), "Daily or several times a week", "Why this?", "Not what I meant")
		p.wants(p.presses("Why this?"), "I took your question for “How often should I foam roll my back?”")
		other := p.wants(p.presses("Not what I meant"), "Perhaps one of these?")
		if len(labelsOf(other)) != 3 {
			t.Errorf("there are not three choices: %q", labelsOf(other))
		}
		p.wants(p.presses(labelsOf(other)[0]), "Source:")
		p.wants(p.says("what is the capital of France?"), "I do not know that", "What can I ask?")
		p.wants(p.presses("What can I ask?"), "Among other things you can ask")
		if gaps := w.store.Gaps(); len(gaps) != 1 {
			t.Errorf("gaps: %v", gaps)
		}
		for _, said := range []string{"/help", "/ask", "/privacy", "/mydata", "/topics"} {
			if got := p.says(said); len(got) == 0 || got[0].Text == "" {
				t.Errorf("no answer to %s", said)
			}
		}
		p.wants(p.says("/ask how often should i foam roll?"), "Daily or several times a week")
		p.wants(p.says("/pause"), plain(w.pack.Phrase("nothing_running")))
	})
}

func TestTelegramChoices(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.says("/start")
		question, titles := ambiguous(t, w.pack)
		p.wants(p.says(question), w.pack.Phrase("choices"), titles...)
		p.wants(p.presses(titles[1]), "Source:", "Why this?", "Not what I meant")
	})
}

func TestTelegramTheMedicalQuestionComesFirst(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.says("/start")
		p.wants(p.says("/routines"), "These are the routines")
		p.wants(p.presses(fiveMinutes), "You need: foam roller", "Start")
		p.wants(p.presses("Start"), "does any of these apply to you?", "None of these", "One applies")
		p.wants(p.presses("One applies"), "I will not start the routine then")
		p.wants(p.says("/start_upper_back_5"), "does any of these apply to you?")
		p.wants(p.presses("None of these"), "Get ready for Foam Rolling Back, step 1 of 5")
		p.wants(p.says("/stop"), "Stopped")
		p.wants(p.says("start basic routine"), "step 1 of 5") // it is remembered
		p.wants(p.says("/forgetme"), "This removes all I keep about you", "Forget me")
		p.wants(p.presses("Forget me"), "I keep nothing about you any more")
		p.wantsSilence(p.then(func() { w.wait(10 * time.Minute) }))
		p.wants(p.says("start basic routine"), "does any of these apply to you?")
	})
}

func TestTelegramARedFlagStopsEverything(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.startsSession("start five minute routine")
		w.wait(40 * time.Second)
		p.wants(p.says("i have a sharp pain"), "Stop now.")
		p.wantsSilence(p.then(func() { w.wait(10 * time.Minute) }))

		p.startsSession("start five minute routine")
		w.wait(40 * time.Second)
		p.wants(p.presses("Pain"), "Do not go on.")
		p.wantsSilence(p.then(func() { w.wait(10 * time.Minute) }))
		for _, m := range w.server.Said(p.user.ID) {
			for _, label := range labelsOf(m) {
				if label == "Pause" || label == "Skip" {
					t.Errorf("%q still has the button %q", m.Text, label)
				}
			}
		}
	})
}

// startsSession starts a routine by what the person says, answers the medical
// question and returns the first cue.
func (p *person) startsSession(said string) telegramtest.Message {
	p.Helper()
	first := p.says(said)
	if len(first) == 1 && strings.Contains(first[0].Text, "does any of these apply") {
		first = p.presses("None of these")
	}
	return p.wants(first, "Get ready", "Pause", "Back", "Skip", "+10 s", "Stop", "Pain")
}
