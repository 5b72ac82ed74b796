package knowledge

import (
	"maps"
	"slices"
	"strings"

	"limber/knowledge/text"
)

func (c *checker) checkEntry(pl place, e *Entry) {
	c.id(pl, "entry", e.ID)
	c.needed(pl, "question", e.Question)
	c.answer(pl, e.Answer)
	c.cites(pl, e.Sources)
	if e.Topic != "" {
		reference(c, pl.at("topic"), "exercise", e.Topic, c.pack.exercises)
	}
	if e.Routine != "" {
		reference(c, pl.at("routine"), "routine", e.Routine, c.pack.routines)
	}
	c.phrasings(pl, e.ID, e.Ask)
}

func (c *checker) answer(pl place, answer string) {
	c.needed(pl, "answer", answer)
	if n := len([]rune(answer)); n > longestAnswer {
		c.problem(pl.at("answer"), "the answer has %d characters: at most %d fit one chat message; split it into two entries", n, longestAnswer)
	}
}

// phrasings checks that no way of asking is empty or leads to two entries.
func (c *checker) phrasings(pl place, id string, ask []string) {
	for i, phrase := range ask {
		folded := strings.Join(text.Words(phrase), " ")
		if folded == "" {
			c.problem(pl.at("ask", i), "this way of asking has no words")
			continue
		}
		if other, ok := c.phrasing[folded]; ok && other != id {
			c.problem(pl.at("ask", i), "%q is already a way of asking for %q; keep it in one of the two", phrase, other)
		} else if ok {
			c.problem(pl.at("ask", i), "%q stands here twice; remove one", phrase)
		}
		c.phrasing[folded] = id
	}
}

func (c *checker) checkExercise(pl place, x *Exercise) {
	c.id(pl, "exercise", x.ID)
	c.needed(pl, "name", x.Name)
	keys, parts := x.parts()
	for i, part := range parts {
		at := pl.at(keys[i])
		if part.Text == "" && len(part.Points) == 0 {
			c.problem(at, "%s has neither text nor points", keys[i])
		}
		c.cites(at, part.Sources)
		c.phrasings(at, x.ID+"/"+keys[i], part.Ask)
	}
	for i := range x.Pictures {
		c.media(pl.at("pictures", i), &x.Pictures[i])
	}
	for i := range x.Videos {
		c.media(pl.at("videos", i), &x.Videos[i])
	}
	for i := range x.Questions {
		c.checkEntry(pl.at("questions", i), &x.Questions[i])
	}
}

func (c *checker) checkRoutine(pl place, r *Routine) {
	c.id(pl, "routine", r.ID)
	c.needed(pl, "name", r.Name)
	c.needed(pl, "description", r.Description)
	if len(r.Steps) == 0 {
		c.problem(pl, "the routine has no steps")
	}
	for i := range r.Steps {
		c.checkStep(pl.at("steps", i), &r.Steps[i])
	}
}

func (c *checker) checkStep(pl place, s *Step) {
	switch kinds := s.kinds(); {
	case len(kinds) == 0:
		c.problem(pl, "say what the step is: one of timed, hold, reps, breathe, rest or until_done")
	case len(kinds) > 1:
		c.problem(pl, "a step is of one kind, and this one has %s; make two steps of it", strings.Join(kinds, " and "))
	case s.Reps < 0 || s.Reps > 1000:
		c.problem(pl.at("reps"), "reps is a number from 1 to 1000")
	case s.Reps > 0 && s.Pace == 0:
		c.problem(pl, "reps needs a pace: the time for one repetition, such as pace: 5s")
	case s.Reps == 0 && s.Pace != 0:
		c.problem(pl.at("pace"), "pace goes with reps")
	case s.Rest != 0 && s.EachSide:
		c.problem(pl.at("each_side"), "a rest has no sides")
	}
	if s.Exercise != "" {
		reference(c, pl.at("exercise"), "exercise", s.Exercise, c.pack.exercises)
	} else if s.Name == "" && s.Rest == 0 {
		c.problem(pl, "the step needs an exercise or a name")
	}
	for i, cite := range s.Sources {
		reference(c, pl.at("sources", i, "source"), "source", cite.Source, c.pack.sources)
	}
	c.media(pl.at("picture"), s.Picture)
	c.media(pl.at("sound"), s.Sound)
}

// kinds lists the keys by which a step says what it is. A right step has one.
func (s *Step) kinds() []string {
	var kinds []string
	for _, k := range []struct {
		key string
		set bool
	}{
		{"timed", s.Timed != 0},
		{"hold", s.Hold != 0},
		{"reps", s.Reps != 0},
		{"breathe", s.Breathe != 0},
		{"rest", s.Rest != 0},
		{"until_done", s.UntilDone},
	} {
		if k.set {
			kinds = append(kinds, k.key)
		}
	}
	return kinds
}

func (c *checker) checkSafety(pl place, count int, s *Safety) {
	if count > 1 {
		c.problem(pl, "a second safety: part; only one file of a pack has it")
	}
	c.answer(pl, s.Answer)
	c.cites(pl, s.Sources)
	for i, r := range s.Restrictions {
		at := pl.at("restrictions", i)
		c.id(at, "restriction", r.ID)
		c.needed(at, "text", r.Text)
		c.names(at, r.Names)
		c.cites(at, r.Sources)
	}
	for i, f := range s.RedFlags {
		at := pl.at("red_flags", i)
		c.id(at, "red flag", f.ID)
		c.names(at, f.Names)
		c.cites(at, f.Sources)
	}
}

func (c *checker) names(pl place, names []string) {
	if len(names) == 0 {
		c.problem(pl, "names is missing: list what people call it")
	}
	for i, name := range names {
		if len(text.Words(name)) == 0 {
			c.problem(pl.at("names", i), "this name has no words")
		}
	}
}

// checkTexts checks the phrases and words that a pack lays over its language.
func (c *checker) checkTexts(root place, f *file) {
	base := c.pack.language
	if languages()[c.pack.Info.Language] == nil {
		base = languageOf("en") // it has every phrase and command that there is
	}
	for _, key := range slices.Sorted(maps.Keys(f.Phrases)) {
		pl := root.at("phrases", key)
		text, known := base.Phrases[key]
		if !known {
			c.problem(pl, "unknown phrase %q%s", key, orSuggest(key, slices.Collect(maps.Keys(base.Phrases))))
			continue
		}
		allowed := placeholder.FindAllString(text, -1)
		for _, used := range placeholder.FindAllString(f.Phrases[key], -1) {
			if !slices.Contains(allowed, used) {
				c.problem(pl, "phrase %q has no %s; it may use %s", key, used, orNone(allowed))
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(f.Words)) {
		if _, known := base.Words[key]; !known {
			c.problem(root.at("words", key), "unknown command %q%s", key, orSuggest(key, slices.Collect(maps.Keys(base.Words))))
		}
	}
	for i, group := range f.Synonyms {
		if len(group) < 2 {
			c.problem(root.at("synonyms", i), "a group of synonyms has two words or more")
		}
	}
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "no placeholders"
	}
	return strings.Join(list, ", ")
}

func (c *checker) checkTests(pl place, t *Tests) {
	for i, q := range t.Answer {
		at := pl.at("answer", i)
		c.needed(at, "ask", q.Ask)
		c.wants(at, q)
		for j, id := range q.Want {
			reference(c, at.at("want", j), "entry", id, c.pack.entries)
		}
	}
	for i, q := range t.Routine {
		at := pl.at("routine", i)
		c.needed(at, "ask", q.Ask)
		c.wants(at, q)
		for j, id := range q.Want {
			reference(c, at.at("want", j), "routine", id, c.pack.routines)
		}
	}
	for i, q := range t.Refuse {
		c.needed(pl.at("refuse", i), "the question", q)
	}
	for i, q := range t.Safety {
		c.needed(pl.at("safety", i), "the question", q)
	}
}

func (c *checker) wants(pl place, q TestQuestion) {
	if len(q.Want) == 0 {
		c.problem(pl, "want is missing: the id that must be found")
	}
	if q.Both && len(q.Want) < 2 {
		c.problem(pl, "both: true needs two ids in want")
	}
}
