package terminal

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"limber/bot"
)

// holdFor is how long a letter or digit alone in the input line waits before
// it counts as a key: it may be the first of a word, such as that of a pain.
const holdFor = 400 * time.Millisecond

// regretFor is how long a letter that counted as a key is put back in front of
// a word that begins after it: somebody types slowly.
const regretFor = 1500 * time.Millisecond

// held is a letter or digit that waits, or has just counted as a key.
type held struct {
	key    string
	since  time.Time
	gone   string // letters that counted as keys
	goneAt time.Time
}

// controls are the buttons that steer a session, by the verb of their action.
type controls map[string]bot.Button

var verbs = []string{"pause", "resume", "skip", "back", "extend", "stop", "pain"}

// keysOf names the verb of each key. Space and p pause and resume.
var keysOf = map[string]string{
	"s": "skip", "right": "skip", "b": "back", "left": "back",
	"+": "extend", "x": "stop", "!": "pain",
}

// learn keeps the buttons of a reply that steer a session and returns those to
// be listed: at a step of a session, only the others.
func (c controls) learn(r bot.Reply) []bot.Button {
	var listed []bot.Button
	for _, b := range r.Buttons {
		verb, id, _ := strings.Cut(b.Action, " ")
		if !slices.Contains(verbs, verb) || id == "" {
			listed = append(listed, b)
			continue
		}
		if r.Urgency != bot.Boundary {
			listed = append(listed, b)
		}
		for v, old := range c {
			if _, oldID, _ := strings.Cut(old.Action, " "); oldID != id {
				delete(c, v) // of a session before
			}
		}
		c[verb] = b
	}
	return listed
}

// toggle is what the space bar does now.
func (m *model) toggle() string {
	_, canPause := m.session["pause"]
	_, canResume := m.session["resume"]
	if canResume && (m.progress.State == bot.Paused || !canPause) {
		return "resume"
	}
	return "pause"
}

// command returns what a key on the empty input line presses.
func (m *model) command(k string) (b bot.Button, listed, ok bool) {
	if b, ok := numbered(m.buttons, k); ok && len(k) == 1 {
		return b, true, true
	}
	k = strings.ToLower(k)
	verb := keysOf[k]
	if k == "space" || k == "p" {
		verb = m.toggle()
	}
	b, ok = m.session[verb]
	return b, false, ok
}

// key takes one key.
func (m *model) key(msg tea.KeyPressMsg) {
	now := time.Now()
	line := m.input.Value()
	k := msg.String()
	switch {
	case k == "ctrl+c", k == "ctrl+d" && line == "":
		m.leaving = true
		return
	case k == "enter", k == "ctrl+j": // ctrl+j is an enter typed before the screen was there
		m.enter()
		return
	case k == "tab" && m.ahead != "":
		m.recall(m.ahead, true)
		return
	case k == "up" || k == "ctrl+p":
		m.recall(m.past.older(line))
		return
	case k == "down" || k == "ctrl+n":
		m.recall(m.past.newer())
		return
	}
	if line == "" {
		if b, listed, ok := m.command(k); ok {
			if waits(k) {
				m.held.key, m.held.since = k, now
				m.input, _ = m.input.Update(msg)
				return
			}
			m.press(b, listed)
			return
		}
	}
	begins := msg.Text != "" && (line == "" || m.held.key != "")
	m.held.key = ""
	m.input, _ = m.input.Update(msg)
	if begins && m.held.gone != "" && now.Sub(m.held.goneAt) < regretFor {
		at := m.input.Position()
		m.input.SetValue(m.held.gone + m.input.Value())
		m.input.SetCursor(at + utf8.RuneCountInString(m.held.gone))
	}
	m.held.gone = ""
}

// waits reports whether a key may be the start of a word.
func waits(k string) bool {
	return len(k) == 1 && k != "+" && k != "!"
}

// release lets a letter that has waited long enough count as a key.
func (m *model) release(now time.Time) {
	k := m.held.key
	if k == "" || now.Sub(m.held.since) < holdFor {
		return
	}
	m.held.key = ""
	b, listed, ok := m.command(k)
	if !ok {
		return
	}
	m.press(b, listed)
	if now.Sub(m.held.goneAt) >= regretFor {
		m.held.gone = ""
	}
	if !listed {
		m.held.gone, m.held.goneAt = m.held.gone+k, now
	}
}

// press presses a button. One of those that were listed stands in the chat as
// what the member said; a session's keys only work.
func (m *model) press(b bot.Button, listed bool) {
	m.input.Reset()
	it := newItem(itemOwn, bot.Reply{})
	it.event = bot.Event{From: m.from, Press: b.Action}
	if listed {
		it.echo = oneLine(b.Label)
	}
	m.send(it)
}

// enter sends the line, or presses the button whose number or key it is.
func (m *model) enter() {
	text := strings.TrimSpace(clean(m.input.Value()))
	alone := m.held.key != ""
	m.held = held{}
	m.input.Reset()
	if text == "" {
		return
	}
	if b, ok := numbered(m.buttons, text); ok {
		m.press(b, true)
		return
	}
	if b, listed, ok := m.command(text); ok && alone {
		m.press(b, listed)
		return
	}
	m.past.add(text)
	it := newItem(itemOwn, bot.Reply{})
	it.echo, it.event = text, bot.Event{From: m.from, Text: text}
	m.send(it)
}

// paste puts text into the line: several lines become one.
func (m *model) paste(msg tea.PasteMsg) {
	m.held = held{}
	msg.Content = strings.ReplaceAll(clean(msg.Content), "\n", " ")
	m.input, _ = m.input.Update(msg)
}

func (m *model) recall(text string, ok bool) {
	if ok {
		m.held = held{}
		m.input.SetValue(text)
		m.input.CursorEnd()
	}
}

// mostPast is how many messages the arrow keys go back.
const mostPast = 200

// history are the messages sent, and the one that was being written.
type history struct {
	sent  []string
	at    int // len(sent): the one being written
	draft string
}

func (h *history) add(text string) {
	if len(h.sent) == 0 || h.sent[len(h.sent)-1] != text {
		h.sent = append(h.sent, text)
	}
	h.sent = h.sent[max(len(h.sent)-mostPast, 0):]
	h.at, h.draft = len(h.sent), ""
}

func (h *history) older(line string) (string, bool) {
	if h.at == 0 {
		return "", false
	}
	if h.at == len(h.sent) {
		h.draft = line
	}
	h.at--
	return h.sent[h.at], true
}

func (h *history) newer() (string, bool) {
	if h.at == len(h.sent) {
		return "", false
	}
	h.at++
	if h.at == len(h.sent) {
		return h.draft, true
	}
	return h.sent[h.at], true
}
