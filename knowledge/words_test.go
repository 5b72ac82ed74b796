package knowledge

import (
	"strings"
	"testing"
)

// wordsPack has the commands of English and a few routines.
func wordsPack() *Pack {
	lang := languageOf("en")
	return &Pack{
		made:     &made{},
		Info:     Info{ID: "test", Language: "en", Starters: []string{"how-often"}},
		language: lang,
		words:    lang.Words,
		Entries: []*Entry{
			{ID: "how-often", Question: "How often should I roll?", Ask: []string{"times a week"}},
			{ID: "how-long", Question: "How long do I roll?", Ask: []string{"how many minutes"}},
			{ID: "sore-spot", Question: "What do I do on a sore spot?", Ask: []string{"knot"}},
		},
		Routines: []*Routine{
			{ID: "thoracic", Name: "Thoracic spine release", Also: []string{"mid back roll"}},
			{ID: "lats", Name: "Latissimus dorsi release", Also: []string{"lat release", "lats"}},
			{ID: "upper-back-5", Name: "Upper back, 5 minutes", Also: []string{"five minute routine", "the quick one"}},
			{ID: "upper-back-10", Name: "Upper back, 10 minutes", Also: []string{"ten minute routine"}},
		},
	}
}

func TestCommand(t *testing.T) {
	tests := []struct{ message, word, rest string }{
		{"pause", "pause", ""},
		{"Pause!", "pause", ""},
		{"please pause", "pause", ""},
		{"pause pls", "pause", ""},
		{"could you pause for a moment please", "pause", ""},
		{"pasue", "pause", ""},
		{"pause ⏸️ 🙏", "pause", ""},
		{"hang on a sec", "pause", ""},
		{"wait", "pause", ""},
		{"resmue", "resume", ""},
		{"ok continue", "resume", ""},
		{"go on", "resume", ""},
		{"ok next", "skip", ""},
		{"next one please", "skip", ""},
		{"sikp", "skip", ""},
		{"go back", "back", ""},
		{"back", "back", ""},
		{"+10", "extend", ""},
		{"+10s", "extend", ""},
		{"10 more seconds", "extend", ""},
		{"a bit more time please", "extend", ""},
		{"slower", "slower", ""},
		{"that's too fast", "slower", ""},
		{"fatser", "faster", ""},
		{"how long left?", "left", ""},
		{"how much longer", "left", ""},
		{"time left", "left", ""},
		{"stop", "stop", ""},
		{"STOOOOP", "stop", ""},
		{"stop stop stop", "stop", ""},
		{"can you stop", "stop", ""},
		{"stpo", "stop", ""},
		{"pain", "pain", ""},
		{"it hurts!!", "pain", ""},
		{"ouchhh", "pain", ""},
		{"owww", "pain", ""},
		{"ow ow ow", "pain", ""},
		{"aua", "pain", ""},
		{"done", "done", ""},
		{"I'm ready", "done", ""},
		{"yes please", "yes", ""},
		{"yess", "yes", ""},
		{"ok", "yes", ""},
		{"no", "no", ""},
		{"no thanks", "no", ""},
		{"none of these", "none", ""},
		{"none apply", "none", ""},
		{"i don't have any of these", "none", ""},
		{"one of these applies", "some", ""},
		{"some apply", "some", ""},
		{"not sure", "some", ""},
		{"why?", "why", ""},
		{"source?", "why", ""},
		{"why this", "why", ""},
		{"not what i meant", "other", ""},
		{"wrong answer", "other", ""},
		{"thanks!", "thanks", ""},
		{"thank you so much", "thanks", ""},
		{"Hi there", "greet", ""},
		{"good morning", "greet", ""},
		{"help", "help", ""},
		{"what can you do?", "help", ""},
		{"what can i ask", "topics", ""},
		{"list of routines", "routines", ""},
		{"privacy", "privacy", ""},
		{"what do you know about me", "mydata", ""},
		{"forget me", "forgetme", ""},
		{"say again?", "repeat", ""},
		{"repeat", "repeat", ""},
		{"who are you", "about", ""},

		{"start", "start", ""},
		{"let's go", "start", ""},
		{"start thoracic", "start", "thoracic"},
		{"please start the Lat release", "start", "the Lat release"},
		{"strat the thorasic release", "start", "the thorasic release"},
		{"preview lats", "preview", "lats"},

		{"/pause", "pause", ""},
		{"!stop", "stop", ""},
		{"/Pause@SomeBot", "pause", ""},
		{"/start_thoracic", "start", "thoracic"},
		{"/start_upper_back_5", "start", "upper back 5"},
		{"/start whatever it is", "start", "whatever it is"},
		{"/preview Upper back, 5 minutes", "preview", "Upper back, 5 minutes"},
		{"/ask How often, really?", "ask", "How often, really?"},
		{"/ask@SomeBot how long", "ask", "how long"},
		{"/ask", "ask", ""},
		{"/pasue", "pause", ""},
		{"/my_data", "mydata", ""},

		// Questions and everything else
		{"how long do I pause on a sore spot", "", ""},
		{"should I stop when it hurts", "", ""},
		{"when do i stop", "", ""},
		{"do i have to stop", "", ""},
		{"pause on a sore spot?", "", ""},
		{"is it normal that it hurts", "", ""},
		{"how many seconds", "", ""},
		{"how long", "", ""},
		{"start with a soft roller?", "", ""},
		{"begin before or after my workout", "", ""},
		{"skip the neck?", "", ""},
		{"go back to work with back pain", "", ""},
		{"next to the spine", "", ""},
		{"10", "", ""},
		{"ask", "", ""},
		{"lower", "", ""},
		{"master", "", ""},
		{"please", "", ""},
		{"yes and no", "", ""},
		{"/unknown", "", ""},
		{"/", "", ""},
		{"!", "", ""},
		{"!!!", "", ""},
		{"👍", "", ""},
		{"", "", ""},
	}
	p := wordsPack()
	for _, tt := range tests {
		word, rest, ok := p.Command(tt.message)
		if word != tt.word || rest != tt.rest || ok != (tt.word != "") {
			t.Errorf("Command(%q) = %q, %q, %v, want %q, %q", tt.message, word, rest, ok, tt.word, tt.rest)
		}
	}
}

// Every way of saying a command says that command, in a language and in the
// packs that add to it; none says two.
func TestCommandWays(t *testing.T) {
	for code, read := range languages() {
		lang := read()
		p := &Pack{Info: Info{Language: code}, language: lang, words: lang.Words, made: &made{}}
		for key, ways := range lang.Words {
			for _, way := range ways {
				word, _, ok := p.Command("/" + way)
				if strings.HasPrefix(way, "+") {
					word, _, ok = p.Command(way)
				}
				if !ok || word != key {
					t.Errorf("%s: %q under %s is the command %q", code, way, key, word)
				}
			}
		}
	}
}

func FuzzCommand(f *testing.F) {
	for _, s := range []string{"/start_thoracic", "please start the lats", "+ + +10", "!\xff", "/@", "/_", "stop stop please please"} {
		f.Add(s)
	}
	p := wordsPack()
	f.Fuzz(func(t *testing.T, message string) {
		word, rest, ok := p.Command(message)
		if ok != (word != "") {
			t.Errorf("Command(%q) = %q, %v", message, word, ok)
		}
		if len(rest) > len(message) {
			t.Errorf("Command(%q): rest %q is longer than the message", message, rest)
		}
		p.Complete(message, 5)
	})
}

func BenchmarkCommand(b *testing.B) {
	p := wordsPack()
	for name, message := range map[string]string{
		"command":  "pause please",
		"typo":     "resmue",
		"question": "can you tell me how long i stay on a sore spot please",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p.Command(message)
			}
		})
	}
}
