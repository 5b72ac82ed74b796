package discord

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"limber/bot/markup"
)

// canOpen reports whether Discord makes a link of an address.
func canOpen(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsFunc(link, unicode.IsSpace)
}

// inline writes spans as Discord's markdown. Lines after the first begin with
// indent.
func inline(spans []markup.Span, indent string) string {
	spans = possible(spans)
	for {
		spans = merged(spans)
		s, soft := written(spans, indent)
		s, bad := stroked(s)
		if bad < 0 {
			return s
		}
		// Words are never given up, but a style may be.
		for i := soft[bad].From; i < soft[bad].To; i++ {
			spans[i].Emphasis = false
		}
	}
}

// The marks of emphasis until it is known how it can be written. No clean text
// has them.
const (
	opening = '\x01'
	closing = '\x02'
)

// written writes spans with marks for the runs of emphasis, which are returned
// in the order of the marks.
func written(spans []markup.Span, indent string) (s string, soft []markup.Run) {
	outer := make([]markup.Span, len(spans))
	for i, sp := range spans {
		outer[i], outer[i].Code = sp, false
		if shown(sp) {
			outer[i] = markup.Span{Text: sp.Text}
		}
	}
	opens, closes := make([]string, len(spans)+1), make([]string, len(spans)+1)
	for _, run := range markup.Nest(outer) {
		open, end := "", ""
		switch run.Style {
		case markup.Strong:
			open, end = "**", "**"
		case markup.Emphasis:
			open, end = string(opening), string(closing)
			soft = append(soft, run)
		case markup.Link:
			open, end = "[", "](<"+inMasked.Replace(run.Link)+">)"
		}
		opens[run.From] += open
		closes[run.To] = end + closes[run.To] // what opened last closes first
	}
	var b strings.Builder
	start := true
	for i, sp := range spans {
		b.WriteString(closes[i] + opens[i] + strings.ReplaceAll(words(sp, start), "\n", "\n"+indent))
		start = strings.HasSuffix(sp.Text, "\n")
	}
	return b.String() + closes[len(spans)], soft
}

// words writes what a span says, without its styles. Code cannot be shielded, so
// that a backtick in it makes it plain text.
func words(sp markup.Span, start bool) string {
	switch {
	case shown(sp):
		return "<" + inShown.Replace(sp.Link) + ">"
	case sp.Code && !strings.Contains(sp.Text, "`"):
		return "`" + sp.Text + "`"
	}
	return escaped(sp.Text, start)
}

// shown reports whether a span is a link that is seen as it is. In these
// brackets Discord makes no preview of it.
func shown(sp markup.Span) bool { return sp.Link != "" && sp.Text == sp.Link }

// stroked replaces the marks of emphasis by "_", or by "*" in the middle of a
// word, where "_" would be taken for itself. Bad is the number of the first that
// can be neither, -1 if there is none.
func stroked(s string) (out string, bad int) {
	var b strings.Builder
	last := ' ' // before the mark
	for n := 0; ; n++ {
		head, rest, found := strings.Cut(s, string(opening))
		b.WriteString(head)
		if !found {
			return b.String(), -1
		}
		inner, tail, _ := strings.Cut(rest, string(closing))
		if r, size := utf8.DecodeLastRuneInString(head); size > 0 {
			last = r
		}
		next, _ := utf8.DecodeRuneInString(tail + " ")
		stroke := ""
		switch {
		case next == opening:
			return "", n
		case !wordy(last) && !wordy(next):
			stroke = "_"
		case last != '*' && next != '*' && !strings.HasPrefix(inner, "*") && !strings.HasSuffix(inner, "*"):
			stroke = "*"
		default:
			return "", n
		}
		b.WriteString(stroke + inner + stroke)
		last = rune(stroke[0])
		s = tail
	}
}

func wordy(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// possible returns the spans with such styles as Discord can show: code alone,
// no style on space at the edges of words, and links to the web whose label is
// no address.
func possible(spans []markup.Span) []markup.Span {
	var out []markup.Span
	for from := 0; from < len(spans); {
		to := from + 1
		for to < len(spans) && spans[to].Link == spans[from].Link {
			to++
		}
		out = append(out, linked(spans[from:to])...)
		from = to
	}
	return trimmed(out)
}

// linked returns the spans of one link, or of what is none.
func linked(spans []markup.Span) []markup.Span {
	link := spans[0].Link
	if link == "" {
		return spans
	}
	seen := markup.Span{Text: link, Link: link}
	if !canOpen(link) {
		seen = markup.Span{Text: strings.TrimPrefix(link, "mailto:")}
	}
	label := strings.TrimSpace(markup.Join(spans))
	if label == "" || label == link || label == seen.Text {
		return []markup.Span{seen}
	}
	// Discord masks no address with another, and finds no end of a label with
	// brackets in it.
	masked := seen.Link != "" && !strings.Contains(label, "://") && !strings.ContainsAny(label, "[]")
	var out []markup.Span
	for _, sp := range spans {
		sp.Code = sp.Code && !masked
		if !masked {
			sp.Link = ""
		}
		out = append(out, sp)
	}
	if masked {
		return out
	}
	return append(out, markup.Span{Text: " ("}, seen, markup.Span{Text: ")"})
}

// trimmed divides spans such that no style begins or ends with space.
func trimmed(spans []markup.Span) []markup.Span {
	var pieces []markup.Span
	for _, sp := range spans {
		if sp.Code {
			sp.Strong, sp.Emphasis = false, false
		}
		words := strings.TrimSpace(sp.Text)
		at := strings.Index(sp.Text, words)
		for _, text := range []string{sp.Text[:at], words, sp.Text[at+len(words):]} {
			if piece := sp; text != "" {
				piece.Text = text
				pieces = append(pieces, piece)
			}
		}
	}
	var before markup.Span
	for i, sp := range pieces {
		if strings.TrimSpace(sp.Text) != "" {
			before = sp
			continue
		}
		var after markup.Span
		if next := slices.IndexFunc(pieces[i:], func(sp markup.Span) bool { return strings.TrimSpace(sp.Text) != "" }); next > 0 {
			after = pieces[i+next]
		}
		pieces[i].Code = false
		pieces[i].Strong, pieces[i].Emphasis = before.Strong && after.Strong, before.Emphasis && after.Emphasis
	}
	return pieces
}

// merged joins neighbours of one style.
func merged(spans []markup.Span) []markup.Span {
	var out []markup.Span
	for _, sp := range spans {
		if n := len(out); n > 0 {
			alike := sp
			alike.Text = out[n-1].Text
			if alike == out[n-1] && !shown(sp) {
				out[n-1].Text += sp.Text
				continue
			}
		}
		out = append(out, sp)
	}
	return out
}
