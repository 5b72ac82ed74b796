package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
)

// gathers opens a lobby, which Bob and Cy join, and returns all where the
// session is, with its first cue.
func gathers(ada, bob, cy *guest) (there []*guest, first discordtest.Message) {
	ada.Helper()
	lobby := ada.wantsPublic(ada.uses("routine start", "name", fiveMinutes, "together", true), "together", "Join", "Begin", "Cancel")
	ada.wantsAlone(ada.presses("Begin"), "Nobody has joined yet")
	for i, p := range []*guest{bob, cy} {
		p.wantsAlone(p.presses("Join"), "does any of these apply to you?", "None of these", "One applies")
		p.wantsAlone(p.presses("None of these"), []string{"1 so far", "2 so far"}[i])
	}
	bob.wantsAlone(bob.pressesOn(lobby, "Begin"), plain(ada.pack.Phrase("not_leading")))
	ada.wantsAlone(hidden(ada.pressesOn(lobby, "Begin")), "over there")
	thread := ada.thread()
	for _, p := range []*guest{ada, bob, cy} {
		there = append(there, p.at(thread.place, p.user))
	}
	return there, thread.wantsPublic(thread.seen(), "Get ready", steering...)
}

func TestDiscordARoutineTogether(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		g, people := w.inServer("Ada", "Bob", "Cy", "Mo")
		g.Moderator(people[3].user)
		there, first := gathers(people[0], people[1], people[2])
		members := w.server.Threads(people[0].place)[0].Members
		for _, p := range there { // else they are not notified of what is said there
			if !slices.Contains(members, p.user.ID) {
				t.Errorf("%s joined and is not in the thread", p.user.Name)
			}
		}
		there[0].followed(first, w.timeline("upper-back-5"))
		people[0].wantsNoButtons()
	})
}

func TestDiscordWhoSteersARoutineTogether(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		g, people := w.inServer("Ada", "Bob", "Cy", "Mo")
		g.Moderator(people[3].user)
		there, _ := gathers(people[0], people[1], people[2])
		ada, bob := there[0], there[1]
		mo := w.at(ada.place, people[3].user)
		w.wait(10 * time.Second)
		bob.wantsAlone(bob.presses("Pause"), plain(w.pack.Phrase("not_yours")))
		mo.wantsPublic(mo.presses("Pause"), "Paused at step 1 of 5", "Resume", "Back", "Skip", "Stop")
		ada.wantsPublic(ada.presses("Resume"), "Going on", steering...)
		mo.wantsPublic(mo.uses("session pause"), "Paused at step 1 of 5")
		mo.wantsPublic(mo.uses("session resume"), "Going on", steering...)
		mo.wantsStep(mo.presses("Skip"), "Skipped.", "step 2 of 5")

		ada.wantsPublic(ada.then(func() {
			bob.wantsAlone(hidden(bob.presses("Pain")), "Stop now.")
		}), "Somebody has to stop", "Resume", "Stop")
		ada.wantsSilence(ada.then(func() { w.wait(10 * time.Minute) }))
		bob.wantsAlone(bob.presses("Resume"), plain(w.pack.Phrase("not_yours")))
		ada.wantsPublic(ada.presses("Resume"), "Going on", steering...)
		timeline := w.timeline("upper-back-5")
		w.wait(timeline.Total())
		if last := w.server.Last(ada.place); !strings.Contains(last.Text, "is done") {
			t.Errorf("the routine ended with %q", last.Text)
		}
		ada.wantsNoButtons()
	})
}

// hidden are those messages that only one person sees.
func hidden(said []discordtest.Message) []discordtest.Message {
	return slices.DeleteFunc(said, func(m discordtest.Message) bool { return !m.Ephemeral })
}

// TestDiscordARoleOfTheSettingsMayModerate lets all members steer what others
// began.
func TestDiscordARoleOfTheSettingsMayModerate(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		g, people := w.inServer("Ada", "Bob")
		w.beginWith(map[string]DiscordServerConfig{g.ID: {Moderators: []string{g.MemberRole()}}})
		ada, bob := people[0], people[1]
		lobby := ada.wantsPublic(ada.uses("routine start", "name", fiveMinutes, "together", true), "together", "Join", "Begin", "Cancel")
		ada.presses("Join")
		ada.wantsAlone(ada.presses("None of these"), "1 so far")
		bob.wantsAlone(hidden(bob.pressesOn(lobby, "Begin")), "over there")
		there := ada.thread()
		there.wantsPublic(there.presses("Stop"), "Stopped")
	})
}

func TestDiscordALobbyIsCancelled(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada", "Bob")
		ada, bob := people[0], people[1]
		lobby := ada.wantsPublic(ada.uses("routine start", "name", fiveMinutes, "together", true), "together", "Join", "Begin", "Cancel")
		bob.wantsAlone(bob.presses("Cancel"), plain(w.pack.Phrase("not_leading")))
		ada.wantsPublic(ada.presses("Cancel"), "This will not take place")
		bob.wantsAlone(bob.pressesOn(lobby, "Join"), w.pack.Phrase("old_button"))
		ada.wantsNoButtons()
	})
}
