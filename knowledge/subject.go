package knowledge

import (
	"slices"

	"limber/knowledge/text"
)

// subject is an exercise by the words that name it.
type subject struct {
	id    string
	names phrases
	words map[string]bool
}

func (s *searcher) newSubject(x *Exercise) subject {
	sub := subject{id: x.ID, names: newPhrases(append([]string{x.Name}, x.Also...)), words: map[string]bool{}}
	for _, w := range text.Words(x.Name) {
		sub.words[w] = true
	}
	return sub
}

// subjectIn returns the id of the exercise that words name, "" for none.
func (s *searcher) subjectIn(words []string) string {
	best, length := "", 0
	for _, sub := range s.subjects {
		for i := range words {
			if n := sub.names.opens(words[i:]); n > length {
				best, length = sub.id, n
			}
		}
	}
	return best
}

// without returns the words that do not name the subject.
func (x subject) without(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return x.words[w] })
}
