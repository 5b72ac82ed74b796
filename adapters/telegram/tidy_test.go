package telegram

import (
	"errors"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
)

func TestTidy(t *testing.T) {
	inBubble(t, telegramtest.Options{Limits: &telegramtest.Limits{}}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		ann.Start("")
		at := to(ann, w.server)
		step := func(w *world, text string, buttons ...bot.Button) {
			t.Helper()
			until := soon
			until.Until = time.Now().Add(time.Minute)
			if err := w.Send(t.Context(), bot.Reply{To: at, Track: "s1", Text: text, Buttons: buttons, Countdown: &until}); err != nil {
				t.Fatal(err)
			}
		}
		tidy := func(w *world) (calls int) {
			t.Helper()
			for more := true; more; calls++ {
				var err error
				if more, err = w.Tidy(t.Context(), at, "s1"); err != nil {
					t.Fatal(err)
				}
			}
			return calls
		}
		step(w, "one", pauseButton)
		if tidy(w); len(w.server.Last(ann.ID).Keyboard) == 0 {
			t.Error("the latest has lost its buttons")
		}
		step(w, "two", pauseButton)
		tidy(w)
		said := w.server.Said(ann.ID)
		if len(said[0].Keyboard) != 0 || said[0].Text != "one" || len(said[1].Keyboard) == 0 {
			t.Errorf("after the second: %+v", said)
		}
		step(w, "three", pauseButton) // and is killed before it tidies

		next := w.again(w.memory.Copy())
		step(next, "four", pauseButton)
		if n := tidy(next); n != 2 {
			t.Errorf("%d calls", n)
		}
		if err := next.Send(t.Context(), bot.Reply{To: at, Track: "s1", Text: "done"}); err != nil {
			t.Fatal(err)
		}
		tidy(next)
		for _, m := range w.server.Said(ann.ID) {
			if len(m.Keyboard) != 0 {
				t.Errorf("%q has kept its buttons", m.Text)
			}
		}
		if note, err := next.memory.Note(t.Context(), next.Connection(), "track/s1"); note != "" || err != nil {
			t.Errorf("the note is %q, %v", note, err)
		}
		calls := len(w.server.Calls())
		if more, err := next.Tidy(t.Context(), at, "s1"); more || err != nil || len(w.server.Calls()) != calls {
			t.Errorf("nothing to do: %v, %v", more, err)
		}
	})
}

func TestTidyInTrouble(t *testing.T) {
	inBubble(t, telegramtest.Options{Limits: &telegramtest.Limits{}}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		ann.Start("")
		at := to(ann, w.server)
		for _, text := range []string{"one", "two"} {
			if err := w.Send(t.Context(), bot.Reply{To: at, Track: "s1", Text: text, Buttons: []bot.Button{pauseButton}}); err != nil {
				t.Fatal(err)
			}
		}
		stop := w.server.Fail(telegramtest.Messages(telegramtest.TooMany(3)))
		var limited *bot.RateLimited
		if more, err := w.Tidy(t.Context(), at, "s1"); !more || !errors.As(err, &limited) {
			t.Errorf("rate limited: %v, %v", more, err)
		}
		stop()
		quiet(3 * time.Second)
		stop = w.server.Fail(telegramtest.Messages(telegramtest.ResetBefore()))
		if more, err := w.Tidy(t.Context(), at, "s1"); !more || !errors.Is(err, bot.ErrUnavailable) || errors.Is(err, bot.ErrUncertain) {
			t.Errorf("a reset: %v, %v", more, err)
		}
		stop()
		stop = w.server.Fail(telegramtest.Messages(telegramtest.BadRequest("message to edit not found")))
		defer stop()
		if more, err := w.Tidy(t.Context(), at, "s1"); more || err != nil {
			t.Errorf("a deleted message: %v, %v", more, err)
		}
	})
}
