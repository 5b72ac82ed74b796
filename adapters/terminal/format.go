package terminal

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"limber/bot"
	"limber/bot/markup"
)

// plainReply is a reply as lines without any style. Long lines stay long, and
// there is no empty line inside a reply: one ends it.
func plainReply(r bot.Reply) []string {
	var lines []string
	for _, b := range markup.Parse(r.Text) {
		first := strings.Repeat(" ", b.Margin())
		if b.Bullet != "" {
			first += b.Bullet + " "
		}
		for _, line := range strings.Split(textOf(b), "\n") {
			if strings.TrimSpace(first+line) != "" {
				lines = append(lines, strings.TrimRight(first+line, " "))
			}
			first = strings.Repeat(" ", b.Indent)
		}
	}
	lines = append(lines, links(r)...)
	if small := oneLine(r.Small); small != "" {
		lines = append(lines, "— "+small)
	}
	if labels := buttonLabels(r.Buttons); len(labels) > 0 {
		lines = append(lines, strings.Join(labels, "  "))
	}
	return lines
}

// links are the picture and the sound where they are links. A file inside the
// pack cannot be shown in a terminal.
func links(r bot.Reply) []string {
	var lines []string
	for _, link := range []string{r.Picture, r.Sound} {
		if strings.HasPrefix(link, "https://") || strings.HasPrefix(link, "http://") {
			lines = append(lines, oneLine(link))
		}
	}
	return lines
}

func buttonLabels(buttons []bot.Button) []string {
	var labels []string
	for i, b := range buttons {
		labels = append(labels, fmt.Sprintf("[%d] %s", i+1, oneLine(b.Label)))
	}
	return labels
}

// paint are the styles of the screen: few, and of the sixteen colours that
// every theme has chosen to be readable on its background.
type paint struct {
	bot, you, alarm, key, strong, soft, faint lipgloss.Style
}

func newPaint() paint {
	s := lipgloss.NewStyle()
	return paint{
		bot:    s.Bold(true).Foreground(lipgloss.Cyan),
		you:    s.Bold(true).Foreground(lipgloss.Magenta),
		alarm:  s.Bold(true).Foreground(lipgloss.Red),
		key:    s.Foreground(lipgloss.Cyan),
		strong: s.Bold(true),
		soft:   s.Italic(true),
		faint:  s.Faint(true),
	}
}

// styled renders a reply's text for a width.
func (p paint) styled(markdown string, width int) []string {
	var lines []string
	for _, b := range markup.Parse(markdown) {
		if b.Gap {
			lines = append(lines, "")
		}
		lines = append(lines, p.block(b, width)...)
	}
	return lines
}

func (p paint) block(b markup.Block, width int) []string {
	var text strings.Builder
	for _, sp := range spansOf(b) {
		// Line by line: a style squares a text of several lines.
		for i, line := range strings.Split(sp.Text, "\n") {
			if i > 0 {
				text.WriteByte('\n')
			}
			text.WriteString(p.span(sp, line))
		}
	}
	indent := min(b.Indent, width/2)
	first := strings.Repeat(" ", indent)
	if b.Bullet != "" {
		bullet := strings.Replace(b.Bullet, "-", "•", 1)
		first = strings.Repeat(" ", max(indent-len([]rune(bullet))-1, 0)) + bullet + " "
	}
	var lines []string
	for _, line := range strings.Split(text.String(), "\n") {
		for _, part := range wrap(line, width-indent, b.Code) {
			lines = append(lines, first+part)
			first = strings.Repeat(" ", indent)
		}
	}
	return lines
}

func (p paint) span(sp span, text string) string {
	if text == "" {
		return ""
	}
	s := lipgloss.NewStyle()
	if sp.Strong {
		s = p.strong
	}
	if sp.Emphasis {
		s = s.Inherit(p.soft)
	}
	if sp.faint {
		s = s.Inherit(p.faint)
	}
	return s.Render(text)
}

// wrap breaks a line at word borders, or anywhere where a word is too long.
func wrap(line string, width int, fixed bool) []string {
	width = max(width, 1)
	if fixed {
		return strings.Split(ansi.Hardwrap(line, width, true), "\n")
	}
	return strings.Split(lipgloss.Wrap(line, width, ""), "\n")
}

// buttonLines lists buttons in one line, or one a line where they do not fit.
func (p paint) buttonLines(buttons []bot.Button, width int) []string {
	labels := buttonLabels(buttons)
	together := strings.Join(labels, "  ")
	if len(labels) == 0 {
		return nil
	}
	var lines []string
	for i, label := range labels {
		number, name, _ := strings.Cut(label, " ")
		for j, part := range wrap(name, width-len(number)-1, false) {
			if j == 0 {
				part = p.key.Render(number) + " " + part
			} else {
				part = strings.Repeat(" ", len(number)+1) + part
			}
			lines = append(lines, part)
		}
		labels[i] = p.key.Render(number) + " " + name
	}
	if ansi.StringWidth(together) <= width {
		return []string{strings.Join(labels, "  ")}
	}
	return lines
}
