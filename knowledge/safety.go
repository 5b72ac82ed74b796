package knowledge

import (
	"cmp"
	"slices"

	"limber/knowledge/text"
)

// Flag is a red flag found in what a member wrote: a symptom, or a condition
// that somebody has.
type Flag struct {
	ID        string // of the red flag or restriction
	Matched   string // the member's own words
	Answer    string // what the pack says to it
	Sources   []Cite // where that stands
	Condition bool   // a condition, not a symptom
	AskFirst  bool   // a condition that no source forbids
}

// RedFlag looks for symptoms and for conditions that somebody has. It returns
// the most serious one, nil where there is none. It rather finds one too many
// than one too few: a missed one can hurt somebody.
//
// The time it takes grows with the number of words only. Any number of
// goroutines may call it.
func (p *Pack) RedFlag(message string) *Flag {
	return p.flags.get(func() *redFlags { return newRedFlags(p) }).find(message)
}

// redFlags is what RedFlag looks for, made once for a pack.
type redFlags struct {
	dangers []Flag // without Matched, the most serious first
	names   nameIndex
	alike   sequences
	cues    sequences
	strict  bool // the language has no cues: every condition counts as had
}

func newRedFlags(p *Pack) *redFlags {
	health, code := Health{}, p.Info.Language
	if p.language != nil {
		health, code = p.language.Health, cmp.Or(code, p.language.Code)
	}
	f := &redFlags{
		names: nameIndex{
			vocabulary: newVocabulary(text.Stemmer(code)),
			cues:       map[string]cue{},
			byWord:     map[int32][]*name{},
		},
		alike:  sequences{},
		cues:   sequences{},
		strict: len(health.Having) == 0,
	}
	f.learn(health)
	f.learnReal(p)
	for _, r := range p.Safety.RedFlags {
		f.add(p, Flag{ID: r.ID, Answer: r.Answer, Sources: r.Sources}, r.Names, r.Except)
	}
	for _, askFirst := range []bool{false, true} {
		for _, r := range p.Safety.Restrictions {
			if r.AskFirst == askFirst {
				f.add(p, Flag{ID: r.ID, Answer: r.Answer, Sources: r.Sources, Condition: true, AskFirst: askFirst}, r.Names, nil)
			}
		}
	}
	f.learnForms(health)
	return f
}

// add takes in one danger. Where it has no answer of its own it gets the
// pack's, with the sources of that.
func (f *redFlags) add(p *Pack, flag Flag, words, except []string) {
	if flag.Answer == "" {
		flag.Answer = p.Safety.Answer
		if len(p.Safety.Sources) > 0 {
			flag.Sources = p.Safety.Sources
		}
	}
	danger := len(f.dangers)
	f.dangers = append(f.dangers, flag)
	for _, n := range words {
		f.names.add(n, f.alike, danger, false)
	}
	for _, e := range except {
		f.names.add(e, f.alike, danger, true)
	}
}

// learn takes in what the language knows.
func (f *redFlags) learn(h Health) {
	for _, group := range h.Alike {
		var head string
		for _, spelling := range group {
			words := text.Words(spelling)
			switch {
			case len(words) == 0:
			case head == "":
				head = words[0] // a head is one word
			case len(words) == 1:
				f.names.vocabulary.alike(head, words[0])
			default:
				f.alike.add(spelling, 0, head)
			}
		}
	}
	for _, cues := range []struct {
		phrases []string
		cue     cue
	}{
		{h.Negations, cueNegation},
		{h.Reach, cueReach},
		{h.Or, cueOr},
		{h.Openers, cueOpener},
		{h.Unless, cueUnless},
		{h.Free, cueFree},
		{h.Half, cueHalf},
		{h.Having, cueHaving},
		{h.Openings, cueOpening},
		{h.Starting, cueStarting},
		{h.About, cueAbout},
		{h.Asides, cueAside},
		{h.Ignored, cueIgnored},
		{h.Between, cueBetween},
	} {
		for _, phrase := range cues.phrases {
			f.cues.add(phrase, cues.cue, "")
			for _, w := range text.Words(phrase) {
				f.names.vocabulary.real[w] = true
				f.names.cues[w] |= cues.cue & (cueIgnored | cueBetween)
			}
		}
	}
}

// learnReal takes in words that are no misspellings: the language's list and
// whatever the pack itself says.
func (f *redFlags) learnReal(p *Pack) {
	v := f.names.vocabulary
	learn := func(texts ...string) {
		for _, t := range texts {
			for _, w := range text.Words(t) {
				v.real[w], v.real[v.key(w)] = true, true
			}
		}
	}
	if p.language != nil {
		learn(p.language.Health.Real...)
	}
	for _, e := range p.Entries {
		learn(e.Question, e.Answer)
		learn(e.Ask...)
	}
	for _, r := range p.Routines {
		learn(r.Name, r.Description)
		learn(r.Also...)
	}
}

// learnForms adds the other forms of words that the names have, so that their
// misspellings are found too.
func (f *redFlags) learnForms(h Health) {
	v := f.names.vocabulary
	for _, group := range h.Alike {
		for _, spelling := range group {
			if words := text.Words(spelling); len(words) == 1 {
				if id := v.known(words[0]); id >= 0 {
					v.addForm(words[0], id)
				}
			}
		}
	}
}

// read parts a message into words and finds out what each of them may mean.
func (f *redFlags) read(message string) []token {
	list := f.alike.merge(tokens(message))
	f.cues.mark(list)
	for i := range list {
		list[i].ids = f.names.vocabulary.find(list[i].word)
	}
	return list
}

func (f *redFlags) find(message string) *Flag {
	list := f.read(message)
	found := f.names.spot(list)
	best := -1
	for i, s := range found {
		if s.name.except || best >= 0 && !s.before(found[best]) {
			continue
		}
		if harmless(found, i) || negated(list, s) {
			continue
		}
		if f.dangers[s.name.danger].Condition && !f.strict && !had(list, s) {
			continue
		}
		best = i
	}
	if best < 0 {
		return nil
	}
	s := found[best]
	flag := f.dangers[s.name.danger]
	flag.Sources = slices.Clone(flag.Sources)
	flag.Matched = message[list[s.from()].start:list[s.to()-1].end]
	return &flag
}

// before reports whether s is more serious than other, or the same in more
// words.
func (s spotted) before(other spotted) bool {
	if s.name.danger != other.name.danger {
		return s.name.danger < other.name.danger
	}
	return s.to()-s.from() > other.to()-other.from()
}

// harmless reports whether a phrase that the author excepted holds the name
// found[i]. Names are found in the order in which they end, so only those near
// it are looked at.
func harmless(found []spotted, i int) bool {
	s := found[i]
	holds := func(e spotted) bool {
		return e.name.except && e.name.danger == s.name.danger && e.from() <= s.from() && s.to() <= e.to()
	}
	for k := i - 1; k >= 0 && found[k].to() == s.to(); k-- {
		if holds(found[k]) {
			return true
		}
	}
	for k := i + 1; k < len(found) && found[k].to() <= s.to()+longestSpan; k++ {
		if holds(found[k]) {
			return true
		}
	}
	return false
}
