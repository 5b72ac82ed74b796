package knowledge

import (
	"fmt"
	"strings"
)

// Where is a line of one of a pack's files.
type Where struct {
	File string // path inside the pack
	Line int    // from 1; 0 where the line is not known
}

func (w Where) String() string {
	if w.Line == 0 {
		return w.File
	}
	return fmt.Sprintf("%s:%d", w.File, w.Line)
}

// Fact is something that the bot can be asked for: an entry, a part of an
// exercise or a routine.
type Fact struct {
	ID, Title string
	Where     Where
	// Ways is the number of all ways of asking for it, with those that the
	// language brings.
	Ways int
	// Made is true where the language brings some: for an exercise's part and a
	// routine.
	Made bool

	written []Where // of those under ask, which are the last of all ways
}

// isWritten reports whether the author wrote the nth way of asking under ask.
func (f *Fact) isWritten(n int) bool { return n >= f.Ways-len(f.written) }

// own reports whether its author wrote enough ways of asking to be measured by
// them alone: those that the language brings are alike for every exercise and
// routine, and would flatter.
func (f *Fact) own() bool { return !f.Made || len(f.written) >= fewWays }

// tried reports whether the nth way of asking is asked to measure the coverage.
func (f *Fact) tried(n int) bool { return !f.own() || !f.Made || f.isWritten(n) }

// whereIs is the place of the nth way of asking: the fact's, unless its author
// wrote it.
func (f *Fact) whereIs(n int) Where {
	if f.isWritten(n) {
		return f.written[n-(f.Ways-len(f.written))]
	}
	return f.Where
}

// places are where in a pack's files things stand.
type places struct {
	facts           map[string]Fact // by id; without ways
	answer, routine []Where         // of the test questions
}

// readPlaces reads a pack's files once more, for the lines in them.
func readPlaces(p *Pack) places {
	l := &loader{fsys: p.folder, skip: p.skip}
	l.readAll()
	ps := places{facts: map[string]Fact{}}
	for i := range l.files {
		lf := &l.files[i]
		root := place{lf.name, lf.root}
		for j := range lf.file.Entries {
			ps.entry(root.at("entries", j), &lf.file.Entries[j])
		}
		for j := range lf.file.Exercises {
			x, at := &lf.file.Exercises[j], root.at("exercises", j)
			keys, parts := x.parts()
			for k, part := range parts {
				ps.fact(at.at(keys[k]), x.ID+"/"+keys[k], part.Ask)
			}
			for k := range x.Questions {
				ps.entry(at.at("questions", k), &x.Questions[k])
			}
		}
		for j, r := range lf.file.Routines {
			ps.fact(root.at("routines", j), r.ID, nil)
		}
		if t := lf.file.Tests; t != nil {
			for j := range t.Answer {
				ps.answer = append(ps.answer, root.at("tests", "answer", j).where())
			}
			for j := range t.Routine {
				ps.routine = append(ps.routine, root.at("tests", "routine", j).where())
			}
		}
	}
	return ps
}

func (ps places) entry(at place, e *Entry) { ps.fact(at, e.ID, e.Ask) }

func (ps places) fact(at place, id string, ask []string) {
	f := Fact{Where: at.where()}
	for i := range ask {
		f.written = append(f.written, at.at("ask", i).where())
	}
	ps.facts[id] = f
}

func (pl place) where() Where {
	if pl.node == nil {
		return Where{File: pl.file}
	}
	return Where{File: pl.file, Line: pl.node.Line}
}

// factsOf are the facts of a pack, in the order of its documents.
func factsOf(p *Pack, ps places) []Fact {
	var list []Fact
	for i, doc := range p.documents() {
		f := ps.facts[doc.ID]
		f.ID, f.Ways = doc.ID, len(doc.Phrasings)
		if i < len(p.Entries) {
			f.Title, f.Made = strings.TrimSpace(p.Entries[i].Question), p.Entries[i].part != ""
		} else {
			f.Title, f.Made = p.Routines[i-len(p.Entries)].Name, true
		}
		list = append(list, f)
	}
	return list
}
