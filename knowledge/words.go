package knowledge

import (
	"maps"
	"slices"
	"strings"

	"limber/knowledge/text"
)

// The commands that take something after them. Every other one stands alone.
const (
	wordStart   = "start"   // start <routine>
	wordPreview = "preview" // preview <routine>
	wordAsk     = "ask"     // ask <question>, only as /ask
)

// longestCommand is the most words a plain message may have to be a command;
// one with "/" may be of any length.
const longestCommand = 14

// commands knows the ways of saying each command.
type commands struct {
	ways   []way
	naming []*way          // those that take the name of a routine
	whole  map[string]*way // by the words run together, so that spaces do not matter
	polite text.Sequences[int]
}

// way is one way of saying a command.
type way struct {
	command string
	words   []string
}

// Command recognises what a member types to steer the bot: a word of p's
// commands said alone, such as "pause please" or "pasue", or with a slash or
// exclamation mark before it. Word is the command's key, such as "pause".
//
// Start, preview and, with a slash, ask take an argument, which rest holds as
// the member wrote it. Without a slash the argument must be the name of a
// routine: "start at the top?" is a question and no command.
func (p *Pack) Command(message string) (word, rest string, ok bool) {
	c := p.commands.get(func() *commands { return newCommands(p) })
	message = strings.TrimSpace(message)
	if body := strings.TrimLeft(message, "/!"); body != message {
		return c.slash(body)
	}
	list := commandTokens(message)
	if len(list) == 0 || len(list) > longestCommand {
		return "", "", false
	}
	if word, rest, ok := c.named(message, list, func(name string) bool { return p.RoutineNamed(name) != nil }); ok {
		return word, rest, true // though its name be a word of politeness
	}
	if w := c.said(list); w != nil {
		if w.command == wordAsk {
			return "", "", false
		}
		return w.command, "", true
	}
	return c.named(message, list, func(name string) bool { return len(p.FindRoutine(name)) > 0 })
}

// RoutineNamed returns the routine that has exactly this id or name, but for
// case and signs; nil if there is none.
func (p *Pack) RoutineNamed(name string) *Routine {
	words := text.Words(name)
	i := slices.IndexFunc(p.Routines, func(r *Routine) bool {
		return slices.Equal(words, text.Words(r.ID)) || slices.Equal(words, text.Words(r.Name))
	})
	if i < 0 {
		return nil
	}
	return p.Routines[i]
}

func newCommands(p *Pack) *commands {
	c := &commands{whole: map[string]*way{}, polite: politeness(p)}
	for _, key := range slices.Sorted(maps.Keys(p.words)) {
		for _, said := range append([]string{key}, p.words[key]...) {
			c.ways = append(c.ways, way{key, wordsOf(commandTokens(said))})
		}
	}
	for i := range c.ways {
		w := &c.ways[i]
		if w.command == wordStart || w.command == wordPreview {
			c.naming = append(c.naming, w)
		}
		joined := strings.Join(w.words, "")
		if _, taken := c.whole[joined]; !taken && joined != "" {
			c.whole[joined] = w
		}
	}
	return c
}

// politeness is what may stand around a command in the pack's language, with
// the place of each phrase in its list.
func politeness(p *Pack) (polite text.Sequences[int]) {
	if p.language != nil {
		for i, phrase := range p.language.Polite {
			polite.Add(text.Pattern(phrase), i)
		}
	}
	return polite
}

// commandTokens is text.Tokens with every plus sign as a word, so that "+10" is
// not "10".
func commandTokens(message string) []text.Token {
	var list []text.Token
	at := 0
	for at <= len(message) {
		end := strings.IndexByte(message[at:], '+')
		if end < 0 {
			end = len(message) - at
		}
		for _, t := range text.Tokens(message[at : at+end]) {
			t.Start, t.End = t.Start+at, t.End+at
			list = append(list, t)
		}
		at += end + 1
		if at <= len(message) {
			list = append(list, text.Token{Word: "+", Start: at - 1, End: at})
		}
	}
	return list
}

func wordsOf(list []text.Token) []string {
	words := make([]string, len(list))
	for i, t := range list {
		words[i] = t.Word
	}
	return words
}

// slash reads a command after its slash: "start_thoracic", "pause@SomeBot".
func (c *commands) slash(body string) (word, rest string, ok bool) {
	first, others, _ := strings.Cut(body, " ")
	if command, _, addressed := strings.Cut(first, "@"); addressed {
		first = command
		body = first + " " + others
	}
	list := commandTokens(body)
	for n := min(len(list), longestCommand); n > 0; n-- {
		w := c.exactly(wordsOf(list[:n]))
		if w == nil && n == 1 {
			w = c.nearly(wordsOf(list[:n]))
		}
		if w == nil {
			continue
		}
		if n < len(list) {
			rest = strings.TrimSpace(body[list[n].Start:])
			if list[n].Start < len(first) {
				rest = strings.ReplaceAll(rest, "_", " ")
			}
		}
		return w.command, rest, true
	}
	return "", "", false
}

// said returns the way of saying a command that the words are, with politeness
// around it dropped, nil for none. What needs the least dropping wins.
func (c *commands) said(list []text.Token) *way {
	for _, match := range []func([]string) *way{c.exactly, c.nearly} {
		for _, r := range c.without(list) {
			if w := match(wordsOf(list[r[0]:r[1]])); w != nil {
				return w
			}
		}
	}
	return nil
}

// politeAt returns the lengths of the polite phrases that begin at place i, in
// the order of the language's list: it decides between ways of dropping them
// that leave as many words.
func (c *commands) politeAt(list []text.Token, i int) []int {
	lengths := map[int]int{} // by place in the list
	for n, place := range c.polite.At(text.Clause(list, i)) {
		lengths[place] = n
	}
	var inOrder []int
	for _, place := range slices.Sorted(maps.Keys(lengths)) {
		inOrder = append(inOrder, lengths[place])
	}
	return inOrder
}

// without returns what is left of the words, as from and to, for each way of
// dropping politeness around them; the longest first.
func (c *commands) without(list []text.Token) [][2]int {
	starts := []int{0}
	for k := 0; k < len(starts); k++ {
		if i := starts[k]; i < len(list) {
			for _, n := range c.politeAt(list, i) {
				if !slices.Contains(starts, i+n) {
					starts = append(starts, i+n)
				}
			}
		}
	}
	ends := []int{len(list)}
	for k := 0; k < len(ends); k++ {
		for i := range ends[k] {
			for n := range c.polite.At(text.Clause(list, i)) {
				if i+n == ends[k] && !slices.Contains(ends, i) {
					ends = append(ends, i)
				}
			}
		}
	}
	var left [][2]int
	for _, from := range starts {
		for _, to := range ends {
			if from < to {
				left = append(left, [2]int{from, to})
			}
		}
	}
	slices.SortStableFunc(left, func(a, b [2]int) int { return (b[1] - b[0]) - (a[1] - a[0]) })
	return left
}

// exactly finds the way that the words are, letters stretched ("stoooop") or
// the whole said more than once ("stop stop") or not.
func (c *commands) exactly(words []string) *way {
	joined := strings.Join(words, "")
	for _, s := range []string{joined, text.Squeeze(joined, 2), text.Squeeze(joined, 1), strings.Join(slices.Compact(slices.Clone(words)), "")} {
		if w, ok := c.whole[s]; ok && (s == joined || stretched(joined) || len(words) > 1) {
			return w
		}
	}
	return nil
}

// nearly finds the way that the words are with one small mistake in a word of
// five letters or more, or two letters of a shorter one swapped.
func (c *commands) nearly(words []string) *way {
	for i := range c.ways {
		if w := &c.ways[i]; nearWords(words, w.words) {
			return w
		}
	}
	return nil
}

// named recognises a command with the name of a routine: "start the thoracic".
func (c *commands) named(message string, list []text.Token, routine func(string) bool) (word, rest string, ok bool) {
	words := wordsOf(list)
	for _, r := range c.without(list) {
		for _, w := range c.naming {
			at := r[0] + len(w.words)
			if at >= r[1] || !nearWords(words[r[0]:at], w.words) {
				continue
			}
			rest := message[list[at].Start:list[r[1]-1].End]
			if routine(rest) {
				return w.command, rest, true
			}
		}
	}
	return "", "", false
}
