package telegram

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
	"limber/bot/bottest"
)

func idOf(n int64) string { return strconv.FormatInt(n, 10) }

// pressing is a world with a message of the bot's that has a button.
func pressing(t *testing.T, test func(*testing.T, *world, *telegramtest.User, telegramtest.Message)) {
	t.Helper()
	inBubble(t, telegramtest.Options{Limits: &telegramtest.Limits{}}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		ann.Start("")
		if err := w.Send(t.Context(), bot.Reply{To: to(ann, w.server), Text: "step", Buttons: []bot.Button{pauseButton}}); err != nil {
			t.Fatal(err)
		}
		test(t, w, ann, w.server.Last(ann.ID))
	})
}

func TestAPressIsAcknowledgedOnce(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration // of the word, 0: none
		stays time.Duration // in the handler, after it
		toast string
		took  time.Duration
		said  string
	}{
		"a word at once":    {after: time.Millisecond, toast: "Paused", took: time.Millisecond, said: "step"},
		"no word":           {said: "step"},
		"no word for long":  {stays: time.Minute, took: toastWithin, said: "step"},
		"a word too late":   {after: time.Second, took: toastWithin, said: "Paused"},
		"a word, then work": {after: time.Millisecond, stays: time.Minute, toast: "Paused", took: time.Millisecond, said: "step"},
	} {
		t.Run(name, func(t *testing.T) {
			pressing(t, func(t *testing.T, w *world, ann *telegramtest.User, m telegramtest.Message) {
				w.run(func(ctx context.Context, ev bot.Event) error {
					if ev.Press == "" {
						return nil
					}
					if c.after > 0 {
						time.Sleep(c.after)
						if err := w.brief(ctx, bot.Reply{To: ev.From, Text: "Paused", Brief: true}); err != nil {
							t.Error(err)
						}
					}
					time.Sleep(c.stays)
					return nil
				})
				quiet(time.Minute)
				ann.Press(m, "Pause")
				quiet(2 * time.Minute)
				toasts := w.server.Toasts()
				if len(toasts) != 1 || toasts[0].Text != c.toast || toasts[0].Took != c.took {
					t.Errorf("toasts: %+v", toasts)
				}
				if last := w.server.Last(ann.ID); last.Text != c.said || last.Silent != (c.said == "Paused") {
					t.Errorf("last said: %+v", last)
				}
			})
		})
	}
}

// brief says a brief word as the bot does: beside the line, if that can be.
func (w *world) brief(ctx context.Context, r bot.Reply) error {
	if w.Toast(ctx, r) {
		return nil
	}
	return w.Send(ctx, r)
}

func TestALongToastIsCut(t *testing.T) {
	pressing(t, func(t *testing.T, w *world, ann *telegramtest.User, m telegramtest.Message) {
		w.run(func(ctx context.Context, ev bot.Event) error {
			return w.brief(ctx, bot.Reply{To: ev.From, Text: strings.Repeat("🙂", 300), Brief: true, Silent: true})
		})
		quiet(time.Minute)
		ann.Press(m, "Pause")
		quiet(time.Minute)
		if toasts := w.server.Toasts(); len(toasts) != 1 || toasts[0].Text == "" {
			t.Errorf("toasts: %+v", toasts)
		}
	})
}

func TestABriefWordInAGroupIsDropped(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		g := w.server.Group("Backs", ann)
		if err := w.Send(t.Context(), bot.Reply{To: inThe(g, ann, w.server), Text: "Paused", Brief: true}); err != nil {
			t.Fatal(err)
		}
		if said := w.server.Said(g.ID()); len(said) != 0 {
			t.Errorf("said: %+v", said)
		}
	})
}

// A press that waited while the bot was down for long has no effect; a question
// does.
func TestOldPressesAreOnlyAcknowledged(t *testing.T) {
	for name, c := range map[string]struct {
		down time.Duration
		want string
	}{"old": {time.Hour, "how?"}, "not so old": {time.Minute, "pause s1 how?"}} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, telegramtest.Options{Limits: &telegramtest.Limits{}, Lenient: true}, func(t *testing.T, w *world) {
				ann := w.server.User("Ann")
				ann.Start("")
				if err := w.Send(t.Context(), bot.Reply{To: to(ann, w.server), Text: "step", Buttons: []bot.Button{pauseButton}}); err != nil {
					t.Fatal(err)
				}
				stop := w.run(new(heard).Handle)
				quiet(time.Minute)
				_ = stop()
				ann.Press(w.server.Last(ann.ID), "Pause")
				ann.Write("how?")
				quiet(c.down)
				var h heard
				w.again(w.memory.Copy()).run(h.Handle)
				quiet(time.Minute)
				if got := h.texts(); got != c.want {
					t.Errorf("dealt with %q", got)
				}
			})
		})
	}
}

func TestAPressThatWasKeptBeforeAKill(t *testing.T) {
	for name, c := range map[string]struct {
		down time.Duration
		want string
	}{"old": {time.Hour, ""}, "not so old": {time.Minute, "pause s1"}} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, telegramtest.Options{Limits: &telegramtest.Limits{}, Lenient: true}, func(t *testing.T, w *world) {
				ann := w.server.User("Ann")
				ann.Start("")
				if err := w.Send(t.Context(), bot.Reply{To: to(ann, w.server), Text: "step", Buttons: []bot.Button{pauseButton}}); err != nil {
					t.Fatal(err)
				}
				stop := w.run(func(ctx context.Context, ev bot.Event) error {
					if ev.Press == "" {
						return nil
					}
					<-ctx.Done()
					return ctx.Err()
				})
				quiet(time.Minute)
				ann.Press(w.server.Last(ann.ID), "Pause")
				quiet(time.Second)
				killed := w.memory.Copy()
				_ = stop()
				quiet(c.down)
				var h heard
				w.again(killed).run(h.Handle)
				quiet(time.Minute)
				if got := h.texts(); got != c.want {
					t.Errorf("dealt with %q", got)
				}
			})
		})
	}
}

func TestTyping(t *testing.T) {
	for name, c := range map[string]struct {
		takes, dealt time.Duration
		want         int
	}{
		"quick":                      {takes: 100 * time.Millisecond},
		"slow":                       {takes: 10 * time.Second, want: 1},
		"a reply waits for its turn": {takes: 10 * time.Second, dealt: 100 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
				ann := w.server.User("Ann")
				w.run(func(_ context.Context, ev bot.Event) error {
					if c.dealt > 0 {
						time.Sleep(c.dealt)
						ev.Dealt()
					}
					time.Sleep(c.takes)
					return nil
				})
				ann.Write("how?")
				quiet(time.Minute)
				actions := w.server.Actions()
				if len(actions) != c.want || c.want > 0 && (actions[0].Action != "typing" || actions[0].Chat != ann.ID) {
					t.Errorf("shown: %+v", actions)
				}
			})
		})
	}
}

func TestInlineAnswersTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(t, telegramtest.Options{})
		w := newWorld(t, s, bottest.NewMemory(), Options{Suggest: func(query string) []Suggestion {
			time.Sleep(time.Second)
			return []Suggestion{
				{ID: "a", Title: "How long?", Preview: "A minute", Reply: bot.Reply{Text: "**A minute** for " + query}},
				{ID: strings.Repeat("x", 65), Title: "too long an id", Reply: bot.Reply{Text: "x"}},
			}
		}})
		ann, ben := s.User("Ann"), s.User("Ben")
		w.run(new(heard).Handle)
		quiet(time.Second)
		first := ann.Inline("h")
		second := ann.Inline("ho")
		third := ann.Inline("how")
		other := ben.Inline("how")
		quiet(time.Minute)
		if !s.InlineQuery(first).Answered || s.InlineQuery(second).Answered || !s.InlineQuery(other).Answered {
			t.Error("answered: the first, the newest, and everybody's is wanted")
		}
		q := s.InlineQuery(third)
		if !q.Answered || len(q.Results) != 1 || q.Results[0].Text != "A minute for how" || len(q.Results[0].Entities) != 1 {
			t.Errorf("the answer: %+v", q)
		}
	})
}
