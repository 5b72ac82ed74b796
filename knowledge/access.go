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

// CiteText names places in sources as members see them: "Title (Section)".
// What the pack adds by itself is named by its own title.
func (p *Pack) CiteText(cites []Cite) string {
	var list []string
	for _, c := range cites {
		s := p.sources[c.Source]
		if s == nil {
			continue
		}
		text := s.Title
		if c.Section != "" {
			text += " (" + c.Section + ")"
		}
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
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
