package knowledge

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"limber/knowledge/text"
)

// inFrench is a pack in a language that the program does not have. What it
// brings of it is English but for what the tests look at.
func inFrench(t *testing.T) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{"pack.yaml": {Data: []byte(strings.NewReplacer("language: en", "language: fr", "Which ball?", "Quelle balle choisir ?",
		"what ball", "quelle balle prendre pour rouler", "A tennis ball.", "Une balle de tennis.").Replace(tiny))}}
	files, err := fs.Glob(languageFiles, "languages/en/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := fs.ReadFile(languageFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(data), "language: en", "language: fr", 1)
		text = strings.Replace(text, "\n  fallback: |-\n", "\n  fallback: |-\n    Je ne sais pas.\n", 1)
		text = strings.Replace(text, "\n  pause: [\n", "\n  pause: [\n    \"attends un peu\",\n", 1)
		fsys["language/"+path.Base(name)] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestAPackBringsItsLanguage(t *testing.T) {
	p, err := Open(inFrench(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Phrase("fallback"); !strings.Contains(got, "Je ne sais pas.") {
		t.Errorf("the fallback is %q", got)
	}
	if word, _, ok := p.Command("attends un peu"); !ok || word != "pause" {
		t.Errorf("the command is %q", word)
	}
	if o := p.Search(Query{Text: "quelles balles prendre pour rouler ?"}); o.Kind != KindAnswer || o.Hits[0].ID() != "which-ball" {
		t.Errorf("the question leads to %+v", o)
	}
	o := p.Search(Query{Text: "wie oft soll ich das denn eigentlich machen"})
	if got, _ := p.OnlyIn(o.Language); !strings.Contains(got, "auf Französisch") {
		t.Errorf("a question in German is told %q", got)
	}
}

// It goes beside a pack in a language of the program, and adds to that.
func TestAPackBringsItsLanguageBesideOthers(t *testing.T) {
	fsys := fstest.MapFS{
		"pack.yaml":            {Data: []byte("languages: [en, fr]\n")},
		"en/pack.yaml":         {Data: []byte(tiny)},
		"en/language/own.yaml": {Data: []byte("language: en\nwords: {pause: [hold yer horses]}\n")},
	}
	for name, f := range inFrench(t) {
		f.Data = []byte(strings.Replace(string(f.Data), "id: tiny", "id: tiny-fr", 1))
		fsys["fr/"+name] = f
	}
	p, err := Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if word, _, _ := p.Command("hold yer horses"); word != "pause" {
		t.Errorf("the command is %q", word)
	}
	if word, _, _ := shippedPack(t).Command("hold yer horses"); word != "" {
		t.Error("the program's own language was changed")
	}
	for question, want := range map[string]string{"what ball": "en", "quelle balle prendre": "fr"} {
		if o, in := p.Ask(Query{Text: question}); o.Kind != KindAnswer || in.Info.Language != want {
			t.Errorf("%q leads to %s in %s", question, o.Kind, in.Info.Language)
		}
	}
}

func TestMistakesInALanguage(t *testing.T) {
	tests := []struct {
		name, file, old, new, want string
	}{
		{"unknown key", "language/parts.yaml", "parts:", "partz:", `language/parts.yaml:`},
		{"another's", "language/parts.yaml", "language: fr", "language: it", `language/phrases.yaml: this file is of the language "fr", and one before it of "it"`},
		{"placeholder", "language/phrases.yaml", "Je ne sais pas.", "Je ne sais pas, {nom}.", `language: phrase "fallback" has no {nom}; it may use {about}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := inFrench(t)
			f := fsys[tt.file]
			if !strings.Contains(string(f.Data), tt.old) {
				t.Fatalf("%s does not hold %q", tt.file, tt.old)
			}
			f.Data = []byte(strings.Replace(string(f.Data), tt.old, tt.new, 1))
			if _, err := Open(fsys); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got\n%v\nwant a line with\n%s", err, tt.want)
			}
		})
	}
	t.Run("not all phrases", func(t *testing.T) {
		fsys := inFrench(t)
		delete(fsys, "language/phrases.yaml")
		want := "pack.yaml:4:13: the program has no phrases in fr, so the pack brings all of them; there is none for about, "
		if _, err := Open(fsys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got\n%v\nwant a line with\n%s", err, want)
		}
	})
}

// Languages with a stemmer know that forms of a word belong together.
func TestStemmers(t *testing.T) {
	for code, forms := range map[string][2]string{
		"da": {"rygge", "ryggen"}, "de": {"rollen", "rolle"}, "en": {"rolling", "rolls"}, "es": {"rodillos", "rodillo"}, "fi": {"talossa", "talo"},
		"fr": {"balles", "balle"}, "hu": {"hazak", "haz"}, "it": {"schiene", "schiena"}, "nl": {"voeten", "voet"}, "no": {"rygger", "ryggen"},
		"pt": {"rolos", "rolo"}, "ro": {"mingi", "minge"}, "ru": {"спины", "спина"}, "sv": {"ryggar", "ryggen"}, "tr": {"toplar", "top"},
	} {
		if stem := text.Stemmer(code); stem(forms[0]) != stem(forms[1]) {
			t.Errorf("%s: %q is %q and %q is %q", code, forms[0], stem(forms[0]), forms[1], stem(forms[1]))
		}
	}
}
