package text

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSequences(t *testing.T) {
	var s Sequences[string]
	if !s.Empty() {
		t.Error("the zero value is not empty")
	}
	for _, phrase := range []string{"back", "back pain", "Back-Pain", "# weeks", "# weeks ago", "3", "for # days", "", "?!"} {
		s.Add(Pattern(phrase), phrase)
	}
	if s.Empty() {
		t.Error("empty after Add")
	}
	tests := []struct {
		in      string
		all     []string
		length  int
		longest string
	}{
		{"back pains", []string{"back"}, 1, "back"},
		{"back pain", []string{"back", "back pain", "Back-Pain"}, 2, "back pain"},
		{"back, pain", []string{"back"}, 1, "back"},
		{", back", []string{"back"}, 1, "back"},
		{"3 weeks ago", []string{"3", "# weeks", "# weeks ago"}, 3, "# weeks ago"},
		{"for 10 days", []string{"for # days"}, 3, "for # days"},
		{"for ten days", nil, 0, ""},
		{"# weeks", nil, 0, ""},
		{"pain", nil, 0, ""},
	}
	for _, tt := range tests {
		list := Tokens(tt.in)
		var all []string
		for _, v := range s.At(Clause(list, 0)) {
			all = append(all, v)
		}
		if diff := cmp.Diff(tt.all, all); diff != "" {
			t.Errorf("At(%q) (-want +got):\n%s", tt.in, diff)
		}
		if n, v := s.Longest(Clause(list, 0)); n != tt.length || v != tt.longest {
			t.Errorf("Longest(%q) = %d, %q, want %d, %q", tt.in, n, v, tt.length, tt.longest)
		}
	}
	for range s.At(Clause(Tokens("back pain"), 0)) {
		break // a walk may end early
	}
}

func TestSqueeze(t *testing.T) {
	for _, tt := range []struct {
		word string
		most int
		want string
	}{{"sharrrp", 1, "sharp"}, {"nuummbb", 2, "nuummbb"}, {"dizzzzy", 2, "dizzy"}, {"éééé", 1, "é"}, {"", 1, ""}} {
		if got := Squeeze(tt.word, tt.most); got != tt.want {
			t.Errorf("Squeeze(%q, %d) = %q, want %q", tt.word, tt.most, got, tt.want)
		}
	}
}
