package knowledge

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// tiny is a right pack; the tests break it in one place each.
const tiny = `pack:
  id: tiny
  title: Tiny
  language: en
  about: Balls.
sources:
  - {id: book, title: The book}
entries:
  - id: which-ball
    question: Which ball?
    ask: [what ball]
    answer: A tennis ball.
    sources: [{source: book, section: One}]
exercises:
  - id: roll
    name: Sole roll
    instructions:
      points: [Stand., Roll.]
      sources: [{source: book}]
routines:
  - id: short
    name: Short
    description: Short.
    steps:
      - {exercise: roll, timed: 20s}
safety:
  answer: Stop.
  sources: [{source: book}]
  restrictions:
    - {id: foot, text: A broken foot, names: [broken foot], sources: [{source: book}]}
`

func open(files ...string) (*Pack, error) {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return Open(fsys)
}

func TestOpen(t *testing.T) {
	p, err := open("pack.yaml", tiny)
	if err != nil {
		t.Fatal(err)
	}
	e := p.Entry("roll/instructions")
	if e == nil {
		t.Fatal("the exercise's instructions are no entry")
	}
	if want := "1. Stand.\n2. Roll."; e.Answer != want {
		t.Errorf("answer = %q, want %q", e.Answer, want)
	}
	if want := "How do I do the Sole roll?"; e.Question != want {
		t.Errorf("question = %q, want %q", e.Question, want)
	}
	if p.Info.WrongAnswers != 0.03 || p.Info.ClearanceDays != 30 {
		t.Errorf("defaults are %v and %v, want 0.03 and 30", p.Info.WrongAnswers, p.Info.ClearanceDays)
	}
}

func TestOpenJoinsFilesAndIgnoresOthers(t *testing.T) {
	p, err := open(
		"pack.yaml", tiny,
		"more/entries.yml", "entries:\n  - {id: size, question: How big?, answer: Small., sources: [{source: book}]}\n",
		".hidden/x.yaml", "nonsense: [",
		"notes.txt", "not: [yaml",
		"empty.yaml", "# nothing yet\n",
	)
	if err != nil {
		t.Fatal(err)
	}
	if p.Entry("size") == nil || p.Entry("which-ball") == nil {
		t.Error("the entries of two files are not joined")
	}
}

func TestMistakesAreToldWithPlaceAndRemedy(t *testing.T) {
	tests := []struct {
		name, old, new string
		want           string
	}{
		{"unknown key", "    answer: A", "    anwser: A", `pack.yaml:12:5: unknown key "anwser"; did you mean "answer"?`},
		{"unknown reference", "source: book, section: One", "source: boock", `pack.yaml:13:24: there is no source "boock"; did you mean "book"?`},
		{"unknown exercise", "exercise: roll", "exercise: rol", `pack.yaml:25:20: there is no exercise "rol"; did you mean "roll"?`},
		{"wrong type", "ask: [what ball]", "ask: what ball", "pack.yaml:11:10: a list (lines that begin with -) is expected here, not \"what ball\""},
		{"bad duration", "timed: 20s", "timed: 20", `pack.yaml:25:33: "20" is not a time span: write it like 45s, 2m or 1m30s`},
		{"negative duration", "timed: 20s", "timed: -5s", "pack.yaml:25:33: -5s is out of range: a time span is more than 0s and at most 1h"},
		{"two kinds", "timed: 20s", "timed: 20s, hold: 5s", "pack.yaml:25:9: a step is of one kind, and this one has timed and hold; make two steps of it"},
		{"no kind", ", timed: 20s", "", "pack.yaml:25:9: say what the step is: one of timed, hold, reps, breathe, rest or until_done"},
		{"reps without pace", "timed: 20s", "reps: 5", "pack.yaml:25:9: reps needs a pace: the time for one repetition, such as pace: 5s"},
		{"language", "language: en", "language: tlh", `pack.yaml:4:13: language "tlh" is not known; there are ` + strings.Join(slices.Sorted(maps.Keys(languages())), ", ") + "; for another one the pack brings a folder language"},
		{"id form", "id: tiny", "id: Tiny Pack", `pack.yaml:2:7: id "Tiny Pack": use lower-case letters, digits and hyphens, such as upper-back`},
		{"missing answer", "    answer: A tennis ball.\n", "", "pack.yaml:9:5: answer is missing or empty"},
		{"missing sources", "    sources: [{source: book, section: One}]\n", "", "pack.yaml:9:5: sources is missing: say where this stands, as {source: …, section: …}"},
		{"colon in a text", "answer: A tennis ball.", "answer: A ball: tennis", `pack.yaml:12:19: a colon that YAML takes for a key: put the text in "quotes"`},
		{"second document", "sources:\n  - {id", "---\nsources:\n  - {id", "pack.yaml:6:1: a second document begins here (---): one file holds one document"},
		{"other language without words", "sources:\n", "other_languages:\n  ro: {say: Nu}\nsources:\n", "pack.yaml:7:7: the program does not recognise ro by itself: list 30 or more of its commonest words under words, parted by spaces"},
		{"other language without a sentence", "sources:\n", "other_languages:\n  fr: {words: le la}\nsources:\n", "pack.yaml:7:7: say is missing or empty"},
		{"other language's placeholder", "sources:\n", "other_languages:\n  fr: {say: 'Non, {titre}'}\nsources:\n", "pack.yaml:7:13: say has no {titre}; it may use {title}, {about}"},
		{"own language among the others", "sources:\n", "other_languages:\n  en: {say: No}\nsources:\n", "pack.yaml:7:7: en is the pack's own language: its sentence for what it does not know is the phrase fallback"},
		{"other language's code", "sources:\n", "other_languages:\n  french: {say: Non}\nsources:\n", `pack.yaml:7:11: "french" is no language: write its two letters, such as fr`},
		{"bar", "about: Balls.", "about: Balls.\n  bar: {answer: 95}", "pack.yaml:6:17: a bar is a share from 0 to 1: 0.95 is ninety-five in a hundred"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(tiny, tt.old) {
				t.Fatalf("the pack does not hold %q", tt.old)
			}
			_, err := open("pack.yaml", strings.Replace(tiny, tt.old, tt.new, 1))
			if err == nil {
				t.Fatal("the mistake was not found")
			}
			if !strings.Contains(err.Error()+"\n", tt.want+"\n") {
				t.Errorf("got\n%v\nwant a line\n%s", err, tt.want)
			}
		})
	}
}

func TestAllMistakesComeAtOnce(t *testing.T) {
	_, err := open(
		"b.yaml", "entries:\n  - {id: size, question: How big?, answer: Small., sources: [{source: nowhere}]}\n  - {id: size, question: Again?, answer: x, sources: [{source: book}]}\n",
		"a.yaml", tiny+"words: {pawse: [hold it]}\nphrases: {fallback: '{nothing} here'}\n",
		"c.yaml", "a: [unclosed\n",
		"d.yaml", "tests:\n  answer: [{ask: which, want: wich-ball}]\n  routine: [{ask: go, want: long}]\n",
	)
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v, want Problems", err)
	}
	want := []string{
		`a.yaml:31:16: unknown command "pawse"; did you mean "pause"?`,
		`a.yaml:32:21: phrase "fallback" has no {nothing}; it may use {about}`,
		`b.yaml:2:71: there is no source "nowhere"; there are book`,
		`b.yaml:3:10: a second entry with the id "size"; the first is at b.yaml:2`,
		`c.yaml:1:4: while parsing a flow sequence that begins here, line 2: did not find expected ',' or ']'`,
		`d.yaml:2:31: there is no entry "wich-ball"; did you mean "which-ball"?`,
		`d.yaml:3:29: there is no routine "long"; there are short`,
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mistakes (-want +got):\n%s", diff)
	}
}

func TestAnEmptyFolderIsNoPack(t *testing.T) {
	_, err := open()
	if err == nil || !strings.Contains(err.Error(), "holds no .yaml file") {
		t.Errorf("got %v", err)
	}
}

func TestFind(t *testing.T) {
	if _, err := Find("foam-rolling"); err != nil {
		t.Errorf("the shipped pack: %v", err)
	}
	if _, err := Find("no-such-pack"); err == nil || !strings.Contains(err.Error(), "built in ("+strings.Join(BuiltinNames(), ", ")+")") {
		t.Errorf("an unknown name: %v", err)
	}
	if _, err := Find("load_test.go"); err == nil || !strings.Contains(err.Error(), "name the folder") {
		t.Errorf("a file: %v", err)
	}
}

func TestLanguagesAreRight(t *testing.T) {
	err := fs.WalkDir(languageFiles, "languages", func(_ string, _ fs.DirEntry, err error) error { return err })
	if err != nil {
		t.Fatal(err)
	}
	for code, read := range languages() {
		lang := read()
		if lang.Code != code {
			t.Errorf("the files of language %s say %q", code, lang.Code)
		}
		for _, part := range []string{"description", "equipment", "instructions", "technical_tips", "breathing_tips", "medical_restrictions"} {
			if len(lang.Parts[part]) == 0 {
				t.Errorf("language %s has no way of asking for %s", code, part)
			}
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(tiny))
	f.Add([]byte("entries: [{id: &a x, ask: *a}]"))
	f.Add([]byte("pack: {bar: {answer: .nan}}\nsafety: {restrictions: [{}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Open(fstest.MapFS{"pack.yaml": {Data: data}})
		if (p == nil) == (err == nil) {
			t.Fatalf("a pack and an error, or neither: %v, %v", p, err)
		}
	})
}
