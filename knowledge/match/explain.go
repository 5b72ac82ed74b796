package match

import (
	"cmp"
	"slices"
)

// Feature is a part of a question that spoke for a document, or against it.
type Feature struct {
	// Name is a word, two neighbouring words, letters ("…tho…"), or a word that
	// stands for its synonyms ("≈lats").
	Name string
	// Weight is what it added to the document's score.
	Weight float64
}

// Explain returns what the parts of a question added to the score of a
// document, the most first. Their sum, what a text scores of which nothing is
// known, and what the nearest phrasing adds are the score.
func (x *Index) Explain(q string, doc int) []Feature {
	var b builder
	v, _ := x.vector(q, true, &b)
	names := map[int32]string{}
	parts(x.reader.read(q, true), true, func(p part) {
		if id, ok := x.features.number(p.hash); ok && names[id] == "" {
			names[id] = p.name
		}
	})
	var fs []Feature
	for _, f := range v {
		docs, weights := x.posts.of(f.id)
		if i, ok := slices.BinarySearch(docs, int32(doc)); ok {
			fs = append(fs, Feature{Name: names[f.id], Weight: float64(weights[i]) / weightSteps * float64(f.weight)})
		}
	}
	slices.SortStableFunc(fs, func(a, b Feature) int { return cmp.Compare(b.Weight, a.Weight) })
	return fs
}
