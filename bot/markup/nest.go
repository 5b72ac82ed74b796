package markup

// Style is one way in which spans differ.
type Style int

// The styles of spans.
const (
	Plain Style = iota
	Strong
	Emphasis
	Code
	Link
)

// Run is a style over neighbouring spans: those from From up to To, which is
// not included.
type Run struct {
	Style    Style
	From, To int
	Link     string // of a Link
}

// Nest returns the styles of spans as runs of which two either lie one inside
// the other or have no span in common. What is outside comes first. Of styles
// that overlap, the one that lasts longer is outside, so that there are few.
func Nest(spans []Span) []Run {
	var runs []Run
	nest(spans, 0, len(spans), map[Style]bool{}, &runs)
	return runs
}

// nest looks at the spans from up to to, which are inside of runs of the styles
// in open.
func nest(spans []Span, from, to int, open map[Style]bool, runs *[]Run) {
	for from < to {
		longest := Run{From: from, To: from + 1}
		for _, style := range []Style{Link, Strong, Emphasis, Code} {
			end := from
			for end < to && !open[style] && spans[end].has(style) && (style != Link || spans[end].Link == spans[from].Link) {
				end++
			}
			if end > from && (longest.Style == Plain || end > longest.To) {
				longest = Run{Style: style, From: from, To: end}
			}
		}
		if longest.Style != Plain {
			if longest.Style == Link {
				longest.Link = spans[from].Link
			}
			*runs = append(*runs, longest)
			open[longest.Style] = true
			nest(spans, from, longest.To, open, runs)
			open[longest.Style] = false
		}
		from = longest.To
	}
}

func (s Span) has(style Style) bool {
	switch style {
	case Strong:
		return s.Strong
	case Emphasis:
		return s.Emphasis
	case Code:
		return s.Code
	default:
		return s.Link != ""
	}
}
