// Package redflag finds the symptoms and conditions that somebody names in a
// message, misspelt or not, and tells what is there from what is denied and
// what is only asked about. It rather finds one too many than one too few: a
// missed one can hurt somebody.
package redflag

import "limber/knowledge/text"

// Rule is a symptom or a condition to look for.
type Rule struct {
	// Names are what people call it: "pins and needles". "arm|leg" stands for
	// any one of several words: "arm|leg|hand asleep|dead".
	Names []string
	// Except are harmless phrases that hold a name, or a word of it, which then
	// means nothing: "numb my mind".
	Except []string
	// Condition is true for what counts only where somebody has it. Anything
	// else counts wherever it is named and not denied.
	Condition bool
}

// Found is what a message names.
type Found struct {
	Rule    int    // the place of its rule
	Matched string // the words of the message that name it, as they stand there
}

// Finder looks for the names of rules. Any number of goroutines may use it.
type Finder struct {
	rules     []Rule
	names     nameIndex
	spellings text.Sequences[string] // to the word that stands for them
	cues      text.Sequences[cue]
	strict    bool // the language has no cues: every condition counts as had
}

// New returns a finder of rules, the most serious first, in messages of a
// language. Without what tells that somebody has a condition (Language.Having)
// every condition counts. Stem returns what the forms of a word have in common.
func New(rules []Rule, language Language, stem func(word string) string) *Finder {
	f := &Finder{
		rules: rules,
		names: nameIndex{
			vocabulary: newVocabulary(stem),
			cues:       map[string]cue{},
			byWord:     map[int32][]*name{},
		},
		strict: len(language.Having) == 0,
	}
	f.learnSpellings(language.Alike)
	f.learnCues(&language)
	f.names.vocabulary.learnReal(language.Real)
	for i, r := range rules {
		for _, n := range r.Names {
			f.names.add(f.parse(n), i, false)
		}
		for _, e := range r.Except {
			f.names.add(f.parse(e), i, true)
		}
	}
	f.names.vocabulary.learnForms(language.Alike)
	return f
}

// learnSpellings takes in groups of spellings of one word.
func (f *Finder) learnSpellings(groups [][]string) {
	for _, group := range groups {
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
				f.spellings.Add(text.Pattern(spelling), head)
			}
		}
	}
}

// learnCues takes in what the language's phrases mean. Their words are no
// misspellings.
func (f *Finder) learnCues(l *Language) {
	l.cues(func(phrase string, c cue) {
		f.cues.Add(text.Pattern(phrase), c)
		for _, w := range text.Words(phrase) {
			f.names.vocabulary.real[w] = true
			f.names.cues[w] |= c & (cueIgnored | cueBetween | cueNegation | cueOrdered)
		}
	})
}

// Find returns the most serious of what the message names, false where it
// names nothing. The time it takes grows with the number of words only.
func (f *Finder) Find(message string) (Found, bool) {
	list := f.read(message)
	found := f.names.spot(list)
	best, nobody, starting := -1, impersonal(list), asksToStart(list)
	for i, s := range found {
		if s.name.except || best >= 0 && !s.before(found[best]) {
			continue
		}
		if harmless(found, i) || negated(list, s) {
			continue
		}
		if condition := f.rules[s.name.rule].Condition; !condition && nobody || condition && !f.strict && !had(list, s, starting) {
			continue
		}
		best = i
	}
	if best < 0 {
		return Found{}, false
	}
	s := found[best]
	return Found{Rule: s.name.rule, Matched: message[list[s.from()].Start:list[s.to()-1].End]}, true
}
