package knowledge

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"limber/knowledge/text"
)

// titles are the names under which routines are found, and what is completed
// while it is typed.
type titles struct {
	list   []title
	texts  []completable
	polite text.Sequences[int]
}

type title struct {
	routine int // in Pack.Routines
	words   []string
	joined  string
}

// How well a name fits, from best to worst.
const (
	fitNone = iota
	fitLetters
	fitWords
	fitPart
	fitNear
	fitWhole
)

const (
	// shortestPart is the least number of letters of the beginning of a word
	// that stands for the word: "tho" for thoracic.
	shortestPart = 3
	// shortestLetters is the least number of letters, in order, that stand for
	// a name: "thrc".
	shortestLetters = 4
)

// FindRoutine finds routines by id, name or other name, by a part of one
// ("thorac") or with a typo, the best first; nil where none fits.
func (p *Pack) FindRoutine(name string) []*Routine {
	t := p.titles.get(func() *titles { return newTitles(p) })
	best := make([]int, len(p.Routines)) // fit and closeness in one number
	for _, words := range t.said(name) {
		for _, title := range t.list {
			best[title.routine] = max(best[title.routine], title.fit(words))
		}
		if slices.Max(append(best, 0)) > fitLetters*fitStep+fitStep {
			break // the words as they are fit; dropping some would fit more
		}
	}
	var order []int
	top := slices.Max(append(best, 0)) / fitStep
	for i, b := range best {
		if b > 0 && (b/fitStep > fitLetters || top <= fitLetters) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return best[b] - best[a] })
	var found []*Routine
	for _, i := range order {
		found = append(found, p.Routines[i])
	}
	return found
}

func newTitles(p *Pack) *titles {
	t := &titles{polite: politeness(p), texts: completables(p)}
	for i, r := range p.Routines {
		for _, name := range append([]string{r.ID, r.Name}, r.Also...) {
			if words := text.Words(name); len(words) > 0 {
				t.list = append(t.list, title{i, words, strings.Join(words, "")})
			}
		}
	}
	return t
}

// said returns the words of a name as they are, and without politeness.
func (t *titles) said(name string) [][]string {
	list := text.Tokens(name)
	if len(list) == 0 || len(list) > longestCommand {
		return nil
	}
	c := commands{polite: t.polite}
	var ways [][]string
	for _, r := range c.without(list) {
		ways = append(ways, wordsOf(list[r[0]:r[1]]))
	}
	return ways
}

// fitStep is the room between two fits, for the closeness within one.
const fitStep = 1000

// fit is how well the words fit the title: a fit times fitStep and its
// closeness, or 0.
func (t title) fit(words []string) int {
	joined := strings.Join(words, "")
	switch {
	case joined == t.joined:
		return fitWhole*fitStep + fitStep - 1
	case nearWords(words, t.words):
		return fitNear*fitStep + fitStep - 1
	}
	further := max(0, fitStep-1-10*max(0, len(t.words)-len(words)))
	if fit := t.fitWords(words); fit != fitNone {
		return fit*fitStep + further
	}
	if m := fuzzy.Find(joined, []string{t.joined}); len(joined) >= shortestLetters && len(m) > 0 && compact(m[0], len(joined)) {
		return fitLetters*fitStep + min(max(m[0].Score, 0), fitStep-1)
	}
	return 0
}

// fitWords reports how well every one of the words is a word of the title or
// the beginning of one (fitPart), or a misspelt one (fitWords).
func (t title) fitWords(words []string) int {
	fit := fitPart
	for _, w := range words {
		switch {
		case slices.ContainsFunc(t.words, func(of string) bool {
			return w == of || len(w) >= shortestPart && strings.HasPrefix(of, w)
		}):
		case slices.ContainsFunc(t.words, func(of string) bool { return nearWord(w, of) }):
			fit = fitWords
		default:
			return fitNone
		}
	}
	return fit
}

// compact reports whether the letters of a match stand close together. Letters
// strewn over a whole sentence are no sign of anything.
func compact(m fuzzy.Match, letters int) bool {
	first, last := m.MatchedIndexes[0], m.MatchedIndexes[len(m.MatchedIndexes)-1]
	return last-first+1 <= letters*2
}
