package knowledge

import (
	"regexp"
	"strings"
)

// particular are words that only a condition of one person comes with: a
// vertebra, by its medical name in any language, and a year.
var particular = regexp.MustCompile(`^([clts][0-9]{1,2}|(19|20)[0-9]{2})$`)

// had reports whether the condition s is one that somebody has, and not one
// that is asked about in general. In doubt somebody has it.
func had(list []token, s spotted) bool {
	from, to := sentence(list, s.from())
	about, starting := false, false
	for i := from; i < to; i++ {
		if s.has(i) || list[i].cues&cueAside != 0 {
			continue
		}
		if list[i].cues&cueHaving != 0 || particular.MatchString(list[i].word) {
			return true
		}
		about = about || list[i].cues&cueAbout != 0
		starting = starting || list[i].cues&cueStarting != 0
	}
	return opened(list, s) || starting && !about || bare(list, s)
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
	if to == len(list) || list[to].before == gapAsk {
		return false
	}
	for i := from; i < to; i++ {
		t := list[i]
		if !s.has(i) && t.cues&(cueIgnored|cueBetween|cueReach) == 0 && !strings.ContainsAny(t.word, "0123456789") {
			return false
		}
	}
	return true
}
