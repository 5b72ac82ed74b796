package match

// postings are sparse weights by feature, in flat arrays: those of feature f
// are list[starts[f]:starts[f+1]].
type postings struct {
	starts []int32
	list   []posting
}

// posting is the weight that a feature adds to one document, or text.
type posting struct {
	doc    int32
	weight float32
}

// newPostings returns the postings of vectors, by their places.
func newPostings(features int, vectors []vector) postings {
	counts := make([]int32, features+1)
	for _, v := range vectors {
		for _, f := range v {
			counts[f.id+1]++
		}
	}
	for i := 1; i < len(counts); i++ {
		counts[i] += counts[i-1]
	}
	p := postings{starts: counts, list: make([]posting, counts[len(counts)-1])}
	next := make([]int32, features)
	copy(next, counts)
	for d, v := range vectors {
		for _, f := range v {
			p.list[next[f.id]] = posting{doc: int32(d), weight: f.weight}
			next[f.id]++
		}
	}
	return p
}

// add adds the postings of a vector to scores. It allocates nothing.
//
//go:norace
func (p *postings) add(v vector, weight float32, scores []float32) {
	for _, f := range v {
		w := f.weight * weight
		for _, post := range p.of(f.id) {
			scores[post.doc] += post.weight * w
		}
	}
}

// of returns the postings of one feature.
func (p *postings) of(feature int32) []posting {
	return p.list[p.starts[feature]:p.starts[feature+1]]
}
