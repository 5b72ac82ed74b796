package markup

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	paragraph := func(spans ...Span) []Block { return []Block{{Spans: spans}} }
	word := func(s string) []Span { return []Span{{Text: s}} }
	for name, test := range map[string]struct {
		markdown string
		want     []Block
	}{
		"nothing":            {"", nil},
		"words":              {"some words", paragraph(Span{Text: "some words"})},
		"styles":             {"**a**_b_`c`", paragraph(Span{Text: "a", Strong: true}, Span{Text: "b", Emphasis: true}, Span{Text: "c", Code: true})},
		"nested styles":      {"**a *b***", paragraph(Span{Text: "a ", Strong: true}, Span{Text: "b", Strong: true, Emphasis: true})},
		"link":               {"[a *b*](http://c 'title')", paragraph(Span{Text: "a ", Link: "http://c"}, Span{Text: "b", Emphasis: true, Link: "http://c"})},
		"link without words": {"[](http://c)", paragraph(Span{Text: "http://c", Link: "http://c"})},
		"link to nowhere":    {"[a]()", paragraph(Span{Text: "a"})},
		"picture":            {"![a](http://c)", paragraph(Span{Text: "a", Link: "http://c"})},
		"bare links": {"<http://c> <a@b.c> http://d", paragraph(
			Span{Text: "http://c", Link: "http://c"}, Span{Text: " "}, Span{Text: "a@b.c", Link: "mailto:a@b.c"}, Span{Text: " http://d"})},
		"paragraphs": {"a\nb\n\nc", []Block{
			{Spans: []Span{{Text: "a\n"}, {Text: "b"}}}, {Spans: word("c"), Gap: true},
		}},
		"a tight list": {"- a\n- b", []Block{
			{Spans: word("a"), Bullet: "-", Indent: 2}, {Spans: word("b"), Bullet: "-", Indent: 2},
		}},
		"a loose list of numbers": {"9) a\n\n10) b", []Block{
			{Spans: word("a"), Bullet: "9.", Indent: 3}, {Spans: word("b"), Bullet: "10.", Indent: 4, Gap: true},
		}},
		"lists in lists": {"- a\n  1. b\n- c", []Block{
			{Spans: word("a"), Bullet: "-", Indent: 2}, {Spans: word("b"), Bullet: "1.", Indent: 5}, {Spans: word("c"), Bullet: "-", Indent: 2},
		}},
		"code": {"```go title\n a\n\nb\n```", []Block{{Spans: word(" a\n\nb"), Code: true, Language: "go"}}},
		"not in the subset": {"# a\n> b\n<i>c</i>\n---", paragraph(
			Span{Text: "# a\n"}, Span{Text: "> b\n"}, Span{Text: "<i>c</i>\n"}, Span{Text: "---"})},
		"escapes and references, once": {`\*a\* &lt; \&lt; &amp;lt; &#38;lt; &#42;`, paragraph(Span{Text: "*a* < &lt; &lt; &lt; *"})},
		"indented": {"    a\n\n- b\n\n      c", []Block{
			{Spans: word("a")}, {Spans: word("b"), Bullet: "-", Indent: 2, Gap: true}, {Spans: word("c"), Indent: 2, Gap: true},
		}},
		"control characters": {"a\x1b[31m\u202eb&#27;", paragraph(Span{Text: "a[31mb"})},
		"a line end in code": {"`a\nb`", paragraph(Span{Text: "a ", Code: true}, Span{Text: "b", Code: true})},
	} {
		t.Run(name, func(t *testing.T) {
			got := Parse(test.markdown)
			for i := range got {
				if !got[i].Code {
					got[i].Spans = merged(got[i].Spans)
				}
			}
			for i := range test.want {
				test.want[i].Spans = merged(test.want[i].Spans)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

var seeds = []string{
	"**bold** *a* [x](y) `c`", "- a\n  - b\n1. c\n\n```go\nx\n\n y", "\x1b[31m\x9b\xff\u202e&#27;&#x9b;", "日本語 👩‍👩‍👧 e\u0301",
	"- - - - - - - - - - x", "[[[[((((****____", "![a](<b\x00>)", "\\\n\\\x1b", "**a***b*_c_", "a&#32;&#10;&#10;&#32;b", "1. a\n1) b\n3. c",
	"- ```\n  a\n\n  b\n  ```\n- c", "!&#91;a](b)", "- a\n\n      b\n\n  c", "999999999. a\n1. b", "`` ` `` **`x`**", "**\"a\"**b", "a\n-\nb",
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, b := range Parse(s) {
			for _, sp := range b.Spans {
				safe(t, sp.Text)
				safe(t, sp.Link)
			}
			safe(t, b.Language)
		}
		if strings.ContainsAny(s, "[&`~<") {
			return // what is not shown may be a link's address, a reference, a language
		}
		if want, got := letters(Clean(s)), letters(words(Parse(s))); got != want {
			t.Errorf("%q says %q, want %q", s, got, want)
		}
	})
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return r
	}, s)
}

func safe(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not valid", s)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		t.Errorf("%q has a control character", s)
	}
}

func TestPlainTextIsKept(t *testing.T) {
	const s = "Nothing of this is markup: 2 * 3 = 6, snake_case_name, a [note], 50 % < 60 %, R&D; \"quoted\"."
	if got := Parse(s); len(got) != 1 || got[0].Text() != s {
		t.Errorf("%+v", got)
	}
}

func TestNest(t *testing.T) {
	got := Nest([]Span{
		{Text: "a", Strong: true},
		{Text: "b", Strong: true, Emphasis: true},
		{Text: "c", Emphasis: true},
		{Text: "d"},
		{Text: "e", Strong: true},
		{Text: "f", Strong: true, Link: "x"},
		{Text: "g", Strong: true, Link: "y"},
	})
	want := []Run{
		{Strong, 0, 2, ""},
		{Emphasis, 1, 2, ""},
		{Emphasis, 2, 3, ""},
		{Strong, 4, 7, ""},
		{Link, 5, 6, "x"},
		{Link, 6, 7, "y"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
