package discord

import (
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/bot"
)

// step is a session's message.
func (w *world) step(to bot.Address, text string) bot.Reply {
	return bot.Reply{
		To: to, Text: text, Track: "s1", Buttons: []bot.Button{{Label: "Pause", Action: "pause " + text}},
		Countdown: &bot.Countdown{Until: time.Now().Add(time.Minute), Text: "ends {time}"},
	}
}

func (w *world) tidyAll(to bot.Address) {
	w.t.Helper()
	for more := true; more; {
		var err error
		if more, err = w.Tidy(w.t.Context(), to, "s1"); err != nil {
			w.t.Error(err)
			return
		}
	}
}

// buttoned are the texts of the messages that still have buttons.
func (w *world) buttoned(channel string) (texts []string) {
	for _, m := range w.server.Messages(channel) {
		if len(m.Buttons) > 0 {
			texts = append(texts, m.Content)
		}
	}
	return texts
}

func TestOnlyTheLatestMessageKeepsItsButtons(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		to := w.at(here.ID, ann)
		for _, text := range []string{"one", "two", "three"} {
			if err := w.Send(t.Context(), w.step(to, text)); err != nil {
				t.Fatal(err)
			}
		}
		w.tidyAll(to)
		said := w.server.Said(here.ID)
		if len(w.buttoned(here.ID)) != 1 || said[0].Text != "one" || said[1].Text != "two" {
			t.Errorf("said %+v", said)
		}
		// A later process knows which message is left.
		next := w.again(w.memory)
		if err := next.Send(t.Context(), bot.Reply{To: to, Text: "done", Track: "s1"}); err != nil {
			t.Fatal(err)
		}
		next.tidyAll(to)
		if left := w.buttoned(here.ID); len(left) > 0 {
			t.Errorf("buttons are left at %q", left)
		}
		if n := len(w.server.CallsOf("editMessage")); n != 3 {
			t.Errorf("%d edits, want 3", n)
		}
		if note, err := w.memory.Note(t.Context(), w.Connection(), trackNote(to, "s1")); note != "" || err != nil {
			t.Errorf("the note %q is left, %v", note, err)
		}
	})
}

func TestAnswersToInteractionsAreTidiedToo(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		to := w.at(here.ID, ann)
		w.run(w.replying(0, w.step(to, "public")))
		ann.Slash(here.ID, "ask", "question", "why?")
		quiet(time.Second)
		ann.Slash(here.ID, "ask", "question", "why?", "private", true)
		quiet(time.Second)
		if err := w.Send(t.Context(), bot.Reply{To: to, Text: "done", Track: "s1"}); err != nil {
			t.Fatal(err)
		}
		w.tidyAll(to)
		if left := w.buttoned(here.ID); len(left) > 0 {
			t.Errorf("buttons are left at %q", left)
		}
	})
}

func TestWhatCannotBeTidiedIsLetGo(t *testing.T) {
	for name, c := range map[string]struct {
		fault *discordtest.Fault
		later bool // a later call can do it
	}{
		"deleted":  {discordtest.Error(404, unknownMessage, "Unknown Message"), false},
		"archived": {discordtest.Error(400, threadArchived, "Thread is archived"), false},
		"refused":  {discordtest.Error(400, 50035, "Invalid Form Body"), false},
		"a 502":    {discordtest.ServerError(502), true},
		"a 429":    {discordtest.TooMany(1), true},
		"reset":    {discordtest.ResetAfter(), true},
	} {
		t.Run(name, func(t *testing.T) {
			talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
				to := w.at(here.ID, ann)
				for _, text := range []string{"one", "two"} {
					if err := w.Send(t.Context(), w.step(to, text)); err != nil {
						t.Fatal(err)
					}
				}
				w.failOnce("editMessage", c.fault)
				if more, _ := w.Tidy(t.Context(), to, "s1"); more != c.later {
					t.Errorf("more: %v", more)
				}
				quiet(5 * time.Second)
				w.tidyAll(to)
			})
		})
	}
}
