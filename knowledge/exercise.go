package knowledge

import (
	"strconv"
	"strings"
)

// waysForEveryName is how many of a language's ways of asking for a part are
// tried with an exercise's other names too; the rest only with its name, or
// the names would drown what the author wrote.
const waysForEveryName = 3

// parts lists the parts of an exercise that are present, by their keys, in the
// order in which they are read.
func (x *Exercise) parts() (keys []string, parts []*Part) {
	for _, kp := range []struct {
		key  string
		part *Part
	}{
		{"description", x.Description},
		{"equipment", x.Equipment},
		{"instructions", x.Instructions},
		{"technical_tips", x.TechnicalTips},
		{"breathing_tips", x.BreathingTips},
		{"medical_restrictions", x.MedicalRestrictions},
	} {
		if kp.part != nil {
			keys, parts = append(keys, kp.key), append(parts, kp.part)
		}
	}
	return keys, parts
}

// entries makes an entry of each part, and takes the exercise's own questions.
func (x *Exercise) entries(lang *Language) []*Entry {
	var list []*Entry
	keys, parts := x.parts()
	for i, part := range parts {
		list = append(list, x.partEntry(lang, keys[i], part))
	}
	for i := range x.Questions {
		x.Questions[i].Topic = x.ID
		list = append(list, &x.Questions[i])
	}
	return list
}

// partEntry is the entry of one part. The language's first way of asking is
// the printed question; each name of the exercise is put into the ways.
func (x *Exercise) partEntry(lang *Language, key string, part *Part) *Entry {
	e := &Entry{
		ID:      x.ID + "/" + key,
		Answer:  part.answer(key == "instructions"),
		Sources: part.Sources,
		Note:    part.Note,
		Topic:   x.ID,
		part:    key,
	}
	ways := lang.Parts[key]
	for i, way := range ways {
		names := []string{x.Name}
		if i < waysForEveryName {
			names = append(names, x.Also...)
		}
		for _, name := range names {
			e.Ask = append(e.Ask, strings.ReplaceAll(way, "{name}", strings.ToLower(name)))
		}
	}
	if len(ways) > 0 {
		e.Question = strings.ReplaceAll(ways[0], "{name}", x.Name)
	}
	e.Ask = append(e.Ask, part.Ask...)
	return e
}

// answer is the text of a part: its text, then its points as a list.
func (part *Part) answer(numbered bool) string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(part.Text))
	for i, point := range part.Points {
		if b.Len() > 0 {
			b.WriteByte('\n')
			if i == 0 {
				b.WriteByte('\n')
			}
		}
		if numbered {
			b.WriteString(strconv.Itoa(i+1) + ". " + point)
		} else {
			b.WriteString("- " + point)
		}
	}
	return b.String()
}
