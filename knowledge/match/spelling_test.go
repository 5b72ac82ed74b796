package match

import (
	"strings"
	"testing"
)

func TestCorrect(t *testing.T) {
	s := newSpelling()
	for _, w := range []string{"roller", "back", "upper", "how", "the", "shoulder", "extension", "sharp", "breathing", "roll"} {
		s.learn(w, 1)
	}
	s.leave("share")
	s.build()
	tests := []struct{ in, want string }{
		{"rolelr", "roller"},
		{"bakc", "back"},
		{"bak", "back"},
		{"hwo", "how"},
		{"teh", "the"},
		{"rol", "roll"},
		{"shuolder", "shoulder"},
		{"extention", "extension"},
		{"brething", "breathing"},
		{"upperback", "upper back"},
		{"share", ""}, // another word, known as such
		{"cat", ""},   // too short for a changed letter
		{"pizza", ""},
		{"x", ""},
	}
	for _, tt := range tests {
		got := ""
		if !s.knows(tt.in) {
			words, trust := s.correct(tt.in)
			got = strings.Join(words, " ")
			if got != "" && (trust <= 0 || trust >= 1) {
				t.Errorf("correct(%q) is trusted %.2f, want between 0 and 1", tt.in, trust)
			}
		}
		if got != tt.want {
			t.Errorf("correct(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestEdits(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"roll", "roll", 0},
		{"rol", "roll", 1},
		{"orll", "roll", 1},
		{"rall", "roll", 1},
		{"ral", "roll", 2},
		{"neck", "roll", 3},
		{"a", "roller", 3},
		{strings.Repeat("a", 60), "b", 3},
		{"b", strings.Repeat("a", 60), 3},
	}
	for _, tt := range tests {
		if got := edits([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("edits(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
