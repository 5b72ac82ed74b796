// Package match finds which of many documents a short text asks for, when each
// document is known by some ways of asking for it.
//
// It is an inverted index whose postings carry taught weights. A text becomes
// a sparse unit vector of word stems, pairs of neighbouring words, and letter
// sequences; a document starts as the mean of its phrasings, and then all are
// taught together to be told from each other. Nothing here knows packs, platforms
// or a language.
//
// Most of the time goes into three short loops over a teacher's own weights or an
// index that is done. The race detector, which would make a test many times
// slower there, is told to leave them out.
package match

import (
	"sync"
)

// Document is something that can be asked for.
type Document struct {
	// ID names it to people; the index itself counts documents from 0.
	ID string
	// Phrasings are ways of asking for it. Every one counts the same.
	Phrasings []string
	// Text is what it says: words that may turn up in questions though no
	// phrasing has them. Its weight is small.
	Text string
}

// Options say what an index knows of its language. All of it may be empty.
type Options struct {
	// Stem returns the stem of a folded word; nil leaves words as they are.
	Stem func(word string) string
	// Apart are words that are no form of another one, though Stem takes them for
	// it: "performance" is not "performed".
	Apart []string
	// Synonyms are groups of words or word sequences that mean the same.
	Synonyms [][]string
	// Filler are words and word sequences without meaning in a question. They
	// are dropped, unless nothing would be left.
	Filler []string
	// Contractions are written out first: "dont" is "do not". Keys have no
	// apostrophe.
	Contractions map[string]string
	// Common are words that any text may have. One that no document knows is no
	// sign that the text is about something else.
	Common []string
	// Real are words that are right as they are, though no document has them.
	Real []string
	// Confused are groups of words that are written for each other.
	Confused [][]string
	// Keyboard is the letters of its rows of keys, from the top: the key next to
	// the right one is often hit.
	Keyboard []string
	// Near are texts that ask for no document though they may look like it. The
	// index is taught to refuse every one of them.
	Near []string
	// Elsewhere are texts that ask for no document. The index is taught to
	// refuse those of them that it does not largely know.
	Elsewhere []string
}

// Index finds documents. It does not change after New, so any number of
// goroutines may use it.
type Index struct {
	docs     []Document
	reader   *reader
	features table
	rarity   []float32 // by feature: its weight in a text before the text is made a unit vector

	posts postings
	near  likeness

	refusing int       // how many texts there are that ask for no document
	refusals postings  // of the same
	nothing  []float32 // by feature: what was learned of texts that ask for no document; nil where there were none

	scratch sync.Pool // of *scratch
}

// New returns an index of docs. The same documents and options give the same
// index, bit by bit.
func New(docs []Document, o Options) *Index {
	x := &Index{docs: docs, reader: newReader(docs, o)}
	x.scratch.New = func() any {
		return &scratch{scores: make([]float32, len(docs)), refusals: make([]float32, x.refusing), spread: make([]float32, len(x.rarity))}
	}
	texts, firsts := x.count()
	phrasings := x.vectorise(texts)
	x.near = newLikeness(phrasings, firsts)
	means := x.means(phrasings, firsts)
	if len(x.rarity)*len(docs) > teachMost {
		x.posts = newPostings(len(x.rarity), means)
		return x
	}
	elsewhere := x.refuse(o)
	x.posts, x.nothing = teach(phrasings, firsts, elsewhere, means, len(x.rarity))
	x.refusing = len(elsewhere)
	x.refusals = newPostings(len(x.rarity), elsewhere)
	return x
}

// Len returns the number of documents.
func (x *Index) Len() int { return len(x.docs) }

// Document returns a document by its number.
func (x *Index) Document(doc int) Document { return x.docs[doc] }
