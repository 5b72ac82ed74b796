package markup

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// upTo fits texts of so many characters, the last with so many more.
func upTo(limit, more int) func([]Block, bool) bool {
	return func(blocks []Block, last bool) bool {
		n := 0
		for _, b := range blocks {
			n += utf8.RuneCountInString(b.Bullet + b.Text())
		}
		if last {
			n += more
		}
		return n <= limit
	}
}

func TestSplit(t *testing.T) {
	for name, test := range map[string]struct {
		text        string
		limit, more int
		want        []string
	}{
		"fits, and is not touched":   {"a *b*  c\n\n\n", 10, 0, []string{"a *b*  c\n\n\n"}},
		"at an empty line":           {"one two.\n\nthree\nfour. five", 20, 0, []string{"one two.", "three\nfour. five"}},
		"at a line end":              {"one two. three\nfour five six", 20, 0, []string{"one two. three", "four five six"}},
		"at a sentence end":          {"One two. Three four five", 20, 0, []string{"One two.", "Three four five"}},
		"at a word":                  {"one two three four five", 20, 0, []string{"one two three four", "five"}},
		"inside a long word":         {"abcdefghij", 4, 0, []string{"abcd", "efgh", "ij"}},
		"before a long word":         {"a bcdefghij", 9, 0, []string{"a", "bcdefghij"}},
		"not far too early":          {"a\n\nbcdefgh ijklmnop qrst", 18, 0, []string{"a\n\nbcdefgh ijklmnop", "qrst"}},
		"with room at the end":       {"one two three", 13, 4, []string{"one two", "three"}},
		"nothing left at the end":    {"abcdefgh", 8, 4, []string{"abcdefgh", ""}},
		"styles go on":               {"**one two *three four***", 14, 0, []string{"**one two *three***", "***four***"}},
		"not in a link":              {"one two [three four](http://x) five", 14, 0, []string{"one two", "[three four](<http://x>)", "five"}},
		"a link too long":            {"[one two three](http://x)", 9, 0, []string{"[one two](<http://x>)", "[three](<http://x>)"}},
		"code goes on":               {"```go\na b\n  c d\ne\n```", 8, 0, []string{"```go\na b\n```", "```go\n  c d\ne\n```"}},
		"a list":                     {"- one\n- two\n- three", 12, 0, []string{"- one\n- two", "- three"}},
		"numbers go on":              {"1. one\n2. two\n3. three", 12, 0, []string{"1. one\n2. two", "3. three"}},
		"between lists, not in them": {"- one\n- two\n\nabc\n\n- x\n- y", 14, 0, []string{"- one\n- two\n\nabc", "- x\n- y"}},
		"an item that goes on":       {"- one two\n- three", 6, 0, []string{"- one", "two", "- three"}},
		"a list in a list":           {"- one\n  - two\n  - three\n- four", 12, 0, []string{"- one\n  - two", "- three\n- four"}},
		"no spaces between words":    {"日本語の文章です。とても長い", 10, 0, []string{"日本語の文章です。", "とても長い"}},
		"right to left":              {"שלום עולם. מה שלומך", 14, 0, []string{"שלום עולם.", "מה שלומך"}},
		"not in a family":            {"👩‍👩‍👧👩‍👩‍👧", 8, 0, []string{"👩‍👩‍👧", "👩‍👩‍👧"}},
		"what was no markup":         {"a \\* b \\[x\\]\\(y\\) c", 10, 0, []string{"a \\* b", "\\[x\\](y) c"}},
		"space without an end":       {"a" + strings.Repeat(" ", 99) + "b", 9, 0, []string{"a", "b"}},
		"a name of a host":           {"see limber.Example or so", 12, 0, []string{"see", "limber.Examp", "le or so"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Split(test.text, test.limit, upTo(test.limit, test.more))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, 5, 2)
		f.Add(strings.Repeat(s+" ", 9), 40, 10)
	}
	f.Fuzz(func(t *testing.T, s string, limit, more int) {
		limit = 15 + (limit&0xff)%100 // room for a bullet
		more = (more & 0xff) % limit
		fits := upTo(limit, more)
		parts := Split(s, limit, fits)
		var got []Block
		for i, part := range parts {
			if !fits(Parse(part), i == len(parts)-1) {
				t.Errorf("part %d of %q does not fit: %q", i, parts, part)
			}
			got = append(got, Parse(part)...)
		}
		if a, b := words(Parse(s)), words(got); a != b {
			t.Errorf("%q was divided into %q: %q became %q", s, parts, a, b)
		}
	})
}

func BenchmarkSplit(b *testing.B) {
	s := strings.Repeat("Some **words** of a [text](http://x) that is long. ", 2000)
	for b.Loop() {
		Split(s, 4096, upTo(4096, 0))
	}
}
