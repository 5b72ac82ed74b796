package knowledge

import "testing"

// BenchmarkOpen measures how long the shipped pack takes from its files to the
// first question.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if _, err := Find("foam-rolling"); err != nil {
			b.Fatal(err)
		}
	}
}
