package match

// coverage tells texts that ask for some document, whichever, from texts that
// ask for none: one more linear classifier over the same features, taught to
// accept every phrasing and to refuse the texts of elsewhere.
type coverage struct {
	weights []float32 // by feature; nil where there was nothing to refuse
	bias    float32
}

func (x *Index) learnCoverage() coverage {
	if len(x.elsewhere) == 0 || len(x.phrasings) == 0 {
		return coverage{}
	}
	l := newLearner(len(x.rarity))
	l.start(model{}, 1, 0)
	// Phrasings together count as much as the texts of elsewhere together.
	share := min(1, float32(len(x.elsewhere))/float32(len(x.phrasings)))
	for _, v := range x.phrasings {
		l.add(v, 1, 1, share)
	}
	for _, v := range x.elsewhere {
		l.add(v, -1, 1, 1)
	}
	m := l.learn(passes)
	c := coverage{weights: make([]float32, len(x.rarity)), bias: m.bias}
	for _, f := range m.weights {
		c.weights[f.id] = f.weight
	}
	return c
}

// of returns the margin of a text: about +1 where it surely asks for a document,
// -1 where it surely does not, 0 where nothing is known.
func (c coverage) of(v vector) float64 {
	if c.weights == nil {
		return 0
	}
	sum := c.bias
	for _, f := range v {
		sum += f.weight * c.weights[f.id]
	}
	return float64(sum)
}
