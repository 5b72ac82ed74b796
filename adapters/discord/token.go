package discord

import (
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Token is a bot's token. It cannot be printed by accident: only Reveal shows
// it.
type Token string

const hidden = "[token]"

// tokenShape is the bot's number in base64, a time and the secret.
var tokenShape = regexp.MustCompile(`^([A-Za-z0-9_-]+)={0,2}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`)

var digits = regexp.MustCompile(`^[0-9]{1,20}$`)

// Reveal returns the token itself, for the head of a call.
func (t Token) Reveal() string { return string(t) }

func (t Token) String() string { return hidden }

// GoString implements fmt.GoStringer.
func (t Token) GoString() string { return hidden }

// Format implements fmt.Formatter, for verbs such as %x that ask nobody.
func (t Token) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, hidden) // a State has nowhere to report it
}

// MarshalText implements encoding.TextMarshaler, which JSON, YAML and slog use.
func (t Token) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// bare returns the token without what some pages show before it.
func (t Token) bare() Token {
	return Token(strings.TrimPrefix(strings.TrimSpace(string(t)), "Bot "))
}

// bot returns the bot's number, "" for what cannot be a token.
func (t Token) bot() string {
	m := tokenShape.FindStringSubmatch(string(t))
	if m == nil {
		return ""
	}
	id, err := base64.RawURLEncoding.DecodeString(m[1])
	if err != nil || !digits.Match(id) {
		return ""
	}
	return string(id)
}

// redact takes the token, and its secret part alone, out of a text.
func (t Token) redact(s string) string {
	secret := string(t)[strings.LastIndexByte(string(t), '.')+1:]
	if secret == "" {
		return s
	}
	return strings.NewReplacer(string(t), hidden, secret, hidden).Replace(s)
}
