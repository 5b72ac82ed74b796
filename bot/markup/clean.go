package markup

import (
	"strings"
	"unicode"
)

// Clean makes text safe to show: valid UTF-8 without control characters, so
// that nothing anybody writes can reach a terminal as a command, or turn the
// text around it. Line ends stay, tabs become spaces.
func Clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
			return '\n'
		case '\t':
			return ' '
		case '\u202D', '\u202E', '\uFEFF': // overrides of direction; a byte order mark
			return -1
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// OneLine is Clean without line ends and without space around it.
func OneLine(s string) string {
	lines := strings.FieldsFunc(Clean(s), func(r rune) bool { return r == '\n' })
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.TrimSpace(strings.Join(lines, " "))
}
