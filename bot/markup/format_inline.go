package markup

import (
	"regexp"
	"strings"
)

// inline writes spans. Lines after the first begin with indent, which holds the
// line end. Emphasis is written with stroke; "" is for no styles at all.
func inline(spans []Span, indent, stroke string) string {
	if stroke == "" {
		return shielded([]Span{{Text: Join(spans)}}, indent)[0]
	}
	spans = merged(spans)
	texts := shielded(spans, indent)
	outer := make([]Span, len(spans))
	for i, sp := range spans {
		outer[i], outer[i].Code = sp, false // each code span stands alone
		if sp.Code {
			texts[i] = codeSpan(sp.Text)
		}
	}
	opens, closes := make([]string, len(spans)+1), make([]string, len(spans)+1)
	for _, run := range Nest(outer) {
		open, end := "", ""
		switch run.Style {
		case Strong:
			open, end = "**", "**"
		case Emphasis:
			open, end = stroke, stroke
		case Link:
			open, end = "[", "](<"+escape(run.Link)+">)"
		}
		opens[run.From] += open
		closes[run.To] = end + closes[run.To] // what opened last closes first
	}
	var s strings.Builder
	for i, text := range texts {
		s.WriteString(closes[i] + opens[i] + text)
	}
	return s.String() + closes[len(spans)]
}

func codeSpan(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	// A space at both ends is taken away again, if there is anything between.
	if strings.Trim(text, " ") != "" && strings.ContainsAny(text[:1]+text[len(text)-1:], " `") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// numbered is how a line begins that would be an item of a list.
var numbered = regexp.MustCompile(`^[0-9]{1,9}[.)]`)

// shielded returns the spans' texts such that nothing in them is markup.
func shielded(spans []Span, indent string) []string {
	all := Join(spans)
	special := edges(all)
	out := make([]string, len(spans))
	at := 0 // of the span in all
	for i, sp := range spans {
		var s strings.Builder
		for j := at; j < at+len(sp.Text); j++ {
			switch c := all[j]; {
			case c == '\n' && special[j]:
				s.WriteString("&#10;")
			case c == '\n':
				s.WriteString(indent)
			case c == ' ' && special[j]:
				s.WriteString("&#32;")
			case special[j]:
				s.WriteString(`\` + string(c))
			default:
				s.WriteString(escape(all[j : j+1]))
			}
		}
		at += len(sp.Text)
		out[i] = s.String()
		if strings.HasSuffix(out[i], "!") {
			out[i] = strings.TrimSuffix(out[i], "!") + `\!` // or a link would be a picture
		}
	}
	return out
}

// edges marks the bytes that need a shield for where they stand: space at the
// ends of a line, line ends beside it, and what would begin a list or code.
func edges(all string) []bool {
	special := make([]bool, len(all))
	at := 0
	for line := range strings.SplitAfterSeq(all, "\n") {
		words := strings.TrimSuffix(line, "\n")
		for i := range len(words) - len(strings.TrimLeft(words, " ")) {
			special[at+i] = true
		}
		for i := len(strings.TrimRight(words, " ")); i < len(words); i++ {
			special[at+i] = true
		}
		if end := at + len(words); len(words) < len(line) {
			blank := func(i int) bool { return i < 0 || i == len(all) || all[i] == ' ' || all[i] == '\n' }
			special[end] = blank(end-1) || blank(end+1)
		}
		switch mark := numbered.FindString(words); {
		case mark != "":
			special[at+len(mark)-1] = true
		case words != "" && strings.ContainsRune("-+~", rune(words[0])):
			special[at] = true
		}
		at += len(line)
	}
	return special
}

// escape shields what is markup wherever it stands.
func escape(s string) string { return escaper.Replace(s) }

var escaper = strings.NewReplacer(
	`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "~", `\~`, "&", "&amp;",
)
