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
