package knowledge

import (
	"strings"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

const (
	// lastWeight is how much the last question counts beside the one that
	// follows it up.
	lastWeight = 0.35
	// topicLift is what the entries of the last topic gain: more than
	// half of the way from a certain no to a certain yes.
	topicLift = 1.2
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
	if !pointing && len(words) > ellipsis {
		return alone
	}
	after := s.after(words[lead:], last)
	after.followUp = true
	switch {
	case after.confidence < s.limits.answer && alone.confidence >= after.confidence:
		return alone
	case s.selfContained(alone, after):
		return alone
	}
	return after
}

// selfContained reports whether a question means the same without what came
// before.
func (s *searcher) selfContained(alone, after found) bool {
	if alone.confidence < s.limits.answer {
		return false
	}
	if len(after.hits) == 0 || alone.hits[0].Doc == after.hits[0].Doc {
		return true
	}
	return s.routine(alone.hits[0].Doc) != nil
}

// after finds what words ask for when the last answer was last.
func (s *searcher) after(words []string, last *Entry) found {
	q, topic := strings.Join(words, " "), last.Topic
	general := s.lift(q)
	c := match.Context{Text: last.Question, Weight: lastWeight}
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
	return found{text: q, hits: r.Hits, known: r.Known, confidence: s.confidence.Of(r)}
}

const (
	// askedCut is what routines lose where the message is a question.
	askedCut = 1
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
	case s.asking.opens(words) > 0:
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
