package redflag

import (
	"slices"
	"strings"

	"limber/knowledge/text"
)

const (
	// mostBetween is how many further words may stand between the words of a
	// name in its order: "sharp, sudden stabbing pain".
	mostBetween = 2
	// mostBetweenTurned is the same for another order: "pain, rather sharp".
	mostBetweenTurned = 1
	// longestSpan bounds the whole, with the words that do not count.
	longestSpan = 12
)

// name is one way of naming a symptom or condition, or a harmless phrase.
type name struct {
	words  []int32
	rule   int  // the place of its rule
	except bool // a harmless phrase
	tight  bool // as it stands only: in its order, with nothing more between
	denies bool // it holds a negation of its own: "spür mein Bein nicht"
	// ordered is true for a name that means something else in another order
	ordered bool
	choices bool // one of its words is any of several
	// written is, of a harmless phrase, each of its words as the author wrote it:
	// "have a stab" is not "I have a stabbing".
	written [][]string
}

// spotted is a name found in a message.
type spotted struct {
	name   *name
	places []int // of its words in the message, in the message's order
}

func (s spotted) from() int { return s.places[0] }
func (s spotted) to() int   { return s.places[len(s.places)-1] + 1 }

// before reports whether s is more serious than other, or the same in more
// words.
func (s spotted) before(other spotted) bool {
	if s.name.rule != other.name.rule {
		return s.name.rule < other.name.rule
	}
	return s.to()-s.from() > other.to()-other.from()
}

// nameIndex finds names in messages by each of their words.
type nameIndex struct {
	vocabulary *vocabulary
	cues       map[string]cue // of single words: which may be left out
	byWord     map[int32][]*name
}

// nameWord is one word of a name, or several of which any one will do.
type nameWord struct {
	word    string
	choices []string // "arm|leg|hand"; nil for a single word
}

// parse parts a name into its words. "arm|leg" stands for either of the two.
func (f *Finder) parse(written string) []nameWord {
	var list []nameWord
	var plain []string // fields until the next choice
	flush := func() {
		for _, t := range f.merge(text.Tokens(strings.Join(plain, " "))) {
			list = append(list, nameWord{word: t.Word})
		}
		plain = plain[:0]
	}
	for field := range strings.FieldsSeq(written) {
		if !strings.Contains(field, "|") {
			plain = append(plain, field)
			continue
		}
		flush()
		if words := text.Words(strings.ReplaceAll(field, "|", " ")); len(words) > 0 {
			list = append(list, nameWord{choices: words})
		}
	}
	flush()
	return list
}

// add takes in one name. Words without meaning are left out of it, and inside
// it those that may stand between words too, as long as two others remain. At
// its ends such a word makes all the difference, and the name is tight: "cant
// feel my", "so dizzy". So is a name that holds a negation: "dont feel my arm"
// is not "dont … arm". A word that is one of several always stays.
func (n *nameIndex) add(list []nameWord, rule int, except bool) {
	list = slices.DeleteFunc(list, func(w nameWord) bool { return n.cues[w.word]&cueIgnored != 0 })
	denies := n.denies(list)
	nm := &name{rule: rule, except: except, tight: except || denies, denies: denies}
	nm.choices = slices.ContainsFunc(list, func(w nameWord) bool { return w.choices != nil })
	content := 0
	for _, w := range list {
		if n.cues[w.word]&cueBetween == 0 {
			content++
		}
	}
	for i, w := range list {
		nm.ordered = nm.ordered || n.cues[w.word]&cueOrdered != 0
		if n.cues[w.word]&cueBetween != 0 {
			if i > 0 && i < len(list)-1 && content > 1 && !denies && !nm.literal() {
				continue
			}
			nm.tight = true
		}
		var id int32
		if w.choices != nil {
			id = n.vocabulary.addClass(w.choices)
		} else {
			id = n.vocabulary.add(w.word)
		}
		if !slices.Contains(nm.words, id) {
			nm.words = append(nm.words, id)
			if except {
				nm.written = append(nm.written, append([]string{w.word}, w.choices...))
			}
		}
	}
	for i := 1; i < len(nm.words); i++ {
		n.vocabulary.pairs[[2]int32{nm.words[i-1], nm.words[i]}] = true
	}
	for _, id := range nm.words {
		n.byWord[id] = append(n.byWord[id], nm)
	}
}

// literal reports whether nothing may stand between the words of the name, and
// none be left out: "can i|it hurt" is not "can i with a hurt".
func (nm *name) literal() bool { return nm.except && nm.choices }

// denies reports whether a name holds a negation.
func (n *nameIndex) denies(list []nameWord) bool {
	return slices.ContainsFunc(list, func(w nameWord) bool { return n.cues[w.word]&cueNegation != 0 })
}

// spot returns every name in the message. A name ends at the word whose
// arrival makes it whole; the latest place of each of its other words counts.
func (n *nameIndex) spot(list []token) []spotted {
	var found []spotted
	last := map[int32]int{}
	for i, t := range list {
		for _, id := range t.ids {
			last[id] = i
		}
		for _, id := range t.ids {
			for _, nm := range n.byWord[id] {
				if s, ok := nm.ending(list, last, i); ok {
					found = append(found, s)
				}
			}
		}
	}
	return found
}

// ending reports whether the name is whole in the words up to place i.
func (nm *name) ending(list []token, last map[int32]int, i int) (spotted, bool) {
	for _, id := range nm.words {
		if at, ok := last[id]; !ok || i-at > longestSpan {
			return spotted{}, false
		}
	}
	places := make([]int, len(nm.words))
	for k, id := range nm.words {
		places[k] = last[id]
		if nm.except && !slices.Contains(nm.written[k], list[places[k]].Word) {
			return spotted{}, false
		}
	}
	most := mostBetween
	if !slices.IsSorted(places) {
		if nm.tight || nm.ordered {
			return spotted{}, false
		}
		most = mostBetweenTurned
		slices.Sort(places)
	}
	if nm.choices {
		most-- // it stands for many, so that more of them are found by chance
	}
	if nm.tight {
		most = 0
	}
	skipped := cueBetween | cueIgnored | cueNegation
	if nm.literal() {
		skipped = cueIgnored
	}
	places = slices.Compact(places)
	for k := places[0] + 1; k <= i; k++ {
		if list[k].Before >= text.GapStop || k < i && list[k].cues&cueOr != 0 && len(places) > 1 && !nm.tight {
			return spotted{}, false // "hurt or bad" is not "hurts bad"
		}
		if list[k].Before == text.GapComma {
			most--
		}
		if !slices.Contains(places, k) && list[k].cues&skipped == 0 {
			most--
		}
	}
	return spotted{nm, places}, most >= 0
}

// harmless reports whether a phrase that the author excepted holds the name
// found[i], or one of its words, which then means nothing else: "hit play on
// the back roll" is not "hit my back". Names are found in the order in which
// they end, so only those near it are looked at.
func harmless(found []spotted, i int) bool {
	s := found[i]
	holds := func(e spotted) bool {
		return e.name.except && e.name.rule == s.name.rule && slices.ContainsFunc(s.places, func(at int) bool {
			return e.from() <= at && at < e.to()
		})
	}
	for k := i - 1; k >= 0 && found[k].to() > s.from(); k-- {
		if holds(found[k]) {
			return true
		}
	}
	for k := i + 1; k < len(found) && found[k].to() <= s.to()+longestSpan; k++ {
		if holds(found[k]) {
			return true
		}
	}
	return false
}
