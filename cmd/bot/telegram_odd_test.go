package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
)

func TestTelegramOddMessages(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.says("/start")
		for _, media := range []string{"sticker", "voice", "contact", "location", "photo", "video", "animation", "audio"} {
			p.wants(p.sends(telegramtest.Post{Media: media}), "I can only read text")
		}
		p.wants(p.sends(telegramtest.Post{Media: "photo", Text: often}), "Daily or several times a week")
		p.wants(p.sends(telegramtest.Post{Text: often, Forwarded: w.server.User("Bob")}), "Daily or several times a week")
		p.wants(p.says(strings.Repeat("long ", 819)), "a sentence or two")
		p.wants(p.says(strings.Repeat("very long ", 400)+"i have a sharp pain"), "Stop now.")
		for _, text := range []string{
			"كم مرة يجب أن أستخدم الأسطوانة؟", "כמה פעמים בשבוע לגלגל?", "🧘🏽‍♀️👨‍👩‍👧‍👦🇦🇹", "**bold** [link](https://example.com) `code`",
			"<b>bold</b> &amp; @everyone", "\u202eright to left\u202c", "a\u0301\u0327 e\u0308",
		} {
			said := p.says(text)
			if len(said) != 1 || said[0].Text == "" {
				t.Errorf("%q gets %d messages", text, len(said))
			}
		}
	})
}

func TestTelegramWhatAMemberWroteIsNoMarkup(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.says("/start")
		p.says("what is **the** [capital](https://example.com) of @everyone?")
		for _, m := range p.says("/mydata") {
			for _, e := range m.Entities {
				if slices.Contains([]string{"text_link", "mention", "text_mention"}, e.Type) {
					t.Errorf("%q has an entity %s of a member's making", m.Text, e.Type)
				}
			}
			if !strings.Contains(m.Text, "[capital](https://example.com)") {
				t.Errorf("my data shows other words than were written: %q", m.Text)
			}
		}
	})
}

func TestTelegramAnEditedMessageIsAskedAnew(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		p.says("/start")
		m := p.user.Write("how orften shuold")
		w.wait(moment)
		p.wants(p.then(func() { p.user.Edit(m, often) }), "Daily or several times a week")
		w.wait(time.Hour)
		p.wantsSilence(p.then(func() { p.user.Edit(m, "which roller should i buy?") }))
	})
}

func TestTelegramInlineMode(t *testing.T) {
	onTelegram(t, telegramtest.Options{PrivacyOff: true}, TelegramConfig{}, func(w *telegramWorld) {
		u := w.server.User("Ada")
		g := w.server.Group("Club", u)
		for _, typed := range []string{"how of", "How often should I foam roll", "", "🧘", strings.Repeat("how often ", 25)} {
			id := u.Inline(typed)
			w.wait(moment)
			q := w.server.InlineQuery(id)
			if !q.Answered {
				t.Errorf("%q is not answered", typed)
			}
			if typed != "how of" {
				continue
			}
			i := slices.IndexFunc(q.Results, func(r telegramtest.InlineResult) bool {
				return r.Title == "How often should I foam roll my back?"
			})
			if i < 0 {
				t.Fatalf("%q completes to %v", typed, q.Results)
			}
			ada := w.in(g, u, 0)
			ada.wantsSilence(ada.then(func() { g.Choose(u, id, q.Results[i].ID) }))
			if m := w.server.Messages(g.ID()); !strings.Contains(m[len(m)-1].Text, "Daily or several times a week") {
				t.Errorf("what is shared is %q", m[len(m)-1].Text)
			}
		}
	})
}

func TestTelegramBlockedInTheMiddleOfASession(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		timeline := w.timeline("extension")
		first := p.startsSession("/start_extension")
		w.wait(timeline.Cues[1].At + moment)
		p.user.Block()
		p.wantsSilence(p.then(func() { w.wait(time.Hour) }))
		calls := len(w.server.CallsOf("sendMessage"))
		p.user.Unblock()
		w.wait(time.Minute)
		back := p.says("/start")
		if len(back) != 1 || !slices.Contains(labelsOf(back[0]), "Resume") {
			t.Fatalf("back again, the member does not find the session:\n%s", w.server.Transcript(p.user.ID))
		}
		if calls > 6 {
			t.Errorf("%d messages were tried for who had blocked the bot", calls)
		}
		p.wants(p.presses("Resume"), "Going on")
		w.wait(timeline.Total())
		said := p.since(first.ID - 1)
		if last := said[len(said)-1]; !strings.Contains(last.Text, "is done") {
			t.Errorf("the routine ended with %q", last.Text)
		}
	})
}

func TestTelegramBlockedIsFirstSeenByASend(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		timeline := w.timeline("extension")
		p.startsSession("/start_extension")
		w.wait(timeline.Cues[1].At + moment)
		stop := w.server.Fail(telegramtest.To(telegramtest.Blocked(), "sendMessage"))
		w.wait(timeline.Total())
		stop()
		if lines := strings.Count(w.log.String(), "level=WARN") + strings.Count(w.log.String(), "level=ERROR"); lines != 1 {
			t.Errorf("%d lines of trouble in the log", lines)
		}
		p.says("/resume")
		w.wait(timeline.Total())
		if last := w.server.Last(p.user.ID); !strings.Contains(last.Text, "is done") {
			t.Errorf("the routine ended with %q", last.Text)
		}
	})
}

// TestTelegramAFloodSlowsItsMemberAlone lets one member send a hundred messages
// a second for a minute, while another is guided and a third asks.
func TestTelegramAFloodSlowsItsMemberAlone(t *testing.T) {
	t.Parallel()
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		flooding, guided, asking := w.private("Eve"), w.private("Ada"), w.private("Bob")
		timeline := w.timeline("upper-back-5")
		first := guided.startsSession("/start_upper_back_5")
		asking.says("/start")
		go func() {
			for i := range 6000 {
				flooding.user.Write(fmt.Sprintf("%s %d", often, i))
				time.Sleep(10 * time.Millisecond)
			}
		}()
		for range 20 {
			asked := time.Now()
			said := asking.says(often)
			if len(said) != 1 || said[0].At.Sub(asked) > 500*time.Millisecond {
				t.Errorf("with a flood elsewhere a question of %v is not answered in time", asked.Format(time.TimeOnly))
			}
			w.wait(time.Second)
		}
		w.wait(timeline.Total())
		cues := guided.since(first.ID - 1)
		if len(cues) != len(timeline.Cues) {
			t.Fatalf("with a flood elsewhere %d of %d cues came", len(cues), len(timeline.Cues))
		}
		for i, m := range cues {
			if off := m.At.Sub(first.At) - timeline.Cues[i].At; off.Abs() > exact {
				t.Errorf("with a flood elsewhere cue %d came %v off its time", i, off)
			}
		}
		answers := len(w.server.Said(flooding.chat()))
		t.Logf("%d answers to 6000 messages in a minute", answers)
		if answers > 100 {
			t.Errorf("who floods got %d answers in a minute", answers)
		}
		w.wait(10 * time.Minute)
		flooding.wants(flooding.says(often), "Daily or several times a week")
	})
}
