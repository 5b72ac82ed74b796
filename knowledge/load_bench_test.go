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

// BenchmarkSearch measures one question of each kind.
func BenchmarkSearch(b *testing.B) {
	p, err := Find("foam-rolling")
	if err != nil {
		b.Fatal(err)
	}
	for _, q := range []string{
		"how often should i roll",
		"which muscles does it work, and how long do i stay on a sore spot?",
		"what is the capital of france",
		"start the lat release",
	} {
		b.Run(q, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Search(Query{Text: q})
			}
		})
	}
}
