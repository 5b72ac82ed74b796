package knowledge

import "limber/knowledge/text"

// phrases are word sequences.
type phrases struct{ text.Sequences[struct{}] }

func newPhrases(list []string) phrases {
	var p phrases
	for _, s := range list {
		p.Add(text.Words(s), struct{}{})
	}
	return p
}

// opens returns the length of the longest phrase that words begin with, 0 if
// there is none.
func (p *phrases) opens(words []string) int {
	n, _ := p.Longest(len(words), func(i int) string { return words[i] })
	return n
}

// in reports whether one of the phrases stands anywhere in words.
func (p *phrases) in(words []string) bool {
	for i := range words {
		if p.opens(words[i:]) > 0 {
			return true
		}
	}
	return false
}
