package knowledge

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// safetyPack is a small pack with red flags and restrictions.
func safetyPack() *Pack {
	return &Pack{
		made:     &made{},
		Info:     Info{ID: "test", Language: "en"},
		language: languageOf("en"),
		Safety: Safety{
			Answer:  "Stop and see a doctor.",
			Sources: []Cite{{Source: "card", Section: "Restrictions"}},
			RedFlags: []RedFlag{
				{ID: "sharp", Names: []string{"sharp pain", "stabbing"}},
				{
					ID: "numb", Names: []string{"numb", "can't feel my"}, Except: []string{"numbs my mind"},
					Answer: "Come off the roller.", Sources: []Cite{{Source: "ours"}},
				},
				{ID: "dizzy", Names: []string{"dizzy", "lightheaded"}},
			},
			Restrictions: []Restriction{
				{ID: "pregnancy", AskFirst: true, Names: []string{"pregnant"}},
				{ID: "disc", Names: []string{"slipped disc", "herniated disc"}},
				{ID: "fever", Names: []string{"fever"}, Except: []string{"lower a fever"}},
				{ID: "bones", Names: []string{"osteoporosis", "brittle bones"}},
			},
		},
	}
}

func TestRedFlagSays(t *testing.T) {
	p := safetyPack()
	tests := []struct {
		message string
		want    *Flag
	}{
		{"Ouch: Sharp, sudden PAIN!", &Flag{ID: "sharp", Matched: "Sharp, sudden PAIN", Answer: "Stop and see a doctor.", Sources: []Cite{{Source: "card", Section: "Restrictions"}}}},
		{"so ŃÚMB", &Flag{ID: "numb", Matched: "ŃÚMB", Answer: "Come off the roller.", Sources: []Cite{{Source: "ours"}}}},
		{"i have a Slipped  Disc (L5)", &Flag{ID: "disc", Matched: "Slipped  Disc", Answer: "Stop and see a doctor.", Sources: []Cite{{Source: "card", Section: "Restrictions"}}, Condition: true}},
		{"i am pregnant", &Flag{ID: "pregnancy", Matched: "pregnant", Answer: "Stop and see a doctor.", Sources: []Cite{{Source: "card", Section: "Restrictions"}}, Condition: true, AskFirst: true}},
		{"it numbs my mind", nil},
		{"how do i lower a fever", nil},
		{"does osteoporosis matter", nil},
		// a symptom before a condition, a forbidden condition before one to ask about
		{"i am pregnant, have osteoporosis and i am dizzy", &Flag{ID: "dizzy", Matched: "dizzy", Answer: "Stop and see a doctor.", Sources: []Cite{{Source: "card", Section: "Restrictions"}}}},
		{"i am pregnant and have osteoporosis", &Flag{ID: "bones", Matched: "osteoporosis", Answer: "Stop and see a doctor.", Sources: []Cite{{Source: "card", Section: "Restrictions"}}, Condition: true}},
	}
	for _, tt := range tests {
		if tt.want != nil {
			tt.want.Language = "en"
		}
		if diff := cmp.Diff(tt.want, p.RedFlag(tt.message)); diff != "" {
			t.Errorf("RedFlag(%q) (-want +got):\n%s", tt.message, diff)
		}
	}
}

// Without a language nobody can be told from somebody who has a condition.
func TestRedFlagUnknownLanguage(t *testing.T) {
	p := safetyPack()
	p.language, p.Info.Language = nil, "xx"
	for _, message := range []string{"numb", "is osteoporosis bad"} {
		if p.RedFlag(message) == nil {
			t.Errorf("RedFlag(%q) = nil, want a flag", message)
		}
	}
}

func TestRedFlagAtOnce(t *testing.T) {
	p := safetyPack()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if p.RedFlag("my foot is numb") == nil {
				t.Error("RedFlag found nothing")
			}
		})
	}
	wg.Wait()
}

// The words of the pack are no misspelt symptoms.
func TestRedFlagOwnWords(t *testing.T) {
	const message = "where can i buy the dizzo roller"
	p := safetyPack()
	if f := p.RedFlag(message); f == nil || f.ID != "dizzy" {
		t.Errorf("RedFlag(%q) = %v, want dizzy", message, f)
	}
	p = safetyPack()
	p.Entries = []*Entry{{ID: "brand", Question: "Which roller is yours?", Answer: "The Dizzo."}}
	if f := p.RedFlag(message); f != nil {
		t.Errorf("RedFlag(%q) = %s: %q, want none", message, f.ID, f.Matched)
	}
}

// The shipped pack's own questions: nobody in danger is missed, and hardly any
// other question is taken for one.
func TestRedFlagShipped(t *testing.T) {
	for _, id := range BuiltinNames() {
		p, err := Find(id)
		if err != nil {
			t.Fatal(err)
		}
		missed := 0
		for _, q := range p.Tests.Safety {
			if p.RedFlag(q) == nil {
				missed++
				t.Logf("missed: %q", q)
			}
		}
		if n := len(p.Tests.Safety); missed*100 > n*3 {
			t.Errorf("%s: %d of %d safety questions missed", id, missed, n)
		}
		var other []string
		for _, q := range append(p.Tests.Answer, p.Tests.Routine...) {
			other = append(other, q.Ask)
		}
		wrong := 0
		for _, q := range append(other, p.Tests.Refuse...) {
			if f := p.RedFlag(q); f != nil {
				wrong++
				t.Logf("%q taken for %s: %q", q, f.ID, f.Matched)
			}
		}
		if n := len(other); wrong*100 > n*3 {
			t.Errorf("%s: %d of %d other questions taken for red flags", id, wrong, n)
		}
	}
}

func BenchmarkRedFlag(b *testing.B) {
	p, err := Find("foam-rolling")
	if err != nil {
		b.Fatal(err)
	}
	for name, message := range map[string]string{
		"question": "how long should i stay on a tight spot between the shoulder blades when rolling",
		"flag":     "i have a hernated disk and my foot went nubm, can i start the routine",
		"long":     strings.Repeat("no sharp pain and i fell asleep qwertzuiop. ", 1000),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.RedFlag(message)
			}
		})
	}
}
