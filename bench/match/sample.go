package main

import (
	"math/rand"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis/lang/en"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

// all is the number of shots that stands for every phrasing there is.
const all = 0

// documents returns the documents of a set, with k phrasings drawn for each.
func (s set) documents(k int, seed int64) []match.Document {
	if s.docs != nil {
		return s.docs
	}
	by := map[string][]string{}
	var ids []string
	for _, l := range s.train {
		if by[l.want] == nil {
			ids = append(ids, l.want)
		}
		by[l.want] = append(by[l.want], l.text)
	}
	slices.Sort(ids)
	r := rand.New(rand.NewSource(seed))
	docs := make([]match.Document, len(ids))
	for i, id := range ids {
		list := by[id]
		r.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
		if k != all {
			list = list[:min(k, len(list))]
		}
		docs[i] = match.Document{ID: id, Phrasings: list}
	}
	return docs
}

// some returns n of a list, the same ones each time; all of it for all.
func some[T any](list []T, n int) []T {
	if n == all || n >= len(list) {
		return list
	}
	list = slices.Clone(list)
	rand.New(rand.NewSource(1)).Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
	return list[:n]
}

// typoEvery is the number of characters between two typos.
const typoEvery = 8

// misspelt returns a text with one typo in every eight characters: two letters
// swapped, one left out, doubled or replaced.
func misspelt(s string, r *rand.Rand) string {
	letters := []rune(s)
	var b strings.Builder
	for from := 0; from < len(letters); from += typoEvery {
		part := slices.Clone(letters[from:min(from+typoEvery, len(letters))])
		if at := r.Intn(typoEvery); at < len(part) && part[at] != ' ' {
			part = typo(part, at, r)
		}
		b.WriteString(string(part))
	}
	return b.String()
}

func typo(part []rune, at int, r *rand.Rand) []rune {
	switch r.Intn(4) {
	case 0:
		if at+1 < len(part) {
			part[at], part[at+1] = part[at+1], part[at]
		}
		return part
	case 1:
		return slices.Delete(part, at, at+1)
	case 2:
		return slices.Insert(part, at, part[at])
	default:
		part[at] = rune('a' + r.Intn('z'-'a'+1))
		return part
	}
}

// stopWords are Snowball's for English, as bleve has them.
var stopWords = func() map[string]bool {
	words := map[string]bool{}
	for _, line := range strings.Split(string(en.EnglishStopWords), "\n") {
		line, _, _ = strings.Cut(line, "|")
		for _, w := range text.Words(line) {
			words[w] = true
		}
	}
	return words
}()

// keywords returns the words of a text that carry meaning, or all of them.
func keywords(s string) string {
	words := text.Words(s)
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return stopWords[w] })
	if len(kept) == 0 {
		kept = words
	}
	return strings.Join(kept, " ")
}
