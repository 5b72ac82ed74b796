package knowledge

import (
	"strings"
	"sync"
	"testing"

	"limber/knowledge/text"
)

// shippedSet is the shipped pack in all of its languages, side by side.
var shippedSet = sync.OnceValues(func() (*Pack, error) {
	en, err := shipped()
	if err != nil {
		return nil, err
	}
	de, err := translated["de"]()
	if err != nil {
		return nil, err
	}
	es, err := translated["es"]()
	if err != nil {
		return nil, err
	}
	return SideBySide(en, de, es)
})

func allShipped(t testing.TB) *Pack {
	t.Helper()
	p, err := shippedSet()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Each pack's own questions are for it, whichever language was spoken before;
// of two or three words a few may be another's.
func TestForKnowsTheLanguage(t *testing.T) {
	const few = 4
	set := allShipped(t)
	for _, p := range set.Languages() {
		short, missed, wrong := 0, 0, []string{}
		for _, q := range ownQuestions(p) {
			n := len(text.Words(q))
			if n < few {
				short++
			}
			for _, before := range set.Languages() {
				if got := before.For(q); got != p && n >= few {
					wrong = append(wrong, q)
				} else if got != p {
					missed++
				}
			}
		}
		t.Logf("%s: of questions with %d words or more %d go elsewhere; of %d shorter ones, each after each language, %d", p.Info.ID, few, len(wrong), short, missed)
		if len(wrong) > 30 {
			t.Errorf("to %s go elsewhere: %q", p.Info.ID, wrong)
		}
		if missed*20 > short*len(set.Languages()) {
			t.Errorf("of short questions to %s %d go elsewhere", p.Info.ID, missed)
		}
	}
}

func TestForStaysWhereItCannotTell(t *testing.T) {
	for _, p := range allShipped(t).Languages() {
		for _, message := range []string{"", "🤔", "ok?", "10", "xyzzy", "qwrt zxcv"} {
			if got := p.For(message); got != p {
				t.Errorf("after %s, %q is taken for %s", p.Info.Language, message, got.Info.Language)
			}
		}
	}
}

func TestAskAnswersInTheLanguageOfTheQuestion(t *testing.T) {
	tests := []struct{ question, language, id string }{
		{"how often should i foam roll?", "en", "frequency"},
		{"wie oft soll ich rollen?", "de", "frequency"},
		{"¿con qué frecuencia debo rodar?", "es", "frequency"},
		{"à quelle fréquence dois-je le faire", "en", ""},
	}
	for _, tt := range tests {
		for _, before := range allShipped(t).Languages() {
			o, in := before.Ask(Query{Text: tt.question})
			got := ""
			if o.Kind == KindAnswer {
				got = o.Hits[0].ID()
			}
			if got != tt.id || tt.id != "" && in.Info.Language != tt.language {
				t.Errorf("after %s, %q leads to %s %q in %s", before.Info.Language, tt.question, o.Kind, got, in.Info.Language)
			}
		}
	}
}

// A symptom is found in every language, by itself and amid another one.
func TestRedFlagsOfAllLanguages(t *testing.T) {
	tests := []struct{ message, language string }{
		{"i feel a sharp pain in my back", "en"},
		{"mein bein wird taub", "de"},
		{"se me duerme la pierna", "es"},
		{"wie geht das, i have a sharp pain", "en"},
		{"how do i go on, mein bein wird taub", "de"},
		{"tengo osteoporosis, how often should one roll the back?", "es"},
		{"ich habe osteoporose, how do i roll my back", "de"},
		{"i have osteoporosis, wie oft soll ich rollen", "en"},
		{"wie oft soll ich rollen, se me duerme la pierna", "es"},
	}
	for _, tt := range tests {
		for _, before := range allShipped(t).Languages() {
			flag := before.RedFlag(tt.message)
			if flag == nil || flag.Language != tt.language {
				t.Errorf("after %s, RedFlag(%q) = %+v, want one in %s", before.Info.Language, tt.message, flag, tt.language)
			}
			if o := before.Search(Query{Text: tt.message}); o.Kind != KindSafety {
				t.Errorf("after %s, %q leads to %s", before.Info.Language, tt.message, o.Kind)
			}
		}
	}
}

// One language does not see symptoms in the harmless questions of another, nor
// hide what the other sees.
func TestRedFlagsDoNotDisturbOtherLanguages(t *testing.T) {
	for _, p := range allShipped(t).Languages() {
		alone, seen := shippedIn(t, p.Info.Language), []string{}
		questions := ownQuestions(p)
		for _, q := range questions {
			before, now := alone.RedFlag(q), p.RedFlag(q)
			if before == nil && now != nil {
				seen = append(seen, q)
			}
			if before != nil && (now == nil || now.Language != p.Info.Language) {
				t.Errorf("%q was %s in %s, and is %+v beside others", q, before.ID, p.Info.Language, now)
			}
		}
		// A name of a condition that only the other language knows may be somebody's.
		if len(seen)*400 > len(questions) {
			t.Errorf("%d questions to %s are stopped by another language: %q", len(seen), p.Info.ID, seen)
		}
	}
}

// Beside each other, no language is one that cannot be answered in.
func TestAWordInAnotherLanguageNamesAllThatThereAre(t *testing.T) {
	set := allShipped(t)
	const question = "bonjour, je voudrais savoir combien de fois il faut faire cet exercice chaque jour"
	for _, p := range set.Languages() {
		o, in := p.Ask(Query{Text: question})
		got, _ := in.OnlyIn(o.Language)
		for _, name := range []string{"en anglais", "en allemand", "ou en espagnol"} {
			if name = strings.TrimPrefix(name, "ou "); !strings.Contains(got, name) {
				t.Errorf("after %s, it is told %q, without %q", p.Info.Language, got, name)
			}
		}
		for _, q := range []string{"wie oft soll ich das denn eigentlich so machen", "cada cuánto tengo que hacer esto con la espalda"} {
			if code := p.otherLanguage(q); code != "" {
				t.Errorf("%q is taken for %s", q, code)
			}
		}
	}
}

func TestSideBySideRefuses(t *testing.T) {
	en, err := open("pack.yaml", tiny)
	if err != nil {
		t.Fatal(err)
	}
	other, err := open("pack.yaml", strings.Replace(tiny, "id: tiny", "id: other", 1))
	if err != nil {
		t.Fatal(err)
	}
	for want, with := range map[string]*Pack{
		`two of the packs have the id "tiny": give each language's its own, such as tiny-en`:         en,
		`the packs tiny and other are both in the language "en": side by side there is one for each`: other,
	} {
		if _, err := SideBySide(en, with); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if one, err := SideBySide(en); err != nil || len(one.Languages()) != 1 {
		t.Errorf("one pack alone: %v, %v", one, err)
	}
}
