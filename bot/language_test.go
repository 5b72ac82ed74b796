package bot_test

import (
	"testing"
	"time"

	"limber/bot"
	"limber/bot/bottest"
	"limber/knowledge"
)

// inTwoLanguages is inWorld with the small pack in English and German.
func inTwoLanguages(t *testing.T, store *bottest.Memory, test func(*world)) {
	t.Helper()
	german := bottest.PackWith(t,
		"id: small", "id: small-de",
		"title: Small pack", "title: Kleines Paket",
		"language: en", "language: de",
		"Rolling a ball with the foot.", "Einen Ball mit dem Fuß rollen.",
		"The book of balls", "Das Buch der Bälle",
		"How often should I roll the ball?", "Wie oft soll ich den Ball rollen?",
		"how many times a week, is every day too much, frequency of rolling, daily or weekly", "wie viele male in der woche, ist jeden tag zu viel, häufigkeit, täglich oder wöchentlich",
		"Once a day.", "Einmal am Tag.",
		"Which ball is best?", "Welcher Ball ist am besten?",
		"what kind of ball, tennis ball or golf ball, how big should the ball be, ball size and hardness", "was für ein ball, tennisball oder golfball, wie groß soll der ball sein, wie hart",
		"A tennis ball.", "Ein Tennisball.",
		"name: Sole roll", "name: Sohlenrolle",
		"Two steps", "Zwei Schritte", "Both feet.", "Beide Füße.",
		"Mixed bag", "Gemischt", "One of each.", "Von jedem etwas.",
		"id: own-time", "id: eigene-zeit", "Own time", "Eigene Zeit", "Until you say done.", "Bis du fertig sagst.",
		"Stop. Ask a doctor.", "Hör auf. Frag eine Ärztin.",
		"A broken foot", "Ein gebrochener Fuß", "broken foot, fractured foot", "gebrochener fuß, fuß gebrochen",
		"sharp pain, stabbing", "stechender schmerz, taub",
		"how often do i do it", "wie oft mache ich das", "what ball should i take", "welchen ball soll ich nehmen",
		"who won the football game, what is the price of gold", "wer hat das spiel gewonnen, was kostet gold")
	both, err := knowledge.SideBySide(bottest.Pack(t), german)
	if err != nil {
		t.Fatal(err)
	}
	onPlatformWith(t, both, store, func() (bot.Adapter, *bottest.Fake) {
		f := bottest.NewFake()
		return f, f
	}, test)
}

func TestEachQuestionIsAnsweredInItsLanguage(t *testing.T) {
	inTwoLanguages(t, nil, func(w *world) {
		w.wants(w.says("xyzzy?"), "I do not know that.") // the first language, where nothing else is known
		said := w.says("wie oft soll ich rollen?")
		w.wants(said, "Einmal am Tag.")
		w.wants(w.presses(said, "why"), "Ich habe deine Frage als")
		w.wants(w.says("xyzzy?"), "Das weiß ich nicht.") // the language spoken last
		w.wants(w.says("help"), "**Kleines Paket**")     // a word of German, too
		w.wants(w.says("which ball is best"), "A tennis ball.")
		w.wants(w.says("guten tag"), "**Kleines Paket**")
		w.wants(w.says("what can I ask?"), "- Which ball is best?")
		w.wants(w.says("wer hat das spiel am samstag gewonnen"), "Das weiß ich nicht.")
		w.wants(w.says("à quelle fréquence dois-je le faire"), "en allemand ou en anglais")
		var packs []string
		for _, g := range w.store.Gaps() {
			packs = append(packs, g.Pack)
		}
		if len(packs) != 4 || packs[0] != "small" || packs[1] != "small-de" || packs[2] != "small-de" || packs[3] != "small-de" {
			t.Errorf("the gaps are of %v", packs)
		}
	})
}

func TestRedFlagsOfEveryLanguageStop(t *testing.T) {
	inTwoLanguages(t, nil, func(w *world) {
		w.wants(w.says("wie oft, i feel a sharp pain"), "Stop. Ask a doctor.")
		w.wants(w.says("how often do I roll, mein fuß wird taub"), "Hör auf. Frag eine Ärztin.")
		w.starts("two steps")
		w.wants(w.says("how long do I, mein fuß wird taub"), "Hör auf. Frag eine Ärztin.")
		w.wants(w.says("how long left"), "No routine is running.")
		w.says("guten tag")
		w.wants(w.says("start zwei schritte"), "Vor **Zwei Schritte**")
		w.says("nichts davon")
		w.wants(w.says("sharp pain"), "Stop. Ask a doctor.")
		w.wants(w.says("wie lange noch"), "Es läuft keine Routine.")
	})
}

func TestASessionStaysInItsLanguage(t *testing.T) {
	store := bottest.NewMemory()
	inTwoLanguages(t, store, func(w *world) {
		gate := w.says("start zwei schritte")
		w.wants(gate, "Vor **Zwei Schritte**")
		w.wants(w.says("which ball is best"), "A tennis ball.")
		w.wants(w.presses(gate, "none"), "**Zwei Schritte**: 2 Schritte") // the medical question was asked in German
		w.wants(w.says("pause please"), "Pause bei Schritt 1")
		w.wants(w.says("resume"), "Weiter")
		said := w.says("which ball is best")
		w.wants(said, "A tennis ball.\n\nDie Uhr steht")
		w.wants(w.presses(said, "resume"), "Weiter")
		w.wants(w.after(30*time.Second), "**Los**, 20 Sekunden lang.", "Seite wechseln")
	})
	inTwoLanguages(t, store, func(w *world) { // restored in its language
		w.wants(w.after(time.Second), "Ich war")
		w.wants(w.says("stop"), "Beendet.")
		w.wants(w.says("what can I ask?"), "- Which ball is best?")
	})
}

func TestAWordOfTheLanguageIsNoCommandOfAnother(t *testing.T) {
	inTwoLanguages(t, nil, func(w *world) {
		w.wants(w.says("minutes"), "I do not know that.") // not "Minute", a way to say pause
		w.starts("two steps")
		w.wants(w.says("minute"), "Paused at step 1")
		w.wants(w.says("weiter"), "Going on")
	})
}

func TestALobbyStaysInItsLanguage(t *testing.T) {
	inTwoLanguages(t, nil, func(w *world) {
		lobby := w.event(bot.Event{From: bottest.Me, Command: "together", Text: "Zwei Schritte"})
		w.wants(lobby, "**Zwei Schritte**, zusammen")
		w.wants(w.event(bot.Event{From: somebody(), Text: "which ball is best"}), "A tennis ball.")
		gate := w.at(somebody(), lobby, "join")
		w.wants(gate, "Vor **Zwei Schritte**")
		w.wants(w.event(bot.Event{From: somebody(), Text: "none of these"}), "Du bist dabei.")
		w.says("which ball is best")
		w.wants(w.presses(lobby, "begin"), "**Zwei Schritte** beginnt.", "**Zwei Schritte**: 2 Schritte")
	})
}

func TestSuggestionsInEveryLanguage(t *testing.T) {
	inTwoLanguages(t, nil, func(w *world) {
		for typed, want := range map[string]string{
			"which ball": "A tennis ball.", "welcher ball": "Ein Tennisball.", "taub": "Hör auf. Frag eine Ärztin.",
		} {
			list := bot.Suggest(w.pack, typed, 3)
			if len(list) == 0 || list[0].Preview != want {
				t.Errorf("%q suggests %+v, want %q first", typed, list, want)
			}
		}
	})
}

func TestEntriesAndRoutinesOfAnotherLanguageAreFound(t *testing.T) {
	inTwoLanguages(t, nil, func(w *world) {
		w.wants(w.event(bot.Event{From: bottest.Me, Command: "preview", Text: "eigene-zeit"}), "**Eigene Zeit**")
		w.wants(w.says("own time"), "**Own time**")
		w.wants(w.event(bot.Event{From: bottest.Me, Press: "preview eigene-zeit"}), "**Eigene Zeit**")
		w.wants(w.event(bot.Event{From: bottest.Me, Command: "ask", Text: "which ball is best"}), "A tennis ball.")
		w.wants(w.event(bot.Event{From: bottest.Me, Command: "ask", Quoted: "welcher ball ist am besten?"}), "Ein Tennisball.")
	})
}
