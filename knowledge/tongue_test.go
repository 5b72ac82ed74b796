package knowledge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"limber/knowledge/text"
)

// shippedIn is the shipped pack of a language.
func shippedIn(t testing.TB, code string) *Pack {
	t.Helper()
	if code == "en" {
		return shippedPack(t)
	}
	p, err := translated[code]()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// translated are the shipped packs in other languages, each opened once.
var translated = map[string]func() (*Pack, error){
	"de": sync.OnceValues(func() (*Pack, error) { return Find("foam-rolling-de") }),
	"es": sync.OnceValues(func() (*Pack, error) { return Find("foam-rolling-es") }),
}

// Every language that is recognised can say so of every other one, and lists
// its words once.
func TestTonguesAreComplete(t *testing.T) {
	codes := keysIn(tongues())
	for _, code := range codes {
		t.Run(code, func(t *testing.T) {
			x := tongues()[code]
			if got := slices.Sorted(maps.Keys(x.Names)); !slices.Equal(got, codes) {
				t.Errorf("it names %v, and there are %v", got, codes)
			}
			if !strings.Contains(x.Say, "{languages}") || x.Safety == "" || x.Or == "" {
				t.Errorf("say, safety or or is missing: %+v", x)
			}
			if n := len(x.words); n < 100 {
				t.Errorf("only %d words", n)
			}
			seen := map[string]bool{}
			for _, w := range strings.Fields(x.Words) {
				if seen[w] {
					t.Errorf("%q is listed twice", w)
				}
				seen[w] = true
			}
		})
	}
	for code := range languages() {
		if tongues()[code] == nil {
			t.Errorf("the language %s is not recognised", code)
		}
	}
}

func TestOtherLanguage(t *testing.T) {
	tests := []struct{ pack, question, want string }{
		// Questions in other languages.
		{"en", "wie oft soll ich meinen rücken ausrollen?", "de"},
		{"en", "Kann man das auch mit einem Hexenschuss machen", "de"},
		{"en", "was mache ich wenn es dabei knackt", "de"},
		{"en", "Darf ich die foam roller auch im Liegen benutzen?", "de"},
		{"en", "¿cada cuánto debo usar el rodillo?", "es"},
		{"en", "me puedes decir qué rodillo es mejor para la espalda", "es"},
		{"en", "cuanto tiempo tengo que estar en cada punto", "es"},
		{"en", "à quelle fréquence dois-je utiliser le rouleau ?", "fr"},
		{"en", "est-ce que je peux le faire tous les jours", "fr"},
		{"en", "quel rouleau pour le haut du dos, dur ou souple ? j'ai débuté", "fr"},
		{"en", "quanto spesso devo usare il rullo per la schiena?", "it"},
		{"en", "posso farlo anche se ho la schiena rigida", "it"},
		{"en", "com que frequência devo usar o rolo nas costas?", "pt"},
		{"en", "posso fazer isso todos os dias ou não é bom", "pt"},
		{"en", "hoe vaak moet ik mijn rug rollen?", "nl"},
		{"en", "welke roller is het beste voor mijn bovenrug", "nl"},
		{"en", "jak często powinienem rolować plecy", "pl"},
		{"en", "czy moge to robic codziennie przed treningiem", "pl"},
		{"en", "sırtımı ne kadar sık yuvarlamalıyım, her gün olur mu?", "tr"},
		{"en", "bunu her gun yapabilir miyim", "tr"},
		{"de", "how often should i roll my upper back", "en"},
		{"de", "¿cada cuánto debo usar el rodillo?", "es"},
		{"de", "hoe vaak moet ik mijn rug rollen?", "nl"},
		{"es", "how often should i roll my upper back", "en"},
		{"es", "com que frequência devo usar o rolo nas minhas costas?", "pt"},
		{"es", "quanto spesso devo usare il rullo per la schiena?", "it"},
		{"es", "wie oft soll ich das machen 🤔🤔", "de"},

		// The pack's own language, with foreign names in it.
		{"en", "who won the game, Los Angeles or Las Vegas?", ""},
		{"en", "is the Casa de la Cruz open on Sunday", ""},
		{"en", "what does die Wirbelsäule mean", ""},
		{"en", "what does \"ich habe keine Ahnung was das ist\" mean in English", ""},
		{"en", "have you read Der Herr der Ringe und die Gefährten", ""},
		{"en", "how do you pronounce Stade de la Beaujoire in Nantes", ""},
		{"en", "who is Virgil van Dijk and where does he play", ""},
		{"en", "when did Il buono, il brutto, il cattivo come out", ""},
		{"en", "can i do the el camino de santiago with a roller", ""},
		{"en", "translate por favor ayuda to english for me please", ""},
		{"de", "was kostet ein Flug nach Los Angeles mit American Airlines", ""},
		{"de", "wie heißt das Lied With or Without You im Original", ""},
		{"de", "kannst du mir das workout für den lower back zeigen", ""},
		{"es", "qué significa how are you doing en español", ""},
		{"es", "cuándo juega el Bayern de Múnich contra el Borussia", ""},

		// Too little to tell, or two languages in one message.
		{"en", "wie oft?", ""},
		{"en", "wie oft rollen", ""},
		{"en", "por favor", ""},
		{"en", "déjà vu", ""},
		{"en", "la la la la la la", ""},
		{"en", "die die die die die", ""},
		{"en", "no no no me a de", ""},
		{"en", "🔥🔥🔥", ""},
		{"en", "🤔 ok 👍 ?", ""},
		{"en", "ich will foam rolling, how often should i do it", ""},
		{"en", "Müller Schmidt Meier Schulze Weiß", ""},
		{"en", "Łukasz Piszczek Wałęsa Błaszczykowski", ""},
		{"en", "José María de la Cruz Muñoz", ""},
		{"en", "https://de.wikipedia.org/wiki/Die_Wirbels%C3%A4ule", ""},
		{"en", "asdf qwer yxcv jklö", ""},
		{"en", "что делать если болит спина после тренировки", ""},
		{"en", "", ""},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s: %s", tt.pack, tt.question), func(t *testing.T) {
			if got := shippedIn(t, tt.pack).otherLanguage(tt.question); got != tt.want {
				t.Errorf("it is taken for %q, want %q", got, tt.want)
			}
		})
	}
}

// What the packs' own questions are taken for, by packs of their language and
// of others. A question of seven words is mostly recognised, next to none is taken
// for one of a third language.
func TestOtherLanguageOnThePacksOwnQuestions(t *testing.T) {
	const enough = 7
	for _, of := range []string{"en", "de", "es"} {
		questions := ownQuestions(shippedIn(t, of))
		for _, in := range []string{"en", "de", "es"} {
			p := shippedIn(t, in)
			long, right, wrong := 0, 0, []string{}
			for _, q := range questions {
				got := p.otherLanguage(q)
				if got != "" && (got != of || of == in) {
					wrong = append(wrong, q)
				}
				if len(text.Words(q)) >= enough {
					long++
					if got == of {
						right++
					}
				}
			}
			if len(wrong)*1000 > len(questions) {
				t.Errorf("to the pack in %s these questions in %s are taken for another language: %q", in, of, wrong)
			}
			t.Logf("questions in %s to the pack in %s: %d of %d long ones are recognised", of, in, right, long)
			if of != in && right*3 < long*2 {
				t.Errorf("of long questions in %s to the pack in %s only %d of %d are recognised", of, in, right, long)
			}
		}
	}
}

// ownQuestions are all that a pack has of its language.
func ownQuestions(p *Pack) []string {
	list := slices.Concat(p.Elsewhere, p.language.Matching.Elsewhere, p.Tests.Refuse, p.Tests.Safety)
	for _, e := range p.Entries {
		list = append(append(list, e.Question), e.Ask...)
	}
	for _, q := range slices.Concat(p.Tests.Answer, p.Tests.Routine) {
		list = append(list, q.Ask)
	}
	return list
}

// Only what would not be answered anyway gets the word, safety first.
func TestAWordInAnotherLanguage(t *testing.T) {
	p, err := open("pack.yaml", tiny+`
other_languages:
  fr: {say: "Ici, {title} : {about} En anglais seulement."}
  eo: {say: Nur angle., words: "`+esperanto+`"}
`)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		question string
		kind     Kind
		want     string // "" for the pack's own sentence
	}{
		{"est-ce que je peux le faire tous les jours", KindFallback, "Ici, Tiny : Balls. En anglais seulement."},
		{"kiel mi povas fari tion en la hejmo", KindFallback, "Nur angle."},
		{"wie oft soll ich das denn machen", KindFallback, "Ich kann nur auf Englisch antworten. Stell deine Frage bitte auf Englisch: Einfache Worte oder eine Übersetzung genügen.\n\n" +
			"Falls dir etwas wehtut, hör bitte auf und frag eine Ärztin oder einen Arzt. Warnzeichen verstehe ich auf Deutsch nicht."},
		{"why do cats purr at night", KindFallback, ""},
		{"what ball", KindAnswer, ""},
		{"i have a broken foot, was mache ich denn jetzt damit", KindSafety, ""},
	}
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			o := p.Search(Query{Text: tt.question})
			if o.Kind != tt.kind {
				t.Fatalf("it leads to %s, want %s", o.Kind, tt.kind)
			}
			if got, _ := p.OnlyIn(o.Language); got != tt.want {
				t.Errorf("it is told %q, want %q", got, tt.want)
			}
		})
	}
}

const esperanto = "la mi vi li ni kaj estas en al de por kun kiel kio kiu kie kiam kial ne jes povas devas fari havas tion tio tiu sed tre pli plej ankau nur jam"
