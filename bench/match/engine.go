package main

import (
	"strings"

	"limber/knowledge/match"
)

// engine is one of the matchers that are measured beside each other.
type engine struct {
	name string
	// slow marks an engine that is asked fewer questions.
	slow  bool
	build func(docs []match.Document) (finder, error)
}

// finder answers questions.
type finder interface {
	// find returns at most n documents that q may ask for, best first.
	find(q string, n int) []hit
}

// hit is a document found. Scores of one engine can be compared with each
// other, those of two cannot.
type hit struct {
	doc   int
	score float64
}

// fitter is a finder that makes a confidence of its scores from questions that
// some document answers, and others that none does. Others are judged by their
// best score as it is.
type fitter interface {
	fit(covered, refused []string)
}

// product is the name of the engine that all others are compared with.
const product = "Limber"

// The text engines are measured in two arrangements: every phrasing as a
// document of its own, as one would index questions, and all phrasings of an
// entry as one document, which finds more but cannot say which one it was.
const (
	bleveByPhrasing = "bleve, by phrasing"
	bleveByEntry    = "bleve, by entry"
)

// engines are all that are measured, the product's matcher first.
var engines = []engine{
	{name: product, build: newLimber},
	{name: bleveByPhrasing, build: newBleve(0)},
	{name: bleveByEntry, build: byEntry(newBleve(0))},
	{name: "bleve, by entry, fuzziness 1", slow: true, build: byEntry(newBleve(1))},
	{name: "BM25, by phrasing", build: newInverted(bm25)},
	{name: "BM25, by entry", build: byEntry(newInverted(bm25))},
	{name: "TF-IDF cosine, by phrasing", build: newInverted(cosine)},
	{name: "TF-IDF cosine, by entry", build: byEntry(newInverted(cosine))},
	{name: "sahilm/fuzzy, word by word", slow: true, build: newFuzzy(fuzzyWords)},
	{name: "sahilm/fuzzy, whole question", slow: true, build: newFuzzy(fuzzyWhole)},
}

// byEntry makes one document of all phrasings of an entry.
func byEntry(build func([]match.Document) (finder, error)) func([]match.Document) (finder, error) {
	return func(docs []match.Document) (finder, error) {
		whole := make([]match.Document, len(docs))
		for i, d := range docs {
			whole[i] = match.Document{ID: d.ID, Phrasings: []string{strings.Join(d.Phrasings, "\n")}, Text: d.Text}
		}
		return build(whole)
	}
}

// textWeight is how much likeness to what a document says counts beside
// likeness to a way of asking for it. It is that of the product's matcher, and
// the same for all that are measured beside it.
const textWeight = 0.2

// phrasing is one way of asking for a document.
type phrasing struct {
	doc  int
	text string
}

func phrasingsOf(docs []match.Document) []phrasing {
	var list []phrasing
	for d, doc := range docs {
		for _, p := range doc.Phrasings {
			list = append(list, phrasing{d, p})
		}
	}
	return list
}
