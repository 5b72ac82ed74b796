package knowledge

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// languages returns the languages that a pack has folders for, nil where it is
// in one, and the mistakes in the list.
func (l *loader) languages() (codes []string, _ Problems) {
	before := len(l.problems)
	for i := range l.files {
		f := &l.files[i]
		list := place{f.name, f.root}.at("languages")
		if len(f.file.Languages) > 0 && codes != nil {
			l.problem(list, "a second list of languages; only one file of a pack has it")
			continue
		}
		for j, code := range f.file.Languages {
			at := list.at(j)
			if !codeForm.MatchString(code) {
				l.problem(at, "%q is no language: write its two letters, such as fr", code)
			} else if slices.Contains(codes, code) {
				l.problem(at, "the language %s stands here twice; remove one", code)
			} else if info, err := fs.Stat(l.fsys, code); err != nil || !info.IsDir() {
				l.problem(at, "there is no folder %s in the pack: make one, with the pack in that language in it", code)
			}
			codes = append(codes, code)
		}
	}
	return codes, l.problems[before:]
}

// openEach opens a pack in each of its languages. Problems are those of their
// list.
func openEach(fsys fs.FS, codes []string, problems Problems) (*Pack, error) {
	var packs []*Pack
	for _, code := range codes {
		one := &loader{fsys: fsys, language: code}
		one.skip = slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return c == code })
		one.readAll()
		one.readLanguage()
		packs = append(packs, one.open())
		problems = append(problems, one.problems...)
	}
	if len(problems) > 0 {
		return nil, problems.sorted()
	}
	first, err := SideBySide(packs...)
	if err != nil {
		return nil, Problems{{File: ".", Message: err.Error()}}
	}
	for _, p := range first.Languages() {
		p.index()
	}
	return first, nil
}

// languageFolder is where a pack has what it brings of its language: files as
// the program has them for its own ones.
func (l *loader) languageFolder() string { return path.Join(l.language, "language") }

// readLanguage reads that folder, if it is there.
func (l *loader) readLanguage() {
	info, err := fs.Stat(l.fsys, l.languageFolder())
	if err != nil || !info.IsDir() {
		return
	}
	err = fs.WalkDir(l.fsys, l.languageFolder(), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ext := path.Ext(name); d.IsDir() || ext != ".yaml" && ext != ".yml" {
			return nil
		}
		data, err := fs.ReadFile(l.fsys, name)
		if err != nil {
			return err
		}
		var part Language
		if err := yaml.Load(data, &part, yaml.WithKnownFields()); err != nil {
			l.problems = append(l.problems, yamlProblems(name, err)...)
			return nil
		}
		if before := l.own.Code; before != "" && part.Code != "" && before != part.Code {
			l.problems = append(l.problems, Problem{File: name, Message: fmt.Sprintf("this file is of the language %q, and one before it of %q", part.Code, before)})
		}
		join(reflect.ValueOf(&l.own).Elem(), reflect.ValueOf(part))
		return nil
	})
	if err != nil {
		l.problems = append(l.problems, Problem{File: l.languageFolder(), Message: err.Error()})
	}
}

// languageOf returns a language as the program has it, with what the pack brings.
func (l *loader) languageOf(code string) *Language {
	base := languageOf(code)
	if base != nil && reflect.ValueOf(l.own).IsZero() {
		return base
	}
	whole := &Language{}
	if base != nil {
		join(reflect.ValueOf(whole).Elem(), reflect.ValueOf(*base))
	}
	join(reflect.ValueOf(whole).Elem(), reflect.ValueOf(l.own))
	return whole
}

// mostMissing is how many missing sentences are named.
const mostMissing = 5

// checkLanguage checks that the program has the pack's language, or that the
// pack brings all of it.
func (c *checker) checkLanguage(pl place, code string) {
	brings := !reflect.ValueOf(c.own).IsZero()
	if brings && c.own.Code != "" && c.own.Code != code {
		c.problem(pl, "the folder %s is of the language %q, and the pack of %q", c.languageFolder(), c.own.Code, code)
	}
	if languages()[code] != nil {
		return
	}
	known := slices.Collect(maps.Keys(languages()))
	switch {
	case !brings:
		c.problem(pl, "language %q is not known%s; for another one the pack brings a folder %s", code, orSuggest(code, known), c.languageFolder())
		return
	case !codeForm.MatchString(code):
		c.problem(pl, "%q is no language: write its two letters, such as fr", code)
	}
	english := languageOf("en")
	for _, key := range slices.Sorted(maps.Keys(c.own.Phrases)) {
		allowed := placeholder.FindAllString(english.Phrases[key], -1)
		for _, used := range placeholder.FindAllString(c.own.Phrases[key], -1) {
			if !slices.Contains(allowed, used) {
				l := Problem{File: c.languageFolder(), Message: fmt.Sprintf("phrase %q has no %s; it may use %s", key, used, orNone(allowed))}
				c.problems = append(c.problems, l)
			}
		}
	}
	c.brings(pl, "phrases", lacking(english.Phrases, c.pack.phrases))
	c.brings(pl, "words", lacking(english.Words, c.pack.words))
	c.brings(pl, "parts", lacking(english.Parts, c.pack.language.Parts))
}

// brings notes what a pack lacks of a language that the program does not have.
func (c *checker) brings(pl place, what string, missing []string) {
	if len(missing) == 0 {
		return
	}
	more := ""
	if n := len(missing) - mostMissing; n > 0 {
		missing, more = missing[:mostMissing], fmt.Sprintf(" and %d more", n)
	}
	c.problem(pl, "the program has no %s in %s, so the pack brings all of them; there is none for %s%s",
		what, c.pack.Info.Language, strings.Join(missing, ", "), more)
}

// lacking are the keys of a map that another one has not.
func lacking[V any](all, some map[string]V) (keys []string) {
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if _, ok := some[key]; !ok {
			keys = append(keys, key)
		}
	}
	return keys
}
