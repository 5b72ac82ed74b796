package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// write prints what was measured, as Markdown.
func (a *accuracy) write(w io.Writer) {
	a.writeRight(w)
	a.writeDecided(w)
	a.writeHurt(w)
	a.writeSpeed(w)
}

func (a *accuracy) writeRight(w io.Writer) {
	fmt.Fprintf(w, "**Right answer at the first place**, in percent; 5, 10, all: phrasings an intent, of 5 and 10 the mean of %d draws ± standard deviation.\n\n", a.draws)
	var columns []column
	t := table{head: []string{""}}
	for _, s := range a.sets {
		for _, k := range shots {
			if s.docs == nil {
				columns = append(columns, column{s.name, k})
				t.head = append(t.head, s.name+" "+shotsName(k))
			} else if k == all {
				columns = append(columns, column{s.name, k})
				t.head = append(t.head, s.name)
			}
		}
	}
	for _, rival := range []string{bleveByPhrasing, bleveByEntry} {
		if a.right[rival] == nil {
			continue
		}
		lead := []string{"points over " + rival}
		for _, c := range columns {
			lead = append(lead, fmt.Sprintf("%+.1f", 100*(a.right[product][c].mean-a.right[rival][c].mean)))
		}
		t.add(lead...)
	}
	for _, e := range a.engines {
		row := []string{e.name}
		for _, c := range columns {
			row = append(row, a.right[e.name][c].String())
		}
		t.add(row...)
	}
	for _, p := range published {
		row := []string{"*published:* " + p.name}
		for _, c := range columns {
			cell := none
			if f, ok := p.figures[c]; ok {
				cell = fmt.Sprintf("%.1f", f)
			}
			row = append(row, cell)
		}
		t.add(row...)
	}
	t.write(w)
	var counts []string
	for _, s := range a.sets {
		counts = append(counts, fmt.Sprintf("%s %d", s.name, len(some(s.test, a.questions))))
	}
	fmt.Fprintf(w, "Questions asked: %s; of the slow engines (sahilm/fuzzy, and bleve with fuzziness) at most %d a set. Published: %s.\n\n", strings.Join(counts, ", "), a.slowQuestions, publishedSource)
}

func (a *accuracy) writeDecided(w io.Writer) {
	i := slices.IndexFunc(a.sets, func(s set) bool { return s.refused != nil })
	if i < 0 {
		return
	}
	s := a.sets[i]
	fmt.Fprintf(w, "**%s where it may refuse**, all phrasings, in percent. The threshold is the one with which most of the validation part comes out right; the columns \"at\" say how many questions in scope are still answered rightly where that share of the others is refused. AUROC with 5, 10 and all phrasings.\n\n", s.name)
	t := table{head: []string{"", "in scope, right", "out of scope, refused"}}
	for _, r := range recalls {
		t.head = append(t.head, fmt.Sprintf("at %.0f", 100*r))
	}
	for _, k := range shots {
		t.head = append(t.head, "AUROC "+shotsName(k))
	}
	for _, e := range a.engines {
		d := a.decided[e.name]
		row := []string{e.name}
		if e.slow {
			row = append(row, slices.Repeat([]string{none}, 2+len(recalls))...)
		} else {
			row = append(row, percent(d.inScope), percent(d.recall))
			for _, at := range d.at {
				row = append(row, percent(at))
			}
		}
		for _, k := range shots {
			row = append(row, a.aurocs[e.name][column{s.name, k}].String())
		}
		t.add(row...)
	}
	for _, p := range thresholded {
		row := []string{"*published:* " + p.name, fmt.Sprintf("%.1f", p.inScope), fmt.Sprintf("%.1f", p.recall)}
		for len(row) < len(t.head) {
			row = append(row, none)
		}
		t.add(row...)
	}
	t.write(w)
	share := float64(len(some(s.test, a.questions))) / float64(len(s.test))
	fmt.Fprintf(w, "Questions out of scope: %d. Published: %s.\n\n", len(part(s.refused, share)), thresholdedSource)
}

func (a *accuracy) writeHurt(w io.Writer) {
	fmt.Fprintf(w, "**Harmed questions**: CLINC150 with %d phrasings an intent, right at the first place, in percent.\n\n", harmShots)
	t := table{head: []string{"", "points lost by typos"}}
	kinds := []harm{unharmed, typos, terse}
	for _, h := range kinds {
		t.head = append(t.head, string(h))
	}
	for _, e := range a.engines {
		by := a.hurt[e.name]
		row := []string{e.name, fmt.Sprintf("%.1f", 100*(by[unharmed].mean-by[typos].mean))}
		for _, h := range kinds {
			row = append(row, by[h].String())
		}
		t.add(row...)
	}
	t.write(w)
}

func (a *accuracy) writeSpeed(w io.Writer) {
	fmt.Fprintf(w, "**How long it took in the same run**: CLINC150, 150 intents, 15,000 phrasings; times as long as %s, and the times.\n\n", product)
	t := table{head: []string{"", "load, ×", "p50, ×", "p99, ×", "load", "p50", "p99"}}
	us := a.measured[product]
	for _, e := range a.engines {
		m := a.measured[e.name]
		t.add(e.name, times(float64(m.load), float64(us.load)), times(float64(m.p50), float64(us.p50)), times(float64(m.p99), float64(us.p99)),
			short(m.load), short(m.p50), short(m.p99))
	}
	t.write(w)
}
