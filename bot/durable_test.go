package bot_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
	"limber/bot/bottest"
)

func TestAfterAKillTheSessionComesBackPaused(t *testing.T) {
	var left *bottest.Memory
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.wants(w.after(15500*time.Millisecond), "**Go**")
		left = w.store.Copy() // killed here
	})
	inWorld(t, left, func(w *world) {
		said := w.fake.Take()
		// Alive was last noted at 15 s of the routine.
		w.wants(said, "I was away for 1 hour. You were at step 1 of 2, Sole roll, right side, with 15 seconds left")
		w.wants(w.after(time.Hour))
		w.wants(w.presses(said, "resume"), "15 seconds left")
		w.wants(w.after(time.Minute), "Switch sides", "**Go**", "is done")
	})
}

// leftBehind is the store of a process that was killed 15 s into a session, just
// after the session had changed so.
func leftBehind(t *testing.T, change func(*bot.Session)) (left *bottest.Memory) {
	t.Helper()
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.after(15 * second)
		left = w.store.Copy()
		rows, err := left.Sessions(w.Context(), bottest.Me.Connection())
		if err != nil || len(rows) != 1 {
			w.Fatalf("%d sessions, %v", len(rows), err)
		}
		change(&rows[0])
		if err := left.PutSession(w.Context(), rows[0]); err != nil {
			w.Fatal(err)
		}
	})
	return left
}

func TestACueThatWasBeingSentIsNotSentAgain(t *testing.T) {
	left := leftBehind(t, func(s *bot.Session) { s.Sending = true }) // while "Switch sides" was on its way
	inWorld(t, left, func(w *world) {
		said := w.fake.Take()
		w.wants(said, "You were at step 2 of 2, Sole roll, left side")
		w.wants(w.presses(said, "resume"), "Going on")
		w.wants(w.after(time.Minute), "**Go**", "is done")
	})
}

// The word of trouble may have been on its way when the process ended.
func TestASessionThatStoodStillInTroubleIsToldOf(t *testing.T) {
	left := leftBehind(t, func(s *bot.Session) { s.Pause(time.Now(), bot.Trouble) })
	inWorld(t, left, func(w *world) {
		said := w.fake.Take()
		w.wants(said, "You were at step 1 of 2, Sole roll, right side, with 15 seconds left")
		w.wants(w.presses(said, "resume"), "15 seconds left")
	})
}

func TestTheEndOfTheProcessParksTheSession(t *testing.T) {
	var left *bottest.Memory
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.after(15 * second)
		w.end()
		w.wants(w.fake.Take(), "parked at step 1 of 2, Sole roll, right side, with 15 seconds left")
		left = w.store
	})
	inWorld(t, left, func(w *world) {
		w.wants(w.fake.Take(), "I was away")
		w.wants(w.says("yes"), "15 seconds left")
	})
}

func TestAPausedSessionWaitsQuietly(t *testing.T) {
	var left *bottest.Memory
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.says("pause")
		left = w.store.Copy()
	})
	inWorld(t, left, func(w *world) {
		w.wants(w.fake.Take())
		w.wants(w.event(bot.Event{From: bottest.Me, Hello: true}), "The clock holds at step 1 of 2")
		w.wants(w.says("resume"), "Going on")
	})
}

func TestAFailingStoreIsTold(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.store.Fail(errStore)
		w.wants(w.after(11*second), "Something went wrong on my side")
		w.wants(w.after(time.Hour)) // the clock stands: nothing is pretended
		w.store.Fail(nil)
		w.wants(w.says("resume"), "**Go**")
	})
}

func TestNothingStartsThatCannotBeSaved(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.says("start two steps")
		w.store.Fail(errStore)
		w.wants(w.says("none"), "I cannot save anything")
		w.store.Fail(nil)
		w.wants(w.says("pause"), "No routine is running")
	})
}

func TestACueThatCannotBeSentPauses(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.fake.Fail(errors.New("the line is dead"))
		w.after(15 * second)
		w.fake.Fail(nil)
		w.wants(w.after(time.Hour))
		w.wants(w.says("resume"), "**Go**")
	})
}

func TestConversationsDoNotWaitForEachOther(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		const members = 50
		for i := range members {
			from := bottest.Me
			from.Member = string(rune('A' + i))
			for _, text := range []string{"start two steps", "none"} {
				if err := w.fake.Handle(w.Context(), bot.Event{From: from, Text: text}); err != nil {
					t.Fatal(err)
				}
			}
		}
		synctest.Wait()
		w.fake.Take()
		said := w.after(time.Minute)
		if want := members * 4; len(said) != want {
			t.Errorf("%d cues for %d members, want %d", len(said), members, want)
		}
	})
}
