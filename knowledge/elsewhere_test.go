package knowledge

import (
	"slices"
	"strings"
	"testing"
)

// What a pack says is not its own is refused, and told from what is.
func TestElsewhere(t *testing.T) {
	p := shippedPack(t)
	if len(p.Elsewhere) < 100 {
		t.Fatalf("the shipped pack names %d questions near its subject", len(p.Elsewhere))
	}
	var answered []string
	for _, q := range p.Elsewhere {
		if o := p.Search(Query{Text: q}); o.Kind != KindFallback && o.Kind != KindChoices && o.Kind != KindSafety {
			answered = append(answered, q)
		}
	}
	if len(answered) > len(p.Elsewhere)/50 {
		t.Errorf("%d of %d get an answer: %q", len(answered), len(p.Elsewhere), answered)
	}
	// They are no proof of themselves.
	for _, q := range p.Tests.Refuse {
		if slices.ContainsFunc(p.Elsewhere, func(e string) bool { return strings.EqualFold(e, q) }) {
			t.Errorf("%q is taught and tested", q)
		}
	}
}

func TestHeldOutRate(t *testing.T) {
	r := Evaluate(shippedPack(t))
	if r.HeldOut <= 0 || r.HeldOut > 2*r.Allowed {
		t.Errorf("of questions held out %.3f get a wrong answer, where %.3f may", r.HeldOut, r.Allowed)
	}
}
