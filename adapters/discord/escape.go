package discord

import (
	"regexp"
	"strings"
)

var (
	// atStart is what makes a line a list, a heading, a quote or small print.
	atStart = regexp.MustCompile(`^[ \t]*(?:[-+>#]|[0-9]+(\.))`)
	// anywhere is what Discord reads as markup, a mention or a link wherever it
	// stands. A "<" begins all mentions but those of everybody.
	anywhere = regexp.MustCompile("[\\\\*_~`|<\\[\\]]|@everyone|@here|://|" +
		`(?i:discord(?:app)?\.(?:gg|com|gift|new|media)/)`)
)

// escaped returns a text such that Discord shows it as it is. Start says that it
// stands at the start of a line.
func escaped(text string, start bool) string {
	var s strings.Builder
	for i, line := range strings.SplitAfter(text, "\n") {
		if start || i > 0 {
			line = escapedStart(&s, line)
		}
		s.WriteString(anywhere.ReplaceAllStringFunc(line, shielded))
	}
	return s.String()
}

// escapedStart writes what begins a line and returns the rest.
func escapedStart(s *strings.Builder, line string) string {
	m := atStart.FindStringSubmatchIndex(line)
	if m == nil {
		return line
	}
	at := m[1] - 1 // the sign, or the full stop after a number
	s.WriteString(line[:at] + `\` + line[at:m[1]])
	return line[m[1]:]
}

func shielded(found string) string {
	if dot := strings.IndexByte(found, '.'); dot > 0 { // an invitation, which is shown as a card
		return found[:dot] + `\` + found[dot:]
	}
	return `\` + found
}

// inMasked and inShown replace the characters that could end a link's address
// early, or be taken for markup: in one behind a label, and in one that is seen.
var (
	inMasked = strings.NewReplacer(
		" ", "%20", "<", "%3C", ">", "%3E", "(", "%28", ")", "%29", `\`, "%5C", "`", "%60", "|", "%7C", "*", "%2A", "_", "%5F", "~", "%7E",
	)
	inShown = strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E")
)
