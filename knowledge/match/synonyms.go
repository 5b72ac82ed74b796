package match

import (
	"strings"

	"limber/knowledge/text"
)

// merged joins groups of synonyms that share a member, so that a pack's group
// and its language's are one.
func merged(groups [][]string) [][]string {
	of := map[string]int{} // by member: its group among out
	var out [][]string
	for _, group := range groups {
		to := len(out)
		for _, member := range group {
			if g, ok := of[member]; ok && g < to {
				to = g
			}
		}
		if to == len(out) {
			out = append(out, nil)
		}
		for _, member := range group {
			from, ok := of[member]
			switch {
			case !ok:
				of[member] = to
				out[to] = append(out[to], member)
			case from != to:
				for _, m := range out[from] {
					of[m] = to
				}
				out[to], out[from] = append(out[to], out[from]...), nil
			}
		}
	}
	return out
}

// folded returns groups with members as the reader sees them: folded and
// without contractions.
func (r *reader) folded(groups [][]string) [][]string {
	out := make([][]string, len(groups))
	for i, group := range groups {
		for _, member := range group {
			out[i] = append(out[i], strings.Join(r.stemAll(r.expand(text.Words(member))), " "))
		}
	}
	return out
}
