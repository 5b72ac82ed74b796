package telegram

import (
	"regexp"

	"limber/bot/platform"
)

// Token is a bot's token, which cannot be printed by accident.
type Token = platform.Token

// tokenShape is the bot's number, a colon and the secret.
var tokenShape = regexp.MustCompile(`^([0-9]+):[A-Za-z0-9_-]+$`)

// botOf returns the number of a token's bot, "" for what cannot be a token.
func botOf(t Token) string {
	if m := tokenShape.FindStringSubmatch(t.Reveal()); m != nil {
		return m[1]
	}
	return ""
}
