package match

import (
	"slices"

	"limber/knowledge/internal/parallel"
)

// model is what an index knows of one document.
type model struct {
	weights vector
	bias    float32
}

// Measured on CLINC150 and BANKING77, 10 phrasings a document and all, and on
// packs with many phrasings made of one template: more of any changes little.
const (
	// hardCount and hardPer say how many phrasings of others a document is
	// taught to refuse in each round: at least so many, and so many for each
	// phrasing of its own.
	hardCount, hardPer = 200, 4
	// rounds is how often the hardest are looked for: those of the means first,
	// then those that what was taught still takes for its own.
	rounds = 2
	// textWeight is how much a document's text counts beside the mean of its
	// phrasings.
	textWeight = 0.2
)

// teachLimit is the number of phrasings above which documents stay the means
// of their phrasings: what the search for the hardest keeps in memory grows
// with phrasings times documents.
const teachLimit = 40_000

// means returns for every document the mean of its phrasings and a little of
// its text.
func (x *Index) means() []model {
	models := make([]model, len(x.docs))
	sum := make([]float32, len(x.rarity))
	var ids []int32
	add := func(v vector, weight float32) {
		for _, f := range v {
			if sum[f.id] == 0 {
				ids = append(ids, f.id)
			}
			sum[f.id] += f.weight * weight
		}
	}
	var text builder
	for d, doc := range x.docs {
		ids = ids[:0]
		own := x.own(d)
		for _, v := range own {
			add(v, 1/float32(len(own)))
		}
		if doc.Text != "" {
			v, _ := x.vector(doc.Text, false, &text)
			add(v, textWeight)
		}
		slices.Sort(ids)
		w := make(vector, len(ids))
		for i, id := range ids {
			w[i] = feature{id, sum[id]}
			sum[id] = 0
		}
		models[d].weights = w
	}
	return models
}

// own returns the vectors of a document's phrasings.
func (x *Index) own(doc int) []vector { return x.phrasings[x.firsts[doc]:x.firsts[doc+1]] }

// teach moves every document's weights as little as needed to give its own
// phrasings +1 and more, and -1 and less to the phrasings of others most like
// them and to the texts of elsewhere.
func (x *Index) teach(means []model) []model {
	if len(means)+len(x.elsewhere) < 2 {
		return means
	}
	hard, same := x.hardest(means)
	stretch, shift := stretched(hard, same)
	models := make([]model, len(means))
	for round := range rounds {
		if round > 0 {
			more, _ := x.hardest(models)
			for d := range hard {
				hard[d] = joined(hard[d], more[d])
			}
		}
		parallel.Each(len(means), func() func(int) {
			n := passes
			if round < rounds-1 {
				n = firstPasses
			}
			l := newLearner(len(x.rarity))
			return func(d int) {
				l.start(means[d], stretch, shift)
				for _, v := range x.own(d) {
					// A phrasing is part of the mean. Half of what it gave is asked for
					// in addition, or it would count as learned from the start.
					l.add(v, 1, 1+stretch/float32(2*len(x.own(d))), 1)
				}
				for _, h := range hard[d] {
					l.add(x.text(h.text), -1, 1, 1)
				}
				models[d] = l.learn(n)
			}
		})
	}
	return models
}

// nearby is how many of the hardest phrasings stand for all in stretched.
const nearby = 10

// stretched returns the factor and bias with which on average an own phrasing
// starts at +1 and a hard one of another document at -1.
func stretched(hard [][]rival, same [][]float32) (stretch, shift float32) {
	var s, o, ns, no float32
	for d := range hard {
		if n := float32(len(same[d])); n > 1 {
			for _, score := range same[d] {
				s += (score - 0.5/n) / (1 - 0.5/n)
				ns++
			}
		}
		for _, h := range foremost(slices.Clone(hard[d]), nearby) {
			o += h.score
			no++
		}
	}
	if ns == 0 || no == 0 || s/ns < o/no+0.05 {
		return 4, -1 // nothing to go by: what packs tend to
	}
	s, o = s/ns, o/no
	return 2 / (s - o), -(s + o) / (s - o)
}

// refusedKnown is how much of a text of elsewhere an index may know so that
// it is still of another subject: a pack about cooking is not taught to refuse
// questions about eggs.
const refusedKnown = 0.75

// refuse returns the vectors of the texts that are to be refused.
func (x *Index) refuse(o Options) []vector {
	var vs []vector
	var b builder
	for _, s := range o.Near {
		if v, _ := x.vector(s, false, &b); len(v) > 0 {
			vs = append(vs, slices.Clone(v))
		}
	}
	for _, s := range o.Elsewhere {
		if v, r := x.vector(s, false, &b); r.Known < refusedKnown && len(v) > 0 {
			vs = append(vs, slices.Clone(v))
		}
	}
	return vs
}

// rival is a text that does not ask for a document: a phrasing of another one,
// or a text of elsewhere.
type rival struct {
	text  int32 // see Index.text
	score float32
}

// text returns the vector of a text to teach with: the phrasings are counted
// first, then the texts of elsewhere.
func (x *Index) text(i int32) vector {
	if n := int32(len(x.phrasings)); i >= n {
		return x.elsewhere[i-n]
	}
	return x.phrasings[i]
}

// hardest returns for every document the texts that do not ask for it and score
// best, and the scores of its own phrasings.
func (x *Index) hardest(models []model) (hard [][]rival, same [][]float32) {
	x.post(models)
	all := make([][]float32, len(x.phrasings)+len(x.elsewhere))
	parallel.Each(len(all), func() func(int) {
		return func(i int) {
			all[i] = slices.Clone(x.bias)
			x.posts.add(x.text(int32(i)), 1, all[i])
		}
	})
	hard, same = make([][]rival, len(models)), make([][]float32, len(models))
	parallel.Each(len(models), func() func(int) {
		rivals := make([]rival, 0, len(all))
		return func(d int) {
			rivals = rivals[:0]
			for i, scores := range all {
				if i < len(x.owner) && x.owner[i] == int32(d) {
					same[d] = append(same[d], scores[d])
				} else {
					rivals = append(rivals, rival{int32(i), scores[d]})
				}
			}
			hard[d] = slices.Clone(foremost(rivals, max(hardCount, hardPer*len(same[d]))))
		}
	})
	return hard, same
}

// foremost returns the n best of the rivals, in their order: those above the
// score of the nth, and of equals the first.
func foremost(rivals []rival, n int) []rival {
	if len(rivals) <= n {
		return rivals
	}
	scores := make([]float32, len(rivals))
	for i, r := range rivals {
		scores[i] = r.score
	}
	bar := nth(scores, n-1)
	above := 0
	for _, r := range rivals {
		if r.score > bar {
			above++
		}
	}
	equal := n - above
	kept := rivals[:0]
	for _, r := range rivals {
		if r.score > bar || r.score == bar && equal > 0 {
			if r.score == bar {
				equal--
			}
			kept = append(kept, r)
		}
	}
	return kept
}

// nth returns the score at place n of the scores from the greatest down, by
// quickselect. It changes their order.
func nth(scores []float32, n int) float32 {
	low, high := 0, len(scores)-1
	for low < high {
		pivot := scores[low+(high-low)/2]
		i, j := low, high
		for i <= j {
			for scores[i] > pivot {
				i++
			}
			for scores[j] < pivot {
				j--
			}
			if i <= j {
				scores[i], scores[j] = scores[j], scores[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			high = j
		case n >= i:
			low = i
		default:
			return scores[n]
		}
	}
	return scores[low]
}

// joined returns the rivals of a, and those of b that are not among them.
func joined(a, b []rival) []rival {
	have := make(map[int32]bool, len(a))
	for _, r := range a {
		have[r.text] = true
	}
	for _, r := range b {
		if !have[r.text] {
			a = append(a, r)
		}
	}
	return a
}
