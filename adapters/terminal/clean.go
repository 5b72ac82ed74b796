package terminal

import (
	"strings"
	"unicode"
)

// clean makes text safe to print: valid UTF-8 without control characters, so
// that nothing anybody writes can reach the terminal as a command. Line ends
// stay, tabs become spaces.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
			return '\n'
		case '\t':
			return ' '
		case '\u202D', '\u202E', '\uFEFF': // would turn the text around it; a byte order mark
			return -1
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// oneLine is clean without line ends and without space around it.
func oneLine(s string) string {
	lines := strings.FieldsFunc(clean(s), func(r rune) bool { return r == '\n' })
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.TrimSpace(strings.Join(lines, " "))
}

// fill puts values into the {placeholders} of a label. Pairs are names and
// values.
func fill(label string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		label = strings.ReplaceAll(label, "{"+pairs[i]+"}", pairs[i+1])
	}
	return label
}
