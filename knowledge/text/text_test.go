package text

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"How OFTEN should I roll?", []string{"how", "often", "should", "i", "roll"}},
		{"don’t — roll: the lower‑back", []string{"dont", "roll", "the", "lower", "back"}},
		{"Ménière's 30–60 s", []string{"menieres", "30", "60", "s"}},
		{"🧘‍♀️ back\u200bpain \xff x", []string{"backpain", "x"}},
		{"Füße GROẞ", []string{"fusse", "gross"}},
		{"", nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Words(tt.in)); diff != "" {
			t.Errorf("Words(%q) (-want +got):\n%s", tt.in, diff)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"Ménière’s 30–60 s", "don't", "\xff\xfe", "🧘‍♀️", "İstanbul ǅ ﬁ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, word := range Words(s) {
			if word == "" || !utf8.ValidString(word) {
				t.Fatalf("Words(%q) has the word %q", s, word)
			}
			if again := Words(word); len(again) != 1 || again[0] != word {
				t.Fatalf("the word %q of %q is read as %q", word, s, again)
			}
		}
	})
}

func TestStemmer(t *testing.T) {
	tests := []struct{ language, word, want string }{
		{"en", "rolling", "roll"},
		{"en", "shoulders", "shoulder"},
		{"de", "rollen", "roll"},
		{"es", "espaldas", "espald"},
		{"xx", "rolling", "rolling"},
	}
	for _, tt := range tests {
		if got := Stemmer(tt.language)(tt.word); got != tt.want {
			t.Errorf("Stemmer(%q)(%q) = %q, want %q", tt.language, tt.word, got, tt.want)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"roll", "roll", 0},
		{"roll", "rol", 1},
		{"pause", "pasue", 1},
		{"disc", "disco", 1},
		{"kitten", "sitting", 3},
		{"", "abc", 3},
		{"é", "e", 1},
	}
	for _, tt := range tests {
		if got := Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := Distance(tt.b, tt.a); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"question", "ask", "answer", "sources"}
	for word, want := range map[string]string{"anwser": "answer", "source": "sources", "aks": "ask", "colour": ""} {
		if got := Nearest(word, keys); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
