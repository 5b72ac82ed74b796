package match

import (
	"math"
	"sort"
)

// feature is one part of a text's vector.
type feature struct {
	id     int32
	weight float32
}

// vector is a text as features in the order of their numbers.
type vector []feature

// builder gathers one vector. It can be used again after reset.
type builder struct {
	kinds  []kind
	fs     vector
	square [kinds]float64
	lost   [kinds]float64
}

func (b *builder) reset() {
	b.fs, b.kinds = b.fs[:0], b.kinds[:0]
	b.square = [kinds]float64{}
	b.lost = [kinds]float64{}
}

func (b *builder) add(id int32, k kind, weight float32) {
	b.fs = append(b.fs, feature{id: id<<2 | int32(k), weight: weight})
}

// miss counts a word that the index does not know: it takes its part of the
// vector's length, so that what is known of a strange text weighs less. Pairs
// and letters that are not known say little, they are mostly typos.
func (b *builder) miss(weight float32) {
	b.lost[word] += float64(weight) * float64(weight)
}

// unit returns the vector, features met twice joined, each kind with its
// share, at length 1.
func (b *builder) unit() vector {
	sort.Slice(b.fs, func(i, j int) bool { return b.fs[i].id < b.fs[j].id })
	n := 0
	for _, f := range b.fs {
		if n > 0 && b.fs[n-1].id == f.id {
			b.fs[n-1].weight = max(b.fs[n-1].weight, f.weight)
			continue
		}
		b.fs[n] = f
		n++
	}
	b.fs = b.fs[:n]
	for _, f := range b.fs {
		b.square[f.id&3] += float64(f.weight) * float64(f.weight)
	}
	var total float64
	var scale [kinds]float64
	for k := range kinds {
		sq := b.square[k] + b.lost[k]
		if sq > 0 {
			scale[k] = shares[k] / math.Sqrt(sq)
			total += shares[k] * shares[k]
		}
	}
	if total == 0 {
		return b.fs[:0]
	}
	for k := range scale {
		scale[k] /= math.Sqrt(total)
	}
	for i, f := range b.fs {
		b.fs[i] = feature{id: f.id >> 2, weight: f.weight * float32(scale[f.id&3])}
	}
	return b.fs
}
