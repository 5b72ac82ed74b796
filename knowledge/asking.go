package knowledge

import "limber/knowledge/text"

// asks reports whether a text opens as a question or a request, after a joint or
// a lead at most.
func (s *searcher) asks(q string) bool {
	words := s.matcher.Words(q)
	return s.question(words) || s.opensWith(&s.inviting, words) || s.leads.opens(words) >= tellingLead
}

// tellingLead is the number of words from which a lead makes a question of what
// follows: "what about the neck". Stories go on with "and" and "so" as well.
const tellingLead = 2

// asksSomewhere reports whether a text asks, at once or in its last clause: "for
// the lats, do I roll both sides".
func (s *searcher) asksSomewhere(q string) bool {
	if s.asks(q) {
		return true
	}
	_, last := lastClause(q)
	return s.asks(last)
}

// question reports whether words open as a question, which starts no routine.
func (s *searcher) question(words []string) bool { return s.opensWith(&s.asking, words) }

// opensWith reports whether words open with a phrase of the list, after a joint
// or a lead at most.
func (s *searcher) opensWith(list *phrases, words []string) bool {
	words = words[s.joints.opens(words):]
	return list.opens(words) > 0 || list.opens(words[s.leads.opens(words):]) > 0
}

// endsAsking reports whether the last clause of a message is a question: "I do the
// long routine daily, is that too much".
func (s *searcher) endsAsking(message string) bool {
	_, last := lastClause(message)
	return s.question(s.matcher.Words(last))
}

// lastClause parts a message at its last comma, colon or end of a sentence.
func lastClause(message string) (lead, last string) {
	start := 0
	for _, t := range text.Tokens(message) {
		if t.Before >= text.GapComma {
			start = t.Start
		}
	}
	return message[:start], message[start:]
}
