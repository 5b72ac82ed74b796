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

// What counts in a phrasing, and in a document's text: of that only the words, for
// questions that name what no phrasing does.
var (
	inPhrasing = [kinds]bool{word: true, synonym: true, pair: true, letters: true}
	inText     = [kinds]bool{word: true, synonym: true}
)

// count reads all phrasings and texts, numbers their features in the order of their
// first appearance, and weighs each by its rarity. It returns the features of
// every phrasing, and the first phrasing of every document, and one more.
func (x *Index) count() (texts [][]counted, firsts []int32) {
	numbers := map[uint64]int32{}
	var hashes []uint64
	var seen []int32 // by feature: the last document that has it, counted from 1
	var in []int     // by feature: how many documents have it
	var features []counted
	add := func(s string, doc int32, counts [kinds]bool) []counted {
		features = features[:0]
		parts(x.reader.read(s, false), false, func(p part) {
			if !counts[p.kind] {
				return
			}
			id, ok := numbers[p.hash]
			if !ok {
				id = int32(len(in))
				numbers[p.hash] = id
				hashes = append(hashes, p.hash)
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
		firsts = append(firsts, int32(len(texts)))
		for _, p := range doc.Phrasings {
			texts = append(texts, add(p, int32(d+1), inPhrasing))
		}
		add(doc.Text, int32(d+1), inText)
	}
	firsts = append(firsts, int32(len(texts)))
	x.features = newTable(hashes)
	x.rarity = make([]float32, len(in))
	for id, n := range in {
		x.rarity[id] = rarityOf(n, len(x.docs))
	}
	return texts, firsts
}

// rarityOf is the weight of a feature that n of all documents have: the usual
// inverse document frequency, less steep. That it counts documents and not their
// phrasings tells what sets one apart from the others: on public sets with few
// phrasings a document it is right one to two points more often.
func rarityOf(n, all int) float32 {
	return float32(math.Pow(math.Log(1+float64(all)/float64(n+1)), 0.6))
}

// vectorise makes unit vectors of the phrasings.
func (x *Index) vectorise(texts [][]counted) []vector {
	phrasings := make([]vector, len(texts))
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
	from := 0
	for i, end := range ends {
		phrasings[i], from = all[from:end:end], end
	}
	return phrasings
}
