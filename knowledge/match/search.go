package match

import (
	"cmp"
	"math"
	"slices"
)

// Hit is a document found.
type Hit struct {
	Doc int
	// Score is a margin: about +1 is a certain yes, -1 a certain no.
	Score float64
	// Phrasing is the one of the document's phrasings that the question is most
	// like, -1 if it has none. Likeness says how much, 0 to 1.
	Phrasing int
	Likeness float64
}

// Result is what a search found.
type Result struct {
	Hits []Hit // best first
	// Known is how much of the question's weight the index knows at all, 0 to 1.
	// "Roller skates" knows "roller" and not "skates".
	Known float64
	// Words is the number of words that were looked at. A long question is
	// never as like a phrasing as a short one, so that it is judged more mildly.
	Words int
	// Covered is a margin: about +1 where the question surely asks for one of
	// the documents, whichever, -1 where it surely asks for something else.
	Covered float64
	// Refused is how like the question is to the most like of the texts that
	// ask for no document, 0 to 1.
	Refused float64
}

// Context is what a question is asked after.
type Context struct {
	// Text is added to the question at Weight, 0 to 1.
	Text   string
	Weight float64
	// Lift is added to the score of each document; nil adds nothing.
	Lift func(doc int) float64
}

// scratch is what one search works in.
type scratch struct {
	scores    []float32
	refusals  []float32 // by text to refuse
	spread    []float32 // by feature: its weight in the question; all 0 between searches
	v, before builder
}

// Search returns the n documents that q most likely asks for.
func (x *Index) Search(q string, n int) Result { return x.SearchAfter(q, Context{}, n) }

// SearchAfter is Search for a question that is understood from what came
// before it.
func (x *Index) SearchAfter(q string, c Context, n int) Result {
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	v, r := x.vector(q, true, &s.v)
	clear(s.scores)
	x.posts.add(v, 1, s.scores)
	if c.Text != "" {
		before, of := x.vector(c.Text, true, &s.before)
		r.Words += of.Words
		x.posts.add(before, float32(c.Weight), s.scores)
	}
	if c.Lift != nil {
		for d := range s.scores {
			s.scores[d] += float32(c.Lift(d))
		}
	}
	r.Refused = x.refused(v, s.refusals)
	r.Hits = best(s.scores, max(n, weighed))
	for _, f := range v {
		s.spread[f.id] = f.weight
	}
	for i := range r.Hits {
		h := &r.Hits[i]
		h.Phrasing, h.Likeness = x.near.nearest(s.spread, h.Doc)
		h.Score += unknownScore + closeness*(h.Likeness-halfway)
	}
	for _, f := range v {
		s.spread[f.id] = 0
	}
	slices.SortStableFunc(r.Hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	if len(r.Hits) > 0 {
		r.Covered = x.covered(r.Hits[0], v)
	}
	r.Hits = r.Hits[:min(n, len(r.Hits))]
	return r
}

// covered is how much better a hit is than no document, 0 where nothing was
// learned of that.
func (x *Index) covered(h Hit, v vector) float64 {
	if x.nothing == nil {
		return 0
	}
	margin := h.Score
	for _, f := range v {
		margin -= float64(f.weight * x.nothing[f.id])
	}
	return margin
}

// The best documents by what was taught are weighed once more, by the phrasing
// that the question is most like: a document with many unlike phrasings is
// poorly told by all of them together. It helps on BANKING77 and on questions to
// the shipped pack, and costs a little on CLINC150; more than 1 costs more there.
const (
	weighed   = 12  // how many documents
	closeness = 1.0 // what a likeness of 1 adds beside one of 0
	halfway   = 0.5 // the likeness that changes nothing
)

// commonShare is how much an unknown word weighs that any text may have,
// beside an unknown word of some subject.
const commonShare = 0.2

// vector returns the unit vector of a text, valid until b is used again,
// and a result that says how much of it the index knows.
func (x *Index) vector(q string, correct bool, b *builder) (v vector, r Result) {
	b.reset()
	unknown := rarityOf(0, len(x.docs))
	var has, all float32
	parts(x.reader.read(q, correct), false, func(p part) {
		id, ok := x.features.number(p.hash)
		weight := unknown
		if ok {
			weight = x.rarity[id]
			b.add(id, p.kind, weight*p.trust)
		} else if same, meant := x.features.number(p.group); meant {
			ok, weight = true, x.rarity[same]
		} else {
			if p.common {
				weight *= commonShare
			}
			if p.kind == word {
				b.miss(weight)
			}
		}
		if p.kind != word {
			return
		}
		if ok && p.common {
			weight *= commonShare
		}
		all += weight
		r.Words++
		if ok {
			has += weight * p.trust
		}
	})
	if all > 0 {
		r.Known = float64(has / all)
	}
	return b.unit(), r
}

// refused is how like a question is to the most like of the texts that ask for
// no document. Sums is scratch, one for each of them.
func (x *Index) refused(v vector, sums []float32) (likeness float64) {
	if x.refusing == 0 {
		return 0
	}
	clear(sums)
	x.refusals.add(v, 1, sums)
	greatest := float32(0)
	for _, sum := range sums {
		if sum > greatest {
			greatest = sum
		}
	}
	return float64(greatest)
}

// best returns the n best scores, best first; of equals, the first.
func best(scores []float32, n int) []Hit {
	n = min(n, len(scores))
	if n <= 0 {
		return nil
	}
	hits := make([]Hit, 0, n+1)
	bar := float32(math.Inf(-1)) // what the last of n hits scores
	for d, score := range scores {
		if score <= bar && len(hits) == n {
			continue
		}
		i := len(hits)
		for i > 0 && float32(hits[i-1].Score) < score {
			i--
		}
		hits = slices.Insert(hits, i, Hit{Doc: d, Score: float64(score)})
		if len(hits) >= n {
			hits = hits[:n]
			bar = float32(hits[n-1].Score)
		}
	}
	return hits
}
