package knowledge

import (
	"strings"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

// searcher finds what a question asks for. It is made once for a pack.
type searcher struct {
	pack *Pack
	// matcher holds the entries, then the routines: a question about a routine
	// and the wish to start it are told apart by what was taught of both.
	matcher    *match.Index
	confidence match.Confidence
	limits     limits

	stem func(word string) string

	asking, requests, maybe, leads, pointers, joints phrases
	inviting, against                                phrases
	subjects                                         []subject
	titles                                           []routineTitle
	telling                                          map[string]bool // words that tell routines apart
	naming                                           map[string]bool // stems of the words of routines' names
	frames                                           map[string]bool // words of the ways to ask for a routine
	common                                           map[string]bool // words that any text may have
}

// limits are the confidences from which something is said.
type limits struct {
	answer  float64
	choices float64
	careful bool // too few test questions to know: careful defaults
	// reached is the share of refused test questions that get an answer where
	// each is judged by limits that the others gave.
	reached float64
}

// index makes the pack searchable. It is the last thing that loading does.
func (p *Pack) index() {
	m := p.language.Matching
	s := &searcher{
		pack:     p,
		stem:     text.Stemmer(p.Info.Language),
		asking:   newPhrases(m.Asking),
		requests: newPhrases(m.Requests),
		maybe:    newPhrases(m.Maybe),
		leads:    newPhrases(m.Leads),
		pointers: newPhrases(m.Pointers),
		joints:   newPhrases(m.Joints),
		inviting: newPhrases(m.Inviting),
		against:  newPhrases(m.Against),
		common:   map[string]bool{},
	}
	for _, w := range strings.Fields(m.Common) {
		s.common[w] = true
	}
	s.matcher = match.New(p.documents(), p.matching())
	s.subjects = newSubjects(p, s.stem, strings.Fields(m.Common))
	s.newTitles()
	s.calibrate()
	p.search = s
}

// matching is what the matcher knows of the pack's language.
func (p *Pack) matching() match.Options {
	m := p.language.Matching
	return match.Options{
		Stem:         text.Stemmer(p.Info.Language),
		Synonyms:     append(append([][]string{}, p.Synonyms...), m.Alike...),
		Apart:        m.Apart,
		Filler:       m.Filler,
		Contractions: m.Contractions,
		Common:       strings.Fields(m.Common),
		Real:         append(strings.Fields(m.Real), p.language.Health.Real...),
		Confused:     m.Confused,
		Keyboard:     m.Keyboard,
		Near:         p.Elsewhere,
		Elsewhere:    m.Elsewhere,
	}
}

// GroupQuestions puts questions that are alike together: groups of places in
// questions, the largest first.
func (p *Pack) GroupQuestions(questions []string) [][]int {
	return match.Group(questions, p.matching())
}

// documents are the entries and routines as the matcher takes them.
func (p *Pack) documents() []match.Document {
	docs := make([]match.Document, 0, len(p.Entries)+len(p.Routines))
	for _, e := range p.Entries {
		docs = append(docs, match.Document{
			ID:        e.ID,
			Phrasings: append([]string{e.Question}, e.Ask...),
			Text:      e.Answer,
		})
	}
	for i, r := range p.Routines {
		docs = append(docs, match.Document{ID: r.ID, Phrasings: p.requests(r, i == 0)})
	}
	return docs
}

// waysForOtherNames is how many of the language's ways to ask for a routine
// are tried with each of its other names. They are others for each name, so
// that all of them are learned.
const waysForOtherNames = 4

// requests are ways of asking for a routine to be started. The first routine
// of a pack is also meant where none is named.
func (p *Pack) requests(r *Routine, first bool) []string {
	var named, bare []string
	for _, way := range p.language.Matching.Start {
		if strings.Contains(way, namePlace) {
			named = append(named, way)
		} else {
			bare = append(bare, way)
		}
	}
	list := []string{}
	for _, way := range named {
		list = append(list, strings.ReplaceAll(way, namePlace, r.Name))
	}
	next := 0
	for _, name := range r.Also {
		for range min(waysForOtherNames, len(named)) {
			list = append(list, strings.ReplaceAll(named[next%len(named)], namePlace, name))
			next++
		}
	}
	if first {
		list = append(list, bare...)
	}
	return list
}

// namePlace stands for a name in a language's ways of asking.
const namePlace = "{name}"

// entry returns the entry of a document, nil for a routine.
func (s *searcher) entry(doc int) *Entry {
	if doc < len(s.pack.Entries) {
		return s.pack.Entries[doc]
	}
	return nil
}

// routine returns the routine of a document, nil for an entry.
func (s *searcher) routine(doc int) *Routine {
	if i := doc - len(s.pack.Entries); i >= 0 {
		return s.pack.Routines[i]
	}
	return nil
}
