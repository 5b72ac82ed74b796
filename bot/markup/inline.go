package markup

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// inlines flattens what stands in a paragraph.
func (w *walker) inlines(parent ast.Node, style Span) []Span {
	var out []Span
	put := func(text string, style Span) {
		if style.Text = text; text != "" {
			out = append(out, style)
		}
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			t := plain(n.Segment.Value(w.source), n.IsRaw())
			switch {
			case n.SoftLineBreak() || n.HardLineBreak():
				t = strings.TrimRight(t, " ") + "\n"
			case style.Code: // a line end in it only wraps
				t = strings.ReplaceAll(t, "\n", " ")
			}
			put(t, style)
		case *ast.String:
			put(plain(n.Value, n.IsRaw()), style)
		case *ast.CodeSpan:
			inner := style
			inner.Code = true
			out = append(out, w.inlines(n, inner)...)
		case *ast.Emphasis:
			inner := style
			inner.Strong = inner.Strong || n.Level > 1
			inner.Emphasis = inner.Emphasis || n.Level == 1
			out = append(out, w.inlines(n, inner)...)
		case *ast.AutoLink:
			inner := style
			inner.Link = OneLine(string(n.URL(w.source)))
			if n.AutoLinkType == ast.AutoLinkEmail {
				inner.Link = "mailto:" + inner.Link
			}
			put(Clean(string(n.Label(w.source))), inner)
		case *ast.Link:
			out = append(out, w.link(n, n.Destination, style)...)
		case *ast.Image:
			out = append(out, w.link(n, n.Destination, style)...)
		default:
			out = append(out, w.inlines(n, style)...)
		}
	}
	return out
}

// link shows where it leads if it has no other words.
func (w *walker) link(n ast.Node, to []byte, style Span) []Span {
	style.Link = OneLine(plain(to, false))
	label := w.inlines(n, style)
	if Join(label) == "" && style.Link != "" {
		style.Text = style.Link
		return []Span{style}
	}
	return label
}

// plain resolves escapes and references, each once: what comes out of one is
// text.
func plain(raw []byte, isRaw bool) string {
	if isRaw {
		return Clean(string(raw))
	}
	var s strings.Builder
	for len(raw) > 0 {
		end := bytes.IndexAny(raw[1:], `\&`) + 1
		if end == 0 {
			end = len(raw)
		}
		switch {
		case raw[0] == '\\' && len(raw) > 1 && util.IsPunct(raw[1]):
			s.WriteByte(raw[1])
			end = 2
		case raw[0] == '&':
			resolved := util.ResolveNumericReferences(raw[:end])
			if bytes.Equal(resolved, raw[:end]) {
				resolved = util.ResolveEntityNames(raw[:end])
			}
			s.Write(resolved)
		default:
			s.Write(raw[:end])
		}
		raw = raw[end:]
	}
	return Clean(s.String()) // a reference may name a control character
}
