package knowledge

import (
	"cmp"
	"slices"

	"limber/knowledge/redflag"
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
	Language  string // of the answer, by its code
}

// RedFlag looks for symptoms and for conditions that somebody has. It returns
// the most serious one, nil where there is none: a symptom before a condition,
// and last what no source forbids. Those of all languages of the pack are looked
// for, whatever language the message seems to be in; of equal ones that of its
// own wins. The name of a condition is left to the language of the message where
// that knows the word, since only it can tell who has one: "osteoporosis" is
// English and Spanish. In a message of both languages it is a flag.
//
// Any number of goroutines may call it.
func (p *Pack) RedFlag(message string) *Flag {
	var worst *Flag
	in := p.For(message)
	for _, q := range in.OwnFirst() {
		flag := q.redFlag(message)
		if flag == nil || q != in && flag.Condition && in.knows(flag.Matched) && !q.mixedInto(message, in) {
			continue
		}
		if worst == nil || flag.rank() < worst.rank() {
			worst = flag
		}
	}
	return worst
}

// redFlag is RedFlag in one language.
func (p *Pack) redFlag(message string) *Flag {
	flags := p.flags.get(func() *redFlags { return newRedFlags(p) })
	found, ok := flags.finder.Find(message)
	if !ok {
		return nil
	}
	flag := flags.list[found.Rule]
	flag.Matched, flag.Language = found.Matched, p.Info.Language
	flag.Sources = slices.Clone(flag.Sources)
	return &flag
}

// rank is 0 for the most serious flags.
func (f *Flag) rank() int {
	switch {
	case f.AskFirst:
		return 2
	case f.Condition:
		return 1
	}
	return 0
}

// redFlags is what RedFlag looks for, made once for a pack.
type redFlags struct {
	finder *redflag.Finder
	list   []Flag // by rule, without Matched
}

func newRedFlags(p *Pack) *redFlags {
	f := &redFlags{}
	var rules []redflag.Rule
	for _, r := range p.Safety.RedFlags {
		rules = append(rules, redflag.Rule{Names: r.Names, Except: r.Except})
		f.add(p, Flag{ID: r.ID, Answer: r.Answer, Sources: r.Sources})
	}
	for _, askFirst := range []bool{false, true} {
		for _, r := range p.Safety.Restrictions {
			if r.AskFirst == askFirst {
				rules = append(rules, redflag.Rule{Names: r.Names, Except: r.Except, Condition: true})
				f.add(p, Flag{ID: r.ID, Answer: r.Answer, Sources: r.Sources, Condition: true, AskFirst: askFirst})
			}
		}
	}
	health, code := redflag.Language{}, p.Info.Language
	if p.language != nil {
		health, code = p.language.Health, cmp.Or(code, p.language.Code)
	}
	health.Real = append(slices.Clone(health.Real), p.ownWords()...)
	for _, q := range p.OwnFirst()[1:] { // words of another language are no misspelt symptoms
		m := q.language.Matching
		health.Real = append(append(health.Real, q.ownWords()...), m.Real, m.Common)
	}
	f.finder = redflag.New(rules, health, text.Stemmer(code))
	return f
}

// add takes in a flag. Where it has no answer of its own it gets the pack's,
// with the sources of that.
func (f *redFlags) add(p *Pack, flag Flag) {
	if flag.Answer == "" {
		flag.Answer = p.Safety.Answer
		if len(p.Safety.Sources) > 0 {
			flag.Sources = p.Safety.Sources
		}
	}
	f.list = append(f.list, flag)
}

// ownWords are texts of the pack. Their words are no misspelt symptoms.
func (p *Pack) ownWords() []string {
	var texts []string
	for _, e := range p.Entries {
		texts = append(append(texts, e.Question, e.Answer), e.Ask...)
	}
	for _, r := range p.Routines {
		texts = append(append(texts, r.Name, r.Description), r.Also...)
	}
	return texts
}
