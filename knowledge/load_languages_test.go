package knowledge

import (
	"io"
	"strings"
	"testing"
	"testing/fstest"
)

// tinyGerman is tiny in German, as a folder of a pack in two languages has it.
var tinyGerman = strings.NewReplacer("id: tiny", "id: tiny-de", "language: en", "language: de", "Which ball?", "Welcher Ball?", "what ball", "was für ein ball",
	"A tennis ball.", "Ein Tennisball.", "Sole roll", "Sohlenrolle", "A broken foot", "Ein gebrochener Fuß", "broken foot", "gebrochener fuß").Replace(tiny)

// withoutSources is a pack without the part that its languages share.
func withoutSources(text string) string {
	return strings.Replace(text, "sources:\n  - {id: book, title: The book}\n", "", 1)
}

func inTwo(replace ...string) fstest.MapFS {
	fsys := fstest.MapFS{
		"pack.yaml":    {Data: []byte("languages: [en, de]\nsources:\n  - {id: book, title: The book}\n")},
		"en/pack.yaml": {Data: []byte(withoutSources(tiny))},
		"de/pack.yaml": {Data: []byte(withoutSources(tinyGerman))},
		"de/bild.txt":  {Data: []byte("ein Bild")},
		"photo.txt":    {Data: []byte("a picture")},
	}
	for i := 0; i < len(replace); i += 3 {
		f := fsys[replace[i]]
		f.Data = []byte(strings.Replace(string(f.Data), replace[i+1], replace[i+2], 1))
	}
	return fsys
}

func TestOpenSeveralLanguages(t *testing.T) {
	p, err := Open(inTwo())
	if err != nil {
		t.Fatal(err)
	}
	all := p.Languages()
	if len(all) != 2 || all[0] != p || p.Info.ID != "tiny" || all[1].Info.ID != "tiny-de" {
		t.Fatalf("its languages are %v", all)
	}
	for i, want := range []string{"Which ball?", "Welcher Ball?"} {
		if got := all[i].Entry("which-ball").Question; got != want {
			t.Errorf("the entry answers %q, want %q", got, want)
		}
		if n := len(all[i].Entries); n != 2 {
			t.Errorf("%s has %d entries, want its own 2", all[i].Info.ID, n)
		}
		for _, name := range []string{"photo.txt", "de/bild.txt"} {
			f, err := all[i].Media(name)
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(f); err != nil || len(text) == 0 {
				t.Errorf("%s holds %q, %v", name, text, err)
			}
		}
	}
	if o, in := p.Ask(Query{Text: "was für ein ball"}); o.Kind != KindAnswer || in != all[1] {
		t.Errorf("it leads to %s in %s", o.Kind, in.Info.ID)
	}
	if flag := p.RedFlag("ich habe einen gebrochenen fuß"); flag == nil || flag.Language != "de" {
		t.Errorf("the flag is %+v", flag)
	}
}

func TestMistakesInSeveralLanguages(t *testing.T) {
	tests := []struct {
		name string
		fsys fstest.MapFS
		want string
	}{
		{"no language", inTwo("pack.yaml", "[en, de]", "[en, german]"), `pack.yaml:1:17: "german" is no language: write its two letters, such as fr`},
		{"no folder", inTwo("pack.yaml", "[en, de]", "[en, de, es]"), "pack.yaml:1:21: there is no folder es in the pack: make one, with the pack in that language in it"},
		{"twice", inTwo("pack.yaml", "[en, de]", "[en, de, en]"), "pack.yaml:1:21: the language en stands here twice; remove one"},
		{"second list", inTwo("de/pack.yaml", "pack:", "languages: [de]\npack:"), "pack.yaml:1:12: a second list of languages; only one file of a pack has it"},
		{"other language", inTwo("de/pack.yaml", "language: de", "language: en"), `de/pack.yaml:4:13: the pack in the folder de is in the language "en": write language: de, or move it`},
		{"same id", inTwo("de/pack.yaml", "id: tiny-de", "id: tiny"), `.: two of the packs have the id "tiny": give each language's its own, such as tiny-de`},
		{"in one of them", inTwo("de/pack.yaml", "timed: 20s", "timed: 20"), `de/pack.yaml:23:33: "20" is not a time span: write it like 45s, 2m or 1m30s`},
		{"in what they share", inTwo("pack.yaml", "title: The book", "titel: The book"), `pack.yaml:3:16: unknown key "titel"; did you mean "title"?`},
		{"no pack part", inTwo("de/pack.yaml", "pack:", "synonyms: []\nphrases:"), "de: no file in the folder de has a pack: part; write one with id, title, language and about"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(tt.fsys)
			if err == nil || !strings.Contains(err.Error()+"\n", tt.want+"\n") {
				t.Errorf("got\n%v\nwant a line\n%s", err, tt.want)
			}
			if err != nil && strings.Count(err.Error(), tt.want) > 1 {
				t.Errorf("it is told twice:\n%v", err)
			}
		})
	}
}
