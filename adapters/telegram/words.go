package telegram

import (
	"strings"
	"unicode/utf16"
)

// wording is what a text says once what addresses the bot is taken out.
type wording struct {
	text      string
	command   string // lower case, without sign and name
	mentioned bool
	foreign   bool // a command for another bot
	named     bool // the command names this bot
}

// wordingOf reads a text. A command counts only at the start, where nothing but
// a mention of the bot may stand before it.
func (r reader) wordingOf(text string, marks []mark) wording {
	units := utf16.Encode([]rune(text))
	var w wording
	kept := "" // what stands before the mark at hand, without what was taken out
	from := 0
	for _, m := range marks {
		end := m.Offset + m.Length
		if m.Offset < from || m.Length <= 0 || end > len(units) {
			continue
		}
		said := string(utf16.Decode(units[m.Offset:end]))
		before := joined(kept, string(utf16.Decode(units[from:m.Offset])))
		switch {
		case m.Type == "mention" && strings.EqualFold(said, "@"+r.me.Username),
			m.Type == "text_mention" && m.User != nil && m.User.ID == r.me.ID:
			w.mentioned = true
		case m.Type == "bot_command" && w.command == "" && strings.Trim(before, leftover) == "":
			name, whose, named := strings.Cut(strings.TrimPrefix(said, "/"), "@")
			w.named = named && strings.EqualFold(whose, r.me.Username)
			w.foreign = named && !w.named
			w.command = strings.ToLower(name)
		default:
			continue
		}
		kept, from = before, end
	}
	w.text = strings.TrimSpace(joined(kept, string(utf16.Decode(units[from:]))))
	if w.mentioned || w.command != "" {
		w.text = strings.TrimLeft(w.text, leftover)
	}
	return w
}

// leftover is what remains around a mention: "@bot, how…".
const leftover = " \t\n,:;–—-"

// joined puts the two sides of a gap together without doubling its spaces.
func joined(left, right string) string {
	if strings.TrimSpace(left) == "" {
		return strings.TrimLeft(right, leftover)
	}
	if trimmed := strings.TrimLeft(right, " "); strings.HasSuffix(left, " ") {
		return left + trimmed
	}
	return left + right
}

// started reads what /start carries: a link's "command_about", or what a member
// wrote. Without either it opens the conversation.
func started(text string) (command, about string, hello bool) {
	if text == "" {
		return "", "", true
	}
	if command, about, ok := strings.Cut(text, "_"); ok && command != "" && payload.MatchString(text) {
		return strings.ToLower(command), about, false
	}
	return "start", text, false
}

// routine takes a routine's name out of a command such as start_five_minutes:
// commands cannot have hyphens.
func routine(command string) (name string, ok bool) {
	name, ok = strings.CutPrefix(command, "start_")
	return strings.ReplaceAll(name, "_", "-"), ok && name != ""
}
