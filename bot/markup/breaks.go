package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"
)

// breakAt is a place where a text may be divided: before an offset of a block's
// text, in bytes, or before the block if that is 0.
type breakAt struct {
	block, offset int
	runes         int // of all texts before it
	kind          kind
}

// kind says how good a place is: the higher, the better.
type kind int

const (
	inCluster kind = iota // inside what is shown as one character
	inWord
	inLink
	atEnd // after all: nothing is left for the next part
	atWord
	atSentence
	atLine
	atParagraph
)

// longestCluster is how many bytes a character as shown may have and still be
// kept whole. The longest emoji have about 40.
const longestCluster = 1000

// breaksIn lists the places in blocks with at most limit characters before
// them, in their order.
func breaksIn(blocks []Block, limit int) []breakAt {
	var out []breakAt
	total := 0
	for i, b := range blocks {
		if total > limit {
			return out
		}
		if i > 0 {
			out = append(out, breakAt{block: i, runes: total, kind: between(blocks[i-1], b)})
		}
		out = append(out, breaksOf(b, i, total, limit)...)
		total += utf8.RuneCountInString(b.Text())
	}
	if last := len(blocks) - 1; last >= 0 && total <= limit && blocks[last].Text() != "" {
		out = append(out, breakAt{block: last, offset: len(blocks[last].Text()), runes: total, kind: atEnd})
	}
	return out
}

// between returns how good it is to divide between two blocks.
func between(before, b Block) kind {
	if b.Gap && (before.Indent == 0 || b.Indent == 0) {
		return atParagraph
	}
	return atLine // a list is rather kept together
}

// breaksOf lists the places inside a block.
func breaksOf(b Block, index, before, limit int) []breakAt {
	text := b.Text()
	first := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	last := len(strings.TrimRightFunc(text, unicode.IsSpace))
	if end := limit * utf8.UTFMax; len(text) > end {
		text = strings.ToValidUTF8(text[:end], "") // what comes later does not count yet
	}
	ends, links := map[int]bool{}, linked(b.Spans)
	for s := sentences.FromString(text); s.Next(); {
		ends[s.End()] = true
	}
	var out []breakAt
	add := func(offset, runes int, k kind) {
		if links[offset] {
			k = min(k, inLink)
		}
		if before+runes <= limit && first < offset && offset < last {
			out = append(out, breakAt{block: index, offset: offset, runes: before + runes, kind: k})
		}
	}
	runes := 0
	for g := graphemes.FromString(text); g.Next(); {
		if len(g.Value()) > longestCluster {
			n := 0
			for i := range g.Value() {
				add(g.Start()+i, runes+n, inCluster)
				n++
			}
		}
		runes += utf8.RuneCountInString(g.Value())
		add(g.End(), runes, kindAt(text, g.End(), ends[g.End()], b.Code))
	}
	return out
}

// kindAt returns how good it is to divide a text at an offset.
func kindAt(text string, offset int, sentence, code bool) kind {
	before, _ := utf8.DecodeLastRuneInString(text[:offset])
	after, _ := utf8.DecodeRuneInString(text[offset:])
	switch {
	case before == '\n' || after == '\n':
		return atLine
	case code && unicode.IsSpace(before):
		return atWord
	case code:
		return inWord
	case sentence && (unicode.IsSpace(before) || before >= utf8.RuneSelf):
		return atSentence
	case breaking(before) || breaking(after):
		return atWord
	case unspaced(before) && unicode.IsLetter(after), unicode.IsLetter(before) && unspaced(after):
		return atWord
	default:
		return inWord
	}
}

// breaking reports whether a character is white space, and a line may end there.
func breaking(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00A0' && r != '\u202F'
}

// unspaced reports whether a character belongs to a script without spaces
// between words.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// linked holds the offsets inside the words of links.
func linked(spans []Span) map[int]bool {
	inside := map[int]bool{}
	at := 0
	for i, sp := range spans {
		if sp.Link != "" {
			if i > 0 && spans[i-1].Link == sp.Link {
				inside[at] = true
			}
			for j := 1; j < len(sp.Text); j++ {
				inside[at+j] = true
			}
		}
		at += len(sp.Text)
	}
	return inside
}
