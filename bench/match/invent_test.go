package main

import (
	"fmt"
	"math/rand"
	"strings"

	"limber/knowledge"
	"limber/knowledge/match"
	"limber/knowledge/text"
)

// inventor makes up entries of any number. Its frequent words are those of the
// shipped pack, as often as they are there; the rare ones are made up of the
// same letters in the same order, so that letter sequences are as rare as in
// English.
type inventor struct {
	r        *rand.Rand
	frequent []string // as often as in the pack
	follow   map[string][]rune
	rare     []string
}

// Of the words of a phrasing about one half is of the frequent ones, as of the
// pack's own phrasings about one half is of its hundred most frequent words.
const (
	phrasingsEach = 5
	shortest      = 4 // words
	longest       = 10
	frequentShare = 0.5
	subjectWords  = 3 // that an entry's phrasings choose from
	rareEach      = 2 // made-up words an entry, of which many are shared
)

func newInventor(entries int) (*inventor, error) {
	p, err := knowledge.Find("foam-rolling")
	if err != nil {
		return nil, err
	}
	v := &inventor{r: rand.New(rand.NewSource(1)), follow: map[string][]rune{}}
	for _, e := range p.Entries {
		for _, s := range append([]string{e.Question, e.Answer}, e.Ask...) {
			v.frequent = append(v.frequent, text.Words(s)...)
		}
	}
	for _, w := range v.frequent {
		letters := []rune("^^" + w + "$")
		for i := 2; i < len(letters); i++ {
			two := string(letters[i-2 : i])
			v.follow[two] = append(v.follow[two], letters[i])
		}
	}
	for range max(entries*rareEach, 500) {
		v.rare = append(v.rare, v.word())
	}
	return v, nil
}

// word makes up a word: each letter follows the two before it as often as it
// does in the pack.
func (v *inventor) word() string {
	for {
		letters := []rune("^^")
		for len(letters) < 16 {
			next := v.follow[string(letters[len(letters)-2:])]
			l := next[v.r.Intn(len(next))]
			if l == '$' {
				break
			}
			letters = append(letters, l)
		}
		if len(letters) >= 6 {
			return string(letters[2:])
		}
	}
}

// documents makes up n documents.
func (v *inventor) documents(n int) []match.Document {
	zipf := rand.NewZipf(v.r, 1.1, 20, uint64(len(v.rare)-1))
	docs := make([]match.Document, n)
	for d := range docs {
		var subject []string
		for range subjectWords {
			subject = append(subject, v.rare[zipf.Uint64()])
		}
		subject = append(subject, v.rare[v.r.Intn(len(v.rare))])
		docs[d].ID = fmt.Sprint(d)
		for range phrasingsEach {
			docs[d].Phrasings = append(docs[d].Phrasings, v.phrasing(subject))
		}
	}
	return docs
}

// phrasing has about a half frequent words, and the subject's.
func (v *inventor) phrasing(subject []string) string {
	words := make([]string, shortest+v.r.Intn(longest-shortest+1))
	for i := range words {
		if v.r.Float64() < frequentShare {
			words[i] = v.frequent[v.r.Intn(len(v.frequent))]
		} else {
			words[i] = subject[v.r.Intn(len(subject))]
		}
	}
	return strings.Join(words, " ")
}

// questions makes n questions of phrasings: one word is replaced, and every
// third question has typos.
func (v *inventor) questions(docs []match.Document, n int) []labelled {
	list := make([]labelled, n)
	for i := range list {
		d := docs[v.r.Intn(len(docs))]
		words := strings.Fields(d.Phrasings[v.r.Intn(len(d.Phrasings))])
		words[v.r.Intn(len(words))] = v.frequent[v.r.Intn(len(v.frequent))]
		list[i] = labelled{strings.Join(words, " "), d.ID}
		if i%3 == 0 {
			list[i].text = misspelt(list[i].text, v.r)
		}
	}
	return list
}
