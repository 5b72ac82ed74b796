package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Open reads a pack: every .yaml and .yml file below fsys, joined. It checks
// everything and builds the matcher. A pack with mistakes is not returned; the
// error is Problems and names them all. Of a pack in several languages the first
// is returned, see Languages.
func Open(fsys fs.FS) (*Pack, error) {
	l := &loader{fsys: fsys}
	l.readAll()
	l.readLanguage()
	if codes, problems := l.languages(); len(codes) > 0 {
		return openEach(fsys, codes, problems)
	}
	p := l.open()
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	p.index()
	return p, nil
}

// open makes a pack of what was read, and checks it.
func (l *loader) open() *Pack {
	p := l.join()
	p.folder, p.skip = l.fsys, l.skip
	l.check(p)
	return p
}

// loader gathers the files of a pack and the mistakes in them.
type loader struct {
	fsys     fs.FS
	language string   // the one whose folder is read, "" for a pack in one language
	skip     []string // the folders of the other languages
	own      Language // what the pack's folder language holds
	files    []loadedFile
	problems Problems
}

type loadedFile struct {
	name string
	root *yaml.Node
	file file
}

func (l *loader) readAll() {
	err := fs.WalkDir(l.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(path.Base(name), ".") && name != "." {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() && (slices.Contains(l.skip, name) || name == l.languageFolder()) {
			return fs.SkipDir
		}
		if ext := path.Ext(name); !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
			l.read(name)
		}
		return nil
	})
	if err != nil {
		l.problems = append(l.problems, Problem{File: ".", Message: "reading the pack: " + err.Error()})
	}
	if len(l.files) == 0 && len(l.problems) == 0 {
		l.problems = append(l.problems, Problem{File: ".", Message: "the folder holds no .yaml file, so it is no pack"})
	}
}

func (l *loader) read(name string) {
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.problems = append(l.problems, Problem{File: name, Message: err.Error()})
		return
	}
	lf := loadedFile{name: name, root: &yaml.Node{}}
	var docs []yaml.Node
	if err := yaml.Load(data, &docs, yaml.WithAllDocuments()); err != nil {
		l.problems = append(l.problems, yamlProblems(name, err)...)
		return
	}
	switch len(docs) {
	case 0:
		return // an empty file, or only comments
	case 1:
		lf.root = &docs[0]
	default:
		l.problems = append(l.problems, Problem{name, docs[1].Line, 1, "a second document begins here (---): one file holds one document"})
		return
	}
	if err := lf.root.Load(&lf.file, yaml.WithKnownFields()); err != nil {
		l.problems = append(l.problems, yamlProblems(name, err)...)
	}
	l.files = append(l.files, lf)
}

var (
	unknownField = regexp.MustCompile(`^field (.+) not found in type (\S+)$`)
	wrongType    = regexp.MustCompile("^cannot construct (\\S+) (?:`(.*)` )?into (\\S+)$")
)

// yamlProblems turns what the YAML library reports into sentences for authors.
func yamlProblems(name string, err error) Problems {
	var all *yaml.LoadErrors
	if errors.As(err, &all) {
		var ps Problems
		for _, e := range all.Errors {
			ps = append(ps, yamlProblem(name, e))
		}
		return ps
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		return Problems{yamlProblem(name, one)}
	}
	return Problems{{File: name, Message: err.Error()}}
}

func yamlProblem(name string, e *yaml.LoadError) Problem {
	p := Problem{File: name, Line: e.Mark.Line, Column: e.Mark.Column, Message: e.Message}
	unknown, mistyped := unknownField.FindStringSubmatch(e.Message), wrongType.FindStringSubmatch(e.Message)
	switch {
	case unknown != nil:
		p.Message = fmt.Sprintf("unknown key %q%s", unknown[1], orSuggest(unknown[1], keysOf(unknown[2])))
	case mistyped != nil:
		p.Message = fmt.Sprintf("%s is expected here, not %s", typeName(mistyped[3]), valueName(mistyped[1], mistyped[2]))
	case strings.Contains(e.Message, "tab character"):
		p.Message = "a tab is used to indent here: use spaces"
	case e.ContextMark.Line > 0:
		p.Line, p.Column = e.ContextMark.Line, e.ContextMark.Column
		p.Message = fmt.Sprintf("%s that begins here, line %d: %s", e.ContextMsg, e.Mark.Line, e.Message)
	case strings.Contains(e.Message, "mapping values are not allowed"):
		p.Message = `a colon that YAML takes for a key: put the text in "quotes"`
	}
	return p
}

// keysOf lists the keys of one of the types that a pack file is made of.
func keysOf(typeName string) []string {
	var keys []string
	seen := map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for i := range t.NumField() {
			f := t.Field(i)
			if key := f.Tag.Get("yaml"); key != "" {
				if t.String() == typeName {
					keys = append(keys, key)
				}
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[file]())
	return keys
}

func typeName(goType string) string {
	switch strings.TrimPrefix(goType, "*") {
	case "int":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "string":
		return "a text"
	}
	if strings.HasPrefix(goType, "[]") {
		return "a list (lines that begin with -)"
	}
	return "a group of keys (key: value)"
}

func valueName(tag, value string) string {
	switch tag {
	case "!!seq":
		return "a list"
	case "!!map":
		return `a group of keys (a text with ": " in it needs "quotes")`
	case "!!null":
		return "nothing"
	}
	return fmt.Sprintf("%q", value)
}

// join makes one pack of all files. Exercises' parts and questions become
// entries after the written ones.
func (l *loader) join() *Pack {
	p := &Pack{
		phrases: map[string]string{}, words: map[string][]string{},
		entries: map[string]*Entry{}, exercises: map[string]*Exercise{},
		routines: map[string]*Routine{}, sources: map[string]*Source{},
		OtherLanguages: map[string]OtherLanguage{},
		made:           &made{},
	}
	for i := range l.files {
		f := &l.files[i].file
		if f.Pack != nil {
			p.Info = *f.Pack
		}
		if f.Safety != nil {
			p.Safety = *f.Safety
		}
		p.Sources = append(p.Sources, f.Sources...)
		p.Synonyms = append(p.Synonyms, f.Synonyms...)
		p.Elsewhere = append(p.Elsewhere, f.Elsewhere...)
		for j := range f.Entries {
			p.Entries = append(p.Entries, &f.Entries[j])
		}
		for j := range f.Exercises {
			p.Exercises = append(p.Exercises, &f.Exercises[j])
		}
		for j := range f.Routines {
			p.Routines = append(p.Routines, &f.Routines[j])
		}
		for code, other := range f.OtherLanguages {
			p.OtherLanguages[code] = other
		}
		if f.Tests != nil {
			p.Tests.Answer = append(p.Tests.Answer, f.Tests.Answer...)
			p.Tests.Refuse = append(p.Tests.Refuse, f.Tests.Refuse...)
			p.Tests.Safety = append(p.Tests.Safety, f.Tests.Safety...)
			p.Tests.Routine = append(p.Tests.Routine, f.Tests.Routine...)
		}
	}
	p.Info.setDefaults()
	p.language = l.languageOf(p.Info.Language)
	for _, x := range p.Exercises {
		p.Entries = append(p.Entries, x.entries(p.language)...)
	}
	for i := range p.Sources {
		p.sources[p.Sources[i].ID] = &p.Sources[i]
	}
	for _, e := range p.Entries {
		p.entries[e.ID] = e
	}
	for _, x := range p.Exercises {
		p.exercises[x.ID] = x
	}
	for _, r := range p.Routines {
		p.routines[r.ID] = r
	}
	l.joinTexts(p)
	return p
}

// joinTexts lays the pack's phrases and words over those of its language.
func (l *loader) joinTexts(p *Pack) {
	for key, text := range p.language.Phrases {
		p.phrases[key] = text
	}
	for key, ways := range p.language.Words {
		p.words[key] = append(p.words[key], ways...)
	}
	for i := range l.files {
		for key, text := range l.files[i].file.Phrases {
			p.phrases[key] = strings.TrimSpace(text)
		}
		for key, ways := range l.files[i].file.Words {
			p.words[key] = append(p.words[key], ways...)
		}
	}
}

func (i *Info) setDefaults() {
	if i.WrongAnswers == 0 {
		i.WrongAnswers = 0.03
	}
	if i.ClearanceDays == 0 {
		i.ClearanceDays = 30
	}
}
