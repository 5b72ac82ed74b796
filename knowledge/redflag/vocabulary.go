package redflag

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"limber/knowledge/text"
)

// vocabulary knows the words that names of symptoms and conditions are made
// of, and recognises them inflected, misspelt, stretched and run together.
type vocabulary struct {
	stem  func(string) string
	alias map[string]string // stem -> stem of the spelling that stands for it
	ids   map[string]int32  // stem -> word
	forms []wordForm        // as written, for misspellings
	seen  map[string]bool   // what stands in forms
	real  map[string]bool   // stems of words that are no misspellings
	pairs map[[2]int32]bool // words that follow each other in a name

	classes map[string]int32  // words of which any one will do -> their number
	within  map[int32][]int32 // word -> the classes that it is in
	next    int32             // the number of the next word or class
}

type wordForm struct {
	word    string
	id      int32
	length  int
	letters uint32 // which of the letters a to z it has
}

const (
	// shortest is the least length, in letters, of a word in which a
	// misspelling is looked for: a shorter one is another word too easily.
	shortest = 4
	// oneChange and twoChanges are the lengths from which one change is
	// allowed anywhere, and two.
	oneChange, twoChanges = 5, 8
	// longestWord bounds the search; nothing longer is a misspelt word.
	longestWord = 24
	// shortestPair is the least length of two words run together.
	shortestPair = 7
)

func newVocabulary(stem func(string) string) *vocabulary {
	return &vocabulary{
		stem: stem, alias: map[string]string{}, ids: map[string]int32{},
		seen: map[string]bool{}, real: map[string]bool{}, pairs: map[[2]int32]bool{},
		classes: map[string]int32{}, within: map[int32][]int32{},
	}
}

// key is what two forms of one word have in common.
func (v *vocabulary) key(word string) string {
	s := v.stem(word)
	if a, ok := v.alias[s]; ok {
		return a
	}
	return s
}

// alike makes each form another spelling of head.
func (v *vocabulary) alike(head, form string) {
	if s := v.stem(form); s != v.stem(head) {
		v.alias[s] = v.key(head)
	}
}

// learnReal takes in texts whose words are no misspellings.
func (v *vocabulary) learnReal(texts []string) {
	for _, t := range texts {
		for _, w := range text.Words(t) {
			v.real[w], v.real[v.key(w)] = true, true
		}
	}
}

// learnForms adds the other spellings of words that the names have, so that
// their misspellings are found too.
func (v *vocabulary) learnForms(groups [][]string) {
	for _, group := range groups {
		for _, spelling := range group {
			if words := text.Words(spelling); len(words) == 1 {
				if id := v.known(words[0]); id >= 0 {
					v.addForm(words[0], id)
				}
			}
		}
	}
}

// add takes in a word of a name and returns its number.
func (v *vocabulary) add(word string) int32 {
	key := v.key(word)
	id, ok := v.ids[key]
	if !ok {
		id = v.number()
		v.ids[key] = id
	}
	v.addForm(word, id)
	return id
}

// addClass takes in words of which any one will do and returns the number that
// stands for them.
func (v *vocabulary) addClass(words []string) int32 {
	key := strings.Join(words, "|")
	class, ok := v.classes[key]
	if !ok {
		class = v.number()
		v.classes[key] = class
		for _, w := range words {
			if id := v.add(w); !slices.Contains(v.within[id], class) {
				v.within[id] = append(v.within[id], class)
			}
		}
	}
	return class
}

func (v *vocabulary) number() int32 {
	v.next++
	return v.next - 1
}

// addForm makes word a form in which misspellings of word number id are sought.
func (v *vocabulary) addForm(word string, id int32) {
	if n := utf8.RuneCountInString(word); n >= shortest && !v.seen[word] {
		v.seen[word] = true
		v.forms = append(v.forms, wordForm{word, id, n, text.Letters(word)})
	}
}

// known returns the number of a word that stands there as it should, -1 for
// none.
func (v *vocabulary) known(word string) int32 {
	if id, ok := v.ids[v.key(word)]; ok {
		return id
	}
	return -1
}

// find returns the words of names that a member's word is, mostly none or one,
// two where a space is missing, and the classes that they are in.
func (v *vocabulary) find(word string) []int32 {
	ids := v.words(word)
	for _, id := range ids[:len(ids):len(ids)] {
		ids = append(ids, v.within[id]...)
	}
	return ids
}

func (v *vocabulary) words(word string) []int32 {
	if id := v.known(word); id >= 0 {
		return []int32{id}
	}
	n := utf8.RuneCountInString(word)
	if n < shortest || n > 4*longestWord || v.real[v.key(word)] || v.real[word] {
		return nil
	}
	for _, most := range []int{2, 1} {
		if w := text.Squeeze(word, most); w != word {
			if id := v.known(w); id >= 0 {
				return []int32{id}
			}
		}
	}
	if s := text.Squeeze(word, 2); s != word { // stretched and misspelt
		word, n = s, utf8.RuneCountInString(s)
	}
	if n > longestWord {
		return nil
	}
	if id := v.nearest(word, n); id >= 0 {
		return []int32{id}
	}
	return v.split(word, n)
}

// nearest returns the word that a misspelling means, -1 for none.
func (v *vocabulary) nearest(word string, n int) int32 {
	best, least := int32(-1), 3
	mask := text.Letters(word)
	for _, f := range v.forms {
		most := f.changes()
		if most >= least {
			most = least - 1
		}
		if n-f.length > most || f.length-n > most || bits.OnesCount32(mask^f.letters) > 2*most {
			continue
		}
		if d := text.Distance(word, f.word); d <= most && f.plausible(word, d) {
			best, least = f.id, d
		}
	}
	return best
}

// changes is how many changes make a misspelling of the word.
func (f wordForm) changes() int {
	if f.length >= twoChanges {
		return 2
	}
	return 1
}

// plausible tells misspellings from other words: people seldom miss the first
// letter, and a four-letter word keeps its first letter always.
func (f wordForm) plausible(word string, changes int) bool {
	if word[0] == f.word[0] {
		return true
	}
	swapped := len(word) > 1 && len(f.word) > 1 && word[0] == f.word[1] && word[1] == f.word[0]
	return f.length >= oneChange && changes == 1 && (swapped || f.length > oneChange)
}

// split takes apart two words that follow each other in a name and were run
// together.
func (v *vocabulary) split(word string, n int) []int32 {
	if n < shortestPair {
		return nil
	}
	for i := range word {
		if i < 3 || len(word)-i < 3 {
			continue
		}
		if a, b := v.known(word[:i]), v.known(word[i:]); v.pairs[[2]int32{a, b}] {
			return []int32{a, b}
		}
	}
	return nil
}
