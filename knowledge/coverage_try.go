package knowledge

import (
	"slices"

	"limber/knowledge/internal/parallel"
	"limber/knowledge/match"
)

// coverer measures the coverage of a pack.
type coverer struct {
	pack   *Pack
	docs   []match.Document
	facts  []Fact    // by document
	trials [][]trial // by document: of the ways of asking that are tried
}

// how says how a way of asking came out that the pack did not know.
type how int

const (
	unknown how = iota // nothing was answered
	offered            // its own fact was one of the choices
	rightly            // its own fact was answered
	wrongly            // another fact was answered
	stopped            // the safety answer was given
)

// trial is what a way of asking led to, without itself.
type trial struct {
	n   int // its place among the ways of asking for its document
	how how
	// instead is the document that was answered wrongly.
	instead int
	// confidence, likeness and nearest are those of the right answer: how sure
	// it was, and the way of asking that was left and is most like.
	confidence, likeness float64
	nearest              string
}

// way is the way of asking that a trial was of.
func (c *coverer) way(doc int, t trial) Way {
	f := &c.facts[doc]
	return Way{Fact: f, Text: c.docs[doc].Phrasings[t.n], Where: f.whereIs(t.n), Like: t.nearest}
}

// without makes a searcher that was not taught the ways of asking for which
// drop is true.
func (c *coverer) without(drop func(doc, n int) bool) *searcher {
	docs := slices.Clone(c.docs)
	for d := range docs {
		var kept []string
		for n, way := range docs[d].Phrasings {
			if !drop(d, n) {
				kept = append(kept, way)
			}
		}
		docs[d].Phrasings = kept
	}
	s := *c.pack.search
	s.matcher = match.New(docs, c.pack.matching())
	return &s
}

// try asks for every fact in every way that is to be tried, without that way.
func (c *coverer) try(folds int) {
	c.trials = make([][]trial, len(c.docs))
	for d, f := range c.facts {
		for n := range f.Ways {
			if f.tried(n) {
				c.trials[d] = append(c.trials[d], trial{n: n})
			}
		}
	}
	for fold := range folds {
		left := func(_, n int) bool { return n%folds == fold }
		s := c.without(left)
		c.each(func(d int, t *trial) {
			if left(d, t.n) {
				n := t.n
				*t = s.trial(c.docs[d].Phrasings[n], d)
				t.n = n
			}
		})
	}
}

// each calls f with every trial and its document, on all processors.
func (c *coverer) each(f func(doc int, t *trial)) {
	var docs []int
	var trials []*trial
	for d := range c.trials {
		for i := range c.trials[d] {
			docs, trials = append(docs, d), append(trials, &c.trials[d][i])
		}
	}
	parallel.Each(len(trials), func() func(int) {
		return func(i int) { f(docs[i], trials[i]) }
	})
}

// trial asks for a document in a way that the searcher need not know.
func (s *searcher) trial(q string, doc int) trial {
	if s.pack.RedFlag(q) != nil {
		return trial{how: stopped}
	}
	f := s.understand(q, "")
	o := s.outcome(f, s.limits)
	if o.Kind == KindFallback || o.Kind == KindChoices {
		o = s.search(Query{Text: q}) // by a part of it
	}
	i := slices.IndexFunc(o.Hits, func(h Hit) bool { return h.doc == doc })
	switch {
	case o.Kind == KindChoices && i >= 0:
		return trial{how: offered}
	case o.Kind == KindChoices || o.Kind == KindFallback:
		return trial{how: unknown}
	case i < 0:
		return trial{how: wrongly, instead: o.Hits[0].doc}
	}
	t := trial{how: rightly, confidence: o.Hits[i].Confidence, nearest: o.Hits[i].Phrasing}
	if f.Hits[0].Doc == doc {
		t.likeness = f.Hits[0].Likeness
	}
	return t
}
