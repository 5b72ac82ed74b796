package match

import "math"

// postings are sparse weights by feature, in flat arrays of six bytes a weight:
// feature f has docs[starts[f]:starts[f+1]], and their weights at the same places.
type postings struct {
	starts  []int32
	docs    []int32 // or texts
	weights []int16 // times weightSteps
}

// weightSteps is how many steps there are from a weight of 0 to one of 1. The
// greatest that fits is 32; what is learned is seldom above 5.
const weightSteps = 1024

// newPostings returns the postings of vectors, by their places.
func newPostings(features int, vectors []vector) postings {
	starts := make([]int32, features+1)
	for _, v := range vectors {
		for _, f := range v {
			starts[f.id+1]++
		}
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	n := starts[len(starts)-1]
	p := postings{starts: starts, docs: make([]int32, n), weights: make([]int16, n)}
	next := make([]int32, features)
	copy(next, starts)
	for d, v := range vectors {
		for _, f := range v {
			p.docs[next[f.id]], p.weights[next[f.id]] = int32(d), stepsOf(f.weight)
			next[f.id]++
		}
	}
	return p
}

// stepsOf returns a weight in steps, the greatest where it is greater.
func stepsOf(weight float32) int16 {
	steps := math.Round(float64(weight) * weightSteps)
	return int16(min(max(steps, math.MinInt16), math.MaxInt16))
}

// add adds the postings of a vector to scores. It allocates nothing.
//
//go:norace
func (p *postings) add(v vector, weight float32, scores []float32) {
	for _, f := range v {
		w := f.weight * weight / weightSteps
		docs, weights := p.of(f.id)
		for i, doc := range docs {
			scores[doc] += float32(weights[i]) * w
		}
	}
}

// of returns the documents that a feature speaks for or against, and how much, in
// steps.
func (p *postings) of(feature int32) (docs []int32, weights []int16) {
	from, to := p.starts[feature], p.starts[feature+1]
	docs = p.docs[from:to]
	return docs, p.weights[from:to][:len(docs)]
}
