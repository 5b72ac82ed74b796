package match

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// invented are n documents of five phrasings each from a vocabulary in which,
// as in a language, few words are common.
func invented(n int) []Document {
	r := rand.New(rand.NewSource(1))
	zipf := rand.NewZipf(r, 1.1, 8, 20_000)
	docs := make([]Document, n)
	for i := range docs {
		subject := fmt.Sprintf("subject%d", r.Intn(n))
		for range 5 {
			words := []string{subject}
			for range 6 {
				words = append(words, fmt.Sprintf("word%d", zipf.Uint64()))
			}
			docs[i].Phrasings = append(docs[i].Phrasings, strings.Join(words, " "))
		}
	}
	return docs
}

func BenchmarkNew(b *testing.B) {
	docs := invented(100)
	for b.Loop() {
		New(docs, Options{})
	}
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{50, 1000} {
		docs := invented(n)
		x := New(docs, Options{})
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				x.Search(docs[i%n].Phrasings[i%5], 5)
			}
		})
	}
}
