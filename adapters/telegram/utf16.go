package telegram

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"
)

// utf16Len counts a text as Telegram does: characters outside of the basic
// plane, such as most emoji, are two.
func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// deliverable takes out of clean text what Telegram would take out, or entities
// would stand in the wrong place. Its server drops marks and overrides of
// direction (but neither isolates nor U+200E and U+200F) and three combining
// characters, one of which is the ring: "å" has to be one character.
func deliverable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\u202A' && r <= '\u202E', r == '\u0333', r == '\u033F', r == '\u030A':
			return -1
		default:
			return r
		}
	}, norm.NFC.String(s))
}

// visible reports whether anything of a text can be seen. Telegram refuses a
// message of which nothing can.
func visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		switch r {
		case '\u2800', '\uFFFC': // an empty Braille cell; a placeholder for objects
			return false
		}
		return unicode.IsGraphic(r) && !unicode.IsSpace(r)
	})
}

// clipped shortens a text to so many UTF-16 units, at the end of a character as
// shown.
func clipped(s string, most int) string {
	if utf16Len(s) <= most {
		return s
	}
	kept, n := 0, utf16Len("…")
	for g := graphemes.FromString(s); g.Next(); {
		if n += utf16Len(g.Value()); n > most {
			break
		}
		kept = g.End()
	}
	return strings.TrimSpace(s[:kept]) + "…"
}
