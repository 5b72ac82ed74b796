package knowledge

import (
	"slices"

	"limber/knowledge/text"
)

// phrases are word sequences, the longest first.
type phrases [][]string

func newPhrases(list []string) phrases {
	var p phrases
	for _, s := range list {
		if words := text.Words(s); len(words) > 0 {
			p = append(p, words)
		}
	}
	slices.SortStableFunc(p, func(a, b []string) int { return len(b) - len(a) })
	return p
}

// opens returns the length of the longest phrase that words begin with, 0 if
// there is none.
func (p phrases) opens(words []string) int {
	for _, phrase := range p {
		if len(phrase) <= len(words) && slices.Equal(phrase, words[:len(phrase)]) {
			return len(phrase)
		}
	}
	return 0
}

// in reports whether one of the phrases stands anywhere in words.
func (p phrases) in(words []string) bool {
	for i := range words {
		if p.opens(words[i:]) > 0 {
			return true
		}
	}
	return false
}
