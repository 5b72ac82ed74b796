package redflag

import "limber/knowledge/text"

// longestReach is how many words before a name a negation is looked for.
const longestReach = 12

// negated reports whether the message says that s is not there: "no pain",
// "I don't have any disc problems", "the pain is not sharp".
func negated(list []token, s spotted) bool {
	if s.to() < len(list) && list[s.to()].Before == text.GapNone && list[s.to()].cues&cueFree != 0 {
		return true
	}
	if !s.name.denies && closed(list, s) {
		return true
	}
	for _, at := range s.places {
		if negatedWord(list, s, at) {
			return !undone(list, s)
		}
	}
	return false
}

// negatedWord goes back from one word of the name to a negation, across words
// that a negation reaches over and across other names.
func negatedWord(list []token, s spotted, at int) bool {
	comma := false // to be crossed only in a list that ends in "or"
	or := s.to() < len(list) && list[s.to()].cues&cueOr != 0
	for i := at; i > 0 && at-i < longestReach; i-- {
		if list[i].Before >= text.GapStop {
			return false
		}
		comma = comma || list[i].Before == text.GapComma
		t := list[i-1]
		switch {
		case s.has(i - 1):
		case t.cues&cueHalf != 0:
			return false
		case t.cues&cueNegation != 0:
			return (!comma || or) && !asks(list, i-1)
		case t.cues&cueOr != 0:
			or = true
		case t.cues&(cueReach|cueIgnored) != 0, len(t.ids) > 0 && t.cues&(cueHaving|cueBetween) == 0:
		default:
			return false
		}
	}
	return false
}

// closed reports whether the clause of s ends with a negation of it, across
// words that a negation reaches over and those for who has it.
func closed(list []token, s spotted) bool {
	for i := s.to(); i < len(list) && i-s.to() < longestReach && list[i].Before < text.GapComma; i++ {
		t := list[i]
		switch {
		case t.cues&cueHalf != 0, t.cues&(cueLast|cueReach|cueIgnored|cueHaving) == 0:
			return false
		case t.cues&cueLast != 0 && (i+1 == len(list) || list[i+1].Before >= text.GapComma):
			return true
		}
	}
	return false
}

func (s spotted) has(place int) bool {
	for _, p := range s.places {
		if p == place {
			return true
		}
	}
	return false
}

// asks reports whether the negation at place i opens a sentence as a question:
// "isn't a sharp pain normal".
func asks(list []token, i int) bool {
	return list[i].cues&cueOpener != 0 && list[i].Before >= text.GapStop
}

// undone reports whether words after s undo its negation: "never had sharp
// pain like this".
func undone(list []token, s spotted) bool {
	for i := s.to(); i < len(list) && i < s.to()+longestReach && list[i].Before < text.GapComma; i++ {
		if list[i].cues&cueUnless != 0 {
			return true
		}
	}
	return false
}
