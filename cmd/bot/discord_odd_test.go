package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
)

// TestDiscordNothingIsLostWhileTheProgramStartsAnew ends the program in order
// and starts it again, which costs no session of the gateway.
func TestDiscordNothingIsLostWhileTheProgramStartsAnew(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		ada, _ := people[0].startsRoutine(fiveMinutes)
		w.wait(10 * time.Second)
		w.end()
		if last := shown(w.server.Last(ada.place)); !strings.Contains(last, "parked at step 1 of 5") {
			t.Errorf("the last word before the end is %q", last)
		}
		people[0].user.Mention(people[0].place, often)
		w.wait(time.Minute)
		people[0].wants(people[0].then(w.begin), "Daily or several times a week")
		if all, _ := w.server.Gateway().Identifies(); all != 1 {
			t.Errorf("%d IDENTIFYs", all)
		}
		ada.wants(ada.presses("Resume"), "Going on", steering...)
		w.wait(6 * time.Minute)
		if last := shown(w.server.Last(ada.place)); !strings.Contains(last, "is done") {
			t.Errorf("the routine ended with %q", last)
		}
	})
}

func TestDiscordWithoutThreadsTheSessionStays(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		g, people := w.inServer("Ada")
		w.server.Channel(people[0].place).Deny(discordtest.CreatePublicThreads)
		w.wait(moment)
		there, first := people[0].startsRoutine(fiveMinutes)
		if there.place != people[0].place {
			t.Fatal("there is a thread all the same")
		}
		there.followed(first, w.timeline("upper-back-5"))
		if n := strings.Count(w.log.String(), "level=WARN"); n != 1 || !strings.Contains(w.log.String(), "Create Public Threads") {
			t.Errorf("%d warnings of %s", n, g.Name)
		}
	})
}

// TestDiscordAnArchivedThreadIsOpenedAgain lets a session stand still until
// Discord archives its thread.
func TestDiscordAnArchivedThreadIsOpenedAgain(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		ada, _ := people[0].startsRoutine(fiveMinutes)
		ada.wants(ada.presses("Pause"), "Paused at step 1")
		w.wait(time.Hour)
		w.server.Channel(ada.place).Archive(false)
		w.wait(time.Hour)
		people[0].wants(people[0].uses("session resume"), "Going on")
		w.wait(6 * time.Minute)
		if last := shown(w.server.Last(ada.place)); !strings.Contains(last, "is done") {
			t.Errorf("the routine ended with %q", last)
		}
	})
}

func TestDiscordThePlaceOfASessionGoes(t *testing.T) {
	for name, remove := range map[string]func(*discordtest.Guild, *guest){
		"its thread is deleted": func(_ *discordtest.Guild, p *guest) { p.server.Channel(p.place).Delete() },
		"the bot is removed":    func(g *discordtest.Guild, _ *guest) { g.Kick() },
	} {
		t.Run(name, func(t *testing.T) {
			onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
				g, people := w.inServer("Ada")
				ada, _ := people[0].startsRoutine(fiveMinutes)
				w.wait(10 * time.Second)
				calls := len(w.server.CallsOf("createMessage"))
				remove(g, ada)
				w.wait(10 * time.Minute)
				if n := len(w.server.CallsOf("createMessage")) - calls; n > 1 {
					t.Errorf("%d messages were tried where nobody is", n)
				}
				if n := strings.Count(w.log.String(), "level=WARN") + strings.Count(w.log.String(), "level=ERROR"); n > 1 {
					t.Errorf("%d lines of trouble", n)
				}
				private := w.at(people[0].user.DM(), people[0].user)
				private.wants(private.uses("session stop"), "Stopped")
				private.wants(private.says("start five minute routine"), "Get ready", steering...)
			})
		})
	}
}

func TestDiscordOddMessages(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		ada := w.at(people[0].user.DM(), people[0].user)
		ada.wants(ada.then(func() {
			ada.user.Send(ada.place, discordtest.Words{Files: []discordtest.File{{Name: "back.png"}}})
		}), "I can only read text")
		ada.wants(ada.says(strings.Repeat("long ", 399)), "")
		ada.wants(ada.says(strings.Repeat("very long ", 190)+"i have a sharp pain"), "Stop now.")
		for _, text := range []string{
			"كم مرة يجب أن أستخدم الأسطوانة؟", "כמה פעמים בשבוע לגלגל?", "🧘🏽‍♀️👨‍👩‍👧‍👦🇦🇹", "**bold** [link](https://example.com) `code`",
			"@everyone <@&1> <#2> <:x:3>", "\u202eright to left\u202c", "a\u0301\u0327 e\u0308", "/ask", "!help",
		} {
			said := ada.says(text)
			if len(said) != 1 || said[0].Text == "" {
				t.Errorf("%q gets %d messages", text, len(said))
			}
		}
	})
}

// TestDiscordWhatAMemberWroteCallsNobody has the bot repeat what a member wrote:
// lawful looks at whom that mentions.
func TestDiscordWhatAMemberWroteCallsNobody(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada", "Bob")
		ada, bob := people[0], people[1]
		question := fmt.Sprintf("what is **the** [capital](https://example.com) of @everyone and <@%s>?", bob.user.ID)
		ada.uses("ask", "question", question)
		var kept strings.Builder
		for _, m := range ada.uses("mydata") {
			if !m.Ephemeral {
				t.Errorf("all can read %q", m.Content)
			}
			kept.WriteString(m.Content)
		}
		if !strings.Contains(kept.String(), "**the** [capital](https://example.com) of @everyone") {
			t.Errorf("my data does not show what was written, as it was: %s", &kept)
		}
	})
}

// TestDiscordMyDataHoldsNoToken asks what is kept, while the question itself is:
// with its token whoever has it can speak as the bot for a quarter of an hour.
func TestDiscordMyDataHoldsNoToken(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		for _, m := range people[0].uses("mydata") {
			if strings.Contains(m.Content, "token") {
				t.Errorf("it shows %q", m.Content)
			}
		}
	})
}

// TestDiscordAFloodSlowsItsMemberAlone lets one member send a hundred messages
// a second for a minute, while another is guided and a third asks.
func TestDiscordAFloodSlowsItsMemberAlone(t *testing.T) {
	t.Parallel()
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Eve", "Ada", "Bob")
		timeline := w.timeline("upper-back-5")
		eve := w.at(people[0].user.DM(), people[0].user)
		asking := w.at(people[2].user.DM(), people[2].user)
		guided, first := people[1].startsRoutine(fiveMinutes)
		go func() {
			for i := range 6000 {
				eve.user.Write(eve.place, fmt.Sprintf("%s %d", often, i))
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
		for i, m := range guided.since(first) {
			if off := m.At.Sub(first.At) - timeline.Cues[i].At; off.Abs() > exact {
				t.Errorf("with a flood elsewhere cue %d came %v off its time", i, off)
			}
		}
		answers := len(w.server.Said(eve.place))
		t.Logf("%d answers to 6000 messages in a minute", answers)
		if answers > 150 {
			t.Errorf("who floods got %d answers in a minute", answers)
		}
		w.wait(10 * time.Minute)
		eve.wants(eve.says(often), "Daily or several times a week")
	})
}
