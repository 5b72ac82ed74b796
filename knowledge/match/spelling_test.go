package match

import (
	"strings"
	"testing"
)

// taughtSpelling knows the words of a few phrasings, and some of other subjects.
func taughtSpelling() *spelling {
	s := newSpelling(func(w string) string { return strings.TrimSuffix(w, "s") }, []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"})
	for _, phrasing := range []string{
		"how do i roll my upper back", "the sore spot", "where do i put my head", "how long do i hold the extension",
		"sharp pain in the shoulder", "breathing with the roller", "is both sides fine", "what is it from",
	} {
		words := strings.Fields(phrasing)
		s.follow(words)
		for _, w := range words {
			s.learn(w, 1)
		}
	}
	for _, w := range []string{"share", "soar", "plant", "were"} {
		s.leave(w)
	}
	s.confuse([]string{"where", "were"})
	s.confuse([]string{"sore", "soar"})
	s.build()
	return s
}

func TestMend(t *testing.T) {
	s := taughtSpelling()
	tests := []struct{ in, want string }{
		// by the kind of mistake
		{"rolelr", "roller"},
		{"bakc", "back"},
		{"hwo long", "how long"},
		{"ti", "it"},
		{"roll teh back", "roll the back"},
		{"shoukder", "shoulder"}, // the next key
		{"shulder", "shoulder"},
		{"rol", "roll"},
		{"shouulder", "shoulder"},
		{"shoul der", "shoulder"},
		{"upperback", "upper back"},
		{"bothsides", "both sides"},
		{"ismy back", "ismy back"}, // no phrasing has the two together
		{"extention", "extension"},
		{"breting", "breathing"},
		{"brething", "breathing"},
		// words of other subjects, known as such in all their forms
		{"share", "share"},
		{"plants", "plants"},
		// unless their neighbours tell
		{"soar spot", "sore spot"},
		{"were do i", "where do i"},
		{"the soar", "the sore"},
		{"soar", "soar"},
		// nothing near
		{"cat", "cat"},
		{"pizza", "pizza"},
		{"x", "x"},
		{"30", "30"},
	}
	for _, tt := range tests {
		var got []string
		for _, m := range s.mend(strings.Fields(tt.in)) {
			got = append(got, m.word)
			if m.trust <= 0 || m.trust > 1 {
				t.Errorf("mend(%q) trusts %q %.2f, want more than 0 and 1 at most", tt.in, m.word, m.trust)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("mend(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestMistakes(t *testing.T) {
	keys := newKeyboard([]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"})
	order := []string{"rooller", "rolelr", "rokler", "roler", "rovler", "soller", "rxzler"}
	last := 0.0
	for _, w := range order {
		cost := keys.mistakes([]rune(w), []rune("roller"), 9)
		if w == "roler" && cost != doubled {
			t.Errorf("a letter once instead of twice costs %.2f, want %.2f", cost, doubled)
		}
		if w != "roler" && cost < last {
			t.Errorf("%q costs %.2f, less than what people do more often: %.2f", w, cost, last)
		}
		if w != "roler" {
			last = cost
		}
	}
	if cost := keys.mistakes([]rune("roller"), []rune("roller"), 9); cost != 0 {
		t.Errorf("no mistake costs %.2f", cost)
	}
	if cost := keys.mistakes([]rune("abcdef"), []rune("uvwxyz"), 2); cost <= 2 {
		t.Errorf("another word costs %.2f, want more than the most allowed", cost)
	}
}
