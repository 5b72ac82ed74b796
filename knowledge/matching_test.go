package knowledge

import "testing"

func TestMatchOptions(t *testing.T) {
	o, ok := MatchOptions("en")
	if !ok || o.Stem("rolling") != "roll" || len(o.Filler) == 0 || len(o.Elsewhere) == 0 {
		t.Errorf("of English the matcher knows %d fillers and %d questions of elsewhere (%v)", len(o.Filler), len(o.Elsewhere), ok)
	}
	if _, ok := MatchOptions("xx"); ok {
		t.Error("there is a language xx")
	}
}
