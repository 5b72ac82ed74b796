package terminal

import (
	"strings"

	"limber/bot/markup"
)

// clean makes text safe to print. Line ends stay.
func clean(s string) string { return markup.Clean(s) }

// oneLine is clean without line ends and without space around it.
func oneLine(s string) string { return markup.OneLine(s) }

// fill puts values into the {placeholders} of a label. Pairs are names and
// values.
func fill(label string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		label = strings.ReplaceAll(label, "{"+pairs[i]+"}", pairs[i+1])
	}
	return label
}
