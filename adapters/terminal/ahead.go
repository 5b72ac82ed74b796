package terminal

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// enoughTyped is how many letters are typed before the line is completed: with
// fewer, anything may come.
const enoughTyped = 3

// lookAhead finds what the line may become.
func (m *model) lookAhead() {
	line := strings.TrimSpace(clean(m.input.Value()))
	m.ahead = ""
	if m.guess == nil || utf8.RuneCountInString(line) < enoughTyped {
		return
	}
	if ahead := oneLine(m.guess(line)); !strings.EqualFold(ahead, line) {
		m.ahead = ahead
	}
}

// aheadLine shows what the tab key puts into the line.
func (m *model) aheadLine() []string {
	if m.ahead == "" {
		return nil
	}
	return []string{m.paint.faint.Render(ansi.Truncate("⇥ "+m.ahead, max(m.width-1, 1), "…"))}
}
