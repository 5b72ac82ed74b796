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
}

// RedFlag looks for symptoms and for conditions that somebody has. It returns
// the most serious one, nil where there is none: a symptom before a condition,
// and last what no source forbids.
//
// Any number of goroutines may call it.
func (p *Pack) RedFlag(message string) *Flag {
	flags := p.flags.get(func() *redFlags { return newRedFlags(p) })
	found, ok := flags.finder.Find(message)
	if !ok {
		return nil
	}
	flag := flags.list[found.Rule]
	flag.Matched = found.Matched
	flag.Sources = slices.Clone(flag.Sources)
	return &flag
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
