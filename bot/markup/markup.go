// Package markup reads the text of replies, for all adapters: a small part of
// CommonMark. What is not in that part is text, so that nothing can become
// markup by accident. It also divides a text that is too long for one message.
package markup

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Block is a paragraph, a paragraph of a list's item, or a piece of code.
type Block struct {
	Spans    []Span
	Bullet   string // before the first line: "-" or a number and a full stop, "" if none
	Indent   int    // columns before the text, the bullet's included
	Gap      bool   // an empty line stands before it
	Code     bool   // its lines are kept as they are; it is one span
	Language string // what the code is written in, "" if it does not say
}

// Text returns what the block says, without styles.
func (b Block) Text() string { return Join(b.Spans) }

// Margin returns the columns before the bullet, or before the text if there is
// none.
func (b Block) Margin() int {
	if b.Bullet == "" {
		return b.Indent
	}
	return max(b.Indent-len(b.Bullet)-1, 0)
}

// Span is a piece of text in one style. A line end in it is a line end. It is
// valid UTF-8 without control characters.
type Span struct {
	Text     string
	Strong   bool
	Emphasis bool
	Code     bool
	Link     string // where it leads, as it was written: it may be anything
}

// Join returns what the spans say, without styles.
func Join(spans []Span) string {
	var s strings.Builder
	for _, sp := range spans {
		s.WriteString(sp.Text)
	}
	return s.String()
}

// deepest is how many lists may stand in one another before they are no longer
// indented further.
const deepest = 6

// highest is the highest number of an item: more digits make no list.
const highest = 999_999_999

// subset reads paragraphs, lists, fenced code, code spans, links, autolinks and
// emphasis. There are no headings, quotes, HTML and indented code.
var subset = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(paragraphs{parser.NewParagraphParser()}, 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	),
)

// paragraphs may be indented by any width. Without this, lines that CommonMark
// takes for indented code would be dropped.
type paragraphs struct{ parser.BlockParser }

func (paragraphs) CanAcceptIndentedLine() bool { return true }

// Parse reads a reply's text. Any text can be read; what comes out is clean.
func Parse(markdown string) []Block {
	source := []byte(Clean(markdown))
	w := &walker{source: source}
	w.blocks(subset.Parse(text.NewReader(source)), 0, 0)
	return w.out
}

type walker struct {
	source []byte
	out    []Block
	bullet string // waits for the next paragraph
	tight  bool   // no gap before it
}

func (w *walker) blocks(parent ast.Node, indent, depth int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.List:
			w.list(n, indent, depth+1)
		case *ast.FencedCodeBlock:
			w.add(Block{
				Spans: []Span{{Text: w.lines(n)}}, Indent: indent,
				Code: true, Language: OneLine(plain(n.Language(w.source), false)),
			})
		default:
			w.add(Block{Spans: w.inlines(n, Span{}), Indent: indent})
		}
	}
}

func (w *walker) add(b Block) {
	b.Bullet, w.bullet = w.bullet, ""
	b.Gap, w.tight = len(w.out) > 0 && !w.tight, false
	w.out = append(w.out, b)
}

func (w *walker) list(list *ast.List, indent, depth int) {
	if w.bullet != "" { // an item that begins with a list
		w.add(Block{Indent: indent})
	}
	number := list.Start
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		bullet := "-"
		if list.IsOrdered() {
			bullet = strconv.Itoa(number) + "."
			number = min(number+1, highest)
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
			w.add(Block{Indent: inside})
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
