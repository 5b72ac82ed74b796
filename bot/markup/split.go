package markup

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Split divides a text that is too long for one message into texts that are one
// each: at empty lines, else at ends of lines, else of sentences, else between
// words, and inside a word only where it is longer than a message. Styles, links,
// code and lists that are cut go on in the next part.
//
// Fits reports whether blocks can be one message; last says whether it is the
// last one, which may have to hold more than the text. No message holds more
// than limit characters. A text that fits is returned as it is. The last part is
// "" where only what it has to hold besides is left.
func Split(text string, limit int, fits func(blocks []Block, last bool) bool) []string {
	rest := Parse(text)
	if runes(rest, limit) <= limit && fits(rest, true) {
		return []string{text}
	}
	var parts []string
	for len(rest) > 0 {
		if runes(rest, limit) <= limit && fits(rest, true) {
			if last := Format(rest); fits(Parse(last), true) {
				return append(parts, last)
			}
		}
		var head []Block
		head, rest = cut(rest, limit, func(head []Block) bool { return fits(head, false) })
		parts = append(parts, Format(head))
	}
	return append(parts, "")
}

// runes counts characters, to a little more than the limit.
func runes(blocks []Block, limit int) int {
	n := 0
	for _, b := range blocks {
		if n > limit {
			break
		}
		n += utf8.RuneCountInString(b.Text())
	}
	return n
}

// cut takes off what is to be the next message.
func cut(blocks []Block, limit int, fits func([]Block) bool) (head, tail []Block) {
	breaks := breaksIn(blocks, limit)
	if len(breaks) == 0 {
		return blocks, nil
	}
	n := sort.Search(len(breaks), func(i int) bool {
		head, _ := divide(blocks, breaks[i])
		return !fits(head)
	})
	for ; n > 1; n-- {
		at := best(breaks[:n])
		head, tail = divide(blocks, breaks[at])
		if fits(head) && fits(Parse(Format(head))) {
			return head, tail
		}
		n = at + 1 // gaps may come in where a list is cut
	}
	// Less than this there is not.
	return divide(blocks, breaks[0])
}

// best picks the place for a break: the last one of the best kind. The message
// is left at least a quarter full, unless a word would be cut for that.
func best(breaks []breakAt) int {
	found := len(breaks) - 1
	quarter := breaks[found].runes / 4
	for i := found; i >= 0; i-- {
		if breaks[i].runes < quarter && breaks[found].kind >= atWord {
			break
		}
		if breaks[i].kind > breaks[found].kind {
			found = i
		}
	}
	return found
}

// divide cuts blocks in two. White space at the cut belongs to neither.
func divide(blocks []Block, at breakAt) (head, tail []Block) {
	head = append(head, blocks[:at.block]...)
	tail = append(tail, blocks[at.block:]...)
	if at.offset == 0 {
		return head, tail
	}
	first, second := blocks[at.block], blocks[at.block]
	second.Bullet, second.Indent, second.Gap = "", first.Margin(), false
	space := " \n"
	if first.Code {
		space = "\n"
	}
	first.Spans, second.Spans = divideSpans(first.Spans, at.offset, space)
	head = append(head, first)
	if len(second.Spans) == 0 {
		return head, tail[1:]
	}
	tail[0] = second
	return head, tail
}

// divideSpans cuts spans at an offset of their text, and space at the cut away.
func divideSpans(spans []Span, offset int, space string) (head, tail []Span) {
	text := Join(spans)
	end := len(strings.TrimRight(text[:offset], space))
	start := len(text) - len(strings.TrimLeft(text[offset:], space))
	at := 0
	for _, sp := range spans {
		from, to := at, at+len(sp.Text)
		at = to
		if from < end {
			part := sp
			part.Text = text[from:min(to, end)]
			head = append(head, part)
		}
		if to > start {
			part := sp
			part.Text = text[max(from, start):to]
			tail = append(tail, part)
		}
	}
	return head, tail
}
