package match

import "unicode/utf8"

// kind is a kind of features.
type kind uint8

const (
	word    kind = iota // a stem
	synonym             // a group of synonyms, for any word of it
	pair                // two neighbouring stems or groups, or one and an end of the text
	letters             // three neighbouring letters of a word
	kinds
)

// shares is how much each kind counts in a text that has all of them: the root
// of its part of the vector's squared length. Words carry the meaning; pairs
// tell "upper back" from "lower back"; letters carry typos and inflection.
var shares = [kinds]float64{word: 1, synonym: 0.25, pair: 0.6, letters: 0.7}

// gram is how many letters are in a sequence: fewer tell little. With four and
// five as well, as many questions are found.
const gram = 3

// edge stands for what is before a text, and after it.
var edge = hash("edge")

// part is a feature of a text before the index numbers and weighs it.
type part struct {
	hash  uint64
	kind  kind
	group uint64 // of a word: the feature of its synonyms, 0 for none
	trust float32
	// common marks a word that any text may have.
	common bool
	// name says it to people: made only when asked for.
	name string
}

// parts calls f with every feature of the tokens, in their order.
func parts(tokens []token, named bool, f func(part)) {
	name := func(s func() string) string {
		if named {
			return s()
		}
		return ""
	}
	previous, previousName := edge, "^"
	previousTrust := float32(1)
	var buf []byte
	for _, t := range tokens {
		h, group := hash(string(rune(word)), t.stem), uint64(0)
		if t.group != 0 {
			group = hash("group", string(t.group))
		}
		f(part{h, word, group, t.trust, t.common, name(func() string { return t.word })})
		grams(t.stem, &buf, func(gram []byte) {
			f(part{hashBytes(hash(string(rune(letters))), gram), letters, 0, t.trust, t.common, name(func() string { return "…" + string(gram) + "…" })})
		})
		if !t.last {
			continue
		}
		if t.group != 0 {
			h = group
			f(part{group, synonym, 0, t.trust, t.common, name(func() string { return "≈" + t.word })})
		}
		f(part{hashTwo(previous, h), pair, 0, t.trust * previousTrust, false, name(func() string { return previousName + " " + t.word })})
		previous, previousTrust, previousName = h, t.trust, t.word
	}
	if previous != edge {
		f(part{hashTwo(previous, edge), pair, 0, previousTrust, false, name(func() string { return previousName + " $" })})
	}
}

// grams calls f with the letter sequences of a word, its ends marked.
func grams(word string, buf *[]byte, f func([]byte)) {
	b := (*buf)[:0]
	b = append(b, '^')
	b = append(b, word...)
	b = append(b, '$')
	*buf = b
	end := 0 // of the sequence that begins at i
	for range gram {
		if end == len(b) {
			return
		}
		_, size := utf8.DecodeRune(b[end:])
		end += size
	}
	for i := 0; ; {
		f(b[i:end])
		if end == len(b) {
			return
		}
		_, size := utf8.DecodeRune(b[i:])
		i += size
		_, size = utf8.DecodeRune(b[end:])
		end += size
	}
}

// Fowler–Noll–Vo 1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
const (
	offset uint64 = 14695981039346656037
	prime  uint64 = 1099511628211
)

func hash(parts ...string) uint64 {
	h := offset
	for _, s := range parts {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * prime
		}
		h = (h ^ 0xff) * prime
	}
	return h
}

func hashBytes(h uint64, b []byte) uint64 {
	for _, c := range b {
		h = (h ^ uint64(c)) * prime
	}
	return h
}

func hashTwo(a, b uint64) uint64 { return (a*prime ^ b) * prime }
