package knowledge

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRanks keeps, for every test question of the shipped pack, at which rank
// the matcher has what is wanted, so that a change of ranking shows in review.
// Rank 0 is not among the first five.
func TestRanks(t *testing.T) {
	p := shippedPack(t)
	var b strings.Builder
	var first, three, n int
	var reciprocal float64
	rank := func(kind string, q TestQuestion) {
		if q.After != "" || q.Both {
			return // more than one search
		}
		r := p.search.alone(q.Ask)
		at := 0
		for i, h := range r.Hits {
			if slices.Contains(q.Want, p.search.matcher.Document(h.Doc).ID) {
				at = i + 1
				reciprocal += 1 / float64(at)
				break
			}
		}
		n++
		if at == 1 {
			first++
		}
		if at > 0 && at <= 3 {
			three++
		}
		fmt.Fprintf(&b, "%d %s %s\n", at, kind, q.Ask)
	}
	for _, q := range p.Tests.Answer {
		rank("answer", q)
	}
	for _, q := range p.Tests.Routine {
		rank("routine", q)
	}
	head := fmt.Sprintf("# %d questions: %.1f %% at rank 1, %.1f %% in the first three, mean reciprocal rank %.3f\n",
		n, 100*float64(first)/float64(n), 100*float64(three)/float64(n), reciprocal/float64(n))
	got := head + b.String()

	file := filepath.Join("testdata", "ranks.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("ranks have changed; look at each, then run go test -run TestRanks -update ./knowledge (-golden +now):\n%s", diff)
	}
}
