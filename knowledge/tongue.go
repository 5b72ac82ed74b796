package knowledge

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"go.yaml.in/yaml/v4"

	"limber/knowledge/text"
)

// tongue is a language by which it is recognised, and what is said to whoever
// asks in it where it cannot be answered in.
type tongue struct {
	Code string `yaml:"language"`
	// Say says so, Safety that a symptom would not be understood. {languages} are
	// those that can be answered in, Names of them joined by Or.
	Say    string            `yaml:"say"`
	Safety string            `yaml:"safety"`
	Or     string            `yaml:"or"`
	Names  map[string]string `yaml:"names"` // by code, as "in English"
	// Letters are those, with signs, that it has beside a to z.
	Letters string `yaml:"letters"`
	// Words are the commonest ones, parted by spaces.
	Words string `yaml:"words"`

	words map[string]bool
}

// tongues are the languages that the program recognises, by their codes.
var tongues = sync.OnceValue(func() map[string]*tongue {
	all := map[string]*tongue{}
	files, err := fs.Glob(tongueFiles, "tongues/*.yaml")
	if err != nil {
		panic(err)
	}
	for _, name := range files {
		data, err := fs.ReadFile(tongueFiles, name)
		if err != nil {
			panic(err)
		}
		t := &tongue{}
		if err := yaml.Load(data, t, yaml.WithKnownFields()); err != nil {
			panic(fmt.Errorf("%s: %w", name, err)) // a broken build; a test reads them all
		}
		t.words = wordSet(t.Words)
		all[t.Code] = t
	}
	return all
})

// plainLetters are written for letters that have no accent to drop.
var plainLetters = strings.NewReplacer("ł", "l", "ı", "i", "œ", "oe", "æ", "ae", "ø", "o")

// wordSet are the folded words of texts, also as they are typed without the
// letters of their language.
func wordSet(texts ...string) map[string]bool {
	set := map[string]bool{}
	for _, t := range texts {
		for _, w := range text.Words(t) {
			set[w] = true
			set[plainLetters.Replace(w)] = true
		}
	}
	return set
}

// hearing is what a pack recognises languages by, made once.
type hearing struct {
	// spoken are the commonest words of the pack's language, known those of the
	// language and of the pack, names those in names of its exercises and
	// routines, which may be of any language.
	spoken, known, names map[string]bool
	// others are the languages that the pack is not in.
	others []*tongue
}

// ears are the pack's hearing.
func (p *Pack) ears() *hearing {
	return p.hearing.get(func() *hearing { return newHearing(p) })
}

func newHearing(p *Pack) *hearing {
	m := p.language.Matching
	common := []string{m.Common, strings.Join(m.Asking, " "), strings.Join(m.Pointers, " ")}
	if t := tongues()[p.Info.Language]; t != nil {
		common = append(common, t.Words)
	}
	h := &hearing{spoken: wordSet(common...), known: wordSet(slices.Concat(p.ownWords(), m.Filler, m.Elsewhere, p.language.Polite, []string{m.Real})...), names: wordSet(p.names()...)}
	loaded := map[string]bool{}
	for _, q := range p.Languages() {
		loaded[q.Info.Language] = true
	}
	said := map[string]OtherLanguage{}
	for _, q := range p.Languages() {
		maps.Copy(said, q.OtherLanguages)
	}
	for code, t := range tongues() {
		if _, own := said[code]; !own && !loaded[code] {
			h.others = append(h.others, t)
		}
	}
	for code, o := range said {
		if loaded[code] {
			continue
		}
		t := &tongue{Code: code, words: wordSet(o.Words)}
		if known := tongues()[code]; known != nil {
			t.Letters = known.Letters
			maps.Copy(t.words, known.words)
		}
		h.others = append(h.others, t)
	}
	return h
}

// familiar is how many words the pack's language knows, common ones counted
// twice: "die" is in an English dictionary too.
func (h *hearing) familiar(words []string) int {
	n := 0
	for _, w := range words {
		switch {
		case h.spoken[w]:
			n += 2
		case h.known[w], h.names[w]:
			n++
		}
	}
	return n
}

// names are those of exercises and routines.
func (p *Pack) names() []string {
	list := []string{p.Info.Title}
	for _, x := range p.Exercises {
		list = append(append(list, x.Name), x.Also...)
	}
	for _, r := range p.Routines {
		list = append(append(list, r.Name), r.Also...)
	}
	return list
}

const (
	// leastWords is how many words a message must have for its language to be told.
	leastWords = 4
	// leastCommon is how many different common words of a language must be in it:
	// a name such as "de la Cruz" has two.
	leastCommon = 3
	// leastLead is how many more they must be than those of the next language.
	leastLead = 2
	// commonShare is the part of the words, as one in so many, that must be common
	// ones; ownShare the part of those that may be of the pack's own language.
	commonShare, ownShare = 3, 4
	// clearly is how many common words are enough for a lead of one less, where
	// so large a share of the words is strange to the pack's own language.
	clearly, strange = 4, 0.75
)

// otherLanguage returns the code of the language that a message is in, where it
// is surely not the pack's and there is something to say in it; else "". A few
// words, a name or two languages in one message leave it open.
func (p *Pack) otherLanguage(message string) string {
	words := lettered(message)
	if len(words) < leastWords {
		return ""
	}
	best, most, next := "", 0, 0
	for _, t := range p.ears().others {
		if !t.spells(message) {
			continue
		}
		n, sure := p.common(t, words)
		switch {
		case n > most && sure:
			best, most, next = t.Code, n, most
		case n > most:
			best, most, next = "", n, most
		case n > next:
			next = n
		}
	}
	lead := most - next
	if most >= clearly && p.strange(words) >= strange {
		lead++
	}
	if best == "" || lead < leastLead {
		return ""
	}
	if _, ok := p.OnlyIn(best); !ok {
		return ""
	}
	return best
}

// lettered are the words of a message that are no numbers.
func lettered(message string) []string {
	return slices.DeleteFunc(text.Words(message), func(w string) bool { return !strings.ContainsFunc(w, unicode.IsLetter) })
}

// strange is the share of words that none of the pack's languages knows.
func (p *Pack) strange(words []string) float64 {
	n := 0
	for _, w := range words {
		if !p.any(func(h *hearing) bool { return h.spoken[w] || h.known[w] }) {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// Knows reports whether the pack's language has all words of a message, and no
// other one of the pack knows them better.
func (p *Pack) Knows(message string) bool { return p.knows(message) && p.For(message) == p }

// knows reports whether the pack's language has all words of a text.
func (p *Pack) knows(message string) bool {
	h := p.ears()
	return !slices.ContainsFunc(text.Words(message), func(w string) bool { return !h.spoken[w] && !h.known[w] })
}

// mixedInto reports whether a message has common words of the pack's language
// that another one, which it seems to be in, does not know.
func (p *Pack) mixedInto(message string, other *Pack) bool {
	return slices.ContainsFunc(lettered(message), func(w string) bool { return p.ears().spoken[w] && !other.knows(w) })
}

// any reports whether something is so of one of the pack's languages.
func (p *Pack) any(is func(*hearing) bool) bool {
	return slices.ContainsFunc(p.OwnFirst(), func(q *Pack) bool { return is(q.ears()) })
}

// spells reports whether a language has all letters of a message.
func (t *tongue) spells(message string) bool {
	return t.Letters == "" || !strings.ContainsFunc(message, func(r rune) bool {
		foreign := r > unicode.MaxASCII && (unicode.IsLetter(r) || strings.ContainsRune("¿¡", r))
		return foreign && !strings.ContainsRune(t.Letters, unicode.ToLower(r))
	})
}

// common counts the different words that are common in another language and not
// in one of the pack's, and reports whether they are enough.
func (p *Pack) common(t *tongue, words []string) (n int, sure bool) {
	theirs, ours, all := map[string]bool{}, 0, 0
	for _, w := range words {
		own := p.any(func(h *hearing) bool { return h.spoken[w] })
		switch {
		case p.any(func(h *hearing) bool { return h.names[w] }):
		case own && !t.words[w]:
			ours++
		case t.words[w] && !own && len(w) > 1:
			theirs[w] = true
			all++
		}
	}
	n = len(theirs)
	return n, n >= leastCommon && all*commonShare >= len(words) && ours*ownShare <= n
}

// OnlyIn says in another language, given by its code, that the pack does not
// answer in it, and reports whether there are words for that.
func (p *Pack) OnlyIn(code string) (string, bool) {
	for _, q := range p.OwnFirst() {
		if own, ok := q.OtherLanguages[code]; ok {
			fill := strings.NewReplacer("{title}", q.Info.Title, "{about}", strings.TrimSpace(q.Info.About))
			return strings.TrimSpace(fill.Replace(own.Say)), true
		}
	}
	var names []string
	t := tongues()[code]
	for _, q := range p.OwnFirst() {
		if t == nil || t.Names[q.Info.Language] == "" {
			return "", false
		}
		names = append(names, t.Names[q.Info.Language])
	}
	say := strings.ReplaceAll(t.Say, "{languages}", alternatives(names, t.Or))
	if p.Safety.Answer != "" {
		say += "\n\n" + t.Safety
	}
	return say, true
}

// fewestWords is how many common words a language needs to be recognised by.
const fewestWords = 30

var codeForm = regexp.MustCompile(`^[a-z]{2,3}$`)

func (c *checker) checkOtherLanguages(pl place, list map[string]OtherLanguage) {
	for _, code := range slices.Sorted(maps.Keys(list)) {
		at, own := pl.at(code), wordSet(list[code].Words)
		c.needed(at, "say", list[code].Say)
		switch {
		case !codeForm.MatchString(code):
			c.problem(at, "%q is no language: write its two letters, such as fr", code)
		case code == c.pack.Info.Language:
			c.problem(at, "%s is the pack's own language: its sentence for what it does not know is the phrase fallback", code)
		case tongues()[code] == nil && len(own) < fewestWords:
			c.problem(at, "the program does not recognise %s by itself: list %d or more of its commonest words under words, parted by spaces", code, fewestWords)
		}
		for _, used := range placeholder.FindAllString(list[code].Say, -1) {
			if used != "{title}" && used != "{about}" {
				c.problem(at.at("say"), "say has no %s; it may use {title}, {about}", used)
			}
		}
	}
}
