package knowledge

import (
	"slices"

	"limber/knowledge/text"
)

// subject is an exercise by the words that name it.
type subject struct {
	id string
	// words are the stems of its names, own those that no other exercise's
	// names and not any text may have.
	words, own map[string]bool
}

// newSubjects returns the subjects of a pack.
func newSubjects(exercises []*Exercise, stem func(string) string, common []string) []subject {
	list := make([]subject, len(exercises))
	in := map[string]int{} // by stem: how many exercises are named with it
	for i, x := range exercises {
		list[i] = subject{id: x.ID, words: map[string]bool{}, own: map[string]bool{}}
		for _, name := range append([]string{x.Name}, x.Also...) {
			for _, w := range text.Words(name) {
				if s := stem(w); !list[i].words[s] {
					list[i].words[s] = true
					in[s]++
				}
			}
		}
	}
	for _, w := range common {
		in[stem(w)] = 2
	}
	for _, sub := range list {
		for w := range sub.words {
			if in[w] == 1 {
				sub.own[w] = true
			}
		}
	}
	return list
}

// subjectIn returns the id of the exercise that words name, "" for none or
// more than one.
func (s *searcher) subjectIn(words []string) string {
	found := ""
	for _, sub := range s.subjects {
		if slices.ContainsFunc(words, func(w string) bool { return sub.own[s.stem(w)] }) {
			if found != "" {
				return ""
			}
			found = sub.id
		}
	}
	return found
}

// named returns the exercises that words may name: those of whose own words one
// is there, and those that have none.
func (s *searcher) named(words []string) map[string]bool {
	list := map[string]bool{}
	for _, sub := range s.subjects {
		if len(sub.own) == 0 || slices.ContainsFunc(words, func(w string) bool { return sub.own[s.stem(w)] }) {
			list[sub.id] = true
		}
	}
	return list
}

// without returns the words of a question that do not name the subject.
func (s *searcher) without(words []string, id string) []string {
	i := slices.IndexFunc(s.subjects, func(x subject) bool { return x.id == id })
	if i < 0 {
		return words
	}
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		stem := s.stem(w)
		return s.subjects[i].words[stem]
	})
}

// names reports whether words name an exercise: by a word of its own, or by two
// of its name where it has none.
func (s *searcher) names(id string, words []string) bool {
	i := slices.IndexFunc(s.subjects, func(x subject) bool { return x.id == id })
	if i < 0 {
		return false
	}
	seen := map[string]bool{}
	for _, w := range words {
		stem := s.stem(w)
		if s.subjects[i].own[stem] {
			return true
		}
		seen[stem] = s.subjects[i].words[stem]
	}
	n := 0
	for _, in := range seen {
		if in {
			n++
		}
	}
	return len(s.subjects[i].own) == 0 && n > 1
}
