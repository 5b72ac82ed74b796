package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"limber/knowledge/match"
)

// sizes are the numbers of entries: LIMBER_BENCH_ENTRIES, such as "50 1000", or
// the ones that docs/matching.md shows.
func sizes(b *testing.B) []int {
	list := []int{50, 1_000, 100_000}
	if s := os.Getenv("LIMBER_BENCH_ENTRIES"); s != "" {
		list = nil
		for _, f := range strings.Fields(s) {
			n, err := strconv.Atoi(f)
			if err != nil {
				b.Fatal(err)
			}
			list = append(list, n)
		}
	}
	return list
}

// speedEngines are the engines whose speed is measured, by the names that
// benchstat shows.
var speedEngines = []engine{
	{name: "limber", build: newLimber},
	{name: "bleve", build: byEntry(newBleve(0))},
	{name: "bleve-phrasings", build: newBleve(0)},
	{name: "fuzzy", build: newFuzzy(fuzzyWhole)},
}

// asked is the number of different questions, leastAsked the number that a
// quantile is read from at least.
const asked, leastAsked = 1000, 200

// Benchmark measures how long an engine loads and what it then holds in memory,
// and how long it answers. One is loaded at a time.
func Benchmark(b *testing.B) {
	for _, n := range sizes(b) {
		v, err := newInventor(n)
		if err != nil {
			b.Fatal(err)
		}
		docs := v.documents(n)
		questions := v.questions(docs, asked)
		for _, e := range speedEngines {
			var f finder
			name := fmt.Sprintf("entries=%d/engine=%s", n, e.name)
			b.Run("of=load/"+name, func(b *testing.B) { f = benchmarkLoad(b, e, docs) })
			b.Run("of=search/"+name, func(b *testing.B) {
				if f == nil { // only the search was asked for
					var err error
					if f, err = e.build(docs); err != nil {
						b.Fatal(err)
					}
				}
				benchmarkSearch(b, f, docs, questions)
			})
		}
	}
}

func benchmarkLoad(b *testing.B, e engine, docs []match.Document) (f finder) {
	b.ReportAllocs()
	before := held()
	for b.Loop() {
		var err error
		if f, err = e.build(docs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(max(held(), before)-before), "held-B")
	runtime.KeepAlive(f)
	return f
}

// held is the memory in use, in bytes.
func held() uint64 {
	runtime.GC()
	runtime.GC() // pools are emptied at the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func benchmarkSearch(b *testing.B, f finder, docs []match.Document, questions []labelled) {
	b.ReportAllocs()
	took := make([]time.Duration, 0, 1<<16)
	right := 0
	one := func() {
		q := questions[len(took)%len(questions)]
		began := time.Now()
		hits := f.find(q.text, 1)
		took = append(took, time.Since(began))
		if len(hits) > 0 && docs[hits[0].doc].ID == q.want {
			right++
		}
	}
	for b.Loop() {
		one()
	}
	for len(took) < leastAsked {
		one()
	}
	b.ReportMetric(float64(quantile(took, 0.5)), "p50-ns")
	b.ReportMetric(float64(quantile(took, 0.99)), "p99-ns")
	b.ReportMetric(100*float64(right)/float64(len(took)), "right-%")
}

func TestInventedEntries(t *testing.T) {
	v, err := newInventor(50)
	if err != nil {
		t.Fatal(err)
	}
	docs := v.documents(50)
	questions := v.questions(docs, 200)
	for _, e := range speedEngines[:3] {
		f, err := e.build(docs)
		if err != nil {
			t.Fatal(err)
		}
		if share := rightAbove(ask(f, docs, questions), lowest); share < 0.5 {
			t.Errorf("%s finds %.0f %% of what the questions were made of", e.name, 100*share)
		}
	}
	if again, err := newInventor(50); err != nil || !slices.Equal(again.documents(50)[7].Phrasings, docs[7].Phrasings) {
		t.Errorf("what is invented is not the same each time (%v)", err)
	}
}
