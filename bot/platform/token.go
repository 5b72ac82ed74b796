package platform

import (
	"fmt"
	"io"
	"strings"
)

// Token is a bot's token: the bot's number and a secret, which is what follows
// the last colon or full stop. It cannot be printed by accident: only Reveal
// shows it.
type Token string

const hidden = "[token]"

// Reveal returns the token itself, for a call.
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

// Redact takes the token, and its secret alone, out of a text.
func (t Token) Redact(s string) string {
	secret := string(t)[strings.LastIndexAny(string(t), ":.")+1:]
	if secret == "" {
		return s
	}
	return strings.NewReplacer(string(t), hidden, secret, hidden).Replace(s)
}
