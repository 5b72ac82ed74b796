package text

import "unicode"

// Gap is what stands between a word and the one before it. Gaps are ordered:
// the greater one parts more.
type Gap uint8

// The gaps. A text begins with GapStop.
const (
	GapNone  Gap = iota // a space or a sign that parts nothing
	GapComma            // a comma, colon, bracket or dash: the same sentence goes on
	GapStop             // the end of a sentence or line
	GapAsk              // a question mark
)

// Token is one word of a text.
type Token struct {
	Word       string // folded
	Start, End int    // where it stands in the text, in bytes
	Before     Gap
}

// Tokens parts a text into its words and keeps where they stand and where
// sentences and clauses end, which Words forgets.
func Tokens(s string) []Token {
	list := make([]Token, 0, min(len(s)/4+1, 64))
	before := GapStop
	start := -1
	flush := func(end int) {
		if start < 0 {
			return
		}
		for _, w := range Words(s[start:end]) {
			list = append(list, Token{Word: w, Start: start, End: end, Before: before})
			before = GapNone
		}
		start = -1
	}
	var last rune
	for i, r := range s {
		if inWord(r) {
			if start < 0 {
				start = i
			}
		} else {
			flush(i)
			if !inNumber(s, i) {
				before = max(before, gapOf(r, last))
			}
		}
		last = r
	}
	flush(len(s))
	return list
}

// inWord reports whether a word goes on with r: letters, digits, marks,
// apostrophes and what is not seen at all.
func inWord(r rune) bool {
	switch r {
	case '\'', '’', '‘', '`', '´', 'ʼ', '\u200b', '\u200d', '\ufe0f', '\u00ad':
		return true
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// inNumber reports whether the sign at i stands between two digits: "38.5".
func inNumber(s string, i int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(s) && '0' <= s[i] && s[i] <= '9' }
	return (s[i] == '.' || s[i] == ',') && digit(i-1) && digit(i+1)
}

func gapOf(r, last rune) Gap {
	switch r {
	case '?':
		return GapAsk
	case '.', '!', ';', '\n', '…', '¿':
		return GapStop
	case ',', ':', '(', ')', '–', '—', '"', '“', '”':
		return GapComma
	case ' ':
		if last == '-' {
			return GapComma
		}
	}
	return GapNone
}
