package main

import (
	"fmt"
	"io"
	"strings"

	"limber/knowledge"
)

// mostFindings is how many findings of a kind are printed without -v.
const mostFindings = 10

// coverage prints how well a pack's ways of asking cover what people may say.
// It is false where a fact is thin or a test question flatters.
func (c *checkCommand) coverage(w io.Writer, p *knowledge.Pack) bool {
	fmt.Fprintf(w, "%s (%s): no mistakes. Trying every way of asking; this takes some seconds.\n", p.Info.Title, p.Info.ID)
	r := knowledge.Cover(p)
	fmt.Fprintf(w, "\nFacts: %d. Written ways of asking: %d, each asked with itself left out, so that it stands\nfor one that nobody thought of. Still answered rightly: %s.\n", r.Facts, r.Ways, percent(r.Found, r.Ways))
	c.thin(w, r)
	c.mistaken(w, r)
	c.flattered(w, r)
	c.stopped(w, r)
	c.idle(w, r)
	return len(r.Thin)+len(r.Flattered) == 0
}

// section prints a heading with its advice and the findings below it, the
// first few of them without -v; nothing where there are none.
func section[T any](c *checkCommand, w io.Writer, findings []T, heading, advice string, row func(T)) {
	if len(findings) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s: %d\n%s\n\n", heading, len(findings), advice)
	shown := findings
	if !c.Verbose {
		shown = findings[:min(len(findings), mostFindings)]
	}
	for _, f := range shown {
		row(f)
	}
	if n := len(findings) - len(shown); n > 0 {
		fmt.Fprintf(w, "  and %d more; bot check -coverage -v lists them.\n", n)
	}
}

func (c *checkCommand) thin(w io.Writer, r knowledge.Coverage) {
	section(c, w, r.Thin, "Facts that other words seldom reach",
		`few:   write more ways of asking, eight at least
alike: most say the same; write some in quite other words
mixed: most get another answer; see the pairs below
alone: most are not found by the others; write two or three more in the manner of what is lost`,
		func(t knowledge.Thin) {
			fmt.Fprintf(w, "  %-5s  %3d of %3d found  %-38s %s\n", t.Why, t.Found, t.Ways, t.Fact.ID, t.Fact.Where)
			if t.Lost != nil {
				fmt.Fprintf(w, "                           lost: %q %s\n", oneLine(t.Lost.Text), t.Lost.Where)
			}
		})
}

func (c *checkCommand) mistaken(w io.Writer, r knowledge.Coverage) {
	section(c, w, r.Mistaken, "Pairs that are mistaken for each other (asked for -> answered)",
		`Write the word that tells them apart into more ways of asking for both, move what is
asked for the wrong one, or, where both say the same, make one entry of them.`,
		func(m knowledge.Mistaken) {
			row := func(times int, from, to *knowledge.Fact, example *knowledge.Way) {
				if times > 0 {
					fmt.Fprintf(w, "  %4d  %s -> %s\n        such as %q %s\n", times, from.ID, to.ID, oneLine(example.Text), example.Where)
				}
			}
			row(m.Times, m.First, m.Second, m.Example)
			row(m.Back, m.Second, m.First, m.BackExample)
		})
}

func (c *checkCommand) flattered(w io.Writer, r knowledge.Coverage) {
	var without []string
	for i, k := range r.All {
		switch plain := r.Plain[i]; plain.Total {
		case k.Total:
		case 0:
			without = append(without, "nothing left of "+k.Kind)
		default:
			without = append(without, fmt.Sprintf("%s %.1f%% right instead of %.1f%%", k.Kind, 100*plain.Share(), 100*k.Share()))
		}
	}
	section(c, w, r.Flattered, "Test questions that are nearly a way of asking",
		`They show that the bot knows what it was told, and flatter. Put others in their place, or take
the way of asking out. A misspelt one may stay: it tests the spelling.
Without them: `+strings.Join(without, ", ")+".",
		func(f knowledge.Flattered) {
			fmt.Fprintf(w, "  %3.0f%% like  %q %s\n             %q %s\n", 100*f.Likeness, oneLine(f.Ask), f.Where, oneLine(f.Like.Text), f.Like.Where)
		})
}

func (c *checkCommand) stopped(w io.Writer, r knowledge.Coverage) {
	section(c, w, r.Stopped, "Ways of asking that get the safety answer",
		`They never reach their fact. That is right for whoever names a symptom; where the words are
harmless, list them under except: of the red flag, or ask in others.`,
		func(f knowledge.Way) { fmt.Fprintf(w, "  %-32s %q %s\n", f.Fact.ID, oneLine(f.Text), f.Where) })
}

func (c *checkCommand) idle(w io.Writer, r knowledge.Coverage) {
	section(c, w, r.Idle, "Ways of asking that add nothing",
		`Each would be answered as surely if all of them were gone: the second one says the same. They do
no harm, and may still help with misspelt questions; one in other words in their place helps more.`,
		func(f knowledge.Way) {
			fmt.Fprintf(w, "  %-32s %q %s\n  %32s %q\n", f.Fact.ID, oneLine(f.Text), f.Where, "as", oneLine(f.Like))
		})
}

func percent(n, of int) string {
	return fmt.Sprintf("%.0f%%", 100*float64(n)/float64(max(of, 1)))
}
