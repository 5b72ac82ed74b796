package main

import (
	"errors"

	"limber/knowledge"
	"limber/knowledge/match"
)

// limber is the product's matcher, knowing of English what it knows for a pack.
type limber struct {
	index      *match.Index
	confidence *match.Confidence // nil: hits are told by their score
}

func newLimber(docs []match.Document) (finder, error) {
	o, ok := knowledge.MatchOptions("en")
	if !ok {
		return nil, errors.New("the language en is not among the shipped languages")
	}
	return &limber{index: match.New(docs, o)}, nil
}

func (l *limber) find(q string, n int) []hit {
	// The lead over the second is one of the signals of the confidence.
	r := l.index.Search(q, max(n, 2))
	hits := make([]hit, 0, n)
	for _, h := range r.Hits[:min(n, len(r.Hits))] {
		hits = append(hits, hit{h.Doc, h.Score})
	}
	if l.confidence != nil && len(hits) > 0 {
		hits[0].score = l.confidence.Of(r)
	}
	return hits
}

// fit does what a pack does with its own test questions.
func (l *limber) fit(covered, refused []string) {
	judged := make([]match.Judged, 0, len(covered)+len(refused))
	for _, q := range covered {
		judged = append(judged, match.Judged{Result: l.index.Search(q, 2), Covered: true})
	}
	for _, q := range refused {
		judged = append(judged, match.Judged{Result: l.index.Search(q, 2)})
	}
	c := match.Fit(judged)
	l.confidence = &c
}
