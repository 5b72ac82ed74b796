package match

import "testing"

// result is a made-up search result with the given score.
func result(score, known float64) Result {
	return Result{Known: known, Words: 4, Refused: 0.3, Hits: []Hit{{Score: score, Likeness: (score + 1.5) / 3}, {Score: -1}}}
}

func TestConfidenceRises(t *testing.T) {
	last := -1.0
	for score := -1.5; score <= 1.5; score += 0.25 {
		c := Careful.Of(result(score, 1))
		if c <= last || c < 0 || c > 1 {
			t.Fatalf("confidence at score %.2f is %.3f, after %.3f", score, c, last)
		}
		last = c
	}
	if a, b := Careful.Of(result(0.5, 0.3)), Careful.Of(result(0.5, 1)); a >= b {
		t.Errorf("a third known: %.2f, all known: %.2f; want less for less", a, b)
	}
	if c := Careful.Of(Result{}); c != 0 {
		t.Errorf("confidence in nothing is %.2f", c)
	}
}

func TestFit(t *testing.T) {
	if got := Fit(nil); got != Careful {
		t.Errorf("Fit of nothing is %v, want Careful", got)
	}
	var judged []Judged
	for i := range 40 {
		score := float64(i)/20 - 1
		judged = append(judged, Judged{result(score, 1), score > 0.5})
	}
	c := Fit(judged)
	if low, high := c.Of(result(0, 1)), c.Of(result(0.9, 1)); low > 0.4 || high < 0.6 {
		t.Errorf("right from 0.5 on: confidence %.2f at 0 and %.2f at 0.9", low, high)
	}
	for i, w := range c.Weights[:signals] {
		if w < 0 {
			t.Errorf("signal %d has the negative weight %.2f", i, w)
		}
	}
}

func TestHeldOut(t *testing.T) {
	var judged []Judged
	for i := range 100 {
		score := float64(i)/50 - 1
		judged = append(judged, Judged{result(score, 1), i%10 < i/10})
	}
	held := HeldOut(judged)
	own := Fit(judged)
	differ := false
	for i, c := range held {
		if c < 0 || c > 1 {
			t.Fatalf("held out, question %d gets the confidence %.2f", i, c)
		}
		differ = differ || c != own.Of(judged[i].Result)
	}
	if len(held) != len(judged) || !differ {
		t.Errorf("%d of %d judged by the others, differing: %v", len(held), len(judged), differ)
	}
}

func TestReached(t *testing.T) {
	refused := make([]float64, 200)
	for i := range refused {
		refused[i] = float64(i*37%200) / 200
	}
	if got := Reached(refused, 0.05); got < 0.02 || got > 0.08 {
		t.Errorf("of questions not seen %.3f get an answer where 0.05 may", got)
	}
	if got := Reached(nil, 0.05); got != 0 {
		t.Errorf("of no questions %.2f get an answer", got)
	}
}

func TestThreshold(t *testing.T) {
	refused := make([]float64, 100)
	for i := range refused {
		refused[i] = float64(i) / 100
	}
	tests := []struct {
		share   float64
		allowed int
	}{{0, 0}, {0.03, 3}, {0.1, 10}, {1, 100}}
	for _, tt := range tests {
		threshold, careful := Threshold(refused, tt.share)
		over := 0
		for _, c := range refused {
			if c >= threshold {
				over++
			}
		}
		if over != tt.allowed || careful {
			t.Errorf("Threshold at %.2f lets %d of 100 through (careful %v), want %d", tt.share, over, careful, tt.allowed)
		}
	}
	if threshold, careful := Threshold([]float64{0.1, 0.2}, 0.03); threshold != CarefulThreshold || !careful {
		t.Errorf("two questions give the threshold %.2f (careful %v), want %.2f", threshold, careful, CarefulThreshold)
	}
	if threshold, careful := Threshold(nil, 0.03); threshold != CarefulThreshold || !careful {
		t.Errorf("no question gives the threshold %.2f (careful %v), want %.2f", threshold, careful, CarefulThreshold)
	}
}
