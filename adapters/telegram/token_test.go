package telegram

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
