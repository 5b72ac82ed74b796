package terminal

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// block is a paragraph, or a paragraph of a list's item.
type block struct {
	spans  []span
	bullet string // "1." or "-" before the first line
	indent int    // columns before the text, the bullet's included
	gap    bool   // an empty line stands before it
	fixed  bool   // its lines are kept as they are
}

// span is a piece of text in one style. A line end in it is a line end.
type span struct {
	text   string
	strong bool
	soft   bool // emphasis
	faint  bool
}

// deepest is how many lists may stand in one another before they are no longer
// indented further.
const deepest = 6

// subset reads the part of CommonMark that replies are written in. All else is
// text: there are no headings, quotes, HTML and indented code.
var subset = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	),
)

// parse reads a reply's text. Any text can be read; what comes out is clean.
func parse(markdown string) []block {
	source := []byte(clean(markdown))
	w := &walker{source: source}
	w.blocks(subset.Parse(text.NewReader(source)), 0, 0)
	return w.out
}

type walker struct {
	source []byte
	out    []block
	bullet string // waits for the next paragraph
	tight  bool   // no gap before it
}

func (w *walker) blocks(parent ast.Node, indent, depth int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.List:
			w.list(n, indent, depth+1)
		case *ast.FencedCodeBlock:
			w.add(block{spans: []span{{text: w.lines(n)}}, indent: indent, fixed: true})
		default:
			w.add(block{spans: w.inlines(n, span{}), indent: indent})
		}
	}
}

func (w *walker) add(b block) {
	b.bullet, w.bullet = w.bullet, ""
	b.gap, w.tight = len(w.out) > 0 && !w.tight, false
	w.out = append(w.out, b)
}

func (w *walker) list(list *ast.List, indent, depth int) {
	number := list.Start
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		bullet := "-"
		if list.IsOrdered() {
			bullet = strconv.Itoa(number) + "."
			number++
		}
		inside := indent
		if depth <= deepest {
			inside += len(bullet) + 1
		}
		w.bullet = bullet
		// A tight list stands close, and a nested one to the line above it.
		w.tight = list.IsTight && (n.PreviousSibling() != nil || depth > 1)
		before := len(w.out)
		w.blocks(n, inside, depth)
		if len(w.out) == before { // an empty item
			w.add(block{indent: inside})
		}
	}
}

func (w *walker) lines(n ast.Node) string {
	var s strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		s.Write(line.Value(w.source))
	}
	return strings.TrimRight(s.String(), "\n")
}

// inlines flattens what stands in a paragraph.
func (w *walker) inlines(parent ast.Node, style span) []span {
	var out []span
	put := func(text string, style span) {
		style.text = text
		out = append(out, style)
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			t := plainText(n.Segment.Value(w.source), n.IsRaw())
			if n.SoftLineBreak() || n.HardLineBreak() {
				t = strings.TrimRight(t, " ") + "\n"
			}
			put(t, style)
		case *ast.String:
			put(plainText(n.Value, n.IsRaw()), style)
		case *ast.Emphasis:
			inner := style
			inner.strong = inner.strong || n.Level > 1
			inner.soft = inner.soft || n.Level == 1
			out = append(out, w.inlines(n, inner)...)
		case *ast.AutoLink:
			put(clean(string(n.Label(w.source))), style)
		case *ast.Link:
			out = append(out, w.link(n, string(n.Destination), style)...)
		case *ast.Image:
			out = append(out, w.link(n, string(n.Destination), style)...)
		default:
			out = append(out, w.inlines(n, style)...)
		}
	}
	return out
}

// link shows where it leads, which a terminal cannot do otherwise.
func (w *walker) link(n ast.Node, to string, style span) []span {
	label := w.inlines(n, style)
	to = oneLine(plainText([]byte(to), false))
	if to == "" || to == joined(label) {
		return label
	}
	where := style
	where.text, where.faint = " ("+to+")", true
	if joined(label) == "" {
		where.text = to
	}
	return append(label, where)
}

func plainText(raw []byte, isRaw bool) string {
	if !isRaw {
		raw = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	}
	return clean(string(raw)) // again: a reference may name a control character
}

func joined(spans []span) string {
	var s strings.Builder
	for _, sp := range spans {
		s.WriteString(sp.text)
	}
	return s.String()
}
