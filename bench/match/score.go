package main

import (
	"cmp"
	"math"
	"slices"

	"limber/knowledge/match"
)

// outcome is what an engine did with one question.
type outcome struct {
	right bool
	score float64 // of its best hit; -Inf for none
}

// ask asks an engine every question.
func ask(f finder, docs []match.Document, questions []labelled) []outcome {
	outcomes := make([]outcome, len(questions))
	for i, q := range questions {
		outcomes[i].score = math.Inf(-1)
		if hits := f.find(q.text, 1); len(hits) > 0 {
			outcomes[i] = outcome{docs[hits[0].doc].ID == q.want, hits[0].score}
		}
	}
	return outcomes
}

// unlabelled are questions that no document answers.
func unlabelled(questions []string) []labelled {
	list := make([]labelled, len(questions))
	for i, q := range questions {
		list[i].text = q
	}
	return list
}

// rightAbove is the share, 0 to 1, of questions that got the right answer with
// a score of at least threshold.
func rightAbove(outcomes []outcome, threshold float64) float64 {
	n := 0
	for _, o := range outcomes {
		if o.right && o.score >= threshold {
			n++
		}
	}
	return float64(n) / float64(len(outcomes))
}

// below is the share of questions whose best score is below threshold.
func below(outcomes []outcome, threshold float64) float64 {
	n := 0
	for _, o := range outcomes {
		if o.score < threshold {
			n++
		}
	}
	return float64(n) / float64(len(outcomes))
}

// bestThreshold is the one with which most of all questions come out right:
// the rule of Larson et al. 2019, section 3.2, on questions for validation.
func bestThreshold(in, out []outcome) float64 {
	type step struct {
		score float64
		gain  int // for a threshold above score
	}
	var steps []step
	for _, o := range in {
		if o.right {
			steps = append(steps, step{o.score, -1})
		}
	}
	for _, o := range out {
		steps = append(steps, step{o.score, +1})
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.score, b.score) })
	threshold, best, sum := math.Inf(-1), 0, 0
	for i, s := range steps {
		sum += s.gain
		if sum > best && (i+1 == len(steps) || steps[i+1].score > s.score) {
			best, threshold = sum, math.Nextafter(s.score, math.Inf(1))
		}
	}
	return threshold
}

// thresholdFor is the least with which the share of out is below it.
func thresholdFor(out []outcome, share float64) float64 {
	scores := make([]float64, len(out))
	for i, o := range out {
		scores[i] = o.score
	}
	slices.Sort(scores)
	n := int(math.Ceil(share * float64(len(scores))))
	return math.Nextafter(scores[max(n, 1)-1], math.Inf(1))
}

// auroc is the chance that a question which a document answers scores above one
// which none does, a tie counting half.
func auroc(in, out []outcome) float64 {
	scores := make([]float64, len(out))
	for i, o := range out {
		scores[i] = o.score
	}
	slices.Sort(scores)
	sum := 0.0
	for _, o := range in {
		under, found := slices.BinarySearch(scores, o.score)
		upTo := under
		if found {
			upTo = under + searchAbove(scores[under:], o.score)
		}
		sum += float64(under+upTo) / 2
	}
	return sum / float64(len(in)) / float64(len(out))
}

// searchAbove returns the number of scores that are not above s, at their front.
func searchAbove(sorted []float64, s float64) int {
	n, _ := slices.BinarySearch(sorted, math.Nextafter(s, math.Inf(1)))
	return n
}

// spread is a mean of several draws, and its standard deviation.
type spread struct {
	mean, deviation float64
	draws           int
}

func spreadOf(values []float64) spread {
	s := spread{draws: len(values)}
	for _, v := range values {
		s.mean += v / float64(len(values))
	}
	for _, v := range values {
		s.deviation += (v - s.mean) * (v - s.mean)
	}
	if len(values) > 1 {
		s.deviation = math.Sqrt(s.deviation / float64(len(values)-1))
	}
	return s
}
