package knowledge

import (
	"os"
	"strings"
	"testing"
)

// TestTheAuthorsExample opens the complete pack that the authors' guide shows,
// and holds it to its own test questions.
func TestTheAuthorsExample(t *testing.T) {
	guide, err := os.ReadFile("../docs/authoring.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(guide), "```yaml\n")
	example, _, closed := strings.Cut(rest, "```\n")
	if !found || !closed {
		t.Fatal("the guide shows no YAML")
	}
	p, err := open("pack.yaml", example)
	if err != nil {
		t.Fatalf("the guide's example has mistakes:\n%v", err)
	}
	if r := Evaluate(p); !r.Passed() {
		t.Errorf("the example fails its own questions: %+v", r.Missed)
	}
}
