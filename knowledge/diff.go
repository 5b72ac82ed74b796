package knowledge

import (
	"cmp"
	"slices"
	"strings"

	"limber/knowledge/internal/parallel"
)

// Asked is a question that somebody asked.
type Asked struct {
	Text string
	// Before is what the same person asked just before it, "" for nothing.
	Before string
}

// Difference is a question to which two packs say different things.
type Difference struct {
	Asked
	Times    int // that it is among the questions
	Old, New Reply
}

// Reply is what a pack makes of a question.
type Reply struct {
	Kind Kind
	// IDs are those of the entries that are answered or offered, of the routine
	// that is started, or of the red flag; none for a fallback.
	IDs []string

	says []string // what the person gets of each
}

// Reworded reports whether the same is answered, in other words.
func (d Difference) Reworded() bool {
	return d.Old.Kind == d.New.Kind && slices.Equal(d.Old.IDs, d.New.IDs)
}

// Compare asks two packs the same questions and returns those to which they say
// different things, each once, those that matter most first: the safety
// answer lost, then gained, then another answer, none any more, one at last. An
// entry that has another id and the same answer is the same.
func Compare(old, now *Pack, questions []Asked) []Difference {
	var list []Difference
	place := map[Asked]int{}
	for _, q := range questions {
		i, ok := place[q]
		if !ok {
			i = len(list)
			place[q] = i
			list = append(list, Difference{Asked: q})
		}
		list[i].Times++
	}
	parallel.Each(len(list), func() func(int) {
		return func(i int) {
			list[i].Old, list[i].New = old.reply(list[i].Asked), now.reply(list[i].Asked)
		}
	})
	list = slices.DeleteFunc(list, func(d Difference) bool {
		return d.Old.Kind == d.New.Kind && slices.Equal(d.Old.says, d.New.says)
	})
	slices.SortStableFunc(list, func(a, b Difference) int { return cmp.Compare(a.rank(), b.rank()) })
	return list
}

// reply is what the pack makes of a question.
func (p *Pack) reply(q Asked) Reply {
	topic := ""
	if q.Before != "" {
		before, in := p.Ask(Query{Text: q.Before})
		topic = in.Topic(before)
	}
	o, _ := p.Ask(Query{Text: q.Text, Topic: topic})
	r := Reply{Kind: o.Kind}
	switch o.Kind {
	case KindSafety:
		r.IDs, r.says = []string{o.Flag.ID}, []string{o.Flag.Answer}
		if o.Flag.Condition {
			r.says = append(r.says, "") // it stops no routine
		}
	case KindRoutine:
		r.IDs = []string{o.Routine.ID}
		r.says = r.IDs
	case KindAnswer, KindChoices:
		for _, h := range o.Hits {
			r.IDs = append(r.IDs, h.ID())
			if o.Kind == KindAnswer && h.Entry != nil {
				r.says = append(r.says, strings.TrimSpace(h.Entry.Answer))
			} else {
				r.says = append(r.says, h.Title())
			}
		}
		if o.Kind == KindChoices {
			slices.Sort(r.says) // their order changes nothing
		}
	}
	return r
}

// changes are the pairs of kinds, old and new, in the order in which they are
// told; those of safety come before them.
var changes = [][2]Kind{
	{KindAnswer, KindAnswer},
	{KindAnswer, KindFallback},
	{KindFallback, KindAnswer},
	{KindRoutine, KindFallback},
	{KindRoutine, KindRoutine},
	{KindRoutine, KindAnswer},
	{KindRoutine, KindChoices},
	{KindAnswer, KindRoutine},
	{KindFallback, KindRoutine},
	{KindChoices, KindRoutine},
	{KindAnswer, KindChoices},
	{KindChoices, KindFallback},
	{KindChoices, KindAnswer},
	{KindFallback, KindChoices},
	{KindChoices, KindChoices},
}

// rank puts differences in order: the safety answer lost, gained, another one,
// then changes, last the same in other words.
func (d Difference) rank() int {
	switch {
	case d.New.Kind != KindSafety && d.Old.Kind == KindSafety:
		return -3
	case d.New.Kind == KindSafety && d.Old.Kind != KindSafety:
		return -2
	case d.New.Kind == KindSafety:
		return -1
	case d.Reworded():
		return len(changes)
	}
	return slices.Index(changes, [2]Kind{d.Old.Kind, d.New.Kind})
}

// Safety reports whether the safety answer is given by one pack and not by the
// other, or worded in another way.
func (d Difference) Safety() bool { return d.Old.Kind == KindSafety || d.New.Kind == KindSafety }
