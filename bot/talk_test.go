package bot_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"limber/bot"
	"limber/bot/bottest"
)

func TestAnAnswerHasItsSource(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		said := w.says("how often should i roll it")
		w.wants(said, "Once a day.")
		if want := "Source: The book of balls (Chapter 1)"; said[0].Small != want {
			t.Errorf("small print = %q, want %q", said[0].Small, want)
		}
		w.wants(w.presses(said, "why"), "How often should I roll the ball?")
		w.wants(w.presses(said, "preview two-steps"), "**Two steps** (55 seconds)")
	})
}

func TestAnUnknownQuestionIsAGap(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.wants(w.says("what is the capital of France?"), "I do not know that.")
		gaps := w.store.Gaps()
		if len(gaps) != 1 || gaps[0].Question != "what is the capital of France?" || gaps[0].Pack != "small" {
			t.Errorf("gaps = %+v", gaps)
		}
	})
}

func TestAQuestionInAnotherLanguageGetsAWordInIt(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		const question = "wie oft soll ich das denn eigentlich machen?"
		said := w.says(question)
		w.wants(said, "Ich kann nur auf Englisch antworten.")
		w.wants(w.presses(said, "topics"), "- Which ball is best?")
		if gaps := w.store.Gaps(); len(gaps) != 1 || gaps[0].Question != question {
			t.Errorf("gaps = %+v", gaps)
		}
		w.wants(w.says("wie oft?"), "I do not know that.")
		w.starts("mixed")
		w.wants(w.says(question), "The clock holds")
		w.wants(w.says("left"), "Step 1 of 4")
		w.wants(w.says("sharp pain, ich kann nicht mehr"), "Stop. Ask a doctor.")
	})
}

func TestWhyTellsTheNote(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.says("which ball is best")
		w.wants(w.says("why"), "A note on the answer: Golf balls are too hard.")
	})
}

func TestLists(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.wants(w.says("help"), "**Small pack**")
		w.wants(w.says("/help"), "**Small pack**")
		w.wants(w.says("what can I ask?"), "- Which ball is best?")
		w.wants(w.says("routines"), "- **Two steps** (55 seconds): Both feet.")
		w.wants(w.says("two steps"), "**Two steps** (55 seconds)")
		w.wants(w.says("preview mixed"), "- Sole roll: 1 minute")
		w.wants(w.says("start"), "Before **Mixed bag**") // the one shown last
		w.wants(w.says("hello"), "Ask me in your own words")
		w.wants(w.says("thanks!"), "You are welcome")
	})
}

func TestMyDataAndForgetMe(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.wants(w.says("my data"), "I keep nothing about you")
		w.says("which ball is best")
		w.starts("two steps")
		w.wants(w.says("my data"), "which ball is best")
		w.wants(w.presses(w.says("forget me"), "forgetme"), "I keep nothing about you any more")
		w.wants(w.says("forget me"), "say **forget me sure**")
		w.wants(w.says("forget me sure"), "I keep nothing about you any more")
		w.wants(w.says("forget me"), "say **forget me sure**")
		w.wants(w.says("forget me sure"), "I keep nothing about you any more")
		w.wants(w.after(time.Hour))
		w.wants(w.says("my data"), "I keep nothing about you")
	})
}

func TestOddInput(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.wants(w.says(""), "I can only read text")
		w.wants(w.says("  \n\t "), "I can only read text")
		w.wants(w.says(strings.Repeat("which ball ", 500)), "a sentence or two")
		w.wants(w.says(strings.Repeat("blah ", 1000)+"i feel a sharp pain"), "Ask a doctor")
		w.wants(w.says("🧘🧘🧘"), "I do not know that")
		w.wants(w.says("\xff\xfe\x00"), "I can only read text")
	})
}

func FuzzHandle(f *testing.F) {
	for _, s := range []string{"start two steps", "none", "pause", "which ball?", "sharp pain", "/start_", "🧘\xff", "preview \x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		inWorld(t, nil, func(w *world) {
			for _, ev := range []bot.Event{{From: bottest.Me, Text: text}, {From: bottest.Me, Press: text}} {
				said := w.event(ev)
				if len(said) == 0 {
					t.Errorf("no reply to %q", text)
				}
				for _, s := range said {
					if !utf8.ValidString(s.Text) || s.Text == "" {
						t.Errorf("reply to %q is %q", text, s.Text)
					}
				}
			}
		})
	})
}
