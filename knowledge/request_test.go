package knowledge

import "testing"

// A wish to be guided with a routine's name is a request whatever its verb; a
// name alone and a question about one are none.
func TestRequests(t *testing.T) {
	p := shippedPack(t)
	tests := []struct{ q, routine string }{
		{"lead the thoracic spine release for me", "thoracic"},
		{"begin the lat release", "lats"},
		{"coach me through the rhomboid release", "rhomboids"},
		{"run the upper back extension", "extension"},
		{"put on the ten minute one please", "upper-back-10"},
		{"could you guide me in the lat release", "lats"},
		{"I would like to start the long upper back routine", "upper-back-10"},
		{"begin teh rhombiod relese", "rhomboids"},
		{"my mat is out and I lie on the floor, start the thoracic one", "thoracic"},
		{"i am lying on the floor on my side, go with the lat release", "lats"},
		{"Ready. Let's do the short version!", "upper-back-5"},
		{"i have ten minutes, take me through the upper back", "upper-back-10"},

		{"thoracic spine", ""},
		{"latissimus dorsi", ""},
		{"what does one do in the upper back extension exercise", ""},
		{"how do i start the lat release", ""},
		{"is the ten minute routine hard", ""},
		{"when should i begin the rhomboid release", ""},
		{"start the rhomboid release of the new album", ""},
		{"play the video", ""},
	}
	for _, tt := range tests {
		o := p.Search(Query{Text: tt.q})
		got := ""
		if o.Kind == KindRoutine {
			got = o.Routine.ID
		}
		if got != tt.routine {
			t.Errorf("Search(%q) starts %q, want %q", tt.q, got, tt.routine)
		}
	}
}

// What nobody asked the bot starts nothing by so little.
func TestRequestsStrict(t *testing.T) {
	p := shippedPack(t)
	if o := p.Search(Query{Text: "my mat is out and I lie on the floor, start the thoracic one", Strict: true}); o.Kind == KindRoutine && o.Hits[0].Confidence < o.Threshold {
		t.Errorf("it starts %s at a certainty of %.2f, below %.2f", o.Routine.ID, o.Hits[0].Confidence, o.Threshold)
	}
}
