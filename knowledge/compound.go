package knowledge

import (
	"slices"
	"strings"

	"limber/knowledge/text"
)

// parts are the sentences of a message, and each sentence parted at its
// joints.
type parts struct {
	sentences []string
	halves    [][2]string // ways of parting the message into two questions
}

// split parts a message. The ends of sentences part it where both sides ask: a
// story and its question are one. At joints every way of making two is given.
func (s *searcher) split(message string) parts {
	var p parts
	for _, sentence := range sentencesOf(message) {
		if len(text.Words(sentence)) > 0 {
			p.sentences = append(p.sentences, sentence)
		}
	}
	for i := 1; i < len(p.sentences); i++ {
		if s.anyAsks(p.sentences[:i]) && s.anyAsks(p.sentences[i:]) {
			p.halves = append(p.halves, [2]string{
				strings.Join(p.sentences[:i], ". "), strings.Join(p.sentences[i:], ". "),
			})
		}
	}
	if len(p.sentences) > 2 {
		return p // a story: its joints part no questions
	}
	for _, sentence := range p.sentences {
		p.halves = append(p.halves, s.atJoints(sentence)...)
	}
	return p
}

// atJoints returns the ways of parting a sentence in two questions: at words
// that join, and at commas.
func (s *searcher) atJoints(sentence string) (halves [][2]string) {
	list := text.Tokens(sentence)
	words := wordsOf(list)
	for i := 1; i < len(list)-1; i++ {
		n := s.joints.opens(words[i:])
		if n == 0 && list[i].Before == text.GapComma {
			first, second := sentence[:list[i].Start], sentence[list[i].Start:]
			// "In the bridge, where do my elbows go" is one question, and so is a
			// question with a remark. A list is two: "reps, hold time".
			one, other := s.asks(first), s.asks(second)
			if one && other || !other && len(list) <= terse {
				halves = append(halves, [2]string{first, second})
			}
		}
		if n > 0 && i+n < len(list) {
			first, second := sentence[:list[i-1].End], sentence[list[i+n].Start:]
			// "How often for the upper and mid back" is one question.
			if s.asks(second) || !s.asks(first) || s.wellKnown(second) {
				halves = append(halves, [2]string{first, second})
			}
		}
	}
	return slices.DeleteFunc(halves, func(half [2]string) bool { return s.refersBack(half[1]) })
}

// wellKnown reports whether a half that does not ask is a question all the same,
// for it is nearly a way of asking: "… and posture".
func (s *searcher) wellKnown(half string) bool {
	f := s.understand(half, "")
	return s.answering(f) != nil && f.Hits[0].Likeness >= nearlySaid
}

// nearlySaid is the likeness from which a text is nearly a way of asking.
const nearlySaid = 0.85

// terse is the number of words up to which a message may be two questions
// though nothing in it asks.
const terse = 8

// refersBack reports whether the second half of a sentence only speaks of the
// first: "… and how", "… and what are they".
func (s *searcher) refersBack(second string) bool {
	words := s.matcher.Words(second)
	own := slices.ContainsFunc(words, func(w string) bool { return !s.common[w] })
	return !own && (len(words) < 2 || len(words) <= ellipsis && s.pointers.in(words))
}

// anyAsks reports whether one of the sentences is a question.
func (s *searcher) anyAsks(sentences []string) bool {
	return slices.ContainsFunc(sentences, func(q string) bool { return strings.Contains(q, "?") || s.asks(q) })
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

// maxHalves bounds the work on a long message.
const maxHalves = 12

// How surely each of two questions must be found, beside the message as one: a
// half has fewer words to be known by. Chosen on the shipped pack's own
// questions, of which more lenience parts single ones and less leaves pairs
// together.
const (
	lenience = 0.9  // how far it may score below the whole
	sure     = 1.2  // the score that is enough, however well the whole scores
	verbatim = 0.95 // a message as like as this to one phrasing is one question
)

// both returns the answers to two questions in one message, or nothing. Both
// must be answered with confidence, differently, and about as surely as the
// message as one question; of several ways of parting it the surest counts.
func (s *searcher) both(q Query, whole found, limits limits) []Hit {
	var best []Hit
	surest := limits.answer
	bar := min(whole.score()-lenience, sure)
	if len(whole.Hits) > 0 && whole.Hits[0].Likeness >= verbatim {
		return nil
	}
	good := func(f found) bool {
		return f.confidence >= surest && f.score() >= bar && s.entry(f.Hits[0].Doc) != nil
	}
	ways := s.split(q.Text).halves
	for _, way := range ways[:min(len(ways), maxHalves)] {
		first, second := s.halves(way, q.Topic)
		if !good(first) || !good(second) || second.Hits[0].Doc == first.Hits[0].Doc {
			continue
		}
		surest = min(first.confidence, second.confidence)
		best = []Hit{s.hits(first)[0], s.hits(second)[0]}
	}
	return best
}

// halves understands two questions of one message. The second may lack what the
// first names, "do I roll both sides and for how long", and a short first one
// what the second names: "both sides and for how long for the lats".
func (s *searcher) halves(way [2]string, topic string) (first, second found) {
	first = s.understand(way[0], topic)
	if e := s.answering(first); e != nil {
		second = s.second(way[1], e)
	} else {
		second = s.understand(way[1], topic)
	}
	if len(s.matcher.Words(way[0])) <= ellipsis && !second.followUp {
		if e := s.answering(second); e != nil && e.Topic != "" {
			if again := s.understand(way[0], e.ID); s.answering(again) != nil {
				first = again
			}
		}
	}
	return first, second
}

// answering is the entry that answers what was found, nil where that is too
// unsure or a routine.
func (s *searcher) answering(f found) *Entry {
	if f.confidence < s.limits.answer || len(f.Hits) == 0 {
		return nil
	}
	return s.entry(f.Hits[0].Doc)
}

// second understands the second of two questions: alone if it says enough for
// itself, else as a follow-up on the first.
func (s *searcher) second(q string, first *Entry) found {
	if words := text.Words(q); len(words) > ellipsis && !s.pointers.in(words) {
		if alone := s.understand(q, ""); alone.confidence >= s.limits.answer {
			return alone
		}
	}
	return s.understand(q, first.ID)
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
