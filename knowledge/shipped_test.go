package knowledge

import "testing"

// Every pack inside the program reaches the bars of its own test questions.
func TestShippedPacksReachTheirBars(t *testing.T) {
	for _, id := range BuiltinNames() {
		t.Run(id, func(t *testing.T) {
			p, err := Find(id)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range Evaluate(p).Kinds {
				if !k.Passed() {
					t.Errorf("%s: %d of %d are right, %.1f%%, below %.1f%%", k.Kind, k.Right, k.Total, 100*k.Share(), 100*k.Bar)
				}
			}
		})
	}
}
