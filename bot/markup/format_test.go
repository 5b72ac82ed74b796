package markup

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFormat(t *testing.T) {
	for _, s := range []string{
		"some words", "**bold** and *soft* and `code`", "**a *b* c**", "one\ntwo\n\nthree", "- a\n- b\n\nafter",
		"9. nine\n10. ten", "- a\n  1. b\n     - c\n- d", "- a\n\n  b\n\n- c", "[a](<http://b>)", "```go\n  x\n\ny\n```",
		`\*a\* 2 \* 3 &amp; snake\_case`, "[**a** b](<http://b>)", "- a\n\n  ```\n  x\n  ```",
	} {
		if diff := cmp.Diff(s, Format(Parse(s))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// What was cut out of a list is a list.
func TestFormatPartOfAList(t *testing.T) {
	blocks := Parse("- a\n  1. b\n  2. c\n     - d\n- e")[2:]
	if diff := cmp.Diff("2. c\n   - d\n- e", Format(blocks)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzFormat(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		blocks := Parse(s)
		formatted := Format(blocks)
		if a, b := words(blocks), words(Parse(formatted)); a != b {
			t.Errorf("%q\nwas written as %q\n%q became\n%q", s, formatted, a, b)
		}
	})
}

// words is what blocks say, but for white space.
func words(blocks []Block) string {
	var s strings.Builder
	for _, b := range blocks {
		s.WriteString(b.Bullet + b.Text())
	}
	return strings.Join(strings.Fields(s.String()), "")
}
