package discord

import (
	"encoding/base64"
	"regexp"
	"strings"

	"limber/bot/platform"
)

// Token is a bot's token, which cannot be printed by accident.
type Token = platform.Token

// tokenShape is the bot's number in base64, a time and the secret.
var tokenShape = regexp.MustCompile(`^([A-Za-z0-9_-]+)={0,2}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`)

var digits = regexp.MustCompile(`^[0-9]{1,20}$`)

// bare returns a token without what some pages show before it.
func bare(t Token) Token {
	return Token(strings.TrimPrefix(strings.TrimSpace(t.Reveal()), "Bot "))
}

// botOf returns the number of a token's bot, "" for what cannot be a token.
func botOf(t Token) string {
	m := tokenShape.FindStringSubmatch(t.Reveal())
	if m == nil {
		return ""
	}
	id, err := base64.RawURLEncoding.DecodeString(m[1])
	if err != nil || !digits.Match(id) {
		return ""
	}
	return string(id)
}
