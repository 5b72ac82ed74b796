package discord

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"limber/adapters/discord/discordtest"
	"limber/bot"
)

func TestAMessageWithAll(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		w.run(w.replying(0, bot.Reply{}))
		asked := ann.Mention(here.ID, "why?")
		quiet(time.Second)
		err := w.Send(t.Context(), bot.Reply{
			To: w.at(here.ID, ann), ReplyTo: asked.ID, Text: "@everyone <@" + ann.ID + "> **Roll** slowly.", Silent: true, Nonce: "abc",
			Buttons: []bot.Button{{Label: "Pause", Action: "pause 1"}, {Label: "More", Link: "https://example.org"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		m := w.server.Last(here.ID)
		if m.ReplyTo != asked.ID || !m.Silent || m.Nonce != "abc" || len(m.Buttons) != 2 {
			t.Errorf("it shows %+v", m)
		}
		if pings := w.server.Pings(); len(pings) > 0 {
			t.Errorf("it calls %+v", pings)
		}
	})
}

func TestLongTexts(t *testing.T) {
	long := strings.Repeat("A *sentence* with ~ten~ words in it, to be cut. ", 120) // about 6000 characters as they are sent
	for name, c := range map[string]struct {
		reply bot.Reply
		parts int
	}{
		"a short one":    {bot.Reply{Text: "so"}, 1},
		"a step":         {bot.Reply{Text: long}, 3},
		"an answer":      {bot.Reply{Text: long[:2500], Small: "the book"}, 1},
		"a long answer":  {bot.Reply{Text: long, Small: "the book"}, 2},
		"one long word":  {bot.Reply{Text: strings.Repeat("*", 4100)}, 5},
		"picture, sound": {bot.Reply{Text: "so", Picture: "https://a.org/b.png", Sound: "https://a.org/b.ogg"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			talking(t, discordtest.Options{Limits: &discordtest.Limits{}}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
				c.reply.To, c.reply.Buttons = w.at(here.ID, ann), []bot.Button{{Label: "Why?", Action: "why"}}
				list := w.Parts(c.reply)
				if len(list) != c.parts {
					t.Errorf("%d parts, want %d", len(list), c.parts)
				}
				for _, r := range list {
					if err := w.Send(t.Context(), r); err != nil {
						t.Fatal(err)
					}
				}
				said := w.server.Said(here.ID)
				if len(said) != len(list) {
					t.Fatalf("%d messages", len(said))
				}
				if c.reply.Sound != "" { // it goes behind the words
					said = said[:len(said)-1]
				}
				if len(said[len(said)-1].Buttons) != 1 {
					t.Error("the last words have no button")
				}
			})
		})
	}
}

func TestFilesOfThePack(t *testing.T) {
	for name, c := range map[string]struct {
		reply bot.Reply
		files string
		text  string
	}{
		"a picture":     {bot.Reply{Text: "so", Picture: "a/roll.png"}, "roll.png", "so"},
		"alone":         {bot.Reply{Sound: "bell.ogg"}, "bell.ogg", ""},
		"none there":    {bot.Reply{Text: "so", Picture: "none.png"}, "", "so"},
		"far too large": {bot.Reply{Text: "so", Picture: "large.png"}, "", "so"},
	} {
		t.Run(name, func(t *testing.T) {
			withOptions(t, discordtest.Options{}, func(*discordtest.Server) Options {
				return Options{Media: func(name string) (io.ReadCloser, error) {
					switch name {
					case "none.png":
						return nil, errOnPurpose
					case "large.png":
						return io.NopCloser(bytes.NewReader(make([]byte, largestFile+1))), nil
					}
					return io.NopCloser(strings.NewReader("data")), nil
				}}
			}, func(t *testing.T, w *world) {
				ann := w.server.User("Ann")
				here := w.server.Guild("Backs", ann).Text("general")
				w.run(w.replying(0, c.reply))
				r := c.reply
				r.To = w.at(here.ID, ann)
				if err := w.Send(t.Context(), r); err != nil {
					t.Fatal(err)
				}
				ann.Slash(here.ID, "ask", "question", "why?")
				quiet(time.Second)
				said := w.server.Said(here.ID)
				if len(said) != 2 {
					t.Fatalf("said %+v", said)
				}
				for _, m := range said {
					files := ""
					for _, f := range m.Files {
						files += f.Name
					}
					if files != c.files || m.Text != c.text {
						t.Errorf("it shows %q with %q", m.Text, files)
					}
				}
			})
		})
	}
}

// Where embeds are not permitted, answers come all the same, and the operator is
// told once.
func TestWithoutEmbeds(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		here.Deny(discordgo.PermissionEmbedLinks)
		w.server.Fail(func(c *discordtest.Call) *discordtest.Fault { // the platform does not say so by itself
			if c.Op == "createMessage" && strings.Contains(c.String(), `"embeds"`) {
				return discordtest.Error(403, missingPermissions, "Missing Permissions")
			}
			return nil
		})
		for range 2 {
			if err := w.Send(t.Context(), bot.Reply{To: w.at(here.ID, ann), Text: "so", Small: "the book"}); err != nil {
				t.Fatal(err)
			}
		}
		check(t, "said", w.server.Said(here.ID), "so\n-# the book", "so\n-# the book")
		if n := w.log.count("may not send embeds"); n != 1 {
			t.Errorf("told %d times", n)
		}
	})
}

// Where the bot may not have a step read aloud, the step is said all the same.
func TestWithoutSpeech(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		step := bot.Reply{To: w.at(here.ID, ann), Text: "Go", Spoken: true}
		for _, denied := range []int64{0, discordgo.PermissionSendTTSMessages} {
			here.Deny(denied)
			step.Nonce = fmt.Sprint("step ", denied)
			if err := w.Send(t.Context(), step); err != nil {
				t.Fatal(err)
			}
			if m := w.server.Last(here.ID); m.TTS != (denied == 0) || m.Text != "Go" {
				t.Errorf("denied %d, it shows %+v", denied, m)
			}
		}
		check(t, "said", w.server.Said(here.ID), "Go", "Go")
		if n := w.log.count("may not have steps read aloud"); n != 1 {
			t.Errorf("told %d times", n)
		}
	})
}

func TestABriefWordIsForNobodyElse(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		w.run(w.replying(0, bot.Reply{}))
		ann.Write(ann.DM(), "hello")
		quiet(time.Second)
		for _, channel := range []string{here.ID, ann.DM()} {
			if err := w.Send(t.Context(), bot.Reply{To: w.at(channel, ann), Text: "skipped", Brief: true}); err != nil {
				t.Fatal(err)
			}
		}
		check(t, "in the channel", w.server.Said(here.ID))
		check(t, "in private", w.server.Said(ann.DM()), "skipped")
	})
}

func TestButtons(t *testing.T) {
	named := func(n int, label string) (list []bot.Button) {
		for i := range n {
			list = append(list, bot.Button{Label: label, Action: fmt.Sprintf("entry %d", i)})
		}
		return list
	}
	long := strings.Repeat("long ", 10)
	for name, c := range map[string]struct {
		buttons []bot.Button
		sizes   []int // of the rows
		wrong   string
	}{
		"none":            {nil, nil, ""},
		"three":           {named(3, "a"), []int{3}, ""},
		"six":             {named(6, "a"), []int{3, 3}, ""},
		"five long":       {named(5, long), []int{5}, ""},
		"six long":        {named(6, long), []int{1}, ""},
		"thirty":          {named(30, "a"), []int{5, 5, 5, 5, 5}, "there are 25 already"},
		"twice the same":  {append(named(1, "a"), named(1, "b")...), []int{1}, "another with the action"},
		"no label":        {[]bot.Button{{Action: "x"}}, nil, "no label"},
		"no action":       {[]bot.Button{{Label: "x"}}, nil, "1 to 100 bytes"},
		"a bad link":      {[]bot.Button{{Label: "x", Link: "javascript:y"}}, nil, "its link"},
		"a very long one": {[]bot.Button{{Label: strings.Repeat("x", 90), Action: "y"}}, []int{1}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := rows(c.buttons)
			var sizes []int
			for _, r := range rows {
				sizes = append(sizes, len(r.Components))
				for _, b := range r.Components {
					if len([]rune(b.Label)) > longestLabel {
						t.Errorf("the label %q is too long", b.Label)
					}
				}
			}
			if fmt.Sprint(sizes) != fmt.Sprint(c.sizes) {
				t.Errorf("rows of %v, want %v", sizes, c.sizes)
			}
			if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
				t.Errorf("error %v, want %q", err, c.wrong)
			}
		})
	}
}

func TestASecondSendOfAFollowUpIsNotTried(t *testing.T) {
	pressing(t, func(w *world) bot.Handler { return w.replying(time.Second, bot.Reply{Text: "Paused"}) },
		func(w *world, ann *discordtest.User, m discordtest.Message) {
			w.failOnce("followUp", discordtest.ResetAfter())
			ann.Press(m, "Pause")
			quiet(time.Minute)
			check(w.t, "said", w.server.Said(m.Channel), "step", "Paused")
			if errors.Is(w.lastError(), bot.ErrUncertain) {
				w.t.Error("it would be sent again")
			}
		})
}
