package terminal

import "strings"

// figure draws each character of a clock, three columns wide, five points
// high. Two points, one above the other, make one half-block character.
var figure = map[rune][5]string{
	'0': {"###", "# #", "# #", "# #", "###"},
	'1': {" # ", "## ", " # ", " # ", "###"},
	'2': {"###", "  #", "###", "#  ", "###"},
	'3': {"###", "  #", "###", "  #", "###"},
	'4': {"# #", "# #", "###", "  #", "  #"},
	'5': {"###", "#  ", "###", "  #", "###"},
	'6': {"###", "#  ", "###", "# #", "###"},
	'7': {"###", "  #", "  #", "  #", "  #"},
	'8': {"###", "# #", "###", "# #", "###"},
	'9': {"###", "# #", "###", "  #", "###"},
	':': {" ", "#", " ", "#", " "},
}

// digits draws a clock in large figures, to be read from the floor.
func digits(clock string) []string {
	lines := make([]string, 3)
	for i := range lines {
		var row []string
		for _, c := range clock {
			points := figure[c]
			lower := strings.Repeat(" ", len(points[0]))
			if 2*i+1 < len(points) {
				lower = points[2*i+1]
			}
			row = append(row, halves(points[2*i], lower))
		}
		lines[i] = strings.Join(row, " ")
	}
	return lines
}

// halves joins a row of points and the one below it.
func halves(upper, lower string) string {
	var s strings.Builder
	for i := range upper {
		switch {
		case upper[i] == '#' && lower[i] == '#':
			s.WriteRune('█')
		case upper[i] == '#':
			s.WriteRune('▀')
		case lower[i] == '#':
			s.WriteRune('▄')
		default:
			s.WriteByte(' ')
		}
	}
	return s.String()
}
