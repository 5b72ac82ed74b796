package discord

import (
	"strings"
	"testing"
)

const sample = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz" // of no bot

func TestTheTokenNamesTheBot(t *testing.T) {
	for text, want := range map[string]string{
		sample: "123456789012345678", "Bot " + sample: "123456789012345678", " " + sample + "\n": "123456789012345678",
		"": "", "abc": "", "a.b.c": "", "123456789:AAbb": "", strings.Replace(sample, "MTIz", "YWJj", 1): "",
	} {
		if got := botOf(bare(Token(text))); got != want {
			t.Errorf("%q is of bot %q, want %q", text, got, want)
		}
	}
	if _, err := New(Options{Token: "abc"}); err == nil || !strings.Contains(err.Error(), "Reset Token") {
		t.Errorf("New: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	for given, want := range map[string]string{
		"https://discord.com/api":       "https://discord.com/api/v10",
		"http://127.0.0.1:8080":         "http://127.0.0.1:8080/api/v10",
		"http://127.0.0.1:8080/":        "http://127.0.0.1:8080/api/v10",
		"http://proxy/discord/api/v9":   "http://proxy/discord/api/v9",
		"http://proxy/discord/api/v10/": "http://proxy/discord/api/v10",
	} {
		if got := withVersion(given); got != want {
			t.Errorf("%s becomes %s, want %s", given, got, want)
		}
	}
	if _, err := New(Options{Token: sample, APIURL: "discord.com"}); err == nil {
		t.Error("an address without https is taken")
	}
}
