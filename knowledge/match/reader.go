package match

import (
	"slices"
	"strings"

	"limber/knowledge/text"
)

// token is one word of a text as the matcher sees it.
type token struct {
	word  string // folded; as corrected, where it was misspelt
	stem  string
	group int32 // synonym group, 0 if none
	// last is true for the token that ends a synonym sequence, or is no part
	// of one: pairs of neighbours are made from one such token to the next.
	last bool
	// common is true for a word that any text may have.
	common bool
	// trust is 1 for a word as written, less for a corrected one.
	trust float32
}

// reader turns texts into tokens.
type reader struct {
	stem         func(string) string
	contractions map[string][]string
	filler       text.Sequences[struct{}]
	synonyms     text.Sequences[int32] // to their groups
	common       map[string]bool       // by word
	stems        map[string]string
	spelling     *spelling
}

func newReader(docs []Document, o Options) *reader {
	r := &reader{stem: o.Stem, contractions: map[string][]string{}, common: map[string]bool{}, stems: map[string]string{}}
	if r.stem == nil {
		r.stem = func(word string) string { return word }
	}
	if apart := o.Apart; len(apart) > 0 {
		stem := r.stem
		r.stem = func(word string) string {
			if slices.Contains(apart, word) {
				return word
			}
			return stem(word)
		}
	}
	for short, long := range o.Contractions {
		r.contractions[strings.Join(text.Words(short), "")] = text.Words(long)
	}
	for _, word := range o.Common {
		for _, w := range text.Words(word) {
			r.common[w] = true
		}
	}
	for _, filler := range o.Filler {
		r.filler.Add(text.Words(filler), struct{}{})
	}
	for i, group := range merged(r.folded(o.Synonyms)) {
		for _, member := range group {
			r.synonyms.Add(strings.Fields(member), int32(i+1))
		}
	}
	r.spelling = newSpelling(r.stem, o.Keyboard)
	learn := func(s string, weight int) {
		for _, w := range r.expand(text.Words(s)) {
			r.spelling.learn(w, weight)
			r.stems[w] = r.stem(w)
		}
	}
	for _, d := range docs {
		for _, p := range d.Phrasings {
			learn(p, 4) // a word of phrasings is likelier in a question than one of a text
			r.spelling.follow(r.expand(text.Words(p)))
		}
		learn(d.Text, 1)
	}
	for _, group := range o.Synonyms {
		for _, member := range group {
			learn(member, 4)
		}
	}
	for _, words := range [][]string{o.Filler, o.Common} {
		for _, s := range words {
			learn(s, 2)
		}
	}
	for short := range r.contractions {
		r.spelling.learn(short, 1)
	}
	// Words of other subjects are real words, but nothing is corrected to them.
	for _, texts := range [][]string{o.Near, o.Elsewhere, o.Real} {
		for _, s := range texts {
			for _, w := range r.expand(text.Words(s)) {
				r.spelling.leave(w)
			}
		}
	}
	for _, group := range o.Confused {
		r.spelling.confuse(group)
	}
	r.spelling.build()
	return r
}

func (r *reader) stemOf(word string) string {
	if s, ok := r.stems[word]; ok {
		return s
	}
	return r.stem(word)
}

func (r *reader) stemAll(words []string) []string {
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = r.stemOf(w)
	}
	return stems
}

// expand writes contractions out.
func (r *reader) expand(words []string) []string {
	for i, w := range words {
		long, ok := r.contractions[w]
		if !ok {
			continue
		}
		out := append([]string{}, words[:i]...)
		out = append(out, long...)
		return append(out, r.expand(words[i+1:])...)
	}
	return words
}

// read returns the tokens of a text. With correct, words that no document
// knows are taken for the known word that they most look like.
func (r *reader) read(s string, correct bool) []token {
	words := r.expand(text.Words(s))
	tokens := make([]token, 0, len(words)+2)
	if correct {
		for _, m := range r.spelling.mend(words) {
			for _, w := range r.expand([]string{m.word}) {
				tokens = append(tokens, token{word: w, trust: m.trust})
			}
		}
	} else {
		for _, w := range words {
			tokens = append(tokens, token{word: w, trust: 1})
		}
	}
	tokens = r.dropFiller(tokens)
	for i := range tokens {
		tokens[i].stem = r.stemOf(tokens[i].word)
		tokens[i].last = true
		tokens[i].common = r.common[tokens[i].word]
	}
	for i := 0; i < len(tokens); {
		n, group := r.synonyms.Longest(len(tokens)-i, func(j int) string { return tokens[i+j].stem })
		for j := range n {
			tokens[i+j].group = group
			tokens[i+j].last = j == n-1
		}
		i += max(n, 1)
	}
	return tokens
}

// Words returns the words of a text as the index takes them: contractions
// written out, misspelt ones corrected, without filler.
func (x *Index) Words(s string) []string {
	tokens := x.reader.read(s, true)
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.word
	}
	return words
}

func (r *reader) dropFiller(tokens []token) []token {
	kept := make([]token, 0, len(tokens))
	for i := 0; i < len(tokens); {
		n, _ := r.filler.Longest(len(tokens)-i, func(j int) string { return tokens[i+j].word })
		if n == 0 {
			kept = append(kept, tokens[i])
		}
		i += max(n, 1)
	}
	if len(kept) == 0 {
		return tokens
	}
	return kept
}
