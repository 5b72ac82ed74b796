// Package text takes written language apart: folding of case, accents and
// typographic signs, words and where they stand, sequences of words, and word
// stems.
package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s in lower case, without accents and with plain quotes and
// dashes, so that "Ménière’s" and "meniere's" are the same, and "ß" as "ss".
// Invalid UTF-8 is dropped.
func Fold(s string) string {
	s = strings.ToValidUTF8(s, " ")
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\u200b', r == '\u200d', r == '\ufe0f', r == '\u00ad':
		case r == '’', r == '‘', r == '`', r == '´', r == 'ʼ':
			b.WriteByte('\'')
		case r == '“', r == '”', r == '„', r == '«', r == '»':
			b.WriteByte('"')
		case r == '–', r == '—', r == '‑', r == '−':
			b.WriteByte('-')
		case r == 'ß', r == 'ẞ':
			b.WriteString("ss")
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Words returns the folded words of s: runs of letters and digits. An
// apostrophe inside a word is dropped ("don't" is "dont"), every other sign
// parts words.
func Words(s string) []string {
	s = Fold(s)
	var words []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			words = append(words, b.String())
			b.Reset()
		}
	}
	for _, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			b.WriteRune(r)
		case r == '\'':
		default:
			flush()
		}
	}
	flush()
	return words
}
