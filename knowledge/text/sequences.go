package text

import (
	"iter"
	"strings"
)

// anyNumber stands for any number in a pattern.
const anyNumber = "#"

// Sequences is a set of word sequences, each with values. The zero value is
// empty. Once all are added, any number of goroutines may look them up.
type Sequences[V any] struct {
	next   map[string]*Sequences[V] // by word
	values []V                      // of the sequence that ends here
}

// Pattern returns the words of a phrase as Add takes them. "#" alone stands for
// any number.
func Pattern(phrase string) []string {
	var words []string
	for _, field := range strings.Fields(phrase) {
		if field == anyNumber {
			words = append(words, field)
		} else {
			words = append(words, Words(field)...)
		}
	}
	return words
}

// Add gives a value to a sequence, beside those that it has. A sequence of no
// words is left out.
func (s *Sequences[V]) Add(words []string, value V) {
	if len(words) == 0 {
		return
	}
	for _, w := range words {
		if s.next[w] == nil {
			if s.next == nil {
				s.next = map[string]*Sequences[V]{}
			}
			s.next[w] = &Sequences[V]{}
		}
		s = s.next[w]
	}
	s.values = append(s.values, value)
}

// Empty reports whether there is no sequence.
func (s *Sequences[V]) Empty() bool { return len(s.next) == 0 }

// At returns the length and value of every sequence that n words begin with.
// Word returns these by their number from 0 on, and "" where a sequence may not
// go on.
func (s *Sequences[V]) At(n int, word func(i int) string) iter.Seq2[int, V] {
	return func(yield func(int, V) bool) { s.walk(0, n, word, yield) }
}

// walk calls yield for every sequence whose first i words led to s. It returns
// false once yield does.
func (s *Sequences[V]) walk(i, n int, word func(int) string, yield func(int, V) bool) bool {
	for _, v := range s.values {
		if !yield(i, v) {
			return false
		}
	}
	if i == n || s.Empty() {
		return true
	}
	w := word(i)
	if next := s.next[w]; next != nil && !next.walk(i+1, n, word, yield) {
		return false
	}
	if next := s.next[anyNumber]; next != nil && isNumber(w) {
		return next.walk(i+1, n, word, yield)
	}
	return true
}

// Longest returns the length and the first value of the longest sequence that
// n words begin with, 0 if there is none; Word is that of At.
func (s *Sequences[V]) Longest(n int, word func(i int) string) (length int, value V) {
	for l, v := range s.At(n, word) {
		if l > length {
			length, value = l, v
		}
	}
	return length, value
}

// Clause returns the words of the list from place i on as At and Longest take
// them: no sequence goes on beyond a comma or the end of a sentence.
func Clause(list []Token, i int) (n int, word func(int) string) {
	return len(list) - i, func(k int) string {
		if k > 0 && list[i+k].Before >= GapComma {
			return ""
		}
		return list[i+k].Word
	}
}

func isNumber(word string) bool {
	return word != "" && strings.Trim(word, "0123456789") == ""
}
