package knowledge

import (
	"slices"
	"strings"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

// routineTitle is one name of a routine by the stems of its words that tell it
// from others.
type routineTitle struct {
	doc   int
	words map[string]bool
	all   []string // the stems of all of its words but those of a wish
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
	s.naming = map[string]bool{}
	s.each(func(doc int, words []string) {
		t := routineTitle{doc: doc, words: map[string]bool{}}
		for i := 0; i < len(words); {
			n := s.wish(words[i:])
			if n == 0 {
				t.all = append(t.all, s.stem(words[i]))
				s.naming[s.stem(words[i])] = true
			}
			i += max(n, 1)
		}
		for _, w := range s.subjectWords(words) {
			t.words[w] = true
		}
		if len(t.words) > 0 {
			s.titles = append(s.titles, t)
		}
	})
	s.frames = map[string]bool{}
	for _, way := range s.pack.language.Matching.Start {
		for _, w := range s.matcher.Words(strings.ReplaceAll(way, namePlace, "")) {
			s.frames[w] = true
		}
	}
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
	if lead != "" && s.question(s.matcher.Words(last)) {
		return Outcome{}, false
	}
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
	if s.against.in(words) {
		return -1
	}
	lead := 0
	for lead < len(words) && s.wish(words[lead:]) == 0 {
		lead++
	}
	wishes, plain := s.plainly(words)
	bare := wishes == 0 // "the lats please": what is polite is no word of a question
	switch {
	case bare:
		if !plain || !s.maybe.in(text.Words(q)) {
			return -1
		}
		lead = 0
	case s.question(words):
		if !plain || wishes == 1 && !s.requests.in(words) {
			return -1
		}
	case wishes == 1 && !s.requests.in(words) && !s.ends(words):
		return -1 // "do the hips come up"
	case lead > longestLead || slices.ContainsFunc(words[:lead], func(w string) bool { return !s.common[w] }) || s.asking.in(words[:lead]):
		return -1
	}
	named := s.subjectWords(words[lead:])
	best, most := -1, leastShare
	for _, t := range s.titles {
		if bare && !t.within(s.stemsOf(words)) {
			continue
		}
		if share := t.share(named); share > most || best < 0 && share == most {
			best, most = t.doc, share
		}
	}
	return best
}

// doubtful reports whether a text that was found to be for a routine asks
// something of it, so that the member is to say which: "can I do the short
// routine every day".
func (s *searcher) doubtful(text string) bool {
	words := s.matcher.Words(text)
	_, plain := s.plainly(words)
	return !plain && (s.question(words) || s.inviting.opens(words) > 0)
}

// ends reports whether words end with a name's word or a wish, as a request does
// whose only wish is one that may be something else.
func (s *searcher) ends(words []string) bool {
	last := words[len(words)-1:]
	return s.naming[s.stem(last[0])] || s.wish(last) > 0
}

// plainly counts the wishes in words, and reports whether nothing but a way to
// ask for a routine and the words of names is beside them: "can I do the short
// routine now", not "can I do the short routine every day".
func (s *searcher) plainly(words []string) (wishes int, plain bool) {
	words = words[s.joints.opens(words):]
	plain = true
	n := 0
	if s.asking.opens(words) > 0 {
		n = s.inviting.opens(words)
		plain = n > 0
	}
	for words = words[n:]; len(words) > 0; words = words[max(n, 1):] {
		if n = s.wish(words); n > 0 {
			wishes++
		} else if !s.frames[words[0]] && !s.naming[s.stem(words[0])] {
			plain = false
		}
	}
	return wishes, plain
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
// "I have ten minutes, take me through the upper back". What it refuses is none:
// "not the short one".
func (s *searcher) leadsTo(lead string, doc int) bool {
	words := s.matcher.Words(lead)
	if s.against.in(words) {
		return false
	}
	said := s.stemsOf(words)
	return slices.ContainsFunc(s.titles, func(t routineTitle) bool { return t.doc != doc && t.within(said) })
}

// within reports whether all of a title is said.
func (t routineTitle) within(said map[string]bool) bool {
	return !slices.ContainsFunc(t.all, func(w string) bool { return !said[w] })
}

// stemsOf returns the stems of words.
func (s *searcher) stemsOf(words []string) map[string]bool {
	stems := map[string]bool{}
	for _, w := range words {
		stems[s.stem(w)] = true
	}
	return stems
}
