package knowledge

import (
	"slices"
	"strings"

	"limber/knowledge/text"
)

// subject is an exercise by the words that name it.
type subject struct {
	id string
	// words are the stems of its names, own those that tell it from everything
	// else, title those of its first name.
	words, own, title map[string]bool
	// plain is true where the first name has no own word: what the whole pack is
	// about is in it, and whatever asks for no other exercise may mean it.
	plain bool
}

// telling is how many times as often as all others together an exercise must
// have a word, in its names and in the questions of its entries, for the word to
// name it: one name "thoracic extension" does not take "thoracic" from an
// exercise of which five names have it.
const telling = 3

// newSubjects returns the subjects of a pack.
func newSubjects(p *Pack, stem func(string) string, common []string) []subject {
	stems := func(texts ...string) map[string]int { // by stem: in how many of the texts it is
		in := map[string]int{}
		for _, t := range texts {
			var seen []string
			for _, w := range text.Words(t) {
				seen = append(seen, stem(w))
			}
			slices.Sort(seen)
			for _, w := range slices.Compact(seen) {
				in[w]++
			}
		}
		return in
	}
	questions := map[string][]string{} // by exercise, "" for none
	for _, e := range p.Entries {
		questions[e.Topic] = append(questions[e.Topic], e.Question)
	}
	asked := map[string]map[string]int{}
	all := map[string]int{}
	for id, list := range questions {
		asked[id] = stems(list...)
		for w, n := range asked[id] {
			all[w] += n
		}
	}
	var named []map[string]int
	allNames := map[string]int{}
	for _, x := range p.Exercises {
		names := stems(append([]string{x.Name}, x.Also...)...)
		named = append(named, names)
		for w, n := range names {
			allNames[w] += n
		}
	}
	plain := stems(strings.Join(common, " "))
	list := make([]subject, len(p.Exercises))
	for i, x := range p.Exercises {
		list[i] = subject{id: x.ID, words: map[string]bool{}, own: map[string]bool{}, title: map[string]bool{}}
		for w, n := range named[i] {
			list[i].words[w] = true
			mine := asked[x.ID][w]
			if plain[w] == 0 && (allNames[w]-n)*telling <= n && (all[w]-mine)*telling <= mine {
				list[i].own[w] = true
			}
		}
		list[i].plain = true
		for w := range stems(x.Name) {
			list[i].title[w] = true
			list[i].plain = list[i].plain && !list[i].own[w]
		}
	}
	return list
}

// subject returns the subject of an exercise, nil for none.
func (s *searcher) subject(id string) *subject {
	i := slices.IndexFunc(s.subjects, func(x subject) bool { return x.id == id })
	if i < 0 {
		return nil
	}
	return &s.subjects[i]
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

// without returns the words of a question that do not name the subject.
func (s *searcher) without(words []string, id string) []string {
	x := s.subject(id)
	if x == nil {
		return words
	}
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return x.words[s.stem(w)] })
}

// names reports whether words name an exercise: by a word of its own, or by two
// of its first name where that has none of its own.
func (s *searcher) names(id string, words []string) bool {
	x := s.subject(id)
	return x != nil && x.in(s.stemsOf(words))
}

// in reports whether stems name the subject.
func (x subject) in(stems map[string]bool) bool {
	for w := range x.own {
		if stems[w] {
			return true
		}
	}
	said := 0
	for w := range x.title {
		if stems[w] {
			said++
		}
	}
	return x.plain && said > 1
}

// named returns the exercises that words name.
func (s *searcher) named(words []string) map[string]bool {
	stems, list := s.stemsOf(words), map[string]bool{}
	for _, sub := range s.subjects {
		list[sub.id] = sub.in(stems)
	}
	return list
}

// strange reports whether an exercise is another than those that a message is
// about: it must be named to be meant, and is not.
func (s *searcher) strange(id string, words []string) bool {
	x := s.subject(id)
	return x != nil && !x.plain && !x.in(s.stemsOf(words))
}
