package match

import (
	"math"
	"slices"
)

// keyboard is the neighbours of each key.
type keyboard map[rune][]rune

// newKeyboard returns the keyboard with these rows of letters, from the top,
// each row half a key to the right of the one above.
func newKeyboard(rows []string) keyboard {
	k := keyboard{}
	join := func(a, b rune) { k[a], k[b] = append(k[a], b), append(k[b], a) }
	var above []rune
	for _, row := range rows {
		keys := []rune(row)
		for i, key := range keys {
			if i > 0 {
				join(keys[i-1], key)
			}
			if i < len(above) {
				join(above[i], key)
			}
			if i+1 < len(above) {
				join(above[i+1], key)
			}
		}
		above = keys
	}
	return k
}

// What a mistake costs beside others, by how often people make it.
const (
	doubled  = 0.6 // a letter typed twice, or once instead of twice
	swapped  = 0.7 // two letters in the wrong order
	slid     = 0.8 // the key next to the right one
	dropped  = 0.9 // a letter too few
	added    = 0.9 // a letter too many
	replaced = 1.1 // another letter
	firstly  = 0.4 // in addition, where the first letter is wrong
)

// mostEdits is how many mistakes a word is looked for with.
const mostEdits = 2

// mistakes is what the mistakes cost that make a of b, or more than most where
// they are too many: an optimal string alignment with weights. Letters are not
// looked for further than mostEdits from their place.
func (k keyboard) mistakes(a, b []rune, most float64) float64 {
	var rows [3][longestSpelt + 1]float64
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := 1; j <= len(b); j++ {
		last[j] = last[j-1] + dropped
		if j == 1 {
			last[j] += firstly
		}
	}
	for i := 1; i <= len(a); i++ {
		extra, missing, other := 0.0, 0.0, 0.0
		if i == 1 {
			extra, missing, other = firstly, firstly, firstly
		}
		x := a[i-1]
		beside := k[x]
		from, to := max(1, i-mostEdits), min(len(b), i+mostEdits)
		row[from-1] = math.Inf(1)
		if from == 1 {
			row[0] = last[0] + added + extra
		}
		if to == i+mostEdits {
			last[to] = math.Inf(1)
		}
		least := row[from-1]
		for j := from; j <= to; j++ {
			y := b[j-1]
			cost := last[j-1]
			if x != y {
				step := replaced
				if slices.Contains(beside, y) {
					step = slid
				}
				if j == 1 {
					step += other
				}
				cost += step
			}
			more := added
			if i > 1 && a[i-2] == x {
				more = doubled
			}
			cost = min(cost, last[j]+more)
			fewer := dropped
			if j > 1 && b[j-2] == y {
				fewer = doubled
			}
			if j == 1 {
				fewer += missing
			}
			cost = min(cost, row[j-1]+fewer)
			if i > 1 && j > 1 && x == b[j-2] && a[i-2] == y && x != y {
				cost = min(cost, before[j-2]+swapped)
			}
			row[j] = cost
			least = min(least, cost)
		}
		if least > most {
			return least
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// slipped reports whether short words differ by a slip: two letters swapped, or
// one missing or doubled.
func slipped(a, b []rune) bool {
	switch len(b) - len(a) {
	case 0:
		for i := 1; i < len(a); i++ {
			if a[i] != a[i-1] && a[i] == b[i-1] && a[i-1] == b[i] && string(a[:i-1]) == string(b[:i-1]) && string(a[i+1:]) == string(b[i+1:]) {
				return true
			}
		}
	case 1:
		return a[0] == b[0]
	case -1:
		for i := 1; i < len(a); i++ {
			if a[i] == a[i-1] && string(a[:i])+string(a[i+1:]) == string(b) {
				return true
			}
		}
	}
	return false
}
