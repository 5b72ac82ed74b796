package discord

import (
	"context"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/bot"
)

// medical is a question with buttons that answer it once and for all.
func medical(private bool) bot.Reply {
	return bot.Reply{Text: "does any apply?", Private: private, Buttons: []bot.Button{
		{Label: "None of these", Action: "none zoo"}, {Label: "One applies", Action: "some zoo"},
	}}
}

// A question that was answered has no buttons any more, however it is answered
// and however long that takes.
func TestAnAnsweredQuestionLosesItsButtons(t *testing.T) {
	for name, c := range map[string]struct {
		label  string
		after  time.Duration
		reply  *bot.Reply // nil: none
		direct bool       // in a conversation with the bot
		left   int        // buttons
	}{
		"no reply":               {"None of these", 0, nil, false, 0},
		"no reply, after long":   {"None of these", time.Minute, nil, false, 0},
		"a brief word":           {"None of these", 0, &bot.Reply{Text: "you are in", Brief: true}, false, 0},
		"a private word":         {"One applies", 0, &bot.Reply{Text: "see a doctor", Private: true}, false, 0},
		"a word to all":          {"None of these", 0, &bot.Reply{Text: "get ready"}, false, 0},
		"a word after long":      {"One applies", time.Minute, &bot.Reply{Text: "see a doctor", Private: true}, false, 0},
		"in private":             {"None of these", 0, &bot.Reply{Text: "get ready"}, true, 0},
		"in private, after long": {"None of these", time.Minute, &bot.Reply{Text: "get ready"}, true, 0},
		"another button":         {"Why?", 0, &bot.Reply{Text: "because"}, false, 3},
	} {
		t.Run(name, func(t *testing.T) {
			talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
				place := here.ID
				if c.direct {
					place = ann.DM()
				}
				w.run(func(ctx context.Context, ev bot.Event) error {
					if ev.Press == "" {
						question := medical(true)
						if c.left > 0 {
							question.Buttons = append(question.Buttons, bot.Button{Label: "Why?", Action: "why"})
						}
						return w.replying(0, question)(ctx, ev)
					}
					if c.reply == nil {
						time.Sleep(c.after)
						return nil
					}
					return w.replying(c.after, *c.reply)(ctx, ev)
				})
				ann.Slash(place, "ask", "question", "start")
				quiet(time.Second)
				asked := w.server.Messages(place)
				question := asked[len(asked)-1]
				id := ann.Press(question, c.label)
				quiet(c.after + time.Minute)
				if i := w.server.Interaction(id); i.Late || i.Answer == "" {
					t.Errorf("the press: %+v", i)
				}
				said := ""
				for _, m := range w.server.Messages(place) {
					if m.ID == question.ID && (len(m.Buttons) != c.left || m.Text != question.Text) {
						t.Errorf("the question is now %+v", m)
					}
					said = m.Text
				}
				if c.reply != nil && said != c.reply.Text {
					t.Errorf("said %q", said)
				}
			})
		})
	}
}

// What is for all is not taken away by one who presses a button there.
func TestAQuestionToAllKeepsItsButtons(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		w.run(w.replying(0, bot.Reply{Text: "not yours", Brief: true}))
		if err := w.Send(t.Context(), func() bot.Reply { r := medical(false); r.To = w.at(here.ID, ann); return r }()); err != nil {
			t.Fatal(err)
		}
		ann.Press(w.server.Said(here.ID)[0], "None of these")
		quiet(time.Minute)
		if len(w.buttoned(here.ID)) != 1 {
			t.Error("its buttons are gone")
		}
	})
}

// Questions are not kept for longer than something can be done about them.
func TestQuestionsAreForgotten(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		w.run(w.replying(0, medical(true)))
		for range 5 {
			ann.Slash(here.ID, "ask", "question", "start")
			quiet(talkWithin + time.Second)
		}
		if n := len(w.exchanges.questions); n != 1 {
			t.Errorf("%d are kept", n)
		}
	})
}
