package knowledge

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"limber/knowledge/text"
)

// Completion is something that a member may be about to type. Exactly one of
// Entry and Routine is set.
type Completion struct {
	Text    string // the printed question, or the routine's name
	Entry   *Entry
	Routine *Routine
}

// Complete returns at most n questions and routines that what was typed so far
// may become, the likeliest first. Before anything is typed these are the
// pack's starters and its routines.
func (p *Pack) Complete(prefix string, n int) []Completion {
	if n <= 0 {
		return nil
	}
	typed := text.Words(prefix)
	if len(typed) == 0 {
		return p.starters(n)
	}
	type ranked struct {
		Completion
		rank, score int
	}
	var found []ranked
	pattern := strings.Join(typed, " ")
	for _, c := range p.titles.get(func() *titles { return newTitles(p) }).texts {
		rank, score := 0, 0
		if m := fuzzy.Find(pattern, []string{c.folded}); len(m) > 0 && compact(m[0], len(pattern)) {
			rank, score = 1, m[0].Score
		}
		if begins(typed, c.words) {
			rank = 3
		} else if slices.ContainsFunc(c.further, func(words []string) bool { return begins(typed, words) }) {
			rank = 2
		}
		if rank > 0 {
			found = append(found, ranked{c.Completion, rank, score})
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int {
		return cmp.Or(b.rank-a.rank, b.score-a.score, len(a.Text)-len(b.Text))
	})
	var list []Completion
	for _, f := range found[:min(n, len(found))] {
		list = append(list, f.Completion)
	}
	return list
}

// starters are what a newcomer is shown.
func (p *Pack) starters(n int) []Completion {
	var list []Completion
	for _, id := range p.Info.Starters {
		for _, e := range p.Entries {
			if e.ID == id && len(list) < n {
				list = append(list, Completion{Text: e.Question, Entry: e})
			}
		}
	}
	for _, r := range p.Routines {
		if len(list) < n {
			list = append(list, Completion{Text: r.Name, Routine: r})
		}
	}
	return list
}

// completable is a text that Complete may return, taken apart.
type completable struct {
	Completion
	folded  string
	words   []string
	further [][]string // the words of other names and phrasings
}

// shared keeps each word once: phrasings repeat few words in many thousands of
// places.
type shared map[string]string

func (s shared) words(of string) []string {
	list := text.Words(of)
	for i, w := range list {
		if _, ok := s[w]; !ok {
			s[w] = strings.Clone(w)
		}
		list[i] = s[w]
	}
	return slices.Clip(list)
}

func (s shared) completable(c Completion, further []string) completable {
	words := s.words(c.Text)
	t := completable{Completion: c, folded: strings.Join(words, " "), words: words, further: make([][]string, len(further))}
	for i, f := range further {
		t.further[i] = s.words(f)
	}
	return t
}

// completables lists the routines and questions of the pack.
func completables(p *Pack) []completable {
	var list []completable
	s := shared{}
	for _, r := range p.Routines {
		list = append(list, s.completable(Completion{Text: r.Name, Routine: r}, r.Also))
	}
	for _, e := range p.Entries {
		if e.Question != "" {
			list = append(list, s.completable(Completion{Text: e.Question, Entry: e}, e.Ask))
		}
	}
	return list
}

// begins reports whether every typed word is one of the words or begins one,
// small typos in longer words allowed.
func begins(typed, words []string) bool {
	for _, t := range typed {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, t) || nearWord(t, w) }) {
			return false
		}
	}
	return true
}
