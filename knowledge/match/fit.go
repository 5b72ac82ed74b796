package match

import "math"

// Judged is a result and whether the question asked for one of the documents.
type Judged struct {
	Result  Result
	Covered bool
}

// ridge is how strongly the fit is held to Careful: so that a few questions
// cannot turn it.
const ridge = 2.0

// Newton's method needs some five steps; steps bounds it, settled ends it.
const (
	steps   = 25
	settled = 1e-6
)

// Fit returns the confidence that explains what was judged, as near to Careful
// as it can: a logistic regression, by Newton's method.
func Fit(judged []Judged) Confidence {
	const n = signals + 1
	c := Careful
	for range steps {
		var gradient [n]float64
		var hessian [n][n]float64
		for i := range n {
			gradient[i] = ridge * (c.Weights[i] - Careful.Weights[i])
			hessian[i][i] = ridge
		}
		for _, j := range judged {
			f := [n]float64{signals: 1} // the bias
			for i, s := range j.Result.Signals() {
				f[i] = s
			}
			p := c.chance(f)
			y := 0.0
			if j.Covered {
				y = 1
			}
			for a := range n {
				gradient[a] += (p - y) * f[a]
				for b := range n {
					hessian[a][b] += p * (1 - p) * f[a] * f[b]
				}
			}
		}
		step := solve(hessian, gradient)
		// A whole step may lead beyond the least loss, and the next one further
		// away: where it does not lessen the loss, half of it is tried.
		from, before := c, c.loss(judged)
		moved := 0.0
		for share := 1.0; share > settled; share /= 2 {
			moved = 0
			for i := range n {
				c.Weights[i] = from.Weights[i] - share*step[i]
				moved = max(moved, math.Abs(share*step[i]))
			}
			if c.loss(judged) <= before {
				break
			}
		}
		if moved < settled {
			break
		}
	}
	// More of any signal can only speak for a hit; where few questions say
	// otherwise, it is chance.
	for i := range signals {
		c.Weights[i] = max(c.Weights[i], 0)
	}
	return c
}

// folds is how many parts the questions are taken apart in to judge each part
// by the others.
const folds = 5

// HeldOut returns the confidence in each of what was judged by a fit that has
// not seen it.
func HeldOut(judged []Judged) []float64 {
	held := make([]float64, len(judged))
	for fold := range folds {
		var others []Judged
		for i, j := range judged {
			if i%folds != fold {
				others = append(others, j)
			}
		}
		c := Fit(others)
		for i := fold; i < len(judged); i += folds {
			held[i] = c.Of(judged[i].Result)
		}
	}
	return held
}

// Reached returns the share of refused questions that would be answered, each
// by the threshold that the others give.
func Reached(refused []float64, share float64) float64 {
	over := 0
	for fold := range folds {
		var others []float64
		for i, c := range refused {
			if i%folds != fold {
				others = append(others, c)
			}
		}
		threshold, _ := Threshold(others, share)
		for i := fold; i < len(refused); i += folds {
			if refused[i] >= threshold {
				over++
			}
		}
	}
	return float64(over) / float64(max(len(refused), 1))
}

// loss is what Fit makes as small as it can.
func (c Confidence) loss(judged []Judged) float64 {
	sum := 0.0
	for i, w := range c.Weights {
		d := w - Careful.Weights[i]
		sum += ridge / 2 * d * d
	}
	for _, j := range judged {
		f := [signals + 1]float64{signals: 1} // the bias
		for i, s := range j.Result.Signals() {
			f[i] = s
		}
		z := 0.0
		for i := range f {
			z += c.Weights[i] * f[i]
		}
		if j.Covered {
			z = -z
		}
		sum += max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) // log(1 + e^z)
	}
	return sum
}

// chance is the logistic function of the weighted signals.
func (c Confidence) chance(f [signals + 1]float64) float64 {
	z := 0.0
	for i := range f {
		z += c.Weights[i] * f[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// solve returns the x of ax = b by Gaussian elimination; a is positive definite.
func solve(a [signals + 1][signals + 1]float64, b [signals + 1]float64) [signals + 1]float64 {
	n := len(b)
	for i := range n {
		for j := i + 1; j < n; j++ {
			m := a[j][i] / a[i][i]
			for k := i; k < n; k++ {
				a[j][k] -= m * a[i][k]
			}
			b[j] -= m * b[i]
		}
	}
	var x [signals + 1]float64
	for i := n - 1; i >= 0; i-- {
		x[i] = b[i]
		for k := i + 1; k < n; k++ {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
