package knowledge

import (
	"strings"

	"limber/knowledge/text"
)

// parts are the sentences of a message, and each sentence parted at its
// joints.
type parts struct {
	sentences []string
	halves    [][2]string // ways of parting the message into two questions
}

// split parts a message. The ends of sentences part it for certain; at joints
// every way of making two is given.
func (s *searcher) split(message string) parts {
	var p parts
	for _, sentence := range sentencesOf(message) {
		if len(text.Words(sentence)) > 0 {
			p.sentences = append(p.sentences, sentence)
		}
	}
	for i := 1; i < len(p.sentences); i++ {
		p.halves = append(p.halves, [2]string{
			strings.Join(p.sentences[:i], ". "), strings.Join(p.sentences[i:], ". "),
		})
	}
	for _, sentence := range p.sentences {
		if len(p.sentences) > 2 {
			break // a story: its joints part no questions
		}
		list := text.Tokens(sentence)
		words := wordsOf(list)
		for i := 1; i < len(list)-1; i++ {
			n := s.joints.opens(words[i:])
			if n == 0 && list[i].Before == text.GapComma {
				first, second := sentence[:list[i].Start], sentence[list[i].Start:]
				// "In the bridge, where do my elbows go" is one question.
				if s.asks(first) || !s.asks(second) {
					p.halves = append(p.halves, [2]string{first, second})
				}
			}
			if n > 0 && i+n < len(list) {
				first, second := sentence[:list[i-1].End], sentence[list[i+n].Start:]
				// "How often for the upper and mid back" is one question.
				if s.asks(second) || !s.asks(first) {
					p.halves = append(p.halves, [2]string{first, second})
				}
			}
		}
	}
	return p
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
	lenience = 0.4  // how far it may score below the whole
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
	if len(whole.hits) > 0 && whole.hits[0].Likeness >= verbatim {
		return nil
	}
	ways := s.split(q.Text).halves
	for _, way := range ways[:min(len(ways), maxHalves)] {
		first := s.understand(way[0], q.Topic)
		if first.confidence < surest || first.score() < bar {
			continue
		}
		one := s.entry(first.hits[0].Doc)
		if one == nil {
			continue
		}
		second := s.second(way[1], one)
		if second.confidence < surest || second.score() < bar || second.hits[0].Doc == first.hits[0].Doc {
			continue
		}
		if s.entry(second.hits[0].Doc) == nil {
			continue
		}
		surest = min(first.confidence, second.confidence)
		best = []Hit{s.hits(first)[0], s.hits(second)[0]}
	}
	return best
}

// second understands the second of two questions: alone if it says enough for
// itself, else as a follow-up on the first.
func (s *searcher) second(q string, first *Entry) found {
	if len(text.Words(q)) > ellipsis {
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

// asks reports whether a text opens as a question, after a joint at most.
func (s *searcher) asks(q string) bool {
	words := text.Words(q)
	return s.asking.opens(words[s.joints.opens(words):]) > 0
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
