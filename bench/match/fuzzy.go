package main

import (
	"github.com/sahilm/fuzzy"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

// fuzzyNames is sahilm/fuzzy over all phrasings. It is made for names: every
// letter of what is looked for must stand in the phrasing, in order.
type fuzzyNames struct {
	list  []string
	owner []int
	score func(list []string, q string) map[int]float64 // by phrasing
}

func newFuzzy(score func(list []string, q string) map[int]float64) func([]match.Document) (finder, error) {
	return func(docs []match.Document) (finder, error) {
		f := &fuzzyNames{score: score}
		for _, p := range phrasingsOf(docs) {
			f.list = append(f.list, p.text)
			f.owner = append(f.owner, p.doc)
		}
		return f, nil
	}
}

// fuzzyWhole looks for the question as one name.
func fuzzyWhole(list []string, q string) map[int]float64 {
	scores := map[int]float64{}
	for _, m := range fuzzy.FindNoSort(q, list) {
		scores[m.Index] = float64(m.Score)
	}
	return scores
}

// fuzzyWords looks for every word of the question and adds up.
func fuzzyWords(list []string, q string) map[int]float64 {
	scores := map[int]float64{}
	for _, w := range text.Words(q) {
		for _, m := range fuzzy.FindNoSort(w, list) {
			scores[m.Index] += float64(m.Score)
		}
	}
	return scores
}

func (f *fuzzyNames) find(q string, n int) []hit {
	best := map[int]float64{}
	for p, s := range f.score(f.list, q) {
		if old, ok := best[f.owner[p]]; !ok || s > old {
			best[f.owner[p]] = s
		}
	}
	hits := make([]hit, 0, len(best))
	for d := range f.owner[len(f.owner)-1] + 1 { // in the order of documents: the same every time
		if s, ok := best[d]; ok {
			hits = append(hits, hit{d, s})
		}
	}
	return foremost(hits, n)
}
