package text

import "strings"

// Distance is the number of letters to insert, delete, replace or swap with
// their neighbour to make b of a (optimal string alignment).
func Distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	before, last, row := make([]int, len(rb)+1), make([]int, len(rb)+1), make([]int, len(rb)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(ra); i++ {
		row[0] = i
		for j := 1; j <= len(rb); j++ {
			change := 1
			if ra[i-1] == rb[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(rb)]
}

// Nearest returns the candidate that word is most likely a misspelling of, or
// "" where none is near: at most one change in three letters. The first of
// equally near ones wins.
func Nearest(word string, candidates []string) string {
	best, least := "", len([]rune(word))/3+1
	for _, c := range candidates {
		if d := Distance(Fold(word), Fold(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

// Letters is the set of the letters a to z in a word, one bit each. A change
// of one letter changes at most two of them, which is quicker to see than a
// Distance.
func Letters(word string) uint32 {
	var set uint32
	for _, r := range word {
		if 'a' <= r && r <= 'z' {
			set |= 1 << (r - 'a')
		}
	}
	return set
}

// Squeeze shortens every run of one letter to at most most: with 1, "sharrrp"
// is "sharp".
func Squeeze(word string, most int) string {
	var b strings.Builder
	var last rune
	run := 0
	for _, r := range word {
		if r == last {
			run++
		} else {
			last, run = r, 1
		}
		if run <= most {
			b.WriteRune(r)
		}
	}
	return b.String()
}
