package text

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTokens(t *testing.T) {
	tests := []struct {
		in   string
		want []Token
	}{
		{"Don’t stop, it HURTS", []Token{
			{"dont", 0, 7, GapStop}, {"stop", 8, 12, GapNone}, {"it", 14, 16, GapComma}, {"hurts", 17, 22, GapNone},
		}},
		{"numb? no. (sore) - so", []Token{
			{"numb", 0, 4, GapStop}, {"no", 6, 8, GapAsk}, {"sore", 11, 15, GapStop}, {"so", 19, 21, GapComma},
		}},
		{"light-headed/dizzy", []Token{
			{"light", 0, 5, GapStop}, {"headed", 6, 12, GapNone}, {"dizzy", 13, 18, GapNone},
		}},
		{"¿y?", []Token{{"y", 2, 3, GapStop}}},
		{"numb, ¿no?", []Token{{"numb", 0, 4, GapStop}, {"no", 8, 10, GapStop}}},
		{"38.5, 2. so", []Token{
			{"38", 0, 2, GapStop}, {"5", 3, 4, GapNone}, {"2", 6, 7, GapComma}, {"so", 9, 11, GapStop},
		}},
		{"?!", []Token{}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Tokens(tt.in)); diff != "" {
			t.Errorf("Tokens(%q) (-want +got):\n%s", tt.in, diff)
		}
	}
}

// The words are those of Words, and stand where the tokens say.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"Ménière’s 30–60 s", "don't — roll: the", "\xff\xfe", "🧘‍♀️ back\u200bpain", "İstanbul ǅ ﬁ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, token := range Tokens(s) {
			if token.Start < last || token.End <= token.Start || token.End > len(s) {
				t.Fatalf("Tokens(%q) has %+v", s, token)
			}
			if words := Words(s[token.Start:token.End]); len(words) == 0 {
				t.Fatalf("no word stands where Tokens(%q) has %+v", s, token)
			}
			last = token.Start
		}
	})
}
