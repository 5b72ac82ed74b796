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
		{"in the lat release where is the roller placed and how far down do i roll", []string{"lat-roller", "lat-range"}},
		{"what do i need for the upper back extension and how is it done", []string{"upper-back-extension/equipment", "upper-back-extension/instructions"}},
		{"do i do both sides for the lats? same question for the rhomboids", []string{"lat-sides", "rhomboid-sides"}},
		{"should i roll my lower back, and if not, why?", []string{"lower-back", "lower-back-why"}},
		// the second thing of a list is asked for as the first
		{"can i roll my lower back and my neck?", []string{"lower-back", "neck"}},
		{"is rolling the neck and the lumbar area okay?", []string{"neck", "lower-back"}},
		{"how do i do the lat release and the rhomboid release", []string{"lat-release/instructions", "rhomboid-release/instructions"}},
		{"will it improve my posture or my overhead press", []string{"posture", "overhead"}},
		{"does it help circulation, posture?", []string{"blood-flow", "posture"}},
		// a list of which one answer tells is one question
		{"does it target the upper and mid back", []string{"target-area"}},
		{"can a roller be used on back, legs and arms", []string{"roller-body-parts"}},
		{"should i roll every day, or several times a week", []string{"frequency"}},
		{"for the lats, do i roll between the armpit and the ribs", []string{"lat-range"}},
		{"do i breathe deeply and evenly during the rolls", []string{"breathing"}},
		{"one minute or two for the thoracic spine release?", []string{"thoracic-duration"}},
		// a half is not answered from an exercise that nobody named
		{"what do i do on a sore and tight spot", []string{"sore-spot"}},
		// a story and its question are one
		{"i notice i hold my breath the whole time. is it bad", []string{"breathing"}},
		{"i only just found this bot, a friend told me about it and it looks nice. what routines can you do?", []string{"which-routine"}},
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
		"how": true, "what are they": true, "why is that": true, "how does it work": false,
		"posture": false, "how often should i do it": false, "how often do i do it again": false,
	} {
		if got := s.refersBack(q); got != want {
			t.Errorf("refersBack(%q) is %v", q, got)
		}
	}
}
