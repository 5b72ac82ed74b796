package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"limber/knowledge"
)

type checkCommand struct {
	Pack    string `help:"A built-in pack or a folder, instead of those in the configuration." placeholder:"NAME"`
	Verbose bool   `short:"v" help:"Also list every test question that came out wrong, and with -coverage everything that was found."`

	Coverage bool `help:"Say instead where ways of asking are missing, mistaken for each other or of no use, and which test questions flatter."`
	Fail     bool `help:"With -coverage: fail if a fact is thin or a test question flatters."`
}

func (c *checkCommand) Run(global *commands, s streams) error {
	if c.Fail && !c.Coverage {
		return errors.New("-fail goes with -coverage: without it bot check always fails where a pack is below its bar")
	}
	names, good := []string{c.Pack}, true
	var sets []packNames
	if c.Pack == "" {
		cfg, err := loadConfig(global.Config)
		if err != nil { // the packs are checked all the same
			fmt.Fprintf(s.err, "%v\n", err)
			good = false
		}
		names, sets = cfg.Packs, append(cfg.spoken(), cfg.Terminal.Pack)
	}
	shelf := newShelf()
	for _, name := range names {
		p, err := shelf.open(name)
		if err != nil {
			fmt.Fprintf(s.err, "%v\n", err)
			good = false
			continue
		}
		for _, in := range p.Languages() {
			if c.Coverage {
				good = (c.coverage(s.out, in) || !c.Fail) && good
			} else {
				good = c.pack(s.out, in) && good
			}
		}
		if len(p.Languages()) > 1 && !c.Coverage {
			c.languages(s.out, p)
		}
	}
	good = c.sideBySide(s, shelf, sets) && good
	if !good {
		return errTold
	}
	return nil
}

// pack prints how a pack does on its own test questions.
func (c *checkCommand) pack(w io.Writer, p *knowledge.Pack) bool {
	phrasings := 0
	for _, e := range p.Entries {
		phrasings += 1 + len(e.Ask)
	}
	fmt.Fprintf(w, "%s (%s): no mistakes. %d entries with %d ways of asking, %d exercises, %d routines.\n\n",
		p.Info.Title, p.Info.ID, len(p.Entries), phrasings, len(p.Exercises), len(p.Routines))

	r := knowledge.Evaluate(p)
	fmt.Fprintf(w, "%-10s %6s %6s %8s %8s\n", "questions", "right", "of", "share", "bar")
	for _, k := range r.Kinds {
		verdict := ""
		if !k.Passed() {
			verdict = "  below the bar"
		}
		fmt.Fprintf(w, "%-10s %6d %6d %7.1f%% %7.1f%%%s\n", k.Kind, k.Right, k.Total, 100*k.Share(), 100*k.Bar, verdict)
	}
	fmt.Fprintf(w, "\nwrong answers to questions outside the pack: %.1f%% (%.1f%% is allowed); answered from %.0f%% certainty on\n",
		100*r.WrongAnswers, 100*r.Allowed, 100*r.Threshold)
	if r.Careful {
		fmt.Fprintln(w, "There are too few test questions to fit the certainty to this pack, so a careful default holds. Add some that must and must not be answered.")
	} else {
		fmt.Fprintf(w, "to be expected of questions nobody has seen, as each fifth of them was judged by the others: %.1f%%\n", 100*r.HeldOut)
	}
	printConfusions(w, r)
	if c.Verbose {
		printMisses(w, r)
	} else if len(r.Missed) > 0 {
		fmt.Fprintf(w, "\n%d test questions came out wrong; bot check -v lists them.\n", len(r.Missed))
	}
	return r.Passed()
}

// printConfusions lists which entries were answered in place of which.
func printConfusions(w io.Writer, r knowledge.Report) {
	count := map[string]int{}
	for _, m := range r.Missed {
		if m.Kind == "answer" && m.As == knowledge.KindAnswer {
			count[strings.Join(m.Want, "|")+" -> "+strings.Join(m.Got, "+")]++
		}
	}
	if len(count) == 0 {
		return
	}
	var pairs []string
	for pair := range count {
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	fmt.Fprintln(w, "\nconfusions (wanted -> answered):")
	for _, pair := range pairs {
		fmt.Fprintf(w, "%4d  %s\n", count[pair], pair)
	}
}

func printMisses(w io.Writer, r knowledge.Report) {
	fmt.Fprintf(w, "\n%d test questions came out wrong:\n", len(r.Missed))
	for _, m := range r.Missed {
		after := ""
		if m.After != "" {
			after = fmt.Sprintf(" (after %q)", m.After)
		}
		fmt.Fprintf(w, "  %-8s %q%s\n           wanted %s, got %s %s at %.0f%%\n", m.Kind, m.Ask, after,
			orDash(m.Want), m.As, orDash(m.Got), 100*m.Confidence)
	}
}

func orDash(list []string) string {
	if len(list) == 0 {
		return "-"
	}
	return strings.Join(list, " or ")
}

// sideBySide checks the packs that connections have side by side, and prints
// how well their languages are told apart.
func (c *checkCommand) sideBySide(s streams, shelf *shelf, sets []packNames) bool {
	good, seen := true, map[string]bool{}
	for _, names := range sets {
		key := names.String()
		unread := slices.ContainsFunc(names, func(name string) bool { return shelf.packs[name] == nil }) // told already
		if len(names) < 2 || seen[key] || unread {
			continue
		}
		seen[key] = true
		p, err := shelf.set(names)
		if err != nil {
			fmt.Fprintf(s.err, "%v\n", err)
			good = false
			continue
		}
		c.languages(s.out, p)
	}
	return good
}

// languages prints how many test questions of a pack in several languages are
// taken for one of another language.
func (c *checkCommand) languages(w io.Writer, p *knowledge.Pack) {
	var ids []string
	for _, in := range p.Languages() {
		ids = append(ids, in.Info.ID)
	}
	all, taken := p.Misheard()
	fmt.Fprintf(w, "\n%s, side by side: %d of %d test questions are taken for another language's.\n", strings.Join(ids, ", "), len(taken), all)
	if c.Verbose {
		for _, q := range taken {
			fmt.Fprintf(w, "  %q\n", q)
		}
	}
}
