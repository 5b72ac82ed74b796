package terminal

import (
	"strings"

	"limber/bot/markup"
)

// span is a piece of text as a terminal shows it.
type span struct {
	markup.Span
	faint bool
}

// spansOf are the spans of a block, with where its links lead, which a terminal
// cannot show otherwise.
func spansOf(b markup.Block) []span {
	var out []span
	label := "" // of the link so far
	for i, sp := range b.Spans {
		out = append(out, span{Span: sp})
		if sp.Link == "" {
			continue
		}
		label += sp.Text
		if i+1 < len(b.Spans) && b.Spans[i+1].Link == sp.Link {
			continue
		}
		if label != strings.TrimPrefix(sp.Link, "mailto:") && label != sp.Link {
			sp.Text = " (" + sp.Link + ")"
			out = append(out, span{Span: sp, faint: true})
		}
		label = ""
	}
	return out
}

// textOf is what a block says in a terminal, without styles.
func textOf(b markup.Block) string {
	var s strings.Builder
	for _, sp := range spansOf(b) {
		s.WriteString(sp.Text)
	}
	return s.String()
}
