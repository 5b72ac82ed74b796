package bot_test

import (
	"strings"
	"testing"
	"time"

	"limber/bot"
	"limber/bot/bottest"
)

// at presses the button of an action that somebody else's reply showed.
func (w *world) at(from bot.Address, said []bottest.Said, action string) []bottest.Said {
	w.Helper()
	for _, s := range said {
		for _, b := range s.Buttons {
			if strings.HasPrefix(b.Action, action) {
				return w.event(bot.Event{From: from, Press: b.Action})
			}
		}
	}
	w.Fatalf("no button %q among %v", action, texts(said))
	return nil
}

func TestARoutineTogether(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		lobby := w.event(bot.Event{From: bottest.Me, Command: "together", Text: "two steps"})
		w.wants(lobby, "**Two steps**, together")
		w.wants(w.presses(lobby, "begin"), "Nobody has joined yet")
		w.wants(w.at(somebody(), lobby, "begin"), "Only who opened this")

		gate := w.at(somebody(), lobby, "join")
		w.wants(gate, "does any of these apply")
		if !gate[0].Private {
			t.Error("the medical question is not private")
		}
		w.wants(w.at(bottest.Me, gate, "none"), "something that is over") // it was not asked of them
		w.wants(w.at(somebody(), gate, "none"), "You are in. 1 so far")
		w.wants(w.at(bottest.Me, lobby, "begin"), "**Two steps** begins", "2 steps")
		w.wants(w.at(somebody(), lobby, "join"), "something that is over")

		cue := w.after(12 * second)
		w.wants(cue, "**Go**")
		w.wants(w.at(somebody(), cue, "pause"), "Somebody else is being guided")
		w.wants(w.event(bot.Event{From: somebody(), Press: cue[0].Buttons[0].Action, Moderator: true}), "Paused")
		w.wants(w.says("resume"), "Going on")

		said := w.at(somebody(), cue, "pain")
		w.wants(said, "Ask a doctor", "Somebody has to stop. The clock holds at step 1 of 2")
		if !said[0].Private || said[1].Private {
			t.Error("the safety text is for the one, and the question for all")
		}
		w.wants(w.presses(said[1:], "resume"), "Going on")
		w.wants(w.after(time.Minute), "Switch sides", "**Go**", "is done")
	})
}

func TestALobbyThatIsCancelled(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		lobby := w.event(bot.Event{From: bottest.Me, Command: "together", Text: "two steps"})
		w.wants(w.at(somebody(), lobby, "cancel"), "Only who opened this")
		w.wants(w.presses(lobby, "cancel"), "will not take place")
		w.wants(w.presses(lobby, "begin"), "something that is over")
		w.wants(w.event(bot.Event{From: bottest.Me, Command: "together"}), "Which routine shall we do together?")
	})
}
