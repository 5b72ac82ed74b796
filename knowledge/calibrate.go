package knowledge

import (
	"slices"

	"limber/knowledge/match"
)

// A choice may be offered wrongly asideRate times as often as an answer may be
// given wrongly, since it says that the bot is unsure; but to no more than
// asideMost of the questions outside the pack, or it is noise.
const (
	asideRate = 4
	asideMost = 0.15
)

// calibrate fits the confidence to the pack's own test questions, and sets the
// limits for the share of wrong answers that the pack allows.
func (s *searcher) calibrate() {
	var judged []match.Judged
	judge := func(ask string, right func(doc int) bool) {
		r := s.alone(ask)
		judged = append(judged, match.Judged{Result: r, Right: len(r.Hits) > 0 && right(r.Hits[0].Doc)})
	}
	t := s.pack.Tests
	for _, q := range t.Answer {
		if q.After == "" && !q.Both {
			judge(q.Ask, func(doc int) bool { e := s.entry(doc); return e != nil && slices.Contains(q.Want, e.ID) })
		}
	}
	for _, q := range t.Routine {
		if q.After == "" {
			judge(q.Ask, func(doc int) bool { r := s.routine(doc); return r != nil && slices.Contains(q.Want, r.ID) })
		}
	}
	for _, q := range t.Refuse {
		judge(q, func(int) bool { return false })
	}
	s.confidence = match.Fit(judged)
	refused := make([]float64, len(t.Refuse))
	for i, q := range t.Refuse {
		refused[i] = s.confidence.Of(s.alone(q))
	}
	s.limits.answer, s.limits.careful = match.Threshold(refused, s.pack.Info.WrongAnswers)
	s.limits.choices, _ = match.Threshold(refused, min(asideRate*s.pack.Info.WrongAnswers, asideMost))
	s.limits.choices = min(s.limits.choices, s.limits.answer)
}

// alone searches for a question as Search does for one without a topic.
func (s *searcher) alone(q string) match.Result {
	return s.matcher.SearchAfter(q, match.Context{Lift: s.lift(q)}, looked)
}
