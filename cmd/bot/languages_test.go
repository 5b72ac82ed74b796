package main

import (
	"slices"
	"testing"

	"limber/adapters/discord"
	"limber/bot/bottest"
	"limber/knowledge"
)

// What Discord shows of a pack in several languages, and completes from it.
func TestDiscordInSeveralLanguages(t *testing.T) {
	german := bottest.PackWith(t, "id: small", "id: small-de", "language: en", "language: de",
		"Which ball is best?", "Welcher Ball ist am besten?", "what kind of ball", "was für ein ball",
		"Two steps", "Zwei Schritte", "name: Own time", "name: Eigene Zeit")
	p, err := knowledge.SideBySide(bottest.Pack(t), german)
	if err != nil {
		t.Fatal(err)
	}
	got := discordText(p, "slash_help")
	if got.Default != "help" || got.In["de"] != "hilfe" || len(got.In) != 1 {
		t.Errorf("the command is called %+v", got)
	}
	if got := discordText(p.In("de"), "slash_help"); got.Default != "hilfe" || got.In["en-US"] != "help" || got.In["en-GB"] != "help" {
		t.Errorf("with German first it is called %+v", got)
	}
	for typed, want := range map[string]string{"which b": "Which ball is best?", "welcher b": "Welcher Ball ist am besten?"} {
		if !slices.ContainsFunc(discordChoices(p, "question", typed, 5), func(c discord.Choice) bool { return c.Label == want }) {
			t.Errorf("%q is not completed to %q: %v", typed, want, discordChoices(p, "question", typed, 5))
		}
	}
	if got := completed(p, "eigene"); got != "Eigene Zeit" {
		t.Errorf("the terminal completes it to %q", got)
	}
}
