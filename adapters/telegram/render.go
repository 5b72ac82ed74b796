package telegram

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"limber/bot"
	"limber/bot/markup"
)

// message is a reply as one Telegram message: text with entities, never a text
// that Telegram parses, so that nothing can fail to be understood. An empty text
// is nothing to say: only a picture or sound may then be sent.
type message struct {
	text     string // what Telegram trims is not in it
	entities []entity
	keyboard *keyboard // nil if there are no buttons
	err      error     // names the buttons that were left out, see keys
}

// entity is a MessageEntity. The library's lacks the date_time kind.
type entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"` // in UTF-16 units
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`              // of a text_link
	Language string `json:"language,omitempty"`         // of a pre
	UnixTime int64  `json:"unix_time,omitempty"`        // of a date_time
	Format   string `json:"date_time_format,omitempty"` // of a date_time
}

const (
	// Room for the lines that stand besides the text, in UTF-16 units.
	longestSmall     = 700
	longestCountdown = 200
	longestLanguage  = 64

	// relative makes apps show the time that is left, and count it.
	relative = "r"
	// belowHere is the text of buttons without one: Telegram takes no message
	// without text.
	belowHere = "↓"
)

// render turns a reply into a message. Whether it is short enough is for parts
// to see to.
func render(r bot.Reply) message {
	return renderBlocks(r, markup.Parse(r.Text))
}

// renderBlocks is render for a text that was read already.
func renderBlocks(r bot.Reply, blocks []markup.Block) message {
	w := writer{inside: map[int]string{}}
	for i, b := range blocks {
		w.block(b, i == 0)
	}
	if r.Countdown != nil {
		w.paragraph()
		w.countdown(*r.Countdown)
	}
	// Small print is italic: a quote would be a box with a bar, and louder than
	// the answer above it.
	if small := clipped(deliverable(markup.OneLine(r.Small)), longestSmall); visible(small) {
		w.paragraph()
		w.styled(small, entity{Type: "italic"})
	}
	m := message{text: w.text.String(), entities: w.entities}
	m.trim()
	m.keyboard, m.err = keys(r.Buttons)
	if m.text == "" && m.keyboard != nil && r.Picture == "" && r.Sound == "" {
		m.text = belowHere
	}
	return m
}

// trim takes away what Telegram takes away from the ends.
func (m *message) trim() {
	whole := m.text
	if !visible(whole) {
		m.text, m.entities = "", nil
		return
	}
	m.text = strings.TrimLeftFunc(whole, unicode.IsSpace)
	cut := utf16Len(whole) - utf16Len(m.text)
	m.text = strings.TrimRightFunc(m.text, unicode.IsSpace)
	length := utf16Len(m.text)
	kept := m.entities[:0]
	for _, e := range m.entities {
		end := min(e.Offset+e.Length-cut, length)
		e.Offset = max(e.Offset-cut, 0)
		if e.Length = end - e.Offset; e.Length > 0 {
			kept = append(kept, e)
		}
	}
	m.entities = kept
}

// writer puts a message's text together and knows how long it is.
type writer struct {
	text     strings.Builder
	units    int
	entities []entity
	inside   map[int]string // by columns: the space before the lines of the item there
}

func (w *writer) write(s string) {
	w.text.WriteString(s)
	w.units += utf16Len(s)
}

// styled writes a text with an entity over it.
func (w *writer) styled(s string, e entity) {
	e.Offset, e.Length = w.units, utf16Len(s)
	w.write(s)
	w.entities = append(w.entities, e)
}

// paragraph begins one, after an empty line.
func (w *writer) paragraph() {
	if w.units > 0 {
		w.write("\n\n")
	}
}

// block writes a paragraph, an item of a list, or code. Spaces are narrow where
// members read, so lists in lists are indented by twice as many.
func (w *writer) block(b markup.Block, first bool) {
	switch {
	case b.Gap:
		w.write("\n\n")
	case !first:
		w.write("\n")
	}
	if b.Bullet != "" {
		bullet := strings.Repeat("  ", b.Margin()) + strings.Replace(b.Bullet, "-", "•", 1) + " "
		w.inside[b.Indent] = strings.Repeat(" ", utf8.RuneCountInString(bullet))
		w.write(bullet)
	} else {
		w.write(w.inside[b.Indent])
	}
	if !b.Code {
		w.spans(b.Spans, "\n"+w.inside[b.Indent])
		return
	}
	if text := deliverable(b.Text()); visible(text) {
		w.styled(text, entity{Type: "pre", Language: clipped(b.Language, longestLanguage)})
	}
}

// spans writes spans with their styles. Lines after the first begin with indent.
func (w *writer) spans(spans []markup.Span, indent string) {
	spans = possible(spans)
	starts, ends := make([]int, len(spans)), make([]int, len(spans))
	for i, sp := range spans {
		starts[i] = w.units
		w.write(strings.ReplaceAll(deliverable(sp.Text), "\n", indent))
		ends[i] = w.units
	}
	for _, run := range markup.Nest(spans) {
		if visible(markup.Join(spans[run.From:run.To])) {
			w.entities = append(w.entities, entity{
				Type: entityTypes[run.Style], URL: run.Link,
				Offset: starts[run.From], Length: ends[run.To-1] - starts[run.From],
			})
		}
	}
}

var entityTypes = map[markup.Style]string{
	markup.Strong: "bold", markup.Emphasis: "italic", markup.Code: "code", markup.Link: "text_link",
}

// possible returns the spans with such styles as Telegram can show together: code
// has no other, nor is it in a link. A link that Telegram cannot open is shown.
func possible(spans []markup.Span) []markup.Span {
	var out []markup.Span
	label := "" // of the link so far
	for i, sp := range spans {
		to := sp.Link
		if to != "" && !canOpen(to) {
			sp.Link = ""
		}
		if sp.Link != "" {
			sp.Code = false
		}
		if sp.Code {
			sp.Strong, sp.Emphasis = false, false
		}
		out = append(out, sp)
		label += sp.Text
		if i+1 < len(spans) && spans[i+1].Link == to {
			continue
		}
		// An address of mail becomes a link by itself.
		if shown := strings.TrimPrefix(to, "mailto:"); sp.Link == "" && to != "" && label != shown {
			out = append(out, markup.Span{Text: " (" + shown + ")"})
		}
		label = ""
	}
	return out
}

// countdown writes the line with the time that is left. Apps that cannot count
// show the words instead.
func (w *writer) countdown(c bot.Countdown) {
	line := clipped(deliverable(markup.OneLine(c.Text)), longestCountdown)
	plain := clipped(deliverable(markup.OneLine(c.Plain)), longestCountdown)
	if !visible(plain) {
		plain = "…"
	}
	for i, words := range strings.Split(line, "{time}") {
		if i > 0 {
			w.styled(plain, entity{Type: "date_time", UnixTime: c.Until.Round(time.Second).Unix(), Format: relative})
		}
		w.write(words)
	}
}
