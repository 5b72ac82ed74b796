package discord

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// glyph is one character as Discord shows it.
type glyph struct {
	r     rune
	style string // the styles around it, in alphabetical order
	link  string
}

// page is a text as Discord shows it, by a small model of its rules.
type page struct {
	glyphs  []glyph // without space
	bullets int
}

var (
	bulletLine  = regexp.MustCompile(`^ *(?:[-*]|[0-9]+\.) `)
	headingLine = regexp.MustCompile(`^ *#{1,3} `)
	smallLine   = regexp.MustCompile(`^ *-# `)
	quoteLine   = regexp.MustCompile(`^ *(?:>>> |> )`)
	codeBlock   = regexp.MustCompile("(?s)^```(?:([a-zA-Z0-9_+\\-.#]+?)\n)?\n*([^\n].*?)\n*```")
	mentioning  = regexp.MustCompile(`^<(?:@[!&]?[0-9]+|#[0-9]+|a?:\w+:[0-9]+|/[^>]+:[0-9]+|t:-?[0-9]+(?::\w)?|id:\w+)>`)
	shownLink   = regexp.MustCompile(`^<([^: >]+:/[^ >]+)>`)
	bareLink    = regexp.MustCompile(`^(?:https?|steam)://[^\s<]+[^<.,:;"'\]\s]`)
	maskedLink  = regexp.MustCompile(`^\[([^\[\]]*)\]\(<([^\s<>()\\]*)>\)`)
	invitation  = regexp.MustCompile(`(?i)^discord(?:app)?\.(?:gg|com/invite|gift|new)/\w`)
)

// read reads a text as Discord's apps do.
func read(s string) page {
	p := &page{}
	p.blocks(s)
	return *p
}

func (p *page) blocks(s string) {
	for s != "" {
		if m := codeBlock.FindStringSubmatch(s); m != nil {
			p.add(m[2], []string{"code"}, "")
			s = s[len(m[0]):]
			continue
		}
		// All up to the next line with a code block is one text.
		end := len(s)
		if i := strings.Index(s[1:], "\n```"); i >= 0 {
			end = i + 2
		}
		p.inline(p.lines(s[:end]), nil, "")
		s = s[end:]
	}
}

// lines takes off what begins lines.
func (p *page) lines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		for mark, of := range map[string]*regexp.Regexp{"heading": headingLine, "small": smallLine, "quote": quoteLine} {
			if of.MatchString(line) {
				p.glyphs = append(p.glyphs, glyph{style: mark})
			}
		}
		if m := bulletLine.FindString(line); m != "" {
			p.bullets++
			lines[i] = line[len(m):]
		}
	}
	return strings.Join(lines, "\n")
}

func (p *page) add(s string, styles []string, link string) {
	styles = slices.Sorted(slices.Values(styles))
	for _, r := range s {
		if !unicode.IsSpace(r) {
			p.glyphs = append(p.glyphs, glyph{r, strings.Join(slices.Compact(styles), " "), link})
		}
	}
}

func (p *page) inline(s string, styles []string, link string) {
	with := func(style string) []string { return append(slices.Clone(styles), style) }
	for s != "" {
		style, inner, size := span(s)
		switch {
		case s[0] == '\\' && len(s) > 1 && escapable(s[1:]):
			_, n := utf8.DecodeRuneInString(s[1:])
			p.add(s[1:1+n], styles, link)
			s = s[1+n:]
		case mentioning.MatchString(s), strings.HasPrefix(s, "@everyone"), strings.HasPrefix(s, "@here"), invitation.MatchString(s):
			p.glyphs = append(p.glyphs, glyph{style: "mention"})
			s = s[1:]
		case shownLink.MatchString(s):
			m := shownLink.FindStringSubmatch(s)
			p.add(m[1], styles, m[1])
			s = s[len(m[0]):]
		case bareLink.MatchString(s):
			m := bareLink.FindString(s)
			p.add(m, styles, m)
			s = s[len(m):]
		case maskedLink.MatchString(s):
			m := maskedLink.FindStringSubmatch(s)
			p.inline(m[1], styles, m[2])
			s = s[len(m[0]):]
		case style == "code":
			p.add(inner, with(style), link)
			s = s[size:]
		case style != "":
			p.inline(inner, with(style), link)
			s = s[size:]
		default:
			_, n := utf8.DecodeRuneInString(s)
			p.add(s[:n], styles, link)
			s = s[n:]
		}
	}
}

func escapable(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r > 127 || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsSpace(r)
}

// span finds the style that begins a text: of several the longest.
func span(s string) (style, inner string, size int) {
	try := func(name, mark string, end int) {
		if end > len(mark) && end+len(mark) > size {
			style, inner, size = name, s[len(mark):end], end+len(mark)
		}
	}
	switch s[0] {
	case '`':
		n := len(s) - len(strings.TrimLeft(s, "`"))
		mark := s[:n]
		for i := n; i+n <= len(s); i++ {
			if s[i] != '`' {
				continue
			}
			run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
			if run == n {
				try("code", mark, i)
				break
			}
			i += run - 1
		}
	case '*':
		if strings.HasPrefix(s, "**") {
			try("strong", "**", closes(s, "**", '*'))
		}
		try("em", "*", starEnd(s))
	case '_':
		if strings.HasPrefix(s, "__") {
			try("underline", "__", closes(s, "__", '_'))
		}
		try("em", "_", lineEnd(s))
	case '~':
		if strings.HasPrefix(s, "~~") {
			try("strike", "~~", closes(s, "~~", 0))
		}
	case '|':
		if strings.HasPrefix(s, "||") {
			try("spoiler", "||", closes(s, "||", 0))
		}
	}
	return style, inner, size
}

// closes finds the end of a span that mark begins and ends, where the other
// character does not follow; 0 if there is none.
func closes(s, mark string, not byte) int {
	for i := len(mark); i+len(mark) <= len(s); i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		after := i + len(mark)
		if i > len(mark) && strings.HasPrefix(s[i:], mark) && (not == 0 || after == len(s) || s[after] != not) {
			return i
		}
	}
	return 0
}

// starEnd finds the end of an emphasis with stars.
func starEnd(s string) int {
	if len(s) < 3 || isSpace(s[1]) {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case strings.HasPrefix(s[i:], "**"):
			i++
		case s[i] == '*':
			if i == 1 || isSpace(s[i-1]) && s[i-2] != '\\' {
				return 0
			}
			return i
		}
	}
	return 0
}

// lineEnd finds the end of an emphasis with underlines.
func lineEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case strings.HasPrefix(s[i:], "__"):
			i++
		case s[i] == '_':
			if i == 1 || i+1 < len(s) && isWord(s[i+1]) {
				return 0
			}
			return i
		}
	}
	return 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
