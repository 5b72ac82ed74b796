package knowledge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindRoutine(t *testing.T) {
	tests := []struct {
		name string
		want string // ids, the best first
	}{
		{"thoracic", "thoracic"},
		{"Thoracic Spine Release", "thoracic"},
		{"the thoracic release please", "thoracic"},
		{"thorac", "thoracic"},
		{"thorasic", "thoracic"},
		{"thrcic", "thoracic"},
		{"mid back", "thoracic"},
		{"midback roll", "thoracic"},
		{"lats", "lats"},
		{"lat release", "lats"},
		{"latisimus", "lats"},
		{"upper back 5", "upper-back-5"},
		{"upper-back-10", "upper-back-10"},
		{"5 minutes", "upper-back-5"},
		{"the five minute one", "upper-back-5"},
		{"quick one", "upper-back-5"},
		{"upper back", "upper-back-5 upper-back-10"},
		{"release", "lats thoracic"},
		{"", ""},
		{"?", ""},
		{"a soft roller", ""},
		{"pizza", ""},
		{"15 minutes", ""},
	}
	p := wordsPack()
	for _, tt := range tests {
		var ids []string
		for _, r := range p.FindRoutine(tt.name) {
			ids = append(ids, r.ID)
		}
		if got := strings.Join(ids, " "); got != tt.want {
			t.Errorf("FindRoutine(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestComplete(t *testing.T) {
	tests := []struct {
		prefix string
		n      int
		want   []string
	}{
		{"how", 5, []string{"How long do I roll?", "How often should I roll?"}},
		{"how of", 5, []string{"How often should I roll?"}},
		{"how", 1, []string{"How long do I roll?"}},
		{"sore", 5, []string{"What do I do on a sore spot?"}},
		{"knot", 5, []string{"What do I do on a sore spot?"}},
		{"thorac", 5, []string{"Thoracic spine release"}},
		{"lat rel", 5, []string{"Latissimus dorsi release"}},
		{"often shuold", 5, []string{"How often should I roll?"}},
		{"upprbck", 5, []string{"Upper back, 5 minutes", "Upper back, 10 minutes"}},
		{"", 3, []string{"How often should I roll?", "Thoracic spine release", "Latissimus dorsi release"}},
		{"zebra", 5, nil},
		{"how", 0, nil},
		{"how", -1, nil},
	}
	p := wordsPack()
	for _, tt := range tests {
		var got []string
		for _, c := range p.Complete(tt.prefix, tt.n) {
			got = append(got, c.Text)
			if (c.Entry == nil) == (c.Routine == nil) {
				t.Errorf("Complete(%q): %q is not exactly one of entry and routine", tt.prefix, c.Text)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Complete(%q, %d) (-want +got):\n%s", tt.prefix, tt.n, diff)
		}
	}
}

func BenchmarkComplete(b *testing.B) {
	p, err := Find("foam-rolling")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p.Complete("how long", 10)
	}
}

// The routine that the shipped packs' own tests ask for by name is the one
// that is found.
func TestFindRoutineShipped(t *testing.T) {
	for _, id := range BuiltinNames() {
		p, err := Find(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range p.Tests.Routine {
			_, rest, ok := p.Command(q.Ask)
			if !ok || rest == "" {
				continue // no command: the matcher's to find
			}
			if found := p.FindRoutine(rest); !wanted(q.Want, found[0].ID) {
				t.Errorf("%s: %q starts %s, want %v", id, q.Ask, found[0].ID, q.Want)
			}
		}
	}
}

func wanted(ids Strings, id string) bool {
	for _, w := range ids {
		if w == id {
			return true
		}
	}
	return false
}
