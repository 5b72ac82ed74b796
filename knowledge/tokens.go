package knowledge

import (
	"unicode"

	"limber/knowledge/text"
)

// gap is what stands between a word and the one before it.
type gap uint8

const (
	gapNone  gap = iota // a space or a sign that parts nothing
	gapComma            // a comma, colon, bracket or dash: the same sentence goes on
	gapStop             // the end of a sentence or line
	gapAsk              // a question mark
)

// token is one word of a message.
type token struct {
	word       string // folded
	start, end int    // where it stands in the message, in bytes
	before     gap
	cues       cue     // what the word means to the safety rules
	ids        []int32 // the words of names that it is, after typos; nil for none
}

// tokens parts a message into its words and keeps where sentences and clauses
// end, which text.Words forgets.
func tokens(s string) []token {
	list := make([]token, 0, min(len(s)/4+1, 64))
	before := gapStop
	start := -1
	flush := func(end int) {
		if start < 0 {
			return
		}
		for _, w := range text.Words(s[start:end]) {
			list = append(list, token{word: w, start: start, end: end, before: before})
			before = gapNone
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
			before = max(before, gapOf(r, last))
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

func gapOf(r, last rune) gap {
	switch r {
	case '?', '¿':
		return gapAsk
	case '.', '!', ';', '\n', '…':
		return gapStop
	case ',', ':', '(', ')', '–', '—', '"', '“', '”':
		return gapComma
	case ' ':
		if last == '-' {
			return gapComma
		}
	}
	return gapNone
}

// longestClause bounds how far a sentence is read in each direction, in words,
// so that a message without any full stop costs no more than its length.
const longestClause = 80

// sentence returns where the sentence that holds the word at place i begins
// and where the next one does.
func sentence(list []token, i int) (from, to int) { return within(list, i, gapStop) }

// clause is like sentence, and also ends at commas.
func clause(list []token, i int) (from, to int) { return within(list, i, gapComma) }

func within(list []token, i int, end gap) (from, to int) {
	from, to = i, i+1
	for from > 0 && i-from < longestClause && list[from].before < end {
		from--
	}
	for to < len(list) && to-i < longestClause && list[to].before < end {
		to++
	}
	return from, to
}
