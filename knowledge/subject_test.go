package knowledge

import "testing"

// A word names an exercise if it is its own in names and questions alike; what
// everything here is about names none.
func TestSubjects(t *testing.T) {
	s := shippedPack(t).search
	for q, want := range map[string]string{
		"how long is the thoracic release": "thoracic-release", // though another has "thoracic extension"
		"and the lats":                     "lat-release",
		"the bridge":                       "upper-back-extension",
		"rolling at the wall":              "rhomboid-release",
		"how often do i foam roll":         "",
		"how do i lie":                     "",
		"do i lift the hips":               "",
		"the lats and the rhomboids":       "", // two
	} {
		if got := s.subjectIn(s.matcher.Words(q)); got != want {
			t.Errorf("%q is about %q, want %q", q, got, want)
		}
	}
	for q, want := range map[string]bool{"foam rolling": true, "roll my back": true, "the back": false, "lat roll": false} {
		if got := s.names("foam-rolling-back", s.matcher.Words(q)); got != want {
			t.Errorf("names(%q) is %v, want %v", q, got, want)
		}
	}
}
