package knowledge

import (
	"math"
	"slices"
	"strings"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

// parts are the sentences of a message, and the ways of parting it into two
// questions.
type parts struct {
	sentences []string
	halves    []half
}

// half is one way of parting a message into two questions.
type half struct {
	first, second string
	asked         bool // the second opens as a question
	// list is true where the second is a thing in a list, put in the place of the
	// one that the first asks for.
	list bool
}

// split parts a message. The ends of sentences part it where both sides ask: a
// story and its question are one. At joints every way of making two is given,
// of a message that asks somewhere only in what asks.
func (s *searcher) split(message string) parts {
	var p parts
	var asks []bool
	for _, sentence := range sentencesOf(message) {
		if len(text.Words(sentence)) > 0 {
			p.sentences = append(p.sentences, sentence)
			asks = append(asks, s.isQuestion(sentence))
		}
	}
	for i := 1; i < len(p.sentences); i++ {
		if slices.Contains(asks[:i], true) && slices.Contains(asks[i:], true) {
			second := strings.Join(p.sentences[i:], ". ")
			p.halves = append(p.halves, half{
				first: strings.Join(p.sentences[:i], ". "), second: s.withoutJoint(second), asked: true,
			})
		}
	}
	story := slices.Contains(asks, true)
	for i, sentence := range p.sentences {
		if asks[i] || !story {
			p.halves = append(p.halves, s.atJoints(sentence)...)
		}
	}
	return p
}

// atJoints returns the ways of parting a sentence in two questions: at words
// that join, and at commas.
func (s *searcher) atJoints(sentence string) (halves []half) {
	list := text.Tokens(sentence)
	words := wordsOf(list)
	for i := 1; i < len(list); i++ {
		n := s.joints.opens(words[i:])
		if n == 0 && list[i].Before < text.GapComma || i+n >= len(list) {
			continue
		}
		first, second := sentence[:list[i-1].End], sentence[list[i+n].Start:]
		one, other := s.asksSomewhere(first), s.asks(second)
		switch {
		case other && s.refersBack(second):
		// "In the bridge, where do my elbows go" is one question.
		case one && other, other && n > 0:
			halves = append(halves, half{first: first, second: second, asked: true})
		case one:
			halves = append(halves, s.listed(list[:i], sentence, second)...)
		case !other && len(list) <= terse: // "reps, hold time"
			halves = append(halves, half{first: first, second: second})
		}
	}
	return halves
}

// listed returns the ways of asking for the second thing of a list as for the
// first: "does it help pain", and for "and posture" "does it help posture".
func (s *searcher) listed(asked []text.Token, sentence, second string) (halves []half) {
	if len(text.Words(second)) > terse {
		return nil
	}
	first := sentence[:asked[len(asked)-1].End]
	for n := 1; n <= longestThing && n < len(asked); n++ {
		frame := sentence[:asked[len(asked)-n].Start]
		halves = append(halves, half{first: first, second: frame + second, list: true})
	}
	return halves
}

// longestThing is the number of words that name a thing in a list: "the upper
// back extension".
const longestThing = 4

// terse is the number of words up to which a message may be two questions
// though nothing in it asks, and up to which the rest of a list is a thing.
const terse = 12

// refersBack reports whether the second half of a sentence only speaks of the
// first: "… and how", "… and what are they".
func (s *searcher) refersBack(second string) bool {
	words := s.matcher.Words(second)
	own := slices.ContainsFunc(words, func(w string) bool { return !s.common[w] })
	return !own && (len(words) < 2 || len(words) < ellipsis && s.pointers.in(words))
}

// isQuestion reports whether a sentence is a question, by its mark or its words.
func (s *searcher) isQuestion(sentence string) bool {
	return strings.Contains(sentence, "?") || s.asksSomewhere(sentence)
}

// sentencesOf parts a text at the ends of its sentences.
func sentencesOf(message string) []string {
	var list []string
	start := 0
	for _, t := range text.Tokens(message) {
		if t.Before >= text.GapStop && t.Start > start {
			list = append(list, message[start:t.Start])
			start = t.Start
		}
	}
	return append(list, message[start:])
}

// withoutJoint returns a text without the joint that it opens with.
func (s *searcher) withoutJoint(q string) string {
	list := text.Tokens(q)
	if n := s.joints.opens(wordsOf(list)); n < len(list) {
		return q[list[n].Start:]
	}
	return q
}

// maxHalves bounds the work on a long message: a list of two takes longestThing of
// them.
const maxHalves = 16

// How surely each of two questions must be found where the second opens as one: a
// half has fewer words to be known by. Chosen on the shipped pack's own questions
// and on pairs that nobody wrote for it, of which more lenience parts single ones
// and less leaves pairs together.
const (
	lenience   = 0.9  // how far it may score below the whole
	sure       = 0.4  // the score that is enough, however well the whole scores
	nearlySaid = 0.85 // so is this likeness to a way of asking
	verbatim   = 0.95 // a message as like as this to one phrasing is one question
)

// Where nothing says that there are two, in a list or a handful of words, each
// must beat the message as one question and be sure of itself. Of 36 pairs that
// beating it alone would part, these bounds part 35; of 40 single questions, 8.
const (
	sureOfItself = 0.8
	likeItself   = 0.5
)

// both returns the answers to two questions in one message, or nothing. Both
// must be answered with confidence, differently, and about as surely as the
// message as one question; of several ways of parting it the surest counts.
func (s *searcher) both(q Query, whole found, limits limits) []Hit {
	var best []Hit
	surest := math.Inf(-1)
	if len(whole.Hits) > 0 && whole.Hits[0].Likeness >= verbatim {
		return nil
	}
	topic := s.about(q.Text, q.Topic)
	words := s.matcher.Words(q.Text)
	fits := func(way half) bool {
		switch {
		case way.asked:
			return true
		case way.list: // it asks nothing that the message as one does not
			return whole.confidence >= limits.choices
		}
		return whole.score() < sureOfItself
	}
	good := func(f found, asked bool) bool {
		if f.confidence < limits.answer || s.answering(f) == nil {
			return false
		}
		like := f.Hits[0].Likeness
		if asked {
			return f.score() >= min(whole.score()-lenience, sure) || like >= nearlySaid
		}
		return f.score() >= max(whole.score(), sureOfItself) && like >= likeItself
	}
	ways := s.split(q.Text).halves
	asked := false
	for _, way := range ways[:min(len(ways), maxHalves)] {
		if !fits(way) {
			continue
		}
		first, second := s.halves(way, topic)
		first, second = s.spokenOf(first, words, topic), s.spokenOf(second, words, topic)
		if !good(first, way.asked) || !good(second, way.asked) || second.Hits[0].Doc == first.Hits[0].Doc {
			continue
		}
		if asked && !way.asked {
			continue // questions part a message more surely than a list does
		}
		if least := min(first.score(), second.score()); least > surest || way.asked && !asked {
			asked = way.asked
			surest = least
			best = []Hit{s.hits(first)[0], s.hits(second)[0]}
		}
	}
	return best
}

// spokenOf leaves out of what was found what is about an exercise that the
// message does not speak of: a half has few words, and hits one by chance.
func (s *searcher) spokenOf(f found, words []string, topic string) found {
	last := s.pack.entries[topic]
	kept := slices.DeleteFunc(slices.Clone(f.Hits), func(h match.Hit) bool {
		e := s.entry(h.Doc)
		return e != nil && s.strange(e.Topic, words) && (last == nil || last.Topic != e.Topic)
	})
	if len(kept) < len(f.Hits) {
		f.Hits = kept
		f.confidence = s.confidence.Of(f.Result)
	}
	return f
}

// halves understands two questions of one message. The second may lack what the
// first names, "do I roll both sides and for how long", and the first what the
// second names: "both sides and for how long for the lats".
func (s *searcher) halves(way half, topic string) (first, second found) {
	first = s.understand(way.first, topic)
	if e := s.answering(first); e != nil && !way.list && (e.Topic != "" || s.pack.entries[topic] == nil) {
		topic = e.ID
	}
	return first, s.understand(way.second, topic)
}

// about returns the entry that a question leans on beside a text that names one
// exercise: the last topic where it names none, or several.
func (s *searcher) about(message, topic string) string {
	if id := s.subjectIn(text.Words(message)); id != "" {
		if e := s.pack.entries[id+"/instructions"]; e != nil {
			return e.ID
		}
	}
	return topic
}

// answering is the entry that answers what was found, nil where that is too
// unsure or a routine.
func (s *searcher) answering(f found) *Entry {
	if f.confidence < s.limits.answer || len(f.Hits) == 0 {
		return nil
	}
	return s.entry(f.Hits[0].Doc)
}

// long is the number of words from which a sentence may hold more than its
// question.
const long = 12

// questions are the pieces of a message that may be its question: sentences,
// and what follows a comma and opens with a word of asking.
func (s *searcher) questions(message string) []string {
	var list []string
	for _, sentence := range s.split(message).sentences {
		list = append(list, sentence)
		words := text.Tokens(sentence)
		if len(words) < long {
			continue
		}
		for i, t := range words {
			if i > 0 && t.Before == text.GapComma && s.asks(sentence[t.Start:]) {
				list = append(list, sentence[t.Start:])
			}
		}
	}
	return list
}

// afterStory returns what the question of a message is understood as where a
// long story precedes it, which drowns the question. The story tells which
// exercise it is about; a question that leans on anything else in it is not
// alone. A short one is the question's other half: "my back is done after the
// meetings. would it help?".
func (s *searcher) afterStory(q Query, whole found, limits limits) (found, bool) {
	sentences := s.split(q.Text).sentences
	n := len(sentences) - 1
	if n < 1 || slices.ContainsFunc(sentences[:n], s.isQuestion) || !s.isQuestion(sentences[n]) {
		return found{}, false
	}
	words := text.Words(sentences[n])
	topic := s.about(q.Text, "")
	leans := len(words) <= ellipsis || s.pointers.in(words)
	if len(text.Words(q.Text))-len(words) < long || leans && (topic == "" || whole.confidence >= limits.answer) {
		return found{}, false
	}
	asked := s.understand(sentences[n], topic)
	return asked, asked.confidence >= limits.answer && asked.score() >= whole.score()
}

// sentence tries the pieces of a message that is weak as a whole: people tell
// a story and then ask. What does not ask counts only as the last.
func (s *searcher) sentence(q Query, limits limits) (found, bool) {
	pieces := s.questions(q.Text)
	if len(pieces) < 2 {
		return found{}, false
	}
	var best found
	for i, piece := range pieces[max(0, len(pieces)-maxHalves):] {
		last := i == min(len(pieces), maxHalves)-1
		if !last && !strings.Contains(piece, "?") && !s.asks(piece) {
			continue
		}
		if f := s.understand(piece, q.Topic); f.confidence > best.confidence {
			best = f
		}
	}
	return best, best.confidence >= limits.answer
}
