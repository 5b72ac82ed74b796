package bot_test

import (
	"strings"
	"testing"
	"time"

	"limber/bot"
	"limber/bot/bottest"
)

func TestARoutineFromStartToEnd(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.wants(w.says("start two steps"), "does any of these apply")
		began := time.Now()
		said := w.says("none of these")
		w.wants(said, "**Two steps**: 2 steps, 55 seconds")
		w.wants(said, "Get ready for **Sole roll, right side**")
		said = w.after(2 * time.Minute)
		w.wants(said, "**Go**, for 20 seconds", "Switch sides", "**Go**", "is done. Well done.")
		for i, at := range []time.Duration{10 * second, 30 * second, 35 * second, 55 * second} {
			if got := said[i].At.Sub(began); got != at {
				t.Errorf("cue %d was said at %v, want %v", i+1, got, at)
			}
			if said[i].Silent {
				t.Errorf("boundary %d does not notify", i+1)
			}
		}
		w.wants(w.says("pause"), "No routine is running")
	})
}

func TestPauseHoldsAndResumeGoesOn(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.wants(w.after(15*second), "**Go**")
		w.wants(w.says("pause"), "Paused at step 1 of 2, Sole roll, right side, with 15 seconds left")
		w.wants(w.after(time.Hour))
		w.wants(w.says("resume"), "15 seconds left")
		w.wants(w.after(14 * second))
		w.wants(w.after(1*second), "Switch sides")
	})
}

func TestSkipBackAndMoreTime(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.wants(w.says("skip"), "Switch sides")
		w.wants(w.says("back"), "Get ready for **Sole roll, right side**")
		w.wants(w.after(10*second), "**Go**")
		w.wants(w.says("more time"), "30 seconds left")
		w.wants(w.after(29 * second))
		w.wants(w.after(1*second), "Switch sides")
		w.wants(w.says("skip"), "is done")
	})
}

func TestSlowerAndFaster(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.wants(w.says("slower"), "Slower")
		w.wants(w.after(12 * second))
		w.wants(w.after(1*second), "**Go**, for 20 seconds")
		for range 20 {
			if said := w.says("slower"); strings.Contains(said[0].Text, "as far as") {
				return
			}
		}
		t.Error("the tempo has no end")
	})
}

// speaker is a platform that can read aloud.
type speaker struct{ *bottest.Fake }

func (speaker) Speaks() {}

func TestStepsAreReadAloud(t *testing.T) {
	inWorld(t, nil, func(w *world) { w.wants(w.says("speak"), "I cannot speak here") })
	onPlatform(t, nil, func() (bot.Adapter, *bottest.Fake) {
		f := bottest.NewFake()
		return speaker{f}, f
	}, func(w *world) {
		w.wants(w.says("speak"), "No routine is running")
		w.starts("two steps")
		w.wants(w.says("read aloud"), "from now on")
		spoken := func(want bool) {
			t.Helper()
			for _, s := range w.after(20 * second) {
				if s.Spoken != want {
					t.Errorf("%q is spoken: %v, want %v", s.Text, s.Spoken, want)
				}
			}
		}
		spoken(true)
		w.wants(w.says("speak"), "no longer")
		spoken(false)
	})
}

func TestHowLongLeftAndRepeat(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.after(15 * second)
		w.wants(w.says("how long left"), "Step 1 of 2, Sole roll, right side: 15 seconds left, 40 seconds to the end")
		w.wants(w.says("repeat"), "**Go**, for 20 seconds")
	})
}

func TestAStepUntilDone(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("own time")
		w.wants(w.after(10*second), "Say **done**")
		w.wants(w.after(time.Hour))
		w.wants(w.says("done"), "Next: **Stillness**")
		w.wants(w.says("ready"), "**Hold**")
	})
}

func TestAQuestionHoldsTheClock(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.after(15 * second)
		said := w.says("which ball is best?")
		w.wants(said, "A tennis ball.")
		if !strings.Contains(said[0].Text, "The clock holds at step 1 of 2") {
			t.Errorf("the answer does not say that the clock holds: %q", said[0].Text)
		}
		w.wants(w.after(time.Hour))
		w.wants(w.presses(said, "resume"), "15 seconds left")
		w.wants(w.after(15*second), "Switch sides")
	})
}

func TestARedFlagStopsEverything(t *testing.T) {
	for _, words := range []string{"I feel a sharp pain", "pain", "ouch"} {
		inWorld(t, nil, func(w *world) {
			w.starts("two steps")
			said := w.says(words)
			w.wants(said, "Ask a doctor")
			if said[0].Urgency != bot.Alarm {
				t.Errorf("%q: the safety text has urgency %v", words, said[0].Urgency)
			}
			w.wants(w.after(time.Hour))
			w.wants(w.says("start two steps"), "does any of these apply") // asked again
		})
	}
}

func TestTheMedicalQuestion(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		gate := w.says("start two steps")
		w.wants(gate, "A broken foot")
		w.wants(w.presses(gate, "some"), "I will not start")
		w.wants(w.after(time.Hour))
		w.wants(w.says("none"), "nothing to answer")

		w.wants(w.starts("two steps"), "2 steps")
		w.wants(w.says("stop"), "Stopped")
		w.wants(w.says("start mixed bag"), "4 steps") // remembered
		w.wants(w.says("stop"), "Stopped")
		w.after(31 * 24 * time.Hour)
		w.wants(w.says("start mixed bag"), "does any of these apply") // expired
		w.wants(w.says("i have a broken foot"), "Ask a doctor")
		w.wants(w.says("none"), "nothing to answer")
	})
}

func TestOneRoutineAtATime(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.wants(w.says("start mixed bag"), "is under way")
		w.wants(w.after(10*second), "**Go**")
	})
}

func TestAnOldButtonDoesNothing(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		old := w.starts("two steps")
		w.says("stop")
		w.says("start two steps")
		w.wants(w.presses(old, "pause"), "something that is over")
		w.wants(w.after(10*second), "**Go**")
		w.wants(w.event(bot.Event{From: bottest.Me, Press: "no-such-thing"}), "something that is over")
	})
}

func TestProgressIsShown(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		if p := w.fake.Progress(); p.State != bot.Running || p.Label != "get ready: Sole roll, right side" || time.Until(p.Until) != 10*second {
			t.Errorf("while getting ready: %+v", p)
		}
		w.after(15 * second)
		if p := w.fake.Progress(); p.Label != "Sole roll, right side" || time.Until(p.Until) != 15*second || p.Step != 1 || p.Of != 2 {
			t.Errorf("in the step: %+v", p)
		}
		w.says("pause")
		if p := w.fake.Progress(); p.State != bot.Paused || p.Left != 15*second || p.Whole != 20*second {
			t.Errorf("in the pause: %+v", p)
		}
		w.says("stop")
		if p := w.fake.Progress(); p.State != bot.Ended {
			t.Errorf("after the end: %+v", p)
		}
	})
}

// A word and a boundary may come at one moment; the race detector looks on.
func TestAWordAtTheMomentOfABoundary(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		for range 50 {
			time.Sleep(10 * second) // "Go" is due now
			w.says("stop")
			w.after(second)
			w.wants(w.after(time.Hour))
			w.wants(w.says("start two steps"), "2 steps")
		}
	})
}
