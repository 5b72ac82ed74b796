package match

import (
	"math"
	"slices"
)

// counted is a feature of a phrasing, before it is weighed.
type counted struct {
	id    int32
	trust float32
	kind  kind
}

// count reads all phrasings, numbers their features in the order of their
// first appearance, and weighs each by its rarity. It returns the features of
// every phrasing.
func (x *Index) count() [][]counted {
	x.features = map[uint64]int32{}
	var texts [][]counted
	var seen []int32 // by feature: the last document that has it, counted from 1
	var in []int     // by feature: how many documents have it
	var features []counted
	add := func(s string, doc int32) []counted {
		features = features[:0]
		parts(x.reader.read(s, false), false, func(p part) {
			id, ok := x.features[p.hash]
			if !ok {
				id = int32(len(in))
				x.features[p.hash] = id
				in, seen = append(in, 0), append(seen, 0)
			}
			if seen[id] != doc {
				seen[id] = doc
				in[id]++
			}
			features = append(features, counted{id, p.trust, p.kind})
		})
		return slices.Clone(features)
	}
	for d, doc := range x.docs {
		x.firsts = append(x.firsts, int32(len(texts)))
		for _, p := range doc.Phrasings {
			texts = append(texts, add(p, int32(d+1)))
			x.owner = append(x.owner, int32(d))
		}
	}
	x.firsts = append(x.firsts, int32(len(texts)))
	x.rarity = make([]float32, len(in))
	for id, n := range in {
		x.rarity[id] = rarityOf(n, len(x.docs))
	}
	return texts
}

// rarityOf is the weight of a feature that n of all documents have: the usual
// inverse document frequency, less steep. That it counts documents and not their
// phrasings tells what sets one apart from the others: on public sets with few
// phrasings a document it is right one to two points more often.
func rarityOf(n, all int) float32 {
	return float32(math.Pow(math.Log(1+float64(all)/float64(n+1)), 0.6))
}

// vectorise makes unit vectors of the phrasings.
func (x *Index) vectorise(texts [][]counted) {
	x.phrasings = make([]vector, len(texts))
	// One piece of memory for all: thousands of small ones, made among what is
	// soon given up, would keep much more of it.
	var all vector
	var v builder
	ends := make([]int, len(texts))
	for i, features := range texts {
		v.reset()
		for _, f := range features {
			v.add(f.id, f.kind, x.rarity[f.id]*f.trust)
		}
		all = append(all, v.unit()...)
		ends[i] = len(all)
	}
	all = slices.Clone(all)
	from := 0
	for i, end := range ends {
		x.phrasings[i], from = all[from:end:end], end
	}
}
