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

		// asking leave, and no more than politeness
		{"can i do the short routine now", "upper-back-5"},
		{"may i start the five minute one", "upper-back-5"},
		{"can i start with lats", "lats"},
		{"is it possible to start the thoracic release now", "thoracic"},
		{"the short one please", "upper-back-5"},
		{"rhomboid release please", "rhomboids"},
		{"not the short one, start the long one", "upper-back-10"},

		{"can i do the short routine every day", ""},
		{"may i do the rhomboid release after a workout", ""},
		{"can i do the lats", ""},
		{"tips for the lat release please", ""},
		{"which arm goes up in the lat release, and do i do both sides?", ""},
		{"i do the ten minute routine daily, is that too much", ""},
		{"walk me through how the bridge is done", ""},
		{"tell me about the ten minute routine", ""},
		{"do the hips come up", ""},
		// told or refused
		{"i did the five minute routine and my back feels great", ""},
		{"the ten minute routine was great", ""},
		{"let's not do the lats", ""},
		{"don't start the routine", ""},

		{"thoracic spine", ""},
		{"latissimus dorsi", ""},
		{"what does one do in the upper back extension exercise", ""},
		{"how do i start the lat release", ""},
		{"is the ten minute routine hard", ""},
		{"when should i begin the rhomboid release", ""},
		{"start the press release of the new album", ""},
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

// So it is in the other languages.
func TestRequestsInOtherLanguages(t *testing.T) {
	for _, tt := range []struct{ pack, q, routine string }{
		{"foam-rolling-de", "kann ich jetzt die lange Routine machen", "upper-back-10"},
		{"foam-rolling-de", "welcher Arm kommt hoch beim Latissimus, und mache ich beide Seiten?", ""},
		{"foam-rolling-de", "ich mache die lange Routine täglich, ist das zu viel?", ""},
		{"foam-rolling-de", "ich will die lange Routine nicht machen", ""},
		{"foam-rolling-es", "¿puedo hacer la rutina larga ahora?", "upper-back-10"},
		{"foam-rolling-es", "puedo hacer la rutina corta todos los días", ""},
		{"foam-rolling-es", "no quiero hacer la rutina larga", ""},
	} {
		p, err := Find(tt.pack)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if o := p.Search(Query{Text: tt.q}); o.Kind == KindRoutine {
			got = o.Routine.ID
		}
		if got != tt.routine {
			t.Errorf("%s: Search(%q) starts %q, want %q", tt.pack, tt.q, got, tt.routine)
		}
	}
}
