package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// lowest is below every score.
var lowest = math.Inf(-1)

// quantile returns the q-quantile, q from 0 to 1, of durations.
func quantile(list []time.Duration, q float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// speeds are the figures of benchmarks: all that were measured of each.
type speeds map[bench][]float64

// bench is one figure of one benchmark.
type bench struct {
	of      string // load or search
	entries int
	engine  string
	unit    string
}

// readSpeed reads what `go test -bench` printed.
func readSpeed(printed string) (speeds, error) {
	s := speeds{}
	for line := range strings.SplitSeq(printed, "\n") {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		b := bench{}
		path := fields[0]
		if cpus := strings.LastIndex(path, "-"); cpus > 0 {
			path = path[:cpus]
		}
		for part := range strings.SplitSeq(path, "/") {
			switch key, value, _ := strings.Cut(part, "="); key {
			case "of":
				b.of = value
			case "entries":
				b.entries, _ = strconv.Atoi(value)
			case "engine":
				b.engine = value
			}
		}
		for i := 2; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
			b.unit = fields[i+1]
			s[b] = append(s[b], v)
		}
	}
	if len(s) == 0 {
		return nil, fmt.Errorf("there is no benchmark in it")
	}
	return s, nil
}

// median is the median of what was measured, and whether anything was.
func (s speeds) median(b bench) (float64, bool) {
	list := slices.Sorted(slices.Values(s[b]))
	if len(list) == 0 {
		return 0, false
	}
	return list[len(list)/2], true
}

// figures are the columns of the tables of speed.
var figures = []struct {
	title, of, unit string
	write           func(float64) string
}{
	{"p50", "search", "p50-ns", nanoseconds},
	{"p99", "search", "p99-ns", nanoseconds},
	{"load", "load", "ns/op", nanoseconds},
	{"memory", "load", "held-B", megabytes},
	{"allocations a question", "search", "allocs/op", func(v float64) string { return fmt.Sprintf("%.0f", v) }},
	{"right, %", "search", "right-%", func(v float64) string { return fmt.Sprintf("%.0f", v) }},
}

func nanoseconds(v float64) string { return short(time.Duration(v)) }
func megabytes(v float64) string   { return fmt.Sprintf("%.3g MB", v/1e6) }

// ratios is the number of figures of which a ratio says something.
const ratios = 4

func (s speeds) write(w io.Writer) {
	var sizes []int
	var names []string
	for b := range s {
		sizes, names = append(sizes, b.entries), append(names, b.engine)
	}
	slices.Sort(sizes)
	slices.Sort(names)
	sizes, names = slices.Compact(sizes), slices.Compact(names)
	us := strings.ToLower(product)
	// The product first, the others by name.
	slices.SortStableFunc(names, func(a, b string) int { return rank(a, us) - rank(b, us) })

	fmt.Fprintf(w, "**Times as much as %s**, entries of 5 phrasings.\n\n", product)
	t := table{head: []string{"entries", "engine"}}
	for _, f := range figures[:ratios] {
		t.head = append(t.head, f.title+", ×")
	}
	s.rows(&t, sizes, names[1:], func(f int, n int, name string) string {
		theirs, ok := s.median(bench{figures[f].of, n, name, figures[f].unit})
		ours, both := s.median(bench{figures[f].of, n, us, figures[f].unit})
		if !ok || !both {
			return none
		}
		return times(theirs, ours)
	}, ratios)
	t.write(w)

	fmt.Fprintf(w, "**The figures**, the median of the runs.\n\n")
	t = table{head: []string{"entries", "engine"}}
	for _, f := range figures {
		t.head = append(t.head, f.title)
	}
	s.rows(&t, sizes, names, func(f int, n int, name string) string {
		v, ok := s.median(bench{figures[f].of, n, name, figures[f].unit})
		if !ok {
			return none
		}
		return figures[f].write(v)
	}, len(figures))
	t.write(w)
}

func (s speeds) rows(t *table, sizes []int, names []string, cell func(f, n int, name string) string, figures int) {
	for _, n := range sizes {
		for _, name := range names {
			row := []string{fmt.Sprint(n), name}
			for f := range figures {
				row = append(row, cell(f, n, name))
			}
			t.add(row...)
		}
	}
}

func rank(name, first string) int {
	if name == first {
		return 0
	}
	return 1
}
