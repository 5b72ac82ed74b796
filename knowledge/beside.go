package knowledge

import (
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// SideBySide puts packs of one subject in several languages together and
// returns the first of them, which is spoken where the language of a message
// cannot be told. Languages lists the others, and each knows all.
//
// The packs that are given stay as they are: one may be in several such sets.
func SideBySide(packs ...*Pack) (*Pack, error) {
	var all []*Pack
	for _, p := range packs {
		all = append(all, p.Languages()...)
	}
	for i, p := range all {
		for _, q := range all[:i] {
			switch {
			case p.Info.ID == q.Info.ID:
				return nil, fmt.Errorf("two of the packs have the id %q: give each language's its own, such as %s-%s", p.Info.ID, p.Info.ID, p.Info.Language)
			case p.Info.Language == q.Info.Language:
				return nil, fmt.Errorf("the packs %s and %s are both in the language %q: side by side there is one for each", q.Info.ID, p.Info.ID, p.Info.Language)
			}
		}
	}
	set := make([]*Pack, len(all))
	for i, p := range all {
		one := *p // the content and the matcher are shared
		one.made, one.beside = &made{}, set
		set[i] = &one
	}
	return set[0], nil
}

// Languages are the pack in each of its languages, itself among them. The first
// is the one to speak where nothing else is known.
func (p *Pack) Languages() []*Pack {
	if len(p.beside) == 0 {
		return []*Pack{p}
	}
	return slices.Clone(p.beside)
}

// OwnFirst is Languages with p itself before the others.
func (p *Pack) OwnFirst() []*Pack {
	list := []*Pack{p}
	for _, q := range p.beside {
		if q != p {
			list = append(list, q)
		}
	}
	return list
}

// In returns the pack in another of its languages, given by its code; p itself
// where it is not in that.
func (p *Pack) In(code string) *Pack {
	for _, q := range p.beside {
		if q.Info.Language == code {
			return q
		}
	}
	return p
}

// For returns the pack in the language, of its own, that a message is in; p
// itself where that cannot be told.
func (p *Pack) For(message string) *Pack {
	best, _ := p.hear(message)
	return best
}

// hear is For, and returns which other languages may be meant as well.
func (p *Pack) hear(message string) (best *Pack, unsure []*Pack) {
	if len(p.beside) == 0 {
		return p, nil
	}
	words := lettered(message)
	best, most := p, p.ears().familiar(words)
	if p.knows(message) {
		most++ // it takes more than one word that is commoner in another language
	}
	for _, q := range p.OwnFirst()[1:] {
		switch n := q.ears().familiar(words); {
		case n > most:
			best, most, unsure = q, n, nil
		case n == most:
			unsure = append(unsure, q)
		}
	}
	return best, unsure
}

// Ask is Search in the language that the question is in, and returns the pack in
// that language. Where it may be one or another, the one that has an answer is
// it.
func (p *Pack) Ask(q Query) (Outcome, *Pack) {
	in, others := p.hear(q.Text)
	o := in.Search(q)
	if o.Kind != KindFallback {
		return o, in
	}
	for _, other := range others {
		if found := other.Search(q); found.Kind == KindAnswer || found.Kind == KindRoutine {
			return found, other
		}
	}
	if o.Language != "" { // in none of the pack's: what it is most like is chance
		o.Alternatives = nil
		return o, p
	}
	return o, in
}

// Misheard returns how many test questions the pack has in all of its languages,
// and those that For takes for another language's, whatever was spoken before.
func (p *Pack) Misheard() (all int, taken []string) {
	for _, in := range p.Languages() {
		questions := slices.Concat(in.Tests.Refuse, in.Tests.Safety)
		for _, q := range slices.Concat(in.Tests.Answer, in.Tests.Routine) {
			questions = append(questions, q.Ask)
		}
		all += len(questions)
		for _, q := range questions {
			if slices.ContainsFunc(p.Languages(), func(before *Pack) bool { return before.For(q) != in }) {
				taken = append(taken, q)
			}
		}
	}
	return all, taken
}

// Media opens a picture or sound that lies in the pack's folder, or in that of
// one of its other languages.
func (p *Pack) Media(name string) (file io.ReadCloser, err error) {
	for _, q := range p.OwnFirst() {
		var opened fs.File
		if opened, err = q.folder.Open(name); err == nil {
			return opened, nil
		}
	}
	return nil, err
}

// alternatives lists texts as alternatives: "in English, in German or in Spanish".
func alternatives(list []string, or string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " " + or + " " + list[last]
}
