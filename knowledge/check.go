package knowledge

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"limber/knowledge/text"
)

// longestAnswer is the most characters an answer may have: it fits one message
// on every platform (Discord has 2,000) with its source below.
const longestAnswer = 1800

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// place is a node of a file, to say where a mistake is.
type place struct {
	file string
	node *yaml.Node
}

// at goes down by keys and list positions. Where a part is missing it stays at
// the last one that is there.
func (pl place) at(path ...any) place {
	for _, step := range path {
		next := child(pl.node, step)
		if next == nil {
			break
		}
		pl.node = next
	}
	return pl
}

func child(n *yaml.Node, step any) *yaml.Node {
	if n != nil && n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	switch step := step.(type) {
	case int:
		if n != nil && n.Kind == yaml.SequenceNode && step < len(n.Content) {
			return n.Content[step]
		}
	case string:
		if n != nil && n.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == step {
					return n.Content[i+1]
				}
			}
		}
	}
	return nil
}

func (l *loader) problem(pl place, format string, args ...any) {
	p := Problem{File: pl.file, Message: fmt.Sprintf(format, args...)}
	if pl.node != nil {
		p.Line, p.Column = max(pl.node.Line, 1), max(pl.node.Column, 1)
	}
	l.problems = append(l.problems, p)
}

// orSuggest ends a sentence about an unknown word: with the word that was
// probably meant, or with all that there are.
func orSuggest(word string, known []string) string {
	known = slices.Sorted(slices.Values(known))
	if near := text.Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	if len(known) == 0 {
		return ""
	}
	if len(known) > 20 {
		return fmt.Sprintf("; there are %s and %d more", strings.Join(known[:20], ", "), len(known)-20)
	}
	return "; there are " + strings.Join(known, ", ")
}

// checker checks the joined pack, file by file, so that each mistake has its place.
type checker struct {
	*loader
	pack     *Pack
	ids      map[string]map[string]string // what is numbered -> id -> where it was first
	phrasing map[string]string            // folded phrasing -> id of its entry
}

func (l *loader) check(p *Pack) {
	c := &checker{loader: l, pack: p, ids: map[string]map[string]string{}, phrasing: map[string]string{}}
	infos, safeties := 0, 0
	for i := range l.files {
		lf := &l.files[i]
		root := place{lf.name, lf.root}
		if lf.file.Pack != nil {
			infos++
			c.checkInfo(root.at("pack"), infos, lf.file.Pack)
		}
		if lf.file.Safety != nil {
			safeties++
			c.checkSafety(root.at("safety"), safeties, lf.file.Safety)
		}
		c.checkSources(root.at("sources"), lf.file.Sources)
		for j := range lf.file.Entries {
			c.checkEntry(root.at("entries", j), &lf.file.Entries[j])
		}
		for j := range lf.file.Exercises {
			c.checkExercise(root.at("exercises", j), &lf.file.Exercises[j])
		}
		for j := range lf.file.Routines {
			c.checkRoutine(root.at("routines", j), &lf.file.Routines[j])
		}
		c.checkTexts(root, &lf.file)
		c.checkOtherLanguages(root.at("other_languages"), lf.file.OtherLanguages)
		if lf.file.Tests != nil {
			c.checkTests(root.at("tests"), lf.file.Tests)
		}
	}
	if len(l.files) == 0 {
		return
	}
	first := Problem{File: l.files[0].name, Line: 1, Column: 1}
	if infos == 0 {
		first.Message = "no file has a pack: part; write one with id, title, language and about"
		if l.language != "" {
			first = Problem{File: l.language, Message: "no file in the folder " + l.language + " has a pack: part; write one with id, title, language and about"}
		}
		l.problems = append(l.problems, first)
	}
	if safeties == 0 && len(p.Routines) > 0 {
		first.Message = "the pack has routines and no safety: part; say what stops a routine and who must not start one"
		l.problems = append(l.problems, first)
	}
	if len(p.Entries) == 0 && len(p.Routines) == 0 {
		first.Message = "the pack has no entries, exercises or routines: it could answer nothing"
		l.problems = append(l.problems, first)
	}
}

func (c *checker) checkInfo(pl place, count int, info *Info) {
	if count > 1 {
		c.problem(pl, "a second pack: part; only one file of a pack has it")
	}
	c.id(pl, "pack", info.ID)
	c.needed(pl, "title", info.Title)
	c.needed(pl, "about", info.About)
	c.checkLanguage(pl.at("language"), info.Language)
	if c.language != "" && info.Language != c.language {
		c.problem(pl.at("language"), "the pack in the folder %s is in the language %q: write language: %s, or move it", c.language, info.Language, c.language)
	}
	if info.WrongAnswers < 0 || info.WrongAnswers > 0.5 {
		c.problem(pl.at("wrong_answers"), "wrong_answers is a share from 0 to 0.5: 0.03 is three in a hundred")
	}
	for key, bar := range map[string]*float64{"answer": info.Bar.Answer, "refuse": info.Bar.Refuse, "safety": info.Bar.Safety, "routine": info.Bar.Routine} {
		if bar != nil && (*bar < 0 || *bar > 1) {
			c.problem(pl.at("bar", key), "a bar is a share from 0 to 1: 0.95 is ninety-five in a hundred")
		}
	}
	if info.ClearanceDays < 0 {
		c.problem(pl.at("clearance_days"), "clearance_days is a number of days, 1 or more")
	}
	for i, id := range info.Starters {
		reference(c, pl.at("starters", i), "entry", id, c.pack.entries)
	}
}

func (c *checker) checkSources(pl place, list []Source) {
	for i, s := range list {
		c.id(pl.at(i), "source", s.ID)
		c.needed(pl.at(i), "title", s.Title)
	}
}

// id checks an id's form and that nothing else of its kind has it.
func (c *checker) id(pl place, kind, id string) {
	pl = pl.at("id")
	if id == "" {
		c.problem(pl, "this %s has no id; give it one of lower-case letters, digits and hyphens", kind)
		return
	}
	if !idForm.MatchString(id) {
		c.problem(pl, "id %q: use lower-case letters, digits and hyphens, such as upper-back", id)
	}
	if c.ids[kind] == nil {
		c.ids[kind] = map[string]string{}
	}
	if first, ok := c.ids[kind][id]; ok {
		c.problem(pl, "a second %s with the id %q; the first is at %s", kind, id, first)
		return
	}
	c.ids[kind][id] = fmt.Sprintf("%s:%d", pl.file, pl.node.Line)
}

func (c *checker) needed(pl place, key, value string) {
	if strings.TrimSpace(value) == "" {
		c.problem(pl, "%s is missing or empty", key)
	}
}

func (c *checker) cites(pl place, cites []Cite) {
	if len(cites) == 0 {
		c.problem(pl, "sources is missing: say where this stands, as {source: …, section: …}")
	}
	for i, cite := range cites {
		reference(c, pl.at("sources", i, "source"), "source", cite.Source, c.pack.sources)
	}
}

func (c *checker) media(pl place, m *Media) {
	if m == nil {
		return
	}
	if (m.File == "") == (m.Link == "") {
		c.problem(pl, "give either file (a path inside the pack) or link")
	} else if m.File != "" {
		if _, err := fs.Stat(c.fsys, m.File); err != nil {
			c.problem(pl.at("file"), "there is no file %q in the pack", m.File)
		}
	}
}

// reference checks that something with the given id exists.
func reference[T any](c *checker, pl place, kind, id string, known map[string]T) {
	if _, ok := known[id]; !ok {
		c.problem(pl, "there is no %s %q%s", kind, id, orSuggest(id, slices.Collect(maps.Keys(known))))
	}
}
