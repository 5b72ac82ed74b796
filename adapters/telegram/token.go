package telegram

import (
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Token is a bot's token. It cannot be printed by accident: only Reveal shows
// it.
type Token string

const hidden = "[token]"

// tokenShape is the bot's number, a colon and the secret.
var tokenShape = regexp.MustCompile(`^([0-9]+):[A-Za-z0-9_-]+$`)

// Reveal returns the token itself, for the address of a call.
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

// bot returns the bot's number, "" for what cannot be a token.
func (t Token) bot() string {
	if m := tokenShape.FindStringSubmatch(string(t)); m != nil {
		return m[1]
	}
	return ""
}

// redact takes the token, and its secret half alone, out of a text.
func (t Token) redact(s string) string {
	_, secret, _ := strings.Cut(string(t), ":")
	return strings.NewReplacer(string(t), hidden, secret, hidden).Replace(s)
}
