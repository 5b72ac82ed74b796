package main

import (
	"fmt"
	"io"
	"math"
	"math/rand"
	"slices"
	"time"

	"limber/knowledge/match"
)

// accuracy measures all engines on all sets, by the protocols of
// docs/matching.md.
type accuracy struct {
	sets    []set
	engines []engine
	draws   int // of phrasings, where not all are taken
	// questions and slowQuestions are how many of a set are asked; 0 is all.
	questions, slowQuestions int
	log                      io.Writer

	right    map[string]map[column]spread // by engine
	aurocs   map[string]map[column]spread
	hurt     map[string]map[harm]spread // on CLINC150 with harmShots phrasings
	decided  map[string]decision
	measured map[string]speed
}

// harm is what was done to the questions.
type harm string

const (
	unharmed harm = "as written"
	typos    harm = "a typo every 8 characters"
	terse    harm = "keywords only"
)

// harmShots is the number of phrasings with which harm is measured.
const harmShots = 10

// decision is how an engine does where it may refuse, on CLINC150 with all
// phrasings.
type decision struct {
	inScope, recall float64 // with the threshold chosen on the validation part
	auroc           float64
	at              []float64 // in-scope accuracy at each of recalls
}

// recalls are shares of refused questions for which the price is shown.
var recalls = []float64{0.5, 0.65, 0.8, 0.9}

// speed is how long an engine takes on CLINC150 with all phrasings.
type speed struct{ load, p50, p99 time.Duration }

// shots are the numbers of phrasings an intent.
var shots = []int{5, 10, all}

func (a *accuracy) run() error {
	a.right, a.aurocs = map[string]map[column]spread{}, map[string]map[column]spread{}
	a.hurt = map[string]map[harm]spread{}
	a.decided, a.measured = map[string]decision{}, map[string]speed{}
	for _, e := range a.engines {
		a.right[e.name], a.aurocs[e.name] = map[column]spread{}, map[column]spread{}
		a.hurt[e.name] = map[harm]spread{}
		for _, s := range a.sets {
			for _, k := range shots {
				if s.docs != nil && k != all {
					continue
				}
				if err := a.measure(e, s, k); err != nil {
					return fmt.Errorf("%s on %s: %w", e.name, s.name, err)
				}
			}
		}
	}
	return nil
}

// measure asks one engine the questions of one set, for every draw of k
// phrasings an intent.
func (a *accuracy) measure(e engine, s set, k int) error {
	draws, n := a.draws, a.questions
	if k == all {
		draws = 1
	}
	if e.slow {
		n = a.slowQuestions
	}
	test := some(s.test, n)
	var right, aurocs []float64
	hurt := map[harm][]float64{}
	for seed := range draws {
		docs := s.documents(k, int64(seed+1))
		began := time.Now()
		f, err := e.build(docs)
		if err != nil {
			return err
		}
		load := time.Since(began)
		if s.refused != nil && k == all {
			a.measured[e.name] = timed(f, load, test)
		}
		plain := ask(f, docs, test)
		right = append(right, rightAbove(plain, lowest))
		if s.refused == nil {
			continue
		}
		if k == harmShots {
			r := rand.New(rand.NewSource(int64(seed)))
			hurt[unharmed] = append(hurt[unharmed], right[len(right)-1])
			hurt[typos] = append(hurt[typos], rightAbove(ask(f, docs, changed(test, func(q string) string { return misspelt(q, r) })), lowest))
			hurt[terse] = append(hurt[terse], rightAbove(ask(f, docs, changed(test, keywords)), lowest))
		}
		d := decide(f, docs, s, float64(len(test))/float64(len(s.test)), e.slow)
		aurocs = append(aurocs, d.auroc)
		if k == all {
			a.decided[e.name] = d
		}
	}
	at := column{s.name, k}
	a.right[e.name][at] = spreadOf(right)
	if aurocs != nil {
		a.aurocs[e.name][at] = spreadOf(aurocs)
	}
	for h, values := range hurt {
		a.hurt[e.name][h] = spreadOf(values)
	}
	fmt.Fprintf(a.log, "%-28s %-9s %4s  %s\n", e.name, s.name, shotsName(k), a.right[e.name][at])
	return nil
}

// decide measures an engine that may refuse, on a share, 0 to 1, of the
// questions: the same of each kind, since the threshold depends on how many
// there are of either. Of a slow engine only the AUROC is measured.
func decide(f finder, docs []match.Document, s set, share float64, slow bool) decision {
	ofRefused := func(list []string) []outcome { return ask(f, docs, unlabelled(part(list, share))) }
	if slow {
		return decision{auroc: auroc(ask(f, docs, part(s.test, share)), ofRefused(s.refused))}
	}
	validation := part(s.validation, share)
	if c, ok := f.(fitter); ok {
		c.fit(texts(validation), part(s.refusedValidation, share))
	}
	in, out := ask(f, docs, part(s.test, share)), ofRefused(s.refused)
	threshold := bestThreshold(ask(f, docs, validation), ofRefused(s.refusedValidation))
	d := decision{inScope: rightAbove(in, threshold), recall: below(out, threshold), auroc: auroc(in, out)}
	for _, r := range recalls {
		d.at = append(d.at, rightAbove(in, thresholdFor(out, r)))
	}
	return d
}

// part returns a share of a list, 0 to 1, the same part each time.
func part[T any](list []T, share float64) []T {
	return some(list, max(int(math.Round(share*float64(len(list)))), 1))
}

// timed asks every question once more, one after the other.
func timed(f finder, load time.Duration, questions []labelled) speed {
	took := make([]time.Duration, len(questions))
	for i, q := range questions {
		began := time.Now()
		f.find(q.text, 1)
		took[i] = time.Since(began)
	}
	return speed{load, quantile(took, 0.5), quantile(took, 0.99)}
}

func texts(list []labelled) []string {
	s := make([]string, len(list))
	for i, l := range list {
		s[i] = l.text
	}
	return s
}

func changed(list []labelled, change func(string) string) []labelled {
	list = slices.Clone(list)
	for i := range list {
		list[i].text = change(list[i].text)
	}
	return list
}

func shotsName(k int) string {
	if k == all {
		return "all"
	}
	return fmt.Sprint(k)
}
