package main

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

// inverted is a plain inverted index over phrasings and texts. What a term
// counts in one is worked out beforehand, so that BM25 and the cosine of TF-IDF
// vectors differ in that alone. A document counts as its best phrasing does,
// and a little of its text.
type inverted struct {
	weigh weighing
	stem  func(string) string
	terms map[string]int
	idf   []float64
	posts [][]post // by term
	units []unit
	docs  int
}

// unit is a phrasing or a text: what is scored.
type unit struct {
	doc     int
	isText  bool
	counts  map[int]int // by term
	length  int
	average float64 // of the lengths of its kind
}

type post struct {
	unit   int
	weight float64
}

// weighing says what the terms of a phrasing, and those of a question, count.
type weighing struct {
	unit     func(u unit, idf []float64) map[int]float64
	question func(counts map[int]int, idf []float64) map[int]float64
}

// bm25 has the usual parameters: Robertson and Zaragoza, "The Probabilistic
// Relevance Framework: BM25 and Beyond", 2009.
var bm25 = weighing{
	unit: func(u unit, idf []float64) map[int]float64 {
		const k1, b = 1.2, 0.75
		w := map[int]float64{}
		for t, n := range u.counts {
			tf := float64(n)
			w[t] = idf[t] * tf * (k1 + 1) / (tf + k1*(1-b+b*float64(u.length)/u.average))
		}
		return w
	},
	question: func(counts map[int]int, _ []float64) map[int]float64 {
		w := map[int]float64{}
		for t, n := range counts {
			w[t] = float64(n)
		}
		return w
	},
}

// cosine is the cosine of TF-IDF vectors.
var cosine = weighing{
	unit:     func(u unit, idf []float64) map[int]float64 { return unitVector(u.counts, idf) },
	question: unitVector,
}

func unitVector(counts map[int]int, idf []float64) map[int]float64 {
	w := map[int]float64{}
	square := 0.0
	for t, n := range counts {
		w[t] = float64(n) * idf[t]
		square += w[t] * w[t]
	}
	for t := range w {
		w[t] /= math.Sqrt(square)
	}
	return w
}

func newInverted(weigh weighing) func([]match.Document) (finder, error) {
	return func(docs []match.Document) (finder, error) {
		x := &inverted{weigh: weigh, stem: text.Stemmer("en"), terms: map[string]int{}, docs: len(docs)}
		var lengths, number [2]int
		add := func(doc int, s string, kind int) {
			u := unit{doc: doc, isText: kind == 1, counts: map[int]int{}}
			for _, w := range text.Words(s) {
				stem := x.stem(w)
				t, ok := x.terms[stem]
				if !ok {
					t = len(x.terms)
					x.terms[stem] = t
				}
				u.counts[t]++
				u.length++
			}
			lengths[kind] += u.length
			number[kind]++
			x.units = append(x.units, u)
		}
		for _, p := range phrasingsOf(docs) {
			add(p.doc, p.text, 0)
		}
		for d, doc := range docs {
			if doc.Text != "" {
				add(d, doc.Text, 1)
			}
		}
		in := make([]int, len(x.terms))
		for i, u := range x.units {
			kind := 0
			if u.isText {
				kind = 1
			}
			x.units[i].average = float64(lengths[kind]) / float64(number[kind])
			for t := range u.counts {
				in[t]++
			}
		}
		x.idf = make([]float64, len(in))
		for t, n := range in {
			x.idf[t] = math.Log(1 + (float64(len(x.units)-n)+0.5)/(float64(n)+0.5))
		}
		x.posts = make([][]post, len(in))
		for i, u := range x.units {
			for t, w := range weigh.unit(u, x.idf) {
				x.posts[t] = append(x.posts[t], post{i, w})
			}
			x.units[i].counts = nil
		}
		return x, nil
	}
}

func (x *inverted) find(q string, n int) []hit {
	counts := map[int]int{}
	for _, w := range text.Words(q) {
		if t, ok := x.terms[x.stem(w)]; ok {
			counts[t]++
		}
	}
	scores := make([]float64, len(x.units))
	weights := x.weigh.question(counts, x.idf)
	for _, t := range slices.Sorted(maps.Keys(weights)) { // sums in one order: the same every time
		for _, p := range x.posts[t] {
			scores[p.unit] += p.weight * weights[t]
		}
	}
	best, said := make([]float64, x.docs), make([]float64, x.docs)
	for i, u := range x.units {
		if u.isText {
			said[u.doc] = scores[i] * textWeight
		} else {
			best[u.doc] = max(best[u.doc], scores[i])
		}
	}
	hits := make([]hit, 0, x.docs)
	for d := range best {
		if score := best[d] + said[d]; score > 0 {
			hits = append(hits, hit{d, score})
		}
	}
	return foremost(hits, n)
}

// foremost returns the n best hits, best first; of equals, the first.
func foremost(hits []hit, n int) []hit {
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	return hits[:min(n, len(hits))]
}
