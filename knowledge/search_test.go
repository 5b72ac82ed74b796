package knowledge

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// shipped is the pack that the program comes with.
var shipped = sync.OnceValues(func() (*Pack, error) { return Find("foam-rolling") })

func shippedPack(t testing.TB) *Pack {
	t.Helper()
	p, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSearchKinds(t *testing.T) {
	p := shippedPack(t)
	tests := []struct {
		q    string
		kind Kind
		ids  []string // one of these comes first; none means any
	}{
		{"how often should I roll my upper back?", KindAnswer, []string{"frequency"}},
		{"Hello! how often should i roll my upper back please, thanks", KindAnswer, []string{"frequency"}},
		{"hwo oftne shoud i rol my uper bakc", KindAnswer, []string{"frequency"}},
		{"should i not roll the lower back", KindAnswer, []string{"lower-back", "lower-back-why"}},
		{"start the lat release", KindRoutine, []string{"lats"}},
		{"lets do the rhomboid release now", KindRoutine, []string{"rhomboids"}},
		{"how long is the lat release", KindAnswer, []string{"lat-duration"}},
		{"how do i do the rhomboid release", KindAnswer, []string{"rhomboid-release/instructions"}},
		{"start", KindRoutine, []string{p.Routines[0].ID}},
		{"guide me", KindRoutine, []string{p.Routines[0].ID}},
		{"who painted the ceiling of that chapel", KindFallback, nil},
		{"", KindFallback, nil},
		{"🎈", KindFallback, nil},
	}
	for _, tt := range tests {
		o := p.Search(Query{Text: tt.q})
		if o.Kind != tt.kind {
			t.Errorf("Search(%q) is %s %v, want %s", tt.q, o.Kind, o.ids(), tt.kind)
			continue
		}
		if len(tt.ids) > 0 && !slices.Contains(tt.ids, o.ids()[0]) {
			t.Errorf("Search(%q) found %v, want one of %v", tt.q, o.ids(), tt.ids)
		}
	}
}

func TestFollowUps(t *testing.T) {
	p := shippedPack(t)
	tests := []struct{ topic, q, want string }{
		{"lat-release/instructions", "and how long?", "lat-duration"},
		{"rhomboid-release/instructions", "and how long?", "rhomboid-duration"},
		// though that is a way of asking for another exercise's
		{"rhomboid-release/instructions", "for how long", "rhomboid-duration"},
		{"upper-back-extension/instructions", "how many seconds", "extension-hold"},
		{"upper-back-extension/instructions", "how high do i go", "extension-range"},
		{"lat-release/instructions", "where does the roller go?", "lat-roller"},
		{"frequency", "and how long then?", "session-length"},
		{"lat-duration", "and for the rhomboids?", "rhomboid-duration"},
		{"lat-duration", "and the thoracic one?", "thoracic-duration"},
		{"foam-rolling-back/instructions", "do the hips come up", "back-hips"},
		{"upper-back-extension/instructions", "how many reps", "extension-reps"},
		// A question that says all it needs leaves the topic alone.
		{"lat-release/instructions", "which foam roller is best for my back, a soft or a hard one", "roller-type"},
		{"no-such-entry", "how often should i roll my upper back", "frequency"},
	}
	for _, tt := range tests {
		o := p.Search(Query{Text: tt.q, Topic: tt.topic})
		if o.Kind != KindAnswer || o.ids()[0] != tt.want {
			t.Errorf("Search(%q) after %s is %s %v, want %s", tt.q, tt.topic, o.Kind, o.ids(), tt.want)
		}
	}
}

func TestTwoQuestions(t *testing.T) {
	p := shippedPack(t)
	tests := []struct {
		q    string
		want []string
	}{
		{"how often should i roll my upper back? what muscles does it work?", []string{"frequency", "muscles"}},
		{"what muscles does it work and how often should i roll my back", []string{"muscles", "frequency"}},
		{"how often should i roll my upper and mid back", []string{"frequency"}}, // one question
		// What leads up to a question is none.
		{"in the bridge, where do i put my elbows", []string{"extension-elbows"}},
	}
	for _, tt := range tests {
		o := p.Search(Query{Text: tt.q})
		if got := o.ids(); o.Kind != KindAnswer || !slices.Equal(got, tt.want) {
			t.Errorf("Search(%q) is %s %v, want %v", tt.q, o.Kind, got, tt.want)
		}
	}
}

func TestQuestionAfterAStory(t *testing.T) {
	p := shippedPack(t)
	story := "We moved house in spring and the boxes are still everywhere. My cousin sold me her old bicycle. " +
		"Yesterday it snowed again. How often should I roll my upper back?"
	o := p.Search(Query{Text: story})
	if o.Kind != KindAnswer || o.ids()[0] != "frequency" {
		t.Errorf("Search(story) is %s %v, want frequency", o.Kind, o.ids())
	}
}

// A long story is not what is asked, but tells which exercise it is about; a short
// one is a part of the question.
func TestStoryAndQuestion(t *testing.T) {
	p := shippedPack(t)
	tests := []struct{ q, want string }{
		{"last week i joined a gym and the people there are very nice. they all roll before training. how long do you roll for?", "session-length"},
		{"i love the bridge, i do it in the evening in front of the tv with my kids around. how many of them should i do?", "extension-reps"},
		{"after the meetings my upper back is done. would rolling be something for me?", "desk-work"},
		{"ok the bottom part of the back is taboo. so where do i put the thing", "lower-back-instead"},
	}
	for _, tt := range tests {
		o := p.Search(Query{Text: tt.q})
		if o.Kind != KindAnswer || o.ids()[0] != tt.want {
			t.Errorf("Search(%q) is %s %v, want %s", tt.q, o.Kind, o.ids(), tt.want)
		}
	}
}

func TestSafetyComesFirst(t *testing.T) {
	o := shippedPack(t).Search(Query{Text: "my hand went numb, start the lat release"})
	if o.Kind != KindSafety || o.Flag == nil {
		t.Errorf("a symptom with a request is %s, want safety", o.Kind)
	}
}

func TestStrictIsNeverMoreTalkative(t *testing.T) {
	p := shippedPack(t)
	for _, q := range p.Tests.Refuse {
		loose, strict := p.Search(Query{Text: q}), p.Search(Query{Text: q, Strict: true})
		if strict.Kind == KindChoices || strict.Kind != KindFallback && loose.Kind == KindFallback {
			t.Errorf("Search(%q) is %s, strictly %s", q, loose.Kind, strict.Kind)
		}
	}
}

func TestOutcomeExplainsItself(t *testing.T) {
	p := shippedPack(t)
	o := p.Search(Query{Text: "how often should i roll my upper back"})
	h := o.Hits[0]
	if h.Phrasing == "" || h.Question == "" || h.Confidence < o.Threshold || h.Confidence > 1 || h.Known <= 0 {
		t.Errorf("the hit says too little of itself: %+v, threshold %.2f", h, o.Threshold)
	}
	fs := p.Explain(h)
	if len(fs) == 0 || fs[0].Weight <= 0 {
		t.Errorf("nothing spoke for the answer: %v", fs)
	}
	for i := 1; i < len(o.Alternatives); i++ {
		if o.Alternatives[i].Score > o.Alternatives[i-1].Score {
			t.Errorf("alternative %d scores more than the one before it", i)
		}
	}
}

func TestLongMessage(t *testing.T) {
	p := shippedPack(t)
	for _, q := range []string{
		strings.Repeat("ha ", 20_000),
		strings.Repeat("rolelr, bakc and upprer. ", 5_000),
		strings.Repeat("x", 200_000),
	} {
		p.Search(Query{Text: q, Topic: "frequency"}) // the test's time limit tells
	}
	if o := p.Search(Query{Text: strings.Repeat("ha ", 5_000) + ". how often should i roll my upper back?"}); o.Kind != KindAnswer {
		t.Errorf("a question after a long noise is %s, want an answer", o.Kind)
	}
}

func FuzzPackSearch(f *testing.F) {
	for _, s := range []string{"how often?", "start the lat release", "\xff and \xfe?", "and, also. ? and", "🧘‍♀️ …"} {
		f.Add(s, "frequency")
	}
	p := shippedPack(f)
	f.Fuzz(func(t *testing.T, q, topic string) {
		o := p.Search(Query{Text: q, Topic: topic})
		for _, h := range slices.Concat(o.Hits, o.Alternatives) {
			if (h.Entry == nil) == (h.Routine == nil) {
				t.Errorf("a hit is neither an entry nor a routine, or both: %+v", h)
			}
			for _, fs := range p.Explain(h) {
				if !utf8.ValidString(fs.Name) {
					t.Errorf("feature name %q is not UTF-8", fs.Name)
				}
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Find("foam-rolling"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSearch measures one question of each kind on the shipped pack.
func BenchmarkSearch(b *testing.B) {
	p := shippedPack(b)
	p.Search(Query{Text: "hello"}) // makes what is made on first use
	for _, q := range []string{
		"how often should i roll",
		"which muscles does it work, and how long do i stay on a sore spot?",
		"what is the capital of france",
		"start the lat release",
	} {
		b.Run(q, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Search(Query{Text: q})
			}
		})
	}
}
