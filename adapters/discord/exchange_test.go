package discord

import (
	"context"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/bot"
	"limber/bot/platform"
)

// Whatever the bot does, and how long, an interaction is acknowledged in time,
// and in the end nothing looks as if an answer would still come.
func TestAnInteractionIsAnsweredInTime(t *testing.T) {
	said := bot.Reply{Text: "because so"}
	secret := bot.Reply{Text: "only you", Private: true}
	for name, c := range map[string]struct {
		command string
		after   time.Duration
		reply   *bot.Reply // nil: none
		how     string
		took    time.Duration // at most
		shown   string        // to all
		whisper string        // to the member
	}{
		"at once":                     {"ask", 0, &said, "message", 0, "because so", ""},
		"just in time":                {"ask", deferAfter - time.Millisecond, &said, "message", deferAfter, "because so", ""},
		"late":                        {"ask", 2 * time.Second, &said, "defer", deferAfter, "because so", ""},
		"very late":                   {"ask", 10 * time.Minute, &said, "defer", deferAfter, "because so", ""},
		"too late":                    {"ask", 16 * time.Minute, &said, "defer", deferAfter, "because so", ""}, // in the channel
		"never":                       {"ask", 0, nil, "defer", 0, "", ""},
		"never, after long":           {"ask", time.Minute, nil, "defer", deferAfter, "", ""},
		"private":                     {"ask", 0, &secret, "message", 0, "", "only you"},
		"private after a promise":     {"ask", time.Minute, &secret, "defer", deferAfter, "", "only you"},
		"a private command":           {"mydata", 0, &said, "message", 0, "", "because so"},
		"a private command, late":     {"mydata", time.Minute, &said, "defer", deferAfter, "", "because so"},
		"a private command and never": {"mydata", time.Minute, nil, "defer", deferAfter, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
				ann := w.server.User("Ann")
				here := w.server.Guild("Backs", ann).Text("general")
				w.run(func(ctx context.Context, ev bot.Event) error {
					if c.reply == nil {
						time.Sleep(c.after)
						return nil
					}
					return w.replying(c.after, *c.reply)(ctx, ev)
				})
				var options []any
				if c.command == "ask" {
					options = []any{"question", "why?"}
				}
				i := w.server.Interaction(ann.Slash(here.ID, c.command, options...))
				quiet(c.after + time.Minute)
				i = w.server.Interaction(i.ID)
				if i.Answer != c.how || i.Took > c.took {
					t.Errorf("answered by %q after %v, want %q within %v", i.Answer, i.Took, c.how, c.took)
				}
				check(t, "to all", w.server.Said(here.ID), c.shown)
				check(t, "to Ann", w.server.SaidTo(ann, here.ID), c.whisper)
			})
		})
	}
}

// check compares what is shown with the texts that are wanted, "" for nothing.
func check(t *testing.T, what string, got []discordtest.Message, want ...string) {
	t.Helper()
	var texts []string
	for _, m := range got {
		if m.Thinking {
			m.Text = "…thinking"
		}
		texts = append(texts, m.Text)
	}
	if strings.Join(texts, "|") != strings.Join(want, "|") {
		t.Errorf("%s: %q, want %q", what, texts, want)
	}
}

// pressing is a world with a message of the bot's that has a button.
func pressing(t *testing.T, handle func(w *world) bot.Handler, test func(w *world, ann *discordtest.User, m discordtest.Message)) {
	t.Helper()
	inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		here := w.server.Guild("Backs", ann).Text("general")
		w.run(handle(w))
		err := w.Send(t.Context(), bot.Reply{To: w.at(here.ID, ann), Text: "step", Buttons: []bot.Button{{Label: "Pause", Action: "pause 1"}}})
		if err != nil {
			t.Fatal(err)
		}
		test(w, ann, w.server.Last(here.ID))
	})
}

func TestAPressIsAnsweredInTime(t *testing.T) {
	for name, c := range map[string]struct {
		after   time.Duration
		reply   bot.Reply
		how     string
		took    time.Duration
		shown   string
		whisper string
	}{
		"a word at once":    {0, bot.Reply{Text: "Paused", Brief: true}, "message", 0, "", "Paused"},
		"a word later":      {time.Minute, bot.Reply{Text: "Paused", Brief: true}, "defer edit", deferAfter, "", "Paused"},
		"a reply at once":   {0, bot.Reply{Text: "Paused"}, "message", 0, "Paused", ""},
		"a reply later":     {time.Minute, bot.Reply{Text: "Paused"}, "defer edit", deferAfter, "Paused", ""},
		"no reply":          {0, bot.Reply{}, "defer edit", 0, "", ""},
		"no reply for long": {time.Minute, bot.Reply{}, "defer edit", deferAfter, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			pressing(t, func(w *world) bot.Handler { return w.replying(c.after, c.reply) },
				func(w *world, ann *discordtest.User, m discordtest.Message) {
					id := ann.Press(m, "Pause")
					quiet(c.after + time.Second)
					i := w.server.Interaction(id)
					if i.Answer != c.how || i.Took > c.took {
						w.t.Errorf("answered by %q after %v", i.Answer, i.Took)
					}
					want := []string{"step"}
					if c.shown != "" {
						want = append(want, c.shown)
					}
					check(w.t, "to all", w.server.Said(m.Channel), want...)
					var only []string
					if c.whisper != "" {
						only = []string{c.whisper}
					}
					check(w.t, "to Ann", w.server.SaidTo(ann, m.Channel), only...)
				})
		})
	}
}

// What may have gone out is not shown twice, nor lost.
func TestAFirstAnswerThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		fault *discordtest.Fault
	}{
		"reset before":   {discordtest.ResetBefore()},
		"reset after":    {discordtest.ResetAfter()},
		"502":            {discordtest.ServerError(502)},
		"Cloudflare 502": {discordtest.Cloudflare(502)},
		"hangs":          {discordtest.Hang()},
		"hangs after":    {discordtest.HangAfter()},
		"429":            {discordtest.TooMany(0.5)},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
				ann := w.server.User("Ann")
				here := w.server.Guild("Backs", ann).Text("general")
				w.run(func(ctx context.Context, ev bot.Event) error {
					for {
						err := w.replying(0, bot.Reply{Text: "because so"})(ctx, ev)
						if err == nil {
							return nil
						}
						if !bot.Passing(err) && !isUncertain(err) {
							t.Errorf("Send: %v", err)
							return err
						}
						platform.Pause(ctx, 250*time.Millisecond) // as the bot does
					}
				})
				w.failOnce("callback", c.fault)
				id := ann.Slash(here.ID, "ask", "question", "why?")
				quiet(time.Minute)
				if i := w.server.Interaction(id); i.Answer == "" || i.Late {
					t.Errorf("the interaction: %+v", i)
				}
				check(t, "to all", w.server.Said(here.ID), "because so")
			})
		})
	}
}

func TestWhatFollowsFromSomethingPrivateIsPrivate(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		w.run(w.replying(0, bot.Reply{Text: "so", Buttons: []bot.Button{{Label: "Why?", Action: "why"}}}))
		ann.Slash(here.ID, "ask", "question", "why?", "private", true)
		quiet(time.Second)
		ann.Press(w.server.LastTo(ann, here.ID), "Why?")
		quiet(time.Second)
		check(t, "to all", w.server.Said(here.ID))
		check(t, "to Ann", w.server.SaidTo(ann, here.ID), "so", "so")
	})
}

// In a conversation with the bot nobody else is there: what is private stays,
// and does not go when the app is closed.
func TestInPrivateNothingIsEphemeral(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, _ *discordtest.Channel) {
		w.run(w.replying(0, bot.Reply{Text: "all I keep"}))
		ann.Slash(ann.DM(), "mydata")
		quiet(time.Second)
		check(t, "said", w.server.Said(ann.DM()), "all I keep")
	})
}
