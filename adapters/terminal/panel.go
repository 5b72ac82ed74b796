package terminal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"limber/bot"
)

const (
	// tallest is how many lines the live part has at most.
	tallest = 14
	// roomForDigits is how high and wide a screen must be for the large figures.
	roomForDigits, roomForDigitsWide = 16, 26
	// longestBar keeps the progress bar from being broken by a narrower window.
	longestBar = 40
	prompt     = "› "
	gutter     = "   "
	between    = " · "
)

// draw draws the live part: an empty line, the input line, where the session
// stands, the keys. The input line comes first because the cursor is in it: what
// stands above the cursor cannot be wiped surely where the part gets lower, or
// the window narrower.
func (m *model) draw() tea.View {
	input, x := m.inputLine()
	lines := append([]string{"", input}, m.aheadLine()...)
	lines = append(lines, m.panel()...)
	lines = append(lines, m.keyHelp()...)
	y := 1
	room := max(min(m.height-1, tallest), 1)
	if room == 1 {
		lines, y = lines[1:], 0
	}
	v := tea.NewView(strings.Join(lines[:min(len(lines), room)], "\n"))
	v.Cursor = tea.NewCursor(x, y)
	v.WindowTitle = m.title
	return v
}

// standing is what the panel shows of a Progress at one moment.
type standing struct {
	left, leftInAll time.Duration
	done            float64 // of the label's time, from 0 to 1
	rep             int     // the repetition under way, from 1; 0 for none
}

func standingAt(p bot.Progress, now time.Time) standing {
	s := standing{left: p.Left, leftInAll: p.LeftInAll}
	if p.State == bot.Running {
		s.left, s.leftInAll = p.Until.Sub(now), p.Ends.Sub(now)
	}
	s.left, s.leftInAll = max(s.left, 0), max(s.leftInAll, 0)
	if p.Whole > 0 {
		s.done = 1 - min(float64(s.left)/float64(p.Whole), 1)
	}
	if p.Reps > 0 && p.Pace > 0 {
		s.rep = min(int(max(p.Whole-s.left, 0)/p.Pace)+1, p.Reps)
	}
	return s
}

// panel shows the session under way: in a low window the most needed first.
func (m *model) panel() []string {
	p := m.progress
	if p.State != bot.Running && p.State != bot.Paused {
		return nil
	}
	at := standingAt(p, m.now)
	width := max(m.width-1, 1)
	timed := p.Whole > 0 // else it lasts until the member says so
	label, beside := oneLine(p.Label), m.beside(p, at)
	var bar []string
	if timed {
		bar = []string{m.bar(at.done, min(width, longestBar))}
	}
	if !timed || m.height < roomForDigits || width < roomForDigitsWide {
		words := strings.Fields(label)
		if timed {
			words = append([]string{clock(at.left)}, words...)
		}
		lines := append(flow(words, " ", width, m.paint.strong.Render), bar...)
		return append(lines, m.rest(beside, p, at, width)...)
	}
	large := digits(clock(at.left))
	room := width - ansi.StringWidth(large[0]) - len(gutter)
	for i := range large {
		large[i] = m.paint.key.Render(large[i])
	}
	words := []string{m.paint.strong.Render(label), beside, m.paint.faint.Render(joinAll(m.about(p, at, room)))}
	if room >= max(ansi.StringWidth(words[0]), ansi.StringWidth(words[1]), ansi.StringWidth(words[2])) {
		for i := range large {
			large[i] = join(large[i], gutter, words[i])
		}
		return append(bar, large...)
	}
	return slices.Concat(bar, flow(strings.Fields(label), " ", width, m.paint.strong.Render),
		large, m.rest(beside, p, at, width))
}

// rest is what is good to know, in as many lines as it needs.
func (m *model) rest(beside string, p bot.Progress, at standing, width int) []string {
	var lines []string
	if beside != "" {
		lines = append(lines, ansi.Truncate(beside, width, "…"))
	}
	return append(lines, flow(m.about(p, at, width), between, width, m.paint.faint.Render)...)
}

// about says where in the routine the session is, and names it where there is
// room.
func (m *model) about(p bot.Progress, at standing, room int) []string {
	parts := []string{oneLine(p.Routine), m.step(p), m.leftInAll(at)}
	if ansi.StringWidth(joinAll(parts)) > room {
		parts = parts[1:]
	}
	return parts
}

// beside is what stands beside the countdown.
func (m *model) beside(p bot.Progress, at standing) string {
	var parts []string
	if p.State == bot.Paused && p.Whole > 0 {
		paused := m.labels.Paused
		if paused == "" {
			paused = "‖"
		}
		parts = append(parts, m.paint.alarm.Render(paused))
	}
	if at.rep > 0 {
		parts = append(parts, figures(m.labels.Rep, at.rep, p.Reps, "n"))
	}
	return joinAll(parts)
}

func (m *model) step(p bot.Progress) string {
	if p.Of == 0 {
		return ""
	}
	return figures(m.labels.Step, p.Step, p.Of, "step")
}

func (m *model) leftInAll(at standing) string {
	if m.labels.Left == "" {
		return clock(at.leftInAll)
	}
	return fill(m.labels.Left, "time", clock(at.leftInAll))
}

// figures fills a label such as "step {step} of {of}", or says "3/7".
func figures(label string, n, of int, name string) string {
	if label == "" {
		label = "{" + name + "}/{of}"
	}
	return fill(label, name, strconv.Itoa(n), "of", strconv.Itoa(of))
}

func (m *model) bar(done float64, width int) string {
	full := min(int(done*float64(width)+0.5), width)
	return m.paint.key.Render(strings.Repeat("━", full)) + m.paint.faint.Render(strings.Repeat("─", width-full))
}

// clock is a time left as 04:10, rounded up: it says 00:00 when it is over.
func clock(d time.Duration) string {
	s := int((d + time.Second - 1) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

// keyHelp names the keys that press something now.
func (m *model) keyHelp() []string {
	space := m.labels.Space
	if space == "" {
		space = "␣"
	}
	var parts []string
	for _, k := range []struct{ key, verb string }{
		{space, m.toggle()}, {"x", "stop"}, {"!", "pain"}, {"→", "skip"}, {"←", "back"}, {"+", "extend"},
	} {
		if b, ok := m.session[k.verb]; ok {
			label := oneLine(b.Label)
			if strings.HasPrefix(label, k.key) { // "+10 s" names its key
				parts = append(parts, label)
				continue
			}
			parts = append(parts, k.key+" "+label)
		}
	}
	return flow(parts, between, max(m.width-1, 1), m.paint.faint.Render)
}

// flow puts parts into as few lines as the width allows, breaking between
// parts. Empty parts are left out.
func flow(parts []string, sep string, width int, style func(...string) string) []string {
	var lines []string
	line := ""
	for _, part := range parts {
		if part == "" {
			continue
		}
		part = ansi.Truncate(part, width, "…")
		switch longer := join(line, sep, part); {
		case ansi.StringWidth(longer) <= width:
			line = longer
		default:
			lines = append(lines, style(line))
			line = part
		}
	}
	if line != "" {
		lines = append(lines, style(line))
	}
	return lines
}

// join puts sep only between two texts that are there.
func join(a, sep, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + sep + b
}

func joinAll(parts []string) string {
	all := ""
	for _, part := range parts {
		all = join(all, between, part)
	}
	return all
}

// inputLine shows the part of the input around the cursor, and where in the
// line the cursor is.
func (m *model) inputLine() (line string, x int) {
	value := []rune(m.input.Value())
	room := max(m.width-ansi.StringWidth(prompt)-1, 1)
	head := m.paint.you.Render(prompt)
	if len(value) == 0 {
		return head + m.paint.faint.Render(ansi.Truncate(m.hint(), room, "…")), ansi.StringWidth(prompt)
	}
	before := string(value[:m.input.Position()])
	at := ansi.StringWidth(before)
	start := max(at-room+1, 0)
	shown := ansi.Cut(string(value), start, start+room)
	return head + shown, ansi.StringWidth(prompt) + ansi.StringWidth(ansi.Cut(before, start, at))
}

func (m *model) hint() string {
	if m.offered && m.labels.Press != "" {
		return fill(m.labels.Press, "n", strconv.Itoa(len(m.buttons)))
	}
	return m.labels.Hint
}
