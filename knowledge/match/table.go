package match

import "slices"

// table numbers features by their hashes, at ten to twenty bytes each. A feature
// that is none of them is hardly ever taken for one, once in some thousand million
// times.
type table struct {
	keys    []uint32 // a power of two; 0 where a place is free
	numbers []int32
}

// newTable returns the table of hashes in the order of their numbers, and is done
// with them.
func newTable(hashes []uint64) table {
	size := 16
	for size*5 < len(hashes)*6 {
		size *= 2
	}
	t := table{make([]uint32, size), make([]int32, size)}
	for number, h := range hashes {
		key, place := t.at(h)
		t.keys[place], t.numbers[place] = key, int32(number)
	}
	return t
}

// at returns the key of a hash, and where it is or would be.
func (t *table) at(hash uint64) (key uint32, place int) {
	key = uint32(hash>>32) | 1
	mask := len(t.keys) - 1
	place = int(hash) & mask
	for t.keys[place] != 0 && t.keys[place] != key {
		place = (place + 1) & mask
	}
	return key, place
}

// number returns the number of a feature.
func (t *table) number(hash uint64) (number int32, ok bool) {
	if hash == 0 || len(t.keys) == 0 {
		return 0, false
	}
	_, place := t.at(hash)
	return t.numbers[place], t.keys[place] != 0
}

// set is a set of hashes, at four bytes each. It is read once it is sorted.
type set []uint32

func (s *set) add(hash uint64) { *s = append(*s, uint32(hash>>32)) }

func (s *set) sort() {
	slices.Sort(*s)
	*s = slices.Clip(slices.Compact(*s))
}

func (s *set) has(hash uint64) bool {
	_, ok := slices.BinarySearch(*s, uint32(hash>>32))
	return ok
}
