package knowledge

import (
	"io/fs"
	"maps"
	"slices"
)

// languages returns the languages that a pack has folders for, nil where it is
// in one. Mistakes in the list are noted.
func (l *loader) languages() (codes []string) {
	for i := range l.files {
		f := &l.files[i]
		list := place{f.name, f.root}.at("languages")
		if len(f.file.Languages) > 0 && codes != nil {
			l.problem(list, "a second list of languages; only one file of a pack has it")
			continue
		}
		for j, code := range f.file.Languages {
			at := list.at(j)
			if _, ok := languages()[code]; !ok {
				l.problem(at, "language %q is not known%s", code, orSuggest(code, slices.Collect(maps.Keys(languages()))))
			} else if slices.Contains(codes, code) {
				l.problem(at, "the language %s stands here twice; remove one", code)
			} else if info, err := fs.Stat(l.fsys, code); err != nil || !info.IsDir() {
				l.problem(at, "there is no folder %s in the pack: make one, with the pack in that language in it", code)
			}
			codes = append(codes, code)
		}
	}
	return codes
}

// openEach opens a pack in each of its languages. All has what was read of the
// whole folder.
func openEach(all *loader, codes []string) (*Pack, error) {
	var packs []*Pack
	problems := all.problems
	for _, code := range codes {
		one := &loader{fsys: all.fsys, language: code}
		one.skip = slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return c == code })
		one.readAll()
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
