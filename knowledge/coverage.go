package knowledge

// Coverage says how well the ways of asking that a pack has would find those
// that it does not have: each was asked of the pack without itself.
type Coverage struct {
	// Facts is the number of facts, Ways that of the written ways of asking that
	// were tried, Found how many of these would be answered rightly without
	// themselves.
	Facts, Ways, Found int
	// Folds is the number of times that the pack was taught anew, each time
	// without so many of every fact's ways of asking: see Cover.
	Folds int

	Thin      []Thin      // the worst first
	Mistaken  []Mistaken  // those mistaken most often first
	Idle      []Way       // those most like another first
	Stopped   []Way       // those that get the safety answer, as in the files
	Flattered []Flattered // those most like a way of asking first
	// Plain are the test questions without the flattered ones, by kind, and All
	// with them.
	Plain, All []KindReport
}

// Way is one way of asking for a fact.
type Way struct {
	Fact  *Fact
	Text  string
	Where Where
	// Like is another way of asking that it is like, "" where that is not told.
	Like string
}

// Thin is a fact that other words than those that are written seldom reach.
type Thin struct {
	Fact *Fact
	// Ways is the number of its ways of asking that were tried, Found how many
	// would be found without themselves, Alike how many of these say nearly the
	// same as another one, Taken how many would get another fact.
	Ways, Found, Alike, Taken int
	Why                       Why
	// Lost is one of those that would not be found; nil where all would.
	Lost *Way
}

// Why says what makes a fact thin.
type Why string

// What makes a fact thin, in the order of what is to be done first.
const (
	Few   Why = "few"   // there are few ways of asking
	Alike Why = "alike" // most say nearly the same
	Mixed Why = "mixed" // most would not be found, and mostly another fact in its place
	Alone Why = "alone" // most would not be found
)

// Mistaken are two facts of which one was answered in place of the other.
type Mistaken struct {
	// First is the one that was asked for more often in vain.
	First, Second *Fact
	// Times is how many ways of asking for First were answered with Second;
	// Back how many the other way round.
	Times, Back int
	// Example is one of Times, BackExample one of Back; nil where there is none.
	Example, BackExample *Way
}

// Flattered is a test question that is nearly a way of asking, which makes the
// pack look better than it is.
type Flattered struct {
	Kind     string // answer or routine
	Ask      string
	Where    Where
	Like     Way     // the way of asking
	Likeness float64 // how like they are, 0 to 1
}

const (
	// fewWays is the number of ways of asking below which a fact has few.
	fewWays = 8
	// thinShare is the share of a fact's ways of asking that must be found
	// without themselves.
	thinShare = 0.5
	// alikeFrom is the likeness from which two ways of asking for a fact say
	// nearly the same, and alikeShare the share of them that makes it thin.
	alikeFrom, alikeShare = 0.8, 0.5
	// pairTimes is how often two facts are mistaken for each other before it is
	// told: once is chance, unless it is pairShare of the ways of asking for one.
	pairTimes, pairShare = 2, 0.1
	// idleFrom is the likeness to another one from which a way of asking may be
	// idle, and idleLoss how much less sure the answer may be without it.
	idleFrom, idleLoss = 0.9, 0.01
	// flatteredFrom is the likeness to a way of asking from which a test question
	// proves nothing.
	flatteredFrom = 0.9
)

// Of the ways of asking for a fact every tenth is left out at once, or every
// fifth where a pack has so many that it takes long to teach.
const (
	manyFolds, fewFolds = 10, 5
	manyWays            = 2000
)

// Cover measures a pack. To teach it anew without each single way of asking
// would take hours, so the ways of every fact are dealt to a few folds in
// turn, and the pack is taught without one fold at a time: a fact with no more
// ways than folds loses one at a time, another one a tenth or a fifth of them.
// Neighbours in a list, which are often alike, are never left out together.
//
// Of an exercise's part and of a routine the ways that its author wrote are
// tried, and those that the language brings only where there are few: these
// count neither among Ways nor as few or alike. The certainty, and from which on
// is answered, are those of the whole pack.
func Cover(p *Pack) Coverage {
	ps := readPlaces(p)
	c := &coverer{pack: p, docs: p.documents(), facts: factsOf(p, ps)}
	all := 0
	for _, d := range c.docs {
		all += len(d.Phrasings)
	}
	r := Coverage{Facts: len(c.facts), Folds: manyFolds}
	if all > manyWays {
		r.Folds = fewFolds
	}
	c.try(r.Folds)
	for d := range c.trials {
		for _, t := range c.trials[d] {
			if t.how == stopped {
				r.Stopped = append(r.Stopped, c.way(d, t))
			}
			if c.facts[d].own() {
				r.Ways++
				if t.how == rightly {
					r.Found++
				}
			}
		}
	}
	r.Thin, r.Mistaken, r.Idle = c.thin(), c.mistaken(), c.idle()
	r.Flattered = c.flattered(ps)
	r.All, r.Plain = c.plain(r.Flattered)
	return r
}
