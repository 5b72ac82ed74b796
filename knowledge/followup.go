package knowledge

import (
	"slices"
	"strings"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

const (
	// lastWeight is how much the last question counts beside the one that
	// follows it up.
	lastWeight = 0.35
	// lastAlone is the same where the question has no word of any subject:
	// "why is that".
	lastAlone = 0.6
	// topicLift is what the entries of the last topic gain: more than
	// half of the way from a certain no to a certain yes.
	topicLift = 1.4
	// elsewhereCut is what the entries of other exercises lose that the question
	// does not name: "how long" after the lats is not how long for the rhomboids.
	elsewhereCut = 1.2
	// generalLift is what the entries of no exercise gain after one of them.
	generalLift = 0.4
	// answeredCut is what the last answer loses: it is seldom asked for again.
	answeredCut = 0.6
	// routineCut is what routines lose: a follow-up seldom starts one.
	routineCut = 0.5
)

// ellipsis is the number of words up to which a question after another one is
// taken for a part of it: "both sides too?".
const ellipsis = 4

// wellKnown is how much of a question is known where no word of it is strange.
const wellKnown = 0.95

// understand finds what a text asks for, alone or as a follow-up.
func (s *searcher) understand(q, topic string) found {
	words := text.Words(q)
	alone := s.find(q, match.Context{Lift: s.lift(q)})
	last := s.pack.entries[topic]
	if last == nil {
		return alone
	}
	lead := s.leads.opens(words)
	pointing := lead > 0 || s.pointers.in(words)
	words = words[lead:]
	// Longer ones may lean on it too where the pack knows all of them and yet not
	// what is asked: "how high up do I go".
	unsure := alone.confidence < s.limits.answer && alone.Known > wellKnown
	foreign := s.foreign(words, alone, last)
	if !pointing && len(words) > ellipsis && !unsure && !foreign {
		return alone
	}
	after := s.after(words, last)
	after.followUp = true
	switch {
	case foreign && last.Topic != "":
		return after
	case after.confidence < s.limits.answer && alone.confidence >= after.confidence:
		return alone
	case s.selfContained(alone, after, last):
		return alone
	}
	return after
}

// foreign reports whether what was found belongs to an exercise that the
// words do not name, and that the last answer was not about.
func (s *searcher) foreign(words []string, f found, last *Entry) bool {
	if len(f.Hits) == 0 {
		return false
	}
	e := s.entry(f.Hits[0].Doc)
	return e != nil && e.Topic != "" && e.Topic != last.Topic && !s.names(e.Topic, words)
}

// selfContained reports whether a question means the same without what came
// before.
func (s *searcher) selfContained(alone, after found, last *Entry) bool {
	if alone.confidence < s.limits.answer {
		return false
	}
	if len(after.Hits) == 0 || alone.Hits[0].Doc == after.Hits[0].Doc || s.entry(after.Hits[0].Doc) == last {
		return true
	}
	return s.routine(alone.Hits[0].Doc) != nil
}

// after finds what words ask for when the last answer was last.
func (s *searcher) after(words []string, last *Entry) found {
	q, topic := strings.Join(words, " "), last.Topic
	general := s.lift(q)
	c := match.Context{Text: last.Question, Weight: lastWeight}
	if !slices.ContainsFunc(words, func(w string) bool { return !s.common[w] }) {
		c.Weight = lastAlone
	}
	if other := s.subjectIn(words); other != "" && other != topic {
		// "And for the lats?": the last question, of another subject.
		before := s.without(text.Words(last.Question), topic)
		q, topic = strings.Join(before, " ")+" "+q, other
		c = match.Context{}
	}
	c.Lift = func(doc int) float64 {
		e := s.entry(doc)
		switch {
		case e == nil:
			return general(doc) - routineCut
		case e == last:
			return -answeredCut
		case topic != "" && e.Topic == topic:
			return topicLift
		case e.Topic != "" && !s.names(e.Topic, words):
			return -elsewhereCut
		case topic == "" && e.Topic == "":
			return generalLift
		}
		return 0
	}
	return s.find(q, c)
}

// find searches for a text.
func (s *searcher) find(q string, c match.Context) found {
	r := s.matcher.SearchAfter(q, c, looked)
	return found{text: q, Result: r, confidence: s.confidence.Of(r)}
}

const (
	// askedCut is what routines lose where the message is a question.
	askedCut = 4
	// wishLift is what they gain where it says that somebody wants to be guided.
	wishLift = 0.8
	// idleCut is what they lose where not one word may be such a wish.
	idleCut = 1.2
	// unnamedCut is what a part of an exercise loses where nothing names the
	// exercise: "tips" alone asks for the general ones.
	unnamedCut = 0.5
)

// lift tells questions from requests: a message that opens with a word of
// asking starts no routine, nor easily does one without a word of a request.
func (s *searcher) lift(q string) func(doc int) float64 {
	words := s.matcher.Words(q)
	lift := 0.0
	switch {
	case s.question(words) || s.endsAsking(q) || s.against.in(words):
		lift = -askedCut
	case s.requests.in(words):
		lift = wishLift
	case !s.requests.Empty() && !s.maybe.in(words):
		lift = -idleCut
	}
	named := s.named(words)
	return func(doc int) float64 {
		switch e := s.entry(doc); {
		case e == nil:
			return lift
		case e.part != "" && !named[e.Topic]:
			return -unnamedCut
		}
		return 0
	}
}
