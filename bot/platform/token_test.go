package platform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
)

// printings are the ways in which a token might get into a text.
var printings = []func(io.Writer, Token){
	func(w io.Writer, t Token) { fmt.Fprintf(w, "%v %s %q %x %d %#v %+v", t, t, t, t, t, t, t) },
	func(w io.Writer, t Token) { fmt.Fprint(w, t, &t, struct{ T Token }{t}, []Token{t}) },
	func(w io.Writer, t Token) {
		_ = json.NewEncoder(w).Encode(map[string]any{"t": t, "o": struct{ T Token }{t}})
	},
	func(w io.Writer, t Token) {
		slog.New(slog.NewTextHandler(w, nil)).Info("x", "token", t, "any", struct{ T Token }{t})
	},
	func(w io.Writer, t Token) {
		slog.New(slog.NewJSONHandler(w, nil)).Info("x", "token", t, "any", struct{ T Token }{t})
	},
}

func TestTokenCannotBePrinted(t *testing.T) {
	token := Token("123:topsecret")
	var b bytes.Buffer
	for _, print := range printings {
		print(&b, token)
	}
	if s := b.String(); strings.Contains(s, "topsecret") || strings.Contains(s, "746f70") || token.Reveal() != "123:topsecret" {
		t.Errorf("printed: %s", s)
	}
}

func TestTokenIsTakenOutOfTexts(t *testing.T) {
	for token, text := range map[Token]string{
		"123:topsecret":         "GET /bot123:topsecret/getMe and topsecret alone",
		"MTIz.GaBcDe.topsecret": "Bot MTIz.GaBcDe.topsecret and topsecret alone",
	} {
		if s := token.Redact(text); strings.Contains(s, "secret") || strings.Count(s, hidden) != 2 {
			t.Errorf("%q has become %q", text, s)
		}
	}
	for _, token := range []Token{"", "123:"} {
		if s := token.Redact("nothing to hide"); s != "nothing to hide" {
			t.Errorf("without a secret the text has become %q", s)
		}
	}
}
