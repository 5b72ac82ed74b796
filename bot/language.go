package bot

import (
	"slices"

	"limber/knowledge"
)

// Where a pack is in several languages, a turn speaks one of them: that of the
// session, else the one last spoken in the conversation, until what the member
// writes is in another. Red flags are looked for in all of them.

// listen begins a turn in the language that was spoken last.
func (t *turn) listen() {
	t.use(t.pack.In(t.conv.Language))
	if t.session == nil {
		return
	}
	for _, p := range t.pack.Languages() {
		if p.Info.ID == t.session.Pack {
			t.use(p)
		}
	}
}

// use lets the turn go on in the language of a pack.
func (t *turn) use(p *knowledge.Pack) { t.pack, t.voice = p, voice{p} }

// turnTo is use, and the conversation stays with it.
func (t *turn) turnTo(p *knowledge.Pack) {
	t.use(p)
	t.conv.Language = t.language()
}

// language is the code of the language that is spoken, "" where there is one
// only.
func (t *turn) language() string {
	if len(t.pack.Languages()) == 1 {
		return ""
	}
	return t.pack.Info.Language
}

// said returns the command that a member wrote, and what it is about, in
// whatever language; nil for none. The turn goes on in that language, but for an
// answer to what was asked in another one and what steers a session.
func (t *turn) said(text string) (do func(*turn, string), rest string) {
	for _, p := range t.pack.OwnFirst() {
		if p != t.pack && t.session == nil && t.pack.Knows(text) {
			break // "inhale" is not "Inhalte" misspelt
		}
		word, rest, ok := p.Command(text)
		if do := commands[word]; ok && do != nil {
			if p != t.pack && !t.goesOn(word) {
				t.turnTo(p)
			}
			return do, rest
		}
	}
	return nil, ""
}

// goesOn reports whether a word belongs to a session or question that is under
// way, in whatever language that began.
func (t *turn) goesOn(word string) bool {
	switch {
	case t.session != nil:
		return slices.Contains(sessionWords, word) || slices.Contains([]string{"slower", "faster", "speak", "left", "repeat", "yes", "no"}, word)
	case t.conv.Pending != "":
		return slices.Contains([]string{"none", "some", "yes", "no"}, word)
	}
	return false
}

// routineNamed returns the routine of exactly this name, and speaks the language
// that has it; nil for none.
func (t *turn) routineNamed(name string) *knowledge.Routine {
	for _, p := range t.pack.OwnFirst() {
		if r := p.RoutineNamed(name); r != nil {
			t.turnTo(p)
			return r
		}
	}
	return nil
}

// findRoutine returns the routines that a name may mean, in the first language
// that has some.
func (t *turn) findRoutine(name string) []*knowledge.Routine {
	for _, p := range t.pack.OwnFirst() {
		if found := p.FindRoutine(name); len(found) > 0 {
			t.turnTo(p)
			return found
		}
	}
	return nil
}

// entryOf returns the entry of an id, and speaks the language that has it; nil
// for none.
func (t *turn) entryOf(id string) *knowledge.Entry {
	for _, p := range t.pack.OwnFirst() {
		if e := p.Entry(id); e != nil {
			t.turnTo(p)
			return e
		}
	}
	return nil
}
