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
	return inLanguage(t, func(p *knowledge.Pack) (*knowledge.Routine, bool) {
		r := p.RoutineNamed(name)
		return r, r != nil
	})
}

// findRoutine returns the routines that a name may mean, in the first language
// that has some.
func (t *turn) findRoutine(name string) []*knowledge.Routine {
	return inLanguage(t, func(p *knowledge.Pack) ([]*knowledge.Routine, bool) {
		found := p.FindRoutine(name)
		return found, len(found) > 0
	})
}

// entryOf returns the entry of an id, and speaks the language that has it; nil
// for none.
func (t *turn) entryOf(id string) *knowledge.Entry {
	return inLanguage(t, func(p *knowledge.Pack) (*knowledge.Entry, bool) {
		e := p.Entry(id)
		return e, e != nil
	})
}

// inLanguage returns what the first of the pack's languages has, the one that is
// spoken before the others, and speaks that; nothing where none has it.
func inLanguage[T any](t *turn, find func(*knowledge.Pack) (T, bool)) (found T) {
	for _, p := range t.pack.OwnFirst() {
		if one, ok := find(p); ok {
			t.turnTo(p)
			return one
		}
	}
	return found
}
