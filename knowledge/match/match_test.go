package match

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"limber/knowledge/text"
)

var kitchen = []Document{
	{ID: "often", Phrasings: []string{"how often should i descale the kettle", "descale how frequently", "is once a month enough for descaling"}},
	{ID: "how", Phrasings: []string{"how do i descale the kettle", "steps for descaling", "what do i do with the vinegar"}},
	{ID: "upper", Phrasings: []string{"how do i clean the upper shelf", "upper shelf is dirty", "wipe the upper shelf"}},
	{ID: "lower", Phrasings: []string{"how do i clean the lower shelf", "lower shelf is dirty", "wipe the lower shelf"}},
	{ID: "safe", Phrasings: []string{"is vinegar dangerous", "is it safe to use vinegar", "can vinegar harm me"}, Text: "Vinegar is an acid. Wear gloves."},
}

var english = Options{
	Stem:         text.Stemmer("en"),
	Synonyms:     [][]string{{"descale", "remove the limescale"}, {"upper", "top"}},
	Filler:       []string{"please", "can you tell me", "hello there"},
	Contractions: map[string]string{"hows": "how is", "dont": "do not"},
	Common:       []string{"how", "is", "the", "do", "i", "a", "should"},
	Elsewhere:    []string{"how often should i feed the cat", "what time is the film tonight"},
}

func TestSearch(t *testing.T) {
	x := New(kitchen, english)
	tests := []struct{ q, want string }{
		{"how often should i descale the kettle", "often"},
		{"descale the kettle, how many times a month?", "often"},
		{"hello there, can you tell me the steps for descaling please", "how"},
		{"hwo do i decsale teh ketle", "how"},
		{"cleaning the top shelf", "upper"},
		{"the lower shelf?", "lower"},
		{"LOWERSHELF dirty", "lower"},
		{"remove the limescale, but how frequently", "often"},
		{"acid gloves", "safe"},
	}
	for _, tt := range tests {
		hits := x.Search(tt.q, 2).Hits
		if got := x.Document(hits[0].Doc).ID; got != tt.want {
			t.Errorf("Search(%q) found %s (%.2f), want %s", tt.q, got, hits[0].Score, tt.want)
		}
	}
}

func TestScoreIsMargin(t *testing.T) {
	x := New(kitchen, english)
	for d, doc := range kitchen {
		for _, p := range doc.Phrasings {
			hits := x.Search(p, len(kitchen)).Hits
			if hits[0].Doc != d || hits[0].Score < 0.3 {
				t.Errorf("Search(%q) found %s at %.2f, want its own %s near 1", p, kitchen[hits[0].Doc].ID, hits[0].Score, doc.ID)
			}
			if last := hits[len(hits)-1].Score; last > -0.3 {
				t.Errorf("Search(%q) gave the worst document %.2f, want near -1", p, last)
			}
			if l := hits[0].Likeness; l < 0.99 || l > 1 {
				t.Errorf("Search(%q) is like its own phrasing %.3f, want 1", p, l)
			}
		}
	}
}

func TestKnown(t *testing.T) {
	x := New(kitchen, english)
	whole, half, none := x.Search("descale the kettle", 1), x.Search("descale the spacecraft", 1), x.Search("quantum zebra", 1)
	if whole.Known < 0.99 || half.Known <= 0.1 || half.Known >= 0.9 || none.Known != 0 {
		t.Errorf("known shares are %.2f, %.2f and %.2f, want 1, something between, and 0", whole.Known, half.Known, none.Known)
	}
}

func TestElsewhereIsRefused(t *testing.T) {
	with := New(kitchen, english)
	options := english
	options.Elsewhere = nil
	without := New(kitchen, options)
	q := "how often should i feed the dog"
	if a, b := with.Search(q, 1).Hits[0].Score, without.Search(q, 1).Hits[0].Score; a >= b {
		t.Errorf("%q scores %.2f with a text of elsewhere like it, %.2f without", q, a, b)
	}
}

func TestNearIsRefused(t *testing.T) {
	options := english
	options.Near = []string{"how often should i clean the kettle of the neighbour"}
	with, without := New(kitchen, options), New(kitchen, english)
	q := "how often should i clean the neighbour's kettle"
	a, b := with.Search(q, 1), without.Search(q, 1)
	if a.Covered >= b.Covered || a.Refused <= b.Refused {
		t.Errorf("%q is covered %.2f and like a refused text %.2f with one like it, %.2f and %.2f without", q, a.Covered, a.Refused, b.Covered, b.Refused)
	}
}

func TestApart(t *testing.T) {
	options := english
	options.Stem = func(w string) string { return strings.TrimSuffix(strings.TrimSuffix(w, "ance"), "ed") }
	docs := []Document{{ID: "done", Phrasings: []string{"how is it performed"}}, {ID: "other", Phrasings: []string{"is it cold"}}}
	together := New(docs, options).Search("performance", 1).Known
	options.Apart = []string{"performance"}
	if apart := New(docs, options).Search("performance", 1).Known; together == 0 || apart != 0 {
		t.Errorf("known %.2f as a form, %.2f as a word of its own", together, apart)
	}
}

func TestContext(t *testing.T) {
	x := New(kitchen, english)
	after := func(c string) string {
		r := x.SearchAfter("is it dirty", Context{Text: c, Weight: 0.5}, 1)
		return x.Document(r.Hits[0].Doc).ID
	}
	if got := after("the upper shelf"); got != "upper" {
		t.Errorf("after the upper shelf, found %s", got)
	}
	if got := after("the lower shelf"); got != "lower" {
		t.Errorf("after the lower shelf, found %s", got)
	}
	lifted := x.SearchAfter("vinegar", Context{Lift: func(d int) float64 { return float64(-3 * (d - 1) * (d - 1)) }}, 1)
	if got := lifted.Hits[0].Doc; got != 1 {
		t.Errorf("with document 1 lifted, found %d", got)
	}
}

func TestExplainAddsUp(t *testing.T) {
	x := New(kitchen, english)
	q := "how do i descale the ketle"
	hit := x.Search(q, 1).Hits[0]
	sum := unknownScore + closeness*(hit.Likeness-halfway)
	for _, f := range x.Explain(q, hit.Doc) {
		if f.Name == "" || !utf8.ValidString(f.Name) {
			t.Errorf("a feature has the name %q", f.Name)
		}
		sum += f.Weight
	}
	if math.Abs(sum-hit.Score) > 1e-4 {
		t.Errorf("features, bias and closeness add up to %.4f, the score is %.4f", sum, hit.Score)
	}
}

func TestSameIndexEveryTime(t *testing.T) {
	a, b := New(kitchen, english), New(kitchen, english)
	if diff := cmp.Diff(a.posts, b.posts, cmp.AllowUnexported(postings{})); diff != "" {
		t.Errorf("two indexes of the same documents differ (-first +second):\n%s", diff)
	}
}

func TestScoringAllocatesNothing(t *testing.T) {
	x := New(kitchen, english)
	var b builder
	v, _ := x.vector("how often should i descale the kettle", true, &b)
	scores := make([]float32, x.Len())
	if n := testing.AllocsPerRun(100, func() { x.posts.add(v, 1, scores) }); n != 0 {
		t.Errorf("scoring allocates %.0f times", n)
	}
}

func TestSmallIndexes(t *testing.T) {
	for _, docs := range [][]Document{
		nil,
		{{ID: "one", Phrasings: []string{"only one"}}},
		{{ID: "silent"}, {ID: "empty", Phrasings: []string{"", "…"}}, {ID: "one", Phrasings: []string{"one"}}},
	} {
		x := New(docs, english)
		for _, q := range []string{"", "one", "?!", "🧘", "please"} {
			for _, h := range x.Search(q, 3).Hits {
				if math.IsNaN(h.Score) || math.IsNaN(h.Likeness) {
					t.Errorf("Search(%q) in %d documents gave %+v", q, len(docs), h)
				}
			}
		}
	}
}

func TestOtherScripts(t *testing.T) {
	x := New([]Document{
		{ID: "back", Phrasings: []string{"как катать спину", "ролик для спины"}},
		{ID: "neck", Phrasings: []string{"можно ли катать шею", "ролик для шеи"}},
	}, Options{})
	if hits := x.Search("катат спину", 1).Hits; hits[0].Doc != 0 {
		t.Error("a misspelt Russian question found the neck, want the back")
	}
	for _, f := range x.Explain("спину", 0) {
		if !utf8.ValidString(f.Name) {
			t.Errorf("feature name %q is not UTF-8", f.Name)
		}
	}
}

func TestGroup(t *testing.T) {
	got := Group([]string{
		"do you sell kettles",
		"what is the price of a toaster",
		"do you sell any kettles?",
		"price of the toaster",
		"who are you",
		"DO YOU SELL KETTELS",
	}, english)
	want := [][]int{{0, 2, 5}, {1, 3}, {4}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
}

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"how often", "don’t", "\xff\xfe", "🧘‍♀️ kettle", strings.Repeat("ketle ", 50), "ß ﬁ Ⅷ ا"} {
		f.Add(s)
	}
	x := New(kitchen, english)
	f.Fuzz(func(t *testing.T, q string) {
		r := x.Search(q, 3)
		if r.Known < 0 || r.Known > 1.001 {
			t.Errorf("known share %.3f", r.Known)
		}
		for _, h := range r.Hits {
			if math.IsNaN(h.Score) {
				t.Errorf("score of %q is no number", q)
			}
		}
		for _, w := range x.Words(q) {
			if !utf8.ValidString(w) {
				t.Errorf("word %q is not UTF-8", w)
			}
		}
		for _, e := range x.Explain(q, 0) {
			if !utf8.ValidString(e.Name) {
				t.Errorf("feature name %q is not UTF-8", e.Name)
			}
		}
	})
}
