package knowledge

import "slices"

// Report says how a pack does on its own test questions.
type Report struct {
	Kinds []KindReport
	// WrongAnswers is the share of questions outside the pack that got an
	// answer, 0 to 1; Allowed is the share that the pack allows.
	WrongAnswers, Allowed float64
	// HeldOut is the share of wrong answers to expect of questions that nobody
	// has seen: what each part of the refused ones gets where the others alone
	// decide from which confidence on the bot answers.
	HeldOut float64
	// Threshold is the confidence from which the bot answers.
	Threshold float64
	// Careful is true where the pack has too few questions to be refused for a
	// threshold of its own.
	Careful bool
	Missed  []Miss
}

// KindReport counts the test questions of one kind.
type KindReport struct {
	Kind         string // answer, refuse, safety, routine
	Right, Total int
	// Bar is the share that must be right, 0 to 1.
	Bar float64
}

// Share is the share that was right, 1 where there are no questions.
func (k KindReport) Share() float64 {
	if k.Total == 0 {
		return 1
	}
	return float64(k.Right) / float64(k.Total)
}

// Passed reports whether the kind reached its bar.
func (k KindReport) Passed() bool { return k.Share() >= k.Bar }

// Miss is a test question that came out wrong.
type Miss struct {
	Kind  string
	Ask   string
	After string
	Want  []string
	Got   []string // ids of what was answered, offered or started
	As    Kind
	// Confidence in the best hit, 0 to 1.
	Confidence float64
}

// Passed reports whether every kind reached its bar.
func (r Report) Passed() bool {
	return !slices.ContainsFunc(r.Kinds, func(k KindReport) bool { return !k.Passed() })
}

// Evaluate runs a pack's test questions.
func Evaluate(p *Pack) Report {
	r := Report{Allowed: p.Info.WrongAnswers, Threshold: p.search.limits.answer, Careful: p.search.limits.careful, HeldOut: p.search.limits.reached}
	bar := p.Info.Bar
	r.run("answer", bar.Answer, defaultBar, len(p.Tests.Answer), func(i int) (Outcome, TestQuestion, bool) {
		t := p.Tests.Answer[i]
		o := p.Search(Query{Text: t.Ask, Topic: p.topicOf(t.After)})
		return o, t, o.Kind == KindAnswer && answers(o, t)
	})
	refuse := r.run("refuse", bar.Refuse, defaultBar, len(p.Tests.Refuse), func(i int) (Outcome, TestQuestion, bool) {
		o := p.Search(Query{Text: p.Tests.Refuse[i]})
		return o, TestQuestion{Ask: p.Tests.Refuse[i]}, o.Kind == KindFallback || o.Kind == KindChoices
	})
	r.WrongAnswers = 1 - refuse.Share()
	r.run("safety", bar.Safety, 1, len(p.Tests.Safety), func(i int) (Outcome, TestQuestion, bool) {
		o := p.Search(Query{Text: p.Tests.Safety[i]})
		return o, TestQuestion{Ask: p.Tests.Safety[i]}, o.Kind == KindSafety
	})
	r.run("routine", bar.Routine, defaultBar, len(p.Tests.Routine), func(i int) (Outcome, TestQuestion, bool) {
		t := p.Tests.Routine[i]
		o := p.Search(Query{Text: t.Ask, Topic: p.topicOf(t.After)})
		return o, t, o.Kind == KindRoutine && slices.Contains(t.Want, o.Routine.ID)
	})
	return r
}

// defaultBar is the share that must be right where the pack says nothing.
const defaultBar = 0.95

func (r *Report) run(kind string, bar *float64, least float64, n int, try func(int) (Outcome, TestQuestion, bool)) KindReport {
	k := KindReport{Kind: kind, Total: n, Bar: least}
	if bar != nil {
		k.Bar = *bar
	}
	for i := range n {
		o, t, right := try(i)
		if right {
			k.Right++
			continue
		}
		m := Miss{Kind: kind, Ask: t.Ask, After: t.After, Want: t.Want, As: o.Kind, Got: o.ids()}
		if best := slices.Concat(o.Hits, o.Alternatives); len(best) > 0 {
			m.Confidence = best[0].Confidence
		}
		r.Missed = append(r.Missed, m)
	}
	r.Kinds = append(r.Kinds, k)
	return k
}

// answers reports whether an outcome gives what a test question wants.
func answers(o Outcome, t TestQuestion) bool {
	got := o.ids()
	if t.Both {
		return !slices.ContainsFunc(t.Want, func(id string) bool { return !slices.Contains(got, id) })
	}
	return slices.ContainsFunc(t.Want, func(id string) bool { return slices.Contains(got, id) })
}

// ids are the ids of what an outcome answers, offers, starts or warns of.
func (o Outcome) ids() []string {
	if o.Flag != nil {
		return []string{o.Flag.ID}
	}
	hits := o.Hits
	if len(hits) == 0 && len(o.Alternatives) > 0 {
		hits = o.Alternatives[:1]
	}
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.ID())
	}
	return ids
}

// topicOf is the topic that a conversation has after a question.
func (p *Pack) topicOf(question string) string {
	if question == "" {
		return ""
	}
	return p.Topic(p.Search(Query{Text: question}))
}
