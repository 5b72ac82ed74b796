package match

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"limber/knowledge/text"
)

// spelling knows the words of an index and which of them follow each other. It
// takes words that no document knows for the known ones that were meant:
// misspelt, run together, or parted.
type spelling struct {
	stem  func(string) string
	count map[string]int
	real  set // stems of words that are right as they are; nothing is corrected to them
	// pairs are the words that follow each other in phrasings, hashed: a
	// misspelt word is more likely one that goes with its neighbours.
	pairs set
	keys  keyboard
	// confused are words that are written for each other.
	confused map[string][]string
	words    []spelt // what is corrected to, in alphabetical order
	length   [longestSpelt + 2][]int32
}

// spelt is a known word as the search for the nearest one needs it.
type spelt struct {
	word    string
	runes   []rune
	letters uint32
	common  float64 // the logarithm of how often it stands there
}

const (
	// shortestSpelt and longestSpelt bound the words that are corrected.
	shortestSpelt, longestSpelt = 2, 24
	// How often a word stands in the texts counts a little, and how many of its
	// neighbours it goes with as much as most of a mistake.
	commonness, company = 0.04, 0.3
)

func newSpelling(stem func(string) string, rows []string) *spelling {
	return &spelling{stem: stem, count: map[string]int{}, confused: map[string][]string{}, keys: newKeyboard(rows)}
}

func (s *spelling) learn(word string, weight int) { s.count[word] += weight }

func (s *spelling) leave(word string) { s.real.add(hash(s.stem(word))) }

// follow takes in words that follow each other in a phrasing.
func (s *spelling) follow(words []string) {
	for i := 1; i < len(words); i++ {
		s.pairs.add(hash(words[i-1], words[i]))
	}
}

// confuse takes in a group of words that are written for each other.
func (s *spelling) confuse(group []string) {
	for _, w := range group {
		s.confused[w] = append(s.confused[w], group...)
	}
}

// together reports whether b follows a in some phrasing.
func (s *spelling) together(a, b string) bool { return s.pairs.has(hash(a, b)) }

// knows reports whether a word is right as it is.
func (s *spelling) knows(word string) bool {
	return s.count[word] > 0 || s.real.has(hash(s.stem(word)))
}

func (s *spelling) build() {
	s.real.sort()
	s.pairs.sort()
	for w, n := range s.count {
		r := []rune(w)
		if len(r) >= shortestSpelt && len(r) <= longestSpelt && !strings.ContainsAny(w, "0123456789") {
			s.words = append(s.words, spelt{w, r, text.Letters(w), math.Log(float64(n))})
		}
	}
	slices.SortFunc(s.words, func(a, b spelt) int { return strings.Compare(a.word, b.word) })
	for i, w := range s.words {
		s.length[len(w.runes)] = append(s.length[len(w.runes)], int32(i))
	}
}

// mended is a word as it was meant.
type mended struct {
	word  string
	trust float32 // 1 as written, less where it was corrected
}

// How much a corrected word counts beside one as written. A short word is more
// often another word than a misspelt one.
const (
	trustSure   = 0.95 // one mistake in a word of six letters or more, or one that goes with its neighbours
	trustShort  = 0.85
	trustFar    = 0.75 // more than one mistake
	sureLetters = 6
)

// mend returns the words of a text as they were meant.
func (s *spelling) mend(words []string) []mended {
	out := make([]mended, 0, len(words)+2)
	for i := 0; i < len(words); i++ {
		w := words[i]
		before, after := "", ""
		if len(out) > 0 {
			before = out[len(out)-1].word
		}
		if i+1 < len(words) {
			after = words[i+1]
		}
		if s.parted(w, after) {
			out = append(out, mended{w + after, trustSure})
			i++
			continue
		}
		switch {
		case s.knows(w):
			out = append(out, s.meant(before, w, after))
		default:
			out = append(out, s.correct(before, w, after)...)
		}
	}
	return out
}

// meant returns the word that was meant where a real word stands that goes with
// none of its neighbours: "soar" for "sore" before "spot". Only what is easily
// written for the other is believed in, and only where that goes with all of
// its neighbours.
func (s *spelling) meant(before, word, after string) mended {
	neighbours := 0
	for _, w := range []string{before, after} {
		if w != "" {
			neighbours++
		}
	}
	known := s.count[word] > 0
	if neighbours == 0 || known && s.with(before, word, after) > 0 {
		return mended{word, 1}
	}
	best, least := "", math.Inf(1)
	fits := func(k string) bool {
		return k != word && s.count[k] > 0 && s.with(before, k, after) == neighbours
	}
	try := func(k string, cost float64) {
		if cost < least {
			best, least = k, cost
		}
	}
	for _, k := range s.confused[word] {
		if fits(k) {
			try(k, 0)
		}
	}
	if known {
		for i := 1; i < len(word); i++ {
			k := word[:i-1] + word[i:i+1] + word[i-1:i] + word[i+1:]
			if fits(k) {
				try(k, swapped)
			}
		}
	} else {
		s.near(word, slip, fits, func(k *spelt, cost float64) { try(k.word, cost-commonness*k.common) })
	}
	if best == "" {
		return mended{word, 1}
	}
	return mended{best, trustShort}
}

// slip is what one mistake of the hand costs at most.
const slip = 1.1

// near calls f with every known word that fits and is at most so many mistakes
// away.
func (s *spelling) near(word string, most float64, fits func(string) bool, f func(k *spelt, cost float64)) {
	r, letters := []rune(word), text.Letters(word)
	n := len(r)
	edits := min(int(most/doubled), mostEdits)
	if n > longestSpelt {
		return
	}
	for l := max(shortestSpelt, n-edits); l <= min(longestSpelt, n+edits); l++ {
		for _, i := range s.length[l] {
			k := &s.words[i]
			// A mistake adds one letter at most, and takes one away.
			if bits.OnesCount32(letters&^k.letters) > edits || bits.OnesCount32(k.letters&^letters) > edits || fits != nil && !fits(k.word) {
				continue
			}
			if cost := s.keys.mistakes(r, k.runes, most); cost <= most {
				f(k, cost)
			}
		}
	}
}

// parted reports whether two words are one known word with a space in it: at
// least one part of it is no word.
func (s *spelling) parted(a, b string) bool {
	return b != "" && len(a)+len(b) >= shortestParted && s.count[a+b] > 0 && (!s.knows(a) || !s.knows(b))
}

// shortestParted is the least length, in bytes, of a word that may be parted.
const shortestParted = 4

// correct returns the known word, or the two run together, that an unknown word
// most looks like between its neighbours; the word itself if there is none.
func (s *spelling) correct(before, word, after string) []mended {
	n := len([]rune(word))
	if n < shortestSpelt || n > 2*longestSpelt || strings.ContainsAny(word, "0123456789") {
		return []mended{{word, 1}}
	}
	best, least, cost := "", math.Inf(1), 0.0
	s.near(word, allowed(n)+byCompany, nil, func(k *spelt, c float64) {
		with := s.with(before, k.word, after)
		if with == 0 && (c > allowed(min(n, len(k.runes))) || n <= slipLetters && !slipped([]rune(word), k.runes)) {
			return
		}
		if price := c - company*float64(with) - commonness*k.common; price < least {
			best, least, cost = k.word, price, c
		}
	})
	two, price := s.split(before, word, after)
	if two != nil && (best == "" || price < least) {
		return two
	}
	if best == "" {
		return []mended{{word, 1}}
	}
	trust := float32(trustShort)
	switch {
	case cost > 1.2:
		trust = trustFar
	case n >= sureLetters || s.with(before, best, after) > 0:
		trust = trustSure
	}
	return []mended{{best, trust}}
}

// with is how many of a word's neighbours it goes with.
func (s *spelling) with(before, word, after string) (n int) {
	if before != "" && s.together(before, word) {
		n++
	}
	if after != "" && s.together(word, after) {
		n++
	}
	return n
}

// byCompany is how much more may be wrong with a word that goes with its
// neighbours.
const byCompany = 0.6

// slipLetters is the length up to which another letter makes too many other
// words.
const slipLetters = 3

// allowed is the number of mistakes after which a word of n letters may still
// be meant.
func allowed(n int) float64 {
	switch {
	case n < 3:
		return 0.8
	case n < 7:
		return 1.1
	}
	return 2.2
}

// splitCost is what a missing space counts beside other mistakes.
const splitCost = 0.9

// split returns the two known words that a word is made of, and its price; nil
// where there are none. Short ones must go with each other.
func (s *spelling) split(before, word, after string) ([]mended, float64) {
	var two []mended
	least := math.Inf(1)
	for i := range word {
		if i == 0 {
			continue
		}
		a, b := word[:i], word[i:]
		na, nb := s.count[a], s.count[b]
		if na == 0 || nb == 0 {
			continue
		}
		with := 0
		if s.together(a, b) {
			with = 1
		}
		if with == 0 && min(len(a), len(b)) < 3 {
			continue
		}
		if before != "" && s.together(before, a) || after != "" && s.together(b, after) {
			with++
		}
		price := splitCost - company*float64(with) - commonness*math.Log(float64(min(na, nb)))
		if price < least {
			least, two = price, []mended{{a, trustSure}, {b, trustSure}}
		}
	}
	return two, least
}
