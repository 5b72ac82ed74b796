package knowledge

import (
	"slices"
	"testing"
)

func TestWaysOfParting(t *testing.T) {
	p := shippedPack(t)
	tests := []struct {
		q    string
		want []string // ids of one answer, or of two
	}{
		{"how often should i roll and how long per session", []string{"frequency", "session-length"}},
		// the first lacks its noun, or the second
		{"how often and how long should i roll", []string{"frequency", "session-length"}},
		{"do i do the lats on both sides and for how long", []string{"lat-sides", "lat-duration"}},
		{"both sides and for how long for the lats", []string{"lat-sides", "lat-duration"}},
		{"does it help with back pain and posture", []string{"pain-relief", "posture"}},
		// a story and its question are one
		{"i notice i hold my breath the whole time. is it bad", []string{"breathing"}},
		{"there is a knot beside my shoulder blade that will not go away. how long do i stay on it", []string{"pause-length"}},
		// so are a question and a word that speaks of it
		{"which moves do you know and what are they", []string{"exercise-list"}},
		{"in plain words, what is foam rolling", []string{"what-is-foam-rolling"}},
		{"how often do i roll the upper and mid back", []string{"frequency"}},
	}
	for _, tt := range tests {
		o := p.Search(Query{Text: tt.q})
		if got := o.ids(); o.Kind != KindAnswer || !slices.Equal(got, tt.want) {
			t.Errorf("Search(%q) is %s %v, want %v", tt.q, o.Kind, got, tt.want)
		}
	}
}

func TestRefersBack(t *testing.T) {
	s := shippedPack(t).search
	for q, want := range map[string]bool{
		"how": true, "what are they": true, "why is that": true,
		"posture": false, "how often should i do it": false, "how often do i do it again": false,
	} {
		if got := s.refersBack(q); got != want {
			t.Errorf("refersBack(%q) is %v", q, got)
		}
	}
}
