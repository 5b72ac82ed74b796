package match

import (
	"sort"

	"limber/knowledge/text"
)

// spelling knows the words of an index and corrects others to them.
type spelling struct {
	count map[string]int
	real  map[string]bool // words that are not corrected, nor others to them
	words []string
	// by is the words by their keys: see keys.
	by map[string][]int32
}

func newSpelling() *spelling {
	return &spelling{count: map[string]int{}, real: map[string]bool{}, by: map[string][]int32{}}
}

func (s *spelling) learn(word string, weight int) { s.count[word] += weight }

func (s *spelling) leave(word string) { s.real[word] = true }

// knows reports whether a word is right as it is.
func (s *spelling) knows(word string) bool { return s.count[word] > 0 || s.real[word] }

func (s *spelling) build() {
	for w := range s.count {
		s.words = append(s.words, w)
	}
	sort.Strings(s.words)
	for i, w := range s.words {
		deletions([]rune(w), func(key string) {
			s.by[key] = append(s.by[key], int32(i))
		})
	}
}

// shortest is the length from which a word is corrected. Words of that length
// are one changed letter away from too many others: in them only two swapped
// letters or a missing one are mended: "bak" is "back".
const shortest = 3

// deletions calls f with the word and with the word less each one letter. Two
// words that share such a key are at most two edits apart, and every word one
// edit away shares one.
func deletions(word []rune, f func(key string)) {
	f(string(word))
	if len(word) <= shortest {
		return
	}
	buf := make([]rune, len(word)-1)
	for i := range word {
		if i > 0 && word[i] == word[i-1] {
			continue
		}
		copy(buf, word[:i])
		copy(buf[i:], word[i+1:])
		f(string(buf))
	}
}

// How much a corrected word counts beside one as written. A short word is more
// often another word than a misspelt one.
const (
	trustLong  = 0.95 // 6 letters and more
	trustShort = 0.85
	trustFar   = 0.75 // two edits
	trustSplit = 0.9
)

// correct returns the known word that an unknown one most looks like, or the
// two known words that it is made of, and how far to trust it; nothing if
// there is none.
func (s *spelling) correct(word string) ([]string, float32) {
	w := []rune(word)
	if len(w) < shortest || len(w) > 40 {
		return nil, 0
	}
	best, bestEdits := "", 3
	seek := func(key string) {
		for _, i := range s.by[key] {
			known := s.words[i]
			k := []rune(known)
			if len(k) < shortest || s.real[known] && s.count[known] == 0 {
				continue
			}
			d := text.Distance(string(w), known)
			if len(w) == shortest && !slips(w, k) {
				continue
			}
			if d > allowed(min(len(w), len(k))) || d == 2 && w[0] != k[0] {
				continue
			}
			// Two words equally near: the one that begins alike, then the commoner.
			if d < bestEdits || d == bestEdits && s.better(known, best, w[0]) {
				best, bestEdits = known, d
			}
		}
	}
	deletions(w, seek)
	if len(w) == shortest { // its own deletions are too short to be keys
		seek(string([]rune{w[1], w[0], w[2]}))
		seek(string([]rune{w[0], w[2], w[1]}))
	}
	if bestEdits == 1 {
		if len(w) >= 6 {
			return []string{best}, trustLong
		}
		return []string{best}, trustShort
	}
	if a, b := s.split(word); a != "" {
		return []string{a, b}, trustSplit
	}
	if bestEdits == 2 {
		return []string{best}, trustFar
	}
	return nil, 0
}

// slips reports whether b is the short word a with a letter added inside or at
// its end, or with two letters swapped.
func slips(a, b []rune) bool {
	if a[0] == b[0] && len(b) == len(a)+1 {
		return true
	}
	return len(a) == len(b) && (a[0] == b[1] && a[1] == b[0] && a[2] == b[2] || a[0] == b[0] && a[1] == b[2] && a[2] == b[1])
}

func (s *spelling) better(a, b string, first rune) bool {
	if b == "" {
		return true
	}
	ar, br := []rune(a)[0] == first, []rune(b)[0] == first
	if ar != br {
		return ar
	}
	if s.count[a] != s.count[b] {
		return s.count[a] > s.count[b]
	}
	return a < b
}

// allowed is the number of edits after which a word of n letters may still be
// meant.
func allowed(n int) int {
	switch {
	case n < 3:
		return 0
	case n < 7:
		return 1
	}
	return 2
}

// split returns the two known words that a word is made of, the commonest if
// there are several ways.
func (s *spelling) split(word string) (string, string) {
	bestA, bestB, best := "", "", 0
	for i := range word {
		if i < 3 || len(word)-i < 3 {
			continue
		}
		a, b := word[:i], word[i:]
		if n := min(s.count[a], s.count[b]); n > best {
			bestA, bestB, best = a, b, n
		}
	}
	return bestA, bestB
}
