package knowledge

import (
	"cmp"
	"math"
	"slices"

	"limber/knowledge/internal/parallel"
)

// thin finds the facts that too few ways of asking reach.
func (c *coverer) thin() []Thin {
	var list []Thin
	for d, trials := range c.trials {
		t := Thin{Fact: &c.facts[d], Ways: len(trials)}
		for _, trial := range trials {
			switch trial.how {
			case rightly:
				t.Found++
				if trial.likeness >= alikeFrom {
					t.Alike++
				}
				continue
			case wrongly:
				t.Taken++
			}
			if t.Lost == nil && trial.how != stopped {
				lost := c.way(d, trial)
				t.Lost = &lost
			}
		}
		switch ways := float64(t.Ways); {
		case t.Fact.own() && t.Ways < fewWays:
			t.Why = Few
		case t.Fact.own() && float64(t.Alike) > alikeShare*ways:
			t.Why = Alike
		case float64(t.Found) < thinShare*ways && 2*t.Taken > t.Ways-t.Found:
			t.Why = Mixed
		case float64(t.Found) < thinShare*ways:
			t.Why = Alone
		default:
			continue
		}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(a, b Thin) int { return cmp.Compare(a.reach(), b.reach()) })
	return list
}

// reach is the share of a fact's ways of asking that are found, as if it had
// at least fewWays; those that are alike count as half.
func (t Thin) reach() float64 {
	return (float64(t.Found) - float64(t.Alike)/2) / float64(max(t.Ways, fewWays))
}

// mistaken finds the facts that are answered in place of each other.
func (c *coverer) mistaken() []Mistaken {
	pairs := map[[2]int]*Mistaken{} // by documents, the lesser first
	for d, trials := range c.trials {
		for _, t := range trials {
			if t.how != wrongly {
				continue
			}
			key := [2]int{min(d, t.instead), max(d, t.instead)}
			m := pairs[key]
			if m == nil {
				m = &Mistaken{First: &c.facts[key[0]], Second: &c.facts[key[1]]}
				pairs[key] = m
			}
			example := c.way(d, t)
			if times, first := m.of(d == key[0]); *times == 0 {
				*times, *first = 1, &example
			} else {
				*times++
			}
		}
	}
	var list []Mistaken
	for _, m := range pairs {
		if m.Back > m.Times {
			m.First, m.Second = m.Second, m.First
			m.Times, m.Back = m.Back, m.Times
			m.Example, m.BackExample = m.BackExample, m.Example
		}
		if m.Times+m.Back >= pairTimes || float64(m.Times) >= pairShare*float64(m.First.Ways) {
			list = append(list, *m)
		}
	}
	slices.SortFunc(list, func(a, b Mistaken) int {
		return cmp.Or(cmp.Compare(b.Times+b.Back, a.Times+a.Back), cmp.Compare(b.Times, a.Times),
			cmp.Compare(a.First.ID, b.First.ID), cmp.Compare(a.Second.ID, b.Second.ID))
	})
	return list
}

// of returns the count and the example of one direction.
func (m *Mistaken) of(forth bool) (times *int, example **Way) {
	if forth {
		return &m.Times, &m.Example
	}
	return &m.Back, &m.BackExample
}

// idle finds ways of asking that their author wrote and that add nothing: each
// is nearly another one that stays, and with all of them gone each is still
// answered as surely.
func (c *coverer) idle() []Way {
	type candidate struct {
		doc int
		trial
	}
	var candidates []candidate
	for d, trials := range c.trials {
		for _, t := range trials {
			if t.how == rightly && t.likeness >= idleFrom && c.facts[d].isWritten(t.n) {
				candidates = append(candidates, candidate{d, t})
			}
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Compare(hundredths(b.likeness), hundredths(a.likeness)) })

	gone, stays := map[[2]int]bool{}, map[[2]int]bool{} // by document and way
	candidates = slices.DeleteFunc(candidates, func(t candidate) bool {
		near := [2]int{t.doc, slices.Index(c.docs[t.doc].Phrasings, t.nearest)}
		if gone[near] || stays[[2]int{t.doc, t.n}] {
			return true
		}
		gone[[2]int{t.doc, t.n}], stays[near] = true, true
		return false
	})
	if len(candidates) == 0 {
		return nil
	}
	s := c.without(func(d, n int) bool { return gone[[2]int{d, n}] })
	found := make([]*Way, len(candidates))
	parallel.Each(len(candidates), func() func(int) {
		return func(i int) {
			t := candidates[i]
			q := c.docs[t.doc].Phrasings[t.n]
			with, without := c.pack.search.trial(q, t.doc), s.trial(q, t.doc)
			if without.how == rightly && with.confidence-without.confidence <= idleLoss {
				w := c.way(t.doc, t.trial)
				found[i] = &w
			}
		}
	})
	var list []Way
	for _, w := range found {
		if w != nil {
			list = append(list, *w)
		}
	}
	return list
}

// hundredths rounds a likeness, so that equals stay in the order of the files.
func hundredths(likeness float64) int { return int(math.Round(100 * likeness)) }

// flattered finds test questions that are nearly a way of asking for what they
// want. What leans on a question before it, or asks two, is left alone.
func (c *coverer) flattered(ps places) []Flattered {
	var list []Flattered
	find := func(kind string, tests []TestQuestion, where []Where) {
		for i, t := range tests {
			if t.After != "" || t.Both {
				continue
			}
			f := Flattered{Kind: kind, Ask: t.Ask}
			for _, h := range c.pack.search.alone(t.Ask).Hits {
				if h.Likeness > f.Likeness && slices.Contains(t.Want, c.docs[h.Doc].ID) {
					f.Likeness, f.Like = h.Likeness, c.way(h.Doc, trial{n: h.Phrasing})
				}
			}
			if f.Likeness >= flatteredFrom {
				if i < len(where) {
					f.Where = where[i]
				}
				list = append(list, f)
			}
		}
	}
	find("answer", c.pack.Tests.Answer, ps.answer)
	find("routine", c.pack.Tests.Routine, ps.routine)
	slices.SortStableFunc(list, func(a, b Flattered) int { return cmp.Compare(hundredths(b.Likeness), hundredths(a.Likeness)) })
	return list
}

// plain returns how the pack does on its test questions for answers and
// routines, and how it does on those that flatter it less.
func (c *coverer) plain(flattered []Flattered) (all, plain []KindReport) {
	r := Evaluate(c.pack)
	for _, k := range r.Kinds {
		if k.Kind != "answer" && k.Kind != "routine" {
			continue
		}
		all = append(all, k)
		for _, f := range flattered {
			if f.Kind != k.Kind {
				continue
			}
			k.Total--
			if !slices.ContainsFunc(r.Missed, func(m Miss) bool { return m.Kind == f.Kind && m.Ask == f.Ask && m.After == "" }) {
				k.Right--
			}
		}
		plain = append(plain, k)
	}
	return all, plain
}
