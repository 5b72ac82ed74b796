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
	own    map[string]bool // the commonest words of its own language
	known  map[string]bool // words of its own language, and its own
	names  map[string]bool // those in names of its exercises and routines: of any language
	others []*tongue
}

func newHearing(p *Pack) *hearing {
	h := &hearing{own: map[string]bool{}}
	m := p.language.Matching
	texts := []string{m.Common, strings.Join(m.Asking, " "), strings.Join(m.Pointers, " ")}
	if t := tongues()[p.Info.Language]; t != nil {
		texts = append(texts, t.Words)
	}
	h.own = wordSet(texts...)
	h.names = wordSet(p.names()...)
	h.known = wordSet(append(p.ownWords(), m.Real)...)
	for code, t := range tongues() {
		if _, own := p.OtherLanguages[code]; !own && code != p.Info.Language {
			h.others = append(h.others, t)
		}
	}
	for code, o := range p.OtherLanguages {
		t := &tongue{Code: code, words: wordSet(o.Words)}
		if known := tongues()[code]; known != nil {
			t.Letters = known.Letters
			for w := range known.words {
				t.words[w] = true
			}
		}
		h.others = append(h.others, t)
	}
	return h
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
	var words []string
	for _, w := range text.Words(message) {
		if strings.IndexFunc(w, unicode.IsLetter) >= 0 {
			words = append(words, w)
		}
	}
	if len(words) < leastWords {
		return ""
	}
	h := p.hearing.get(func() *hearing { return newHearing(p) })
	best, most, next := "", 0, 0
	for _, t := range h.others {
		if !t.spells(message) {
			continue
		}
		n, sure := h.common(t, words)
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
	if most >= clearly && h.strange(words) >= strange {
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

// strange is the share of words that the pack's own language does not know.
func (h *hearing) strange(words []string) float64 {
	n := 0
	for _, w := range words {
		if !h.known[w] && !h.own[w] {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// spells reports whether a language has all letters of a message.
func (t *tongue) spells(message string) bool {
	return t.Letters == "" || !strings.ContainsFunc(message, func(r rune) bool {
		foreign := r > unicode.MaxASCII && (unicode.IsLetter(r) || strings.ContainsRune("¿¡", r))
		return foreign && !strings.ContainsRune(t.Letters, unicode.ToLower(r))
	})
}

// common counts the different words that are common in a language and not in
// the pack's own, and reports whether they are enough.
func (h *hearing) common(t *tongue, words []string) (n int, sure bool) {
	theirs, ours, all := map[string]bool{}, 0, 0
	for _, w := range words {
		switch {
		case h.names[w]:
		case h.own[w] && !t.words[w]:
			ours++
		case t.words[w] && !h.own[w] && len(w) > 1:
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
	if own, ok := p.OtherLanguages[code]; ok {
		return strings.TrimSpace(strings.NewReplacer("{title}", p.Info.Title, "{about}", strings.TrimSpace(p.Info.About)).Replace(own.Say)), true
	}
	t := tongues()[code]
	if t == nil || t.Names[p.Info.Language] == "" {
		return "", false
	}
	say := strings.ReplaceAll(t.Say, "{languages}", t.Names[p.Info.Language])
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
