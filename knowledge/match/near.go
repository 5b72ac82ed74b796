package match

import "math"

// likeness is what the nearest phrasings are found by: the vectors of all, in
// the order of documents, at five bytes a feature.
type likeness struct {
	starts  []int32 // by phrasing: where its features begin; one more at the end
	ids     []int32
	weights []uint8 // times finest
	firsts  []int32 // by document: its first phrasing; one more at the end
}

// finest is how many steps there are from a weight of 0 to one of 1.
const finest = math.MaxUint8

// newLikeness returns the likeness of phrasings to questions.
func newLikeness(phrasings []vector, firsts []int32) likeness {
	n := 0
	for _, v := range phrasings {
		n += len(v)
	}
	l := likeness{starts: make([]int32, 1, len(phrasings)+1), ids: make([]int32, 0, n), weights: make([]uint8, 0, n), firsts: firsts}
	for _, v := range phrasings {
		for _, f := range v {
			l.ids = append(l.ids, f.id)
			l.weights = append(l.weights, uint8(f.weight*finest+0.5))
		}
		l.starts = append(l.starts, int32(len(l.ids)))
	}
	return l
}

// nearest returns the phrasing of a document that a question is most like. The
// question's weights are spread out by feature.
//
//go:norace
func (l *likeness) nearest(spread []float32, doc int) (phrasing int, likeness float64) {
	phrasing = -1
	first, end := l.firsts[doc], l.firsts[doc+1]
	for i := first; i < end; i++ {
		ids, weights := l.ids[l.starts[i]:l.starts[i+1]], l.weights[l.starts[i]:l.starts[i+1]]
		var sum float32
		for j, id := range ids {
			sum += float32(weights[j]) * spread[id]
		}
		if s := min(float64(sum)/finest, 1); phrasing < 0 || s > likeness {
			phrasing, likeness = int(i-first), s
		}
	}
	return phrasing, likeness
}
