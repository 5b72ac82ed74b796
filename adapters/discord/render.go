package discord

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"

	"limber/bot"
	"limber/bot/markup"
)

// message is a reply as one Discord message.
type message struct {
	content string
	embed   *embed // nil: none
	rows    []row
	media   string // the name of a file to be attached, "" for none
	flags   int
	err     error // names what was left out
}

// embed is a box with a coloured edge.
type embed struct {
	Description string  `json:"description,omitempty"`
	Footer      *footer `json:"footer,omitempty"`
	Image       *image  `json:"image,omitempty"`
}

type footer struct {
	Text string `json:"text"`
}

type image struct {
	URL string `json:"url"`
}

// What Discord takes in one message, in UTF-16 units: as many or fewer than the
// characters that Discord counts.
const (
	longestContent   = 2000
	longestInEmbed   = 4096
	longestSmall     = 700
	longestCountdown = 200
	suppressEmbeds   = 1 << 2
	ephemeral        = 1 << 6
	suppressNotice   = 1 << 12
	belowHere        = "↓" // the text of buttons without one: Discord takes no empty message
	smallPrint       = "-# "
	markOfLanguage   = `^[A-Za-z0-9_+#.-]{1,32}$`
)

var languages = regexp.MustCompile(markOfLanguage)

// render turns a reply into a message. Whether it is short enough is for parts
// to see to.
//
// What a session says is plain text, so that it stands whole in the
// notification on the lock screen of a phone. An answer, which has a source, is
// an embed: it holds twice as much, its edge sets it off in a busy channel, and
// its source is small and cannot be taken for a part of it. Components of the
// second version would do the same, but notifications do not show their text,
// and what is sent with them can never be plain again. Where embeds are not
// permitted (poor), all is plain text.
func render(r bot.Reply, poor bool) message { return renderBlocks(r, markup.Parse(r.Text), poor) }

// renderBlocks is render for a text that was read already.
func renderBlocks(r bot.Reply, blocks []markup.Block, poor bool) message {
	text := joined(blocksText(blocks), countdown(r.Countdown))
	small := clipped(markup.OneLine(r.Small), longestSmall)
	m := message{content: text}
	m.rows, m.err = rows(r.Buttons)
	switch {
	case small == "":
	case poor:
		m.content = joined(text, smallPrint+escaped(small, true))
	default:
		m.content, m.embed = "", &embed{Description: text, Footer: &footer{small}}
	}
	if m.embed == nil && strings.Contains(m.content, "://") {
		m.flags |= suppressEmbeds
	}
	m.show(r, poor)
	if m.embed != nil && m.embed.Image != nil {
		m.flags &^= suppressEmbeds // it would go for this one too
	}
	if m.empty() && len(m.rows) > 0 {
		m.content = belowHere
	}
	if r.Silent {
		m.flags |= suppressNotice
	}
	return m
}

func (m message) empty() bool { return m.content == "" && m.embed == nil && m.media == "" }

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}

func blocksText(blocks []markup.Block) string {
	var s strings.Builder
	for i, b := range blocks {
		switch {
		case b.Gap:
			s.WriteString("\n\n")
		case i > 0:
			s.WriteByte('\n')
		}
		s.WriteString(block(b))
	}
	return strings.TrimRight(strings.Trim(s.String(), "\n"), " \n")
}

// block writes a paragraph, an item of a list, or code.
func block(b markup.Block) string {
	if b.Code {
		if code, ok := fenced(b); ok {
			return code
		}
	}
	first := strings.Repeat(" ", b.Margin())
	if b.Bullet != "" && strings.TrimSpace(b.Text()) == "" {
		return first + escaped(b.Bullet, true) // Discord has no empty items
	}
	if b.Bullet != "" {
		first += b.Bullet + " "
	}
	return first + inline(b.Spans, strings.Repeat(" ", b.Indent))
}

// fenced writes code, unless that cannot be: nothing in it can be shielded.
func fenced(b markup.Block) (code string, ok bool) {
	text := b.Text()
	if strings.TrimSpace(text) == "" || strings.Contains(text, "```") {
		return "", false
	}
	language := ""
	if languages.MatchString(b.Language) {
		language = b.Language
	}
	return fmt.Sprintf("```%s\n%s\n```", language, text), true
}

// countdown writes the line with the time that is left, which Discord counts by
// itself.
func countdown(c *bot.Countdown) string {
	if c == nil {
		return ""
	}
	var s strings.Builder
	for i, words := range strings.Split(clipped(markup.OneLine(c.Text), longestCountdown), "{time}") {
		if i > 0 {
			fmt.Fprintf(&s, "<t:%d:R>", c.Until.Unix())
		}
		s.WriteString(escaped(words, i == 0))
	}
	return s.String()
}

// utf16Len counts as Discord's limits are counted here.
func utf16Len(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// clipped shortens a text to n characters, before it is shielded.
func clipped(s string, n int) string { return cut(s, n) }
