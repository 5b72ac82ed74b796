package markup

import (
	"strconv"
	"strings"
)

// Format writes blocks as a text that Parse reads as the same blocks, but for
// gaps. Where CommonMark cannot say it, styles are given up, never words.
func Format(blocks []Block) string {
	blocks = rebased(blocks)
	strokes := make([]string, len(blocks))
	for i := range strokes {
		strokes[i] = "*"
	}
	for {
		s := format(blocks, strokes)
		read, same := Parse(s), true
		if len(read) != len(blocks) {
			return s // two became one: nothing to compare with
		}
		for i, b := range blocks {
			if strokes[i] != "" && !equal(read[i], b) {
				same = false
				strokes[i] = map[string]string{"*": "_", "_": ""}[strokes[i]]
			}
		}
		if same {
			return s
		}
	}
}

// rebased lets blocks that were cut out of a list stand as a list of their own.
func rebased(blocks []Block) []Block {
	type level struct{ was, is int }
	var open []level // the texts of items that the block may be inside of
	out := make([]Block, 0, len(blocks))
	for _, b := range blocks {
		if b.Bullet == "" && b.Text() == "" {
			continue // nothing can say that
		}
		for len(open) > 0 && open[len(open)-1].was > b.Margin() {
			open = open[:len(open)-1]
		}
		margin := 0
		if len(open) > 0 {
			margin = open[len(open)-1].is
		}
		width := b.Indent - b.Margin()
		if width > 0 {
			open = append(open, level{b.Indent, margin + width})
		}
		b.Indent = margin + width
		out = append(out, b)
	}
	return out
}

// format writes the blocks with the given mark for emphasis in each; "" is for
// no styles.
func format(blocks []Block, strokes []string) string {
	var s strings.Builder
	marks := map[int]string{} // by margin: the mark that ends a number there
	last := map[int]string{}  // the bullet before
	for i, b := range blocks {
		if i > 0 && !begins(blocks[i-1], b) {
			s.WriteByte('\n')
			if apart(blocks[i-1], b) {
				s.WriteByte('\n')
			}
			s.WriteString(strings.Repeat(" ", b.Margin()))
		}
		if b.Bullet != "" {
			bullet := b.Bullet
			if bullet != "-" {
				// A list that begins anew after another needs another mark.
				if at := b.Margin(); marks[at] == "" || !follows(last[at], bullet) {
					marks[at] = map[string]string{".": ")"}[marks[at]]
					if marks[at] == "" {
						marks[at] = "."
					}
				}
				bullet = strings.TrimSuffix(bullet, ".") + marks[b.Margin()]
			}
			last[b.Margin()] = b.Bullet
			s.WriteString(bullet + " ")
		}
		indent := "\n" + strings.Repeat(" ", b.Indent)
		if b.Code {
			s.WriteString(fenced(b, indent))
		} else {
			s.WriteString(inline(b.Spans, indent, strokes[i]))
		}
	}
	return s.String()
}

// begins reports whether an item begins with a list: in its line, because one
// that is empty may end there.
func begins(item, b Block) bool {
	return item.Bullet != "" && item.Text() == "" && !item.Code && b.Bullet != "" && b.Margin() == item.Indent
}

// apart reports whether an empty line must stand between two blocks, or one of
// them would be read as a part of the other.
func apart(before, b Block) bool {
	if b.Gap || before.Indent == 0 || before.Code {
		return true
	}
	// Only some lists may come right after words.
	inside := b.Bullet != "" && b.Margin() >= before.Indent
	return inside && (b.Text() == "" || b.Bullet != "-" && b.Bullet != "1.")
}

// follows reports whether a list's item may come after another.
func follows(before, bullet string) bool {
	n, err := strconv.Atoi(strings.TrimSuffix(before, "."))
	return err == nil && bullet == strconv.Itoa(n+1)+"."
}

func fenced(b Block, indent string) string {
	fence := "```"
	for strings.Contains(b.Text(), fence) {
		fence += "`"
	}
	language := strings.ReplaceAll(escape(b.Language), "\\`", "&#96;") // "`" would make it a code span
	return fence + language + indent + strings.ReplaceAll(b.Text(), "\n", indent) + indent + fence
}

// equal compares two blocks but for gaps and for how the spans are cut.
func equal(a, b Block) bool {
	if a.Bullet != b.Bullet || a.Code != b.Code || a.Indent != b.Indent || a.Text() != b.Text() {
		return false
	}
	return a.Code || same(a.Spans, b.Spans)
}

func same(a, b []Span) bool {
	a, b = merged(a), merged(b)
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// merged joins neighbours of one style.
func merged(spans []Span) []Span {
	var out []Span
	for _, sp := range spans {
		if n := len(out); n > 0 {
			alike := sp
			alike.Text = out[n-1].Text
			if alike == out[n-1] {
				out[n-1].Text += sp.Text
				continue
			}
		}
		out = append(out, sp)
	}
	return out
}
