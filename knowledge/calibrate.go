package knowledge

import (
	"slices"

	"limber/knowledge/internal/parallel"
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
	t := s.pack.Tests
	var asks []string
	for _, q := range slices.Concat(t.Answer, t.Routine) {
		if q.After == "" && !q.Both {
			asks = append(asks, q.Ask)
		}
	}
	covered := len(asks)
	asks = append(asks, t.Refuse...)
	judged := make([]match.Judged, len(asks))
	parallel.Each(len(asks), func() func(int) {
		return func(i int) { judged[i] = match.Judged{Result: s.alone(asks[i]), Covered: i < covered} }
	})
	s.confidence = match.Fit(judged)
	// The limits are read off confidences that have not seen their questions: off
	// others they would promise too much. Those that have seen them are held to the
	// share as well.
	refused, seen := match.HeldOut(judged)[covered:], make([]float64, len(t.Refuse))
	for i, j := range judged[covered:] {
		seen[i] = s.confidence.Of(j.Result)
	}
	limit := func(share float64) (least float64, careful bool) {
		least, careful = match.Threshold(refused, share)
		other, _ := match.Threshold(seen, share)
		return max(least, other), careful
	}
	allowed := s.pack.Info.WrongAnswers
	s.limits.answer, s.limits.careful = limit(allowed)
	s.limits.reached = match.Reached(refused, allowed)
	s.limits.choices, _ = limit(min(asideRate*allowed, asideMost))
	s.limits.choices = min(s.limits.choices, s.limits.answer)
}

// alone searches for a question as Search does for one without a topic.
func (s *searcher) alone(q string) match.Result {
	return s.matcher.SearchAfter(q, match.Context{Lift: s.lift(q)}, looked)
}
