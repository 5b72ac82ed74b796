package knowledge

// Topic is the id of the entry that a follow-up to this outcome leans on, ""
// where there is none: what was answered last, or how the routine's first
// exercise is done.
func (p *Pack) Topic(o Outcome) string {
	switch o.Kind {
	case KindAnswer:
		return o.Hits[len(o.Hits)-1].ID()
	case KindRoutine:
		for _, s := range o.Routine.Steps {
			if e := p.entries[s.Exercise+"/instructions"]; e != nil {
				return e.ID
			}
		}
	}
	return ""
}
