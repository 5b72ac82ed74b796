package knowledge

import (
	"strings"

	"limber/knowledge/text"
)

// cue is a set of what a word means to the safety rules.
type cue uint32

const (
	cueNegation cue = 1 << iota
	cueReach
	cueOr
	cueOpener
	cueUnless
	cueFree
	cueHalf
	cueHaving
	cueOpening
	cueStarting
	cueAbout
	cueAside
	cueIgnored
	cueBetween
)

// anyNumber stands for any number in a word sequence.
const anyNumber = "#"

// sequences finds word sequences in a message, by their first word.
type sequences map[string][]sequence

type sequence struct {
	words []string
	cue   cue
	as    string // one word for the whole, where it is a spelling
}

// add takes in one phrase. A phrase without a word is left out.
func (s sequences) add(phrase string, c cue, as string) {
	var words []string
	for _, field := range strings.Fields(phrase) {
		if field == anyNumber {
			words = append(words, field)
		} else {
			words = append(words, text.Words(field)...)
		}
	}
	if len(words) > 0 {
		s[words[0]] = append(s[words[0]], sequence{words, c, as})
	}
}

// at calls found for every sequence that begins at place i of the message.
func (s sequences) at(list []token, i int, found func(sequence)) {
	for _, seq := range s[list[i].word] {
		if seq.matches(list[i:]) {
			found(seq)
		}
	}
	if isNumber(list[i].word) {
		for _, seq := range s[anyNumber] {
			if seq.matches(list[i:]) {
				found(seq)
			}
		}
	}
}

func (seq sequence) matches(list []token) bool {
	if len(seq.words) > len(list) {
		return false
	}
	for i, w := range seq.words {
		if i > 0 && list[i].before >= gapComma {
			return false
		}
		if w != list[i].word && !(w == anyNumber && isNumber(list[i].word)) {
			return false
		}
	}
	return true
}

func isNumber(word string) bool {
	return word != "" && strings.Trim(word, "0123456789") == ""
}

// mark gives every word of the message its cues.
func (s sequences) mark(list []token) {
	for i := range list {
		s.at(list, i, func(seq sequence) {
			c := seq.cue
			if c&(cueOpening|cueOpener) != 0 {
				list[i].cues |= c // these count where they begin
				return
			}
			for j := range seq.words {
				list[i+j].cues |= c
			}
		})
	}
}

// merge puts one word in the place of each sequence that has one, the longest
// first: "can not" becomes "cant".
func (s sequences) merge(list []token) []token {
	out := list[:0]
	for i := 0; i < len(list); {
		var best sequence
		s.at(list, i, func(seq sequence) {
			if seq.as != "" && len(seq.words) > len(best.words) {
				best = seq
			}
		})
		t := list[i]
		if n := len(best.words); n > 0 {
			t.word, t.end = best.as, list[i+n-1].end
			i += n
		} else {
			i++
		}
		out = append(out, t)
	}
	return out
}
