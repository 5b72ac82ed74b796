package redflag

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
	cueLast
	cueHalf
	cueHaving
	cueOpening
	cueStarting
	cueAbout
	cueTopic
	cueGeneral
	cueImpersonal
	cueOrdered
	cueAside
	cueIgnored
	cueBetween
)

// cues lists what each phrase of the language means.
func (l *Language) cues(each func(phrase string, c cue)) {
	for _, list := range []struct {
		phrases []string
		cue     cue
	}{
		{l.Negations, cueNegation},
		{l.Reach, cueReach},
		{l.Or, cueOr},
		{l.Openers, cueOpener},
		{l.Unless, cueUnless},
		{l.Free, cueFree},
		{l.Last, cueLast},
		{l.Half, cueHalf},
		{l.Having, cueHaving},
		{l.Openings, cueOpening},
		{l.Starting, cueStarting},
		{l.About, cueAbout},
		{l.Topic, cueTopic},
		{l.General, cueGeneral},
		{l.Impersonal, cueImpersonal},
		{l.Ordered, cueOrdered},
		{l.Asides, cueAside},
		{l.Ignored, cueIgnored},
		{l.Between, cueBetween},
	} {
		for _, phrase := range list.phrases {
			each(phrase, list.cue)
		}
	}
}

// token is one word of a message, with what the rules make of it.
type token struct {
	text.Token
	cues cue     // what the word means
	ids  []int32 // the words of names that it is, after typos; nil for none
	asks bool    // a question mark follows
}

// read parts a message into words and finds out what each of them may mean.
func (f *Finder) read(message string) []token {
	words := f.merge(text.Tokens(message))
	list := make([]token, len(words))
	for i, w := range words {
		if i > 0 {
			list[i-1].asks = w.Before == text.GapAsk
		}
		list[i].Token, list[i].ids = w, f.names.vocabulary.find(w.Word)
		for n, c := range f.cues.At(text.Clause(words, i)) {
			if c&(cueOpening|cueOpener) != 0 {
				n = 1 // these count where they begin
			}
			for j := range n {
				list[i+j].cues |= c
			}
		}
	}
	if n := len(list); n > 0 {
		list[n-1].asks = strings.Contains(message[list[n-1].End:], "?")
	}
	return list
}

// merge puts one word in the place of each sequence that is a spelling of it,
// the longest first: "can not" becomes "cant".
func (f *Finder) merge(list []text.Token) []text.Token {
	out := list[:0]
	for i := 0; i < len(list); {
		t := list[i]
		n, head := f.spellings.Longest(text.Clause(list, i))
		if n > 0 {
			t.Word, t.End = head, list[i+n-1].End
		}
		i += max(n, 1)
		out = append(out, t)
	}
	return out
}
