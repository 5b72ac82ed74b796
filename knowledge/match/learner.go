package match

// learner teaches one document after another: a linear classifier with squared
// hinge loss around a given start, solved by dual coordinate descent (Hsieh,
// Chang, Lin, Keerthi, Sundararajan, "A dual coordinate descent method for
// large-scale linear SVM", ICML 2008).
type learner struct {
	weights  []float32 // by feature
	touched  []bool
	ids      []int32 // the features touched
	bias     float32
	examples []example
	active   []int32
}

// example is a text to accept (y = 1) or to refuse (y = -1).
type example struct {
	v         vector
	y, target float32
	alpha     float32 // how much it has moved the weights
	slack     float32 // the price of alpha
	square    float32 // its squared length, with bias and slack
}

const (
	// cost is what a missed example counts beside a change of the weights.
	cost = 4
	// biasSquare is the squared length of the bias as a feature. It is small:
	// that a document is asked for is told by what the text says.
	biasSquare = 0.05
	// passes bounds the work; most documents are learned in ten. A first round
	// only has to show which examples are hard.
	passes, firstPasses = 30, 5
	// Examples that are right by more than far are passed over, until after
	// recheck passes all are looked at again.
	far, recheck = 0.3, 8
	// still is the step below which nothing moves any more.
	still = 0.05
	// negligible is the weight below which a feature is left out.
	negligible = 1e-4
)

func newLearner(features int) *learner {
	return &learner{weights: make([]float32, features), touched: make([]bool, features)}
}

// start begins a document at its mean, stretched and shifted.
func (l *learner) start(mean model, stretch, shift float32) {
	for _, id := range l.ids {
		l.weights[id], l.touched[id] = 0, false
	}
	l.ids, l.examples = l.ids[:0], l.examples[:0]
	l.touch(mean.weights)
	for _, f := range mean.weights {
		l.weights[f.id] = f.weight * stretch
	}
	l.bias = shift
}

// touch notes the features whose weights may change.
//
//go:norace
func (l *learner) touch(v vector) {
	for _, f := range v {
		if !l.touched[f.id] {
			l.touched[f.id] = true
			l.ids = append(l.ids, f.id)
		}
	}
}

// add gives an example: y times its score is to be target or more. Weight is
// what it counts beside others.
func (l *learner) add(v vector, y, target, weight float32) {
	l.touch(v)
	slack := 1 / (2 * cost * weight)
	l.examples = append(l.examples, example{v: v, y: y, target: target, slack: slack, square: v.square() + biasSquare + slack})
}

// learn returns the document's weights.
func (l *learner) learn(passes int) model {
	l.all()
	for pass := 1; pass <= passes; pass++ {
		moved := l.pass(pass == 1)
		if moved < still && len(l.active) == len(l.examples) {
			break
		}
		if moved < still || pass%recheck == 0 {
			l.all()
		}
	}
	m := model{bias: l.bias, weights: make(vector, 0, len(l.ids))}
	// In the order of their numbers: to pass over all is faster than to sort.
	for id, w := range l.weights {
		if w > negligible || w < -negligible {
			m.weights = append(m.weights, feature{int32(id), w})
		}
	}
	return m
}

// all makes every example active.
func (l *learner) all() {
	l.active = l.active[:0]
	for i := range l.examples {
		l.active = append(l.active, int32(i))
	}
}

// pass goes once over the active examples and returns the greatest step. The
// first pass puts none aside.
//
//go:norace
func (l *learner) pass(first bool) (moved float32) {
	kept := l.active[:0]
	for _, i := range l.active {
		e := &l.examples[i]
		score := l.bias
		for _, f := range e.v {
			score += l.weights[f.id] * f.weight
		}
		excess := e.y*score - e.target + e.slack*e.alpha
		if e.alpha == 0 && excess >= 0 {
			if first || excess < far {
				kept = append(kept, i)
			}
			continue
		}
		kept = append(kept, i)
		alpha := max(e.alpha-excess/e.square, 0)
		step := (alpha - e.alpha) * e.y
		e.alpha = alpha
		moved = max(moved, step, -step)
		l.bias += step * biasSquare
		for _, f := range e.v {
			l.weights[f.id] += step * f.weight
		}
	}
	l.active = kept
	return moved
}
