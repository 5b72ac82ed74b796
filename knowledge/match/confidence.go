package match

import (
	"cmp"
	"math"
	"slices"
)

// Confidence turns a result into the chance, 0 to 1, that the question asks for
// one of the documents at all. Which one is told by the scores.
type Confidence struct {
	// Weights are those of the signals, in their order; the last is the bias.
	Weights [signals + 1]float64
}

// signals is the number of things that a result is judged by: see Signals.
const signals = 7

// enoughWords is the number of words from which a question is a long one.
const enoughWords = 10

// Signals are what a result is judged by: its best score, how much of the
// question is known, how like it is to a phrasing, how unlike it is to every
// text that is to be refused, how many words it has, whether it looks like a
// question for this index rather than for another, and the lead of the best hit
// over the next.
func (r Result) Signals() [signals]float64 {
	if len(r.Hits) == 0 {
		return [signals]float64{-1, 0, 0, 0, 0, -1, 0}
	}
	// Beyond these bounds more is not surer: one strange question must not
	// bend the fit.
	score := min(max(r.Hits[0].Score, -4), 4)
	lead := 0.0
	if len(r.Hits) > 1 {
		lead = min(r.Hits[0].Score-r.Hits[1].Score, 2)
	}
	words := float64(min(r.Words, enoughWords)) / enoughWords
	return [signals]float64{score, r.Known, r.Hits[0].Likeness, 1 - r.Refused, words, min(max(r.Covered, -4), 4), lead}
}

// Of returns the confidence that r's best hits hold what was asked for.
func (c Confidence) Of(r Result) float64 {
	if len(r.Hits) == 0 || r.Known == 0 {
		return 0
	}
	f := [signals + 1]float64{signals: 1} // the bias
	for i, s := range r.Signals() {
		f[i] = s
	}
	chance := c.chance(f)
	if like := r.Hits[0].Likeness; like >= saidSo && like > r.Refused {
		chance = 1 - (1-chance)*(1-surely)
	}
	return chance
}

// A question that is nearly a phrasing, and more like it than like anything to be
// refused, asks for that however little else speaks for it: "speed", where an
// author wrote it down. No more of the shipped pack's own questions to be refused
// are answered by it.
const (
	saidSo = 0.85
	surely = 0.99
)

// Careful is the confidence where nothing is known of a pack: what the fit gives
// on small packs of 5 to 40 facts with 3 to 8 ways of asking each, drawn from the
// shipped ones, rounded.
var Careful = Confidence{Weights: [signals + 1]float64{0.5, 2.5, 1.5, 1.5, 2.5, 1.5, 0.2, -4}}

// enough is the number of refused questions from which a threshold can be read
// off them: with fewer, one in thirty decides it alone.
const enough = 30

// CarefulThreshold is the confidence that is asked for where too few questions
// say what is enough: more likely right than wrong, with something to spare.
// A pack whose 188 refused questions were half written as traps let 8 in 100
// of them through at this confidence.
const CarefulThreshold = 0.6

// Threshold returns the confidence from which on at most the given share of
// the refused questions would be answered. With too few of them it is at least
// CarefulThreshold, and careful is true.
func Threshold(refused []float64, share float64) (threshold float64, careful bool) {
	sorted := slices.Clone(refused)
	slices.SortFunc(sorted, func(a, b float64) int { return cmp.Compare(b, a) })
	allowed := int(share * float64(len(sorted)))
	if allowed < len(sorted) {
		threshold = math.Nextafter(sorted[allowed], 2)
	}
	if len(sorted) < enough {
		return max(threshold, CarefulThreshold), true
	}
	return threshold, false
}
