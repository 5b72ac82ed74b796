package knowledge

import (
	"slices"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	old, err := open("pack.yaml", plants)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(
		"names: [spiky friend]", "names: [rusty spade]",
		"id: soil", "id: earth", "want: soil", "want: earth", // another id and the same answer
		"answer: Every second spring.", "answer: Every third spring.",
		"When do I repot an orchid?", "When do I repot my orchid?",
		"      - when do i repot my orchid\n", "",
		"Does a cactus need sun?", "How do I feed the cat?",
		"cactus on a north window", "what does the cat eat",
	).Replace(plants)
	now, err := open("pack.yaml", changed)
	if err != nil {
		t.Fatal(err)
	}
	asked := []Asked{
		{Text: "when do I repot my orchid?"},
		{Text: "Does a cactus need sun?"},
		{Text: "which soil for a fern"},
		{Text: "How do I feed the cat?"},
		{Text: "what is the capital of France"},
		{Text: "I found a rusty spade"},
		{Text: "my spiky friend is in a dark corner"},
		{Text: "when do I repot my orchid?"},
		{Text: "and which soil?", Before: "how often does a fern need water"},
	}
	type row struct {
		text     string
		times    int
		from, to Kind
	}
	want := []row{
		{"my spiky friend is in a dark corner", 1, KindSafety, KindAnswer},
		{"I found a rusty spade", 1, "", KindSafety},
		{"Does a cactus need sun?", 1, KindAnswer, KindFallback},
		{"How do I feed the cat?", 1, KindFallback, KindAnswer},
		{"when do I repot my orchid?", 2, KindAnswer, KindAnswer},
	}
	var got []row
	for _, d := range Compare(old, now, asked) {
		r := row{d.Text, d.Times, d.Old.Kind, d.New.Kind}
		if r.to == KindSafety {
			r.from = ""
		}
		got = append(got, r)
		if d.Reworded() != (d.Text == "when do I repot my orchid?") {
			t.Errorf("%q is reworded: %v", d.Text, d.Reworded())
		}
		if d.Safety() != (d.Old.Kind == KindSafety || d.New.Kind == KindSafety) {
			t.Errorf("%q is of safety: %v", d.Text, d.Safety())
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("Compare told\n%v, want\n%v", got, want)
	}
	if same := Compare(old, old, asked); len(same) > 0 {
		t.Errorf("a pack differs from itself: %+v", same)
	}
}

// TestEveryChangeHasItsRank holds all pairs of kinds to have a place.
func TestEveryChangeHasItsRank(t *testing.T) {
	kinds := []Kind{KindAnswer, KindChoices, KindFallback, KindRoutine, KindSafety}
	seen := map[int]string{}
	for _, from := range kinds {
		for _, to := range kinds {
			if from == KindFallback && to == KindFallback {
				continue // no difference
			}
			d := Difference{Old: Reply{Kind: from, IDs: []string{"a"}}, New: Reply{Kind: to, IDs: []string{"b"}}}
			if rank := d.rank(); rank == -1 && !d.Safety() || (rank < 0) != d.Safety() {
				t.Errorf("%s to %s ranks %d", from, to, rank)
			} else if !d.Safety() {
				if seen[rank] != "" {
					t.Errorf("%s to %s ranks as %s", from, to, seen[rank])
				}
				seen[rank] = string(from + " to " + to)
			}
		}
	}
}
