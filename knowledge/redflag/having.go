package redflag

import (
	"regexp"
	"slices"
	"strings"

	"limber/knowledge/text"
)

// particular are words that only a condition of one person comes with: a
// vertebra or two, by their medical names in any language, and a year.
var particular = regexp.MustCompile(`^(([clts][0-9]{1,2}){1,2}|(19|20)[0-9]{2})$`)

// had reports whether the condition s is one that somebody has, and not one
// that is asked about in general. In doubt somebody has it.
// Starting is whether the message asks for a routine.
func had(list []token, s spotted, starting bool) bool {
	from, to := sentence(list, s.from())
	about, topic, told := false, false, false
	for i := s.from() - 1; i >= from; i-- {
		if list[i].cues&cueGeneral != 0 {
			from = i // before it stands who asks
			break
		}
	}
	for i := from; i < to; i++ {
		if list[i].cues&cueAside != 0 {
			continue
		}
		if list[i].cues&cueHaving != 0 || particular.MatchString(list[i].Word) {
			return true
		}
		about = about || list[i].cues&(cueAbout|cueGeneral) != 0
		topic = topic || list[i].cues&cueTopic != 0
		told = told || len(list[i].ids) == 0 && list[i].cues&(cueIgnored|cueBetween) == 0
	}
	told = told && !topic && !list[to-1].asks
	return opened(list, s) || !about && (starting || told) || bare(list, s)
}

// impersonal reports whether the message asks for nobody in particular: "what
// should one do in case of sharp pain". A symptom in it is nobody's.
func impersonal(list []token) bool {
	asked := false
	for _, t := range list {
		if t.cues&cueHaving != 0 && t.cues&cueAside == 0 {
			return false
		}
		asked = asked || t.cues&cueImpersonal != 0
	}
	return asked
}

// asksToStart reports whether the message asks for a routine.
func asksToStart(list []token) bool {
	return slices.ContainsFunc(list, func(t token) bool { return t.cues&cueStarting != 0 })
}

// opened reports whether the clause begins with a cue: "have osteoporosis, is
// that a problem".
func opened(list []token, s spotted) bool {
	from, _ := clause(list, s.from())
	for from < s.from() && list[from].cues&cueIgnored != 0 {
		from++
	}
	return list[from].cues&cueOpening != 0
}

// bare reports whether a clause is nothing but the condition and others
// follow: "herniated disc L5, is it safe?".
func bare(list []token, s spotted) bool {
	from, to := clause(list, s.from())
	if to == len(list) || list[to-1].asks {
		return false
	}
	for i := from; i < to; i++ {
		t := list[i]
		if !s.has(i) && t.cues&(cueIgnored|cueBetween|cueReach) == 0 && !strings.ContainsAny(t.Word, "0123456789") {
			return false
		}
	}
	return true
}

// longestClause bounds how far a sentence is read in each direction, in words,
// so that a message without any full stop costs no more than its length.
const longestClause = 80

// sentence returns where the sentence that holds the word at place i begins
// and where the next one does.
func sentence(list []token, i int) (from, to int) { return within(list, i, text.GapStop) }

// clause is like sentence, and also ends at commas.
func clause(list []token, i int) (from, to int) { return within(list, i, text.GapComma) }

func within(list []token, i int, end text.Gap) (from, to int) {
	from, to = i, i+1
	for from > 0 && i-from < longestClause && list[from].Before < end {
		from--
	}
	for to < len(list) && to-i < longestClause && list[to].Before < end {
		to++
	}
	return from, to
}
