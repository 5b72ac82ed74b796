package knowledge

import (
	"slices"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

// routineTitle is one name of a routine by the stems of its words that tell it
// from others.
type routineTitle struct {
	doc   int
	words map[string]bool
	all   []string // the stems of all of its words
}

// newTitles learns the names of the pack's routines.
func (s *searcher) newTitles() {
	in := map[string]map[int]int{} // by word: in how many names of each routine it is
	s.each(func(doc int, words []string) {
		for _, w := range words {
			if in[w] == nil {
				in[w] = map[int]int{}
			}
			in[w][doc]++
		}
	})
	s.telling = map[string]bool{}
	for w, docs := range in {
		for _, names := range docs {
			s.telling[w] = len(docs) == 1 && names > 1
		}
	}
	s.each(func(doc int, words []string) {
		t := routineTitle{doc: doc, words: map[string]bool{}}
		for _, w := range words {
			t.all = append(t.all, s.stem(w))
		}
		for _, w := range s.subjectWords(words) {
			t.words[w] = true
		}
		if len(t.words) > 0 {
			s.titles = append(s.titles, t)
		}
	})
}

// each calls f with the words of every name of a routine.
func (s *searcher) each(f func(doc int, words []string)) {
	for i, r := range s.pack.Routines {
		for _, name := range append([]string{r.Name}, r.Also...) {
			f(len(s.pack.Entries)+i, s.matcher.Words(name))
		}
	}
}

// subjectWords returns the stems of the words that speak of a subject: those
// that are no word of a request, nor one that any text may have unless it tells
// one routine from the others: "the long one".
func (s *searcher) subjectWords(words []string) (stems []string) {
	for i := 0; i < len(words); {
		n := s.wish(words[i:])
		if n == 0 && (s.telling[words[i]] || !s.common[words[i]]) {
			stems = append(stems, s.stem(words[i]))
		}
		i += max(n, 1)
	}
	return stems
}

// wish returns how many words make a wish to be guided, or may make one.
func (s *searcher) wish(words []string) int {
	return max(s.requests.opens(words), s.maybe.opens(words))
}

// request finds the routine that a message asks for in so many words: a wish to
// be guided, and nothing else of any subject but a routine's name. It looks at
// what follows the last comma or stop too: "I'm on the floor already, start the
// thoracic one".
func (s *searcher) request(message string, limits limits) (Outcome, bool) {
	lead, last := lastClause(message)
	for _, piece := range []string{message, last} {
		doc := s.wished(piece)
		if doc < 0 || piece != message && s.leadsTo(lead, doc) {
			continue
		}
		f := s.find(piece, match.Context{Lift: func(d int) float64 {
			if d == doc {
				return wishLift + certain
			}
			return 0
		}})
		f.Hits[0].Score -= certain
		f.confidence = max(f.confidence, limits.answer)
		hits := s.hits(f)
		return Outcome{Kind: KindRoutine, Routine: s.routine(doc), Hits: hits[:1], Alternatives: hits[1:], Threshold: limits.answer}, true
	}
	return Outcome{}, false
}

// certain is more than any text scores.
const certain = 100

// leastShare is how much of a routine's name is enough to mean it.
const leastShare = 0.5

// longestLead is how many words may stand before a wish: "I would like to".
const longestLead = 5

// wished returns the document of the routine that a text wishes for, -1 for
// none.
func (s *searcher) wished(q string) int {
	words := s.matcher.Words(q)
	lead := 0
	for ; lead < len(words) && s.wish(words[lead:]) == 0; lead++ {
		if lead == longestLead || !s.common[words[lead]] {
			return -1
		}
	}
	if s.asking.in(words[:lead]) || s.asking.opens(words) > 0 {
		return -1
	}
	named := s.subjectWords(words[lead:])
	best, most := -1, leastShare
	for _, t := range s.titles {
		if share := t.share(named); share > most || best < 0 && share == most {
			best, most = t.doc, share
		}
	}
	return best
}

// share is how much of the title the words name, 0 where one of them is none of
// its words.
func (t routineTitle) share(named []string) float64 {
	seen := map[string]bool{}
	for _, w := range named {
		if !t.words[w] {
			return 0
		}
		seen[w] = true
	}
	return float64(len(seen)) / float64(len(t.words))
}

// leadsTo reports whether the lead-in to a request names another routine than it:
// "I have ten minutes, take me through the upper back".
func (s *searcher) leadsTo(lead string, doc int) bool {
	said := map[string]bool{}
	for _, w := range s.matcher.Words(lead) {
		said[s.stem(w)] = true
	}
	return slices.ContainsFunc(s.titles, func(t routineTitle) bool {
		return t.doc != doc && !slices.ContainsFunc(t.all, func(w string) bool { return !said[w] })
	})
}

// lastClause parts a message at its last comma, colon or end of a sentence.
func lastClause(message string) (lead, last string) {
	start := 0
	for _, t := range text.Tokens(message) {
		if t.Before >= text.GapComma {
			start = t.Start
		}
	}
	return message[:start], message[start:]
}
