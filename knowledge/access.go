package knowledge

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Entry returns the entry with the given id, nil if there is none.
func (p *Pack) Entry(id string) *Entry { return p.entries[id] }

// Exercise returns the exercise with the given id, nil if there is none.
func (p *Pack) Exercise(id string) *Exercise { return p.exercises[id] }

// Routine returns the routine with the given id, nil if there is none.
func (p *Pack) Routine(id string) *Routine { return p.routines[id] }

// CiteText names places in sources as members see them: "Title (Section,
// Section); Title". Each source is named once.
func (p *Pack) CiteText(cites []Cite) string {
	var ids []string
	sections := map[string][]string{}
	for _, c := range cites {
		if !slices.Contains(ids, c.Source) {
			ids = append(ids, c.Source)
		}
		if c.Section != "" && !slices.Contains(sections[c.Source], c.Section) {
			sections[c.Source] = append(sections[c.Source], c.Section)
		}
	}
	var list []string
	for _, id := range ids {
		s := p.sources[id]
		if s == nil {
			continue
		}
		text := s.Title
		if len(sections[id]) > 0 {
			text += " (" + strings.Join(sections[id], ", ") + ")"
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// RestrictionsID changes whenever the list of restrictions does, so that what
// a member said of an older list is not taken for an answer to this one.
func (p *Pack) RestrictionsID() string {
	h := sha256.New()
	for _, r := range p.Safety.Restrictions {
		h.Write([]byte(r.ID + "\x00" + r.Text + "\x00"))
	}
	return p.Info.ID + ":" + hex.EncodeToString(h.Sum(nil))[:16]
}
