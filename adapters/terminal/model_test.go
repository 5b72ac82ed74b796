package terminal

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

// player presses keys on a model and keeps what it sends.
type player struct {
	*model
	sent []string // "text: …" or "press: …", then " (echo)"
}

func newPlayer(title string) *player {
	p := &player{model: newModel(Options{Title: title, Labels: englishLabels}, colorprofile.NoTTY)}
	p.send = func(it *item) {
		s := "text: " + it.event.Text
		if it.event.Press != "" {
			s = "press: " + it.event.Press
		}
		if it.echo != "" && it.echo != it.event.Text {
			s += " (" + it.echo + ")"
		}
		p.sent = append(p.sent, s)
		p.print(it)
	}
	return p
}

func (p *player) keys(keys ...string) {
	special := map[string]rune{
		"enter": tea.KeyEnter, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "backspace": tea.KeyBackspace, "tab": tea.KeyTab,
	}
	for _, k := range keys {
		switch {
		case special[k] != 0:
			p.Update(tea.KeyPressMsg{Code: special[k]})
		case strings.HasPrefix(k, "ctrl+"):
			p.Update(tea.KeyPressMsg{Code: rune(k[5]), Mod: tea.ModCtrl})
		default:
			for _, r := range k {
				p.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		}
	}
}

// rest lets time pass, with the ticks that come meanwhile.
func (p *player) rest(d time.Duration) {
	for ; d > 0; d -= tickEvery {
		time.Sleep(tickEvery)
		p.Update(tickMsg{time.Now(), p.progress})
	}
}

func (p *player) show(r bot.Reply) string {
	it := newItem(itemReply, r)
	var all []string
	for !it.finish {
		all = append(all, p.print(it))
	}
	return strings.Join(all, "\n")
}

var cue = bot.Reply{
	Text: "**Go**.", Urgency: bot.Boundary, Buttons: []bot.Button{
		{Label: "Pause", Action: "pause s1"},
		{Label: "Back", Action: "back s1"},
		{Label: "Skip", Action: "skip s1"},
		{Label: "+10 s", Action: "extend s1"},
		{Label: "Stop", Action: "stop s1"},
		{Label: "Sharp pain", Action: "pain s1"},
	},
}

var choice = bot.Reply{
	Text:    "Which?",
	Buttons: []bot.Button{{Label: "This", Action: "a"}, {Label: "That", Action: "b"}},
}

func TestKeys(t *testing.T) {
	const (
		short = 200 * time.Millisecond
		long  = 600 * time.Millisecond
	)
	for name, test := range map[string]struct {
		do   func(*player)
		want []string
	}{
		"a message": {func(p *player) { p.keys("how often?", "enter") }, []string{"text: how often?"}},
		"nothing":   {func(p *player) { p.keys("enter", "   ", "enter") }, nil},
		"no session: keys are text": {
			func(p *player) { p.keys("s"); p.rest(long); p.keys("+!", "enter") },
			[]string{"text: s+!"},
		},
		"a digit presses": {
			func(p *player) { p.show(choice); p.keys("2"); p.rest(long) },
			[]string{"press: b (That)"},
		},
		"a digit and enter presses at once": {
			func(p *player) { p.show(choice); p.keys("1", "enter") },
			[]string{"press: a (This)"},
		},
		"a number in a sentence is text": {
			func(p *player) {
				p.show(choice)
				p.keys("2")
				p.rest(short)
				p.keys(" minutes")
				p.rest(long)
				p.keys("enter")
			},
			[]string{"text: 2 minutes"},
		},
		"a digit without a button is text": {
			func(p *player) { p.show(choice); p.keys("3"); p.rest(long); p.keys("enter") },
			[]string{"text: 3"},
		},
		"keys of a session": {
			func(p *player) {
				p.show(cue)
				p.keys(" ", "right", "left", "+", "!")
				for _, k := range []string{"p", "s", "b", "X"} {
					p.keys(k)
					p.rest(long)
				}
			},
			[]string{
				"press: pause s1", "press: skip s1", "press: back s1", "press: extend s1", "press: pain s1",
				"press: pause s1", "press: skip s1", "press: back s1", "press: stop s1",
			},
		},
		"a word that begins like a key": {
			func(p *player) { p.show(cue); p.keys("sharp pain", "enter") },
			[]string{"text: sharp pain"},
		},
		"a word typed slowly keeps its letters": {
			func(p *player) {
				p.show(cue)
				p.keys("s")
				p.rest(time.Second)
				p.keys("h")
				p.rest(time.Second)
				p.keys("arp pain", "enter")
			},
			[]string{"press: skip s1", "text: sharp pain"},
		},
		"two keys one after the other": {
			func(p *player) { p.show(cue); p.keys("s"); p.rest(long); p.keys("s"); p.rest(long) },
			[]string{"press: skip s1", "press: skip s1"},
		},
		"a key taken back": {
			func(p *player) { p.show(cue); p.keys("x", "backspace"); p.rest(long); p.keys("enter") },
			nil,
		},
		"paused": {
			func(p *player) {
				p.show(cue)
				p.Update(tickMsg{time.Now(), bot.Progress{State: bot.Paused}})
				p.show(bot.Reply{Text: "Paused.", Buttons: []bot.Button{{Label: "Resume", Action: "resume s1"}}})
				p.keys(" ", "right", "1")
				p.rest(long)
			},
			[]string{"press: resume s1", "press: skip s1", "press: resume s1 (Resume)"},
		},
		"another session": {
			func(p *player) {
				p.show(cue)
				p.show(bot.Reply{Text: "Away.", Buttons: []bot.Button{{Label: "Resume", Action: "resume s2"}}})
				p.keys("!", "backspace", " ")
			},
			[]string{"press: resume s2"},
		},
		"an ended session": {
			func(p *player) {
				p.show(cue)
				p.Update(tickMsg{time.Now(), bot.Progress{State: bot.Ended}})
				p.keys("!", "enter")
			},
			[]string{"text: !"},
		},
		"a step's own button": {
			func(p *player) {
				p.show(bot.Reply{Text: "Go.", Urgency: bot.Boundary, Buttons: []bot.Button{{Label: "Done", Action: "done s1"}, {Label: "Stop", Action: "stop s1"}}})
				p.keys("1", "enter", "x", "enter")
			},
			[]string{"press: done s1 (Done)", "press: stop s1"},
		},
		"history": {
			func(p *player) {
				p.keys("one", "enter", "two", "enter", "dra", "up", "up", "up", "!", "enter", "up", "up", "down", "down", "enter")
			},
			[]string{"text: one", "text: two", "text: one!"},
		},
		"editing": {
			func(p *player) {
				p.keys("bc", "ctrl+a", "a", "ctrl+e", " word", "ctrl+w", "d", "enter", "gone", "ctrl+u", "enter")
			},
			[]string{"text: abc d"},
		},
		"pasting lines": {
			func(p *player) {
				p.show(cue)
				p.Update(tea.PasteMsg{Content: "1\r\nx\x1b[2J\ttwo"})
				p.rest(long)
				p.keys("enter")
			},
			[]string{"text: 1 x[2J two"},
		},
		"pasting too much": {
			func(p *player) { p.Update(tea.PasteMsg{Content: strings.Repeat("a", 9000)}); p.keys("enter") },
			[]string{"text: " + strings.Repeat("a", longestInput)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPlayer("")
				test.do(p)
				if diff := cmp.Diff(test.want, p.sent); diff != "" {
					t.Errorf("sent (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestLeaving(t *testing.T) {
	for _, test := range []struct {
		keys []string
		want bool
	}{
		{[]string{"ctrl+c"}, true},
		{[]string{"text", "ctrl+c"}, true},
		{[]string{"ctrl+d"}, true},
		{[]string{"text", "ctrl+d"}, false},
	} {
		p := newPlayer("")
		p.keys(test.keys...)
		if p.leaving != test.want {
			t.Errorf("after %q leaving is %v", test.keys, p.leaving)
		}
	}
}

func TestPrinting(t *testing.T) {
	p := newPlayer("Limber\x1b]0;x\a")
	p.Update(tea.WindowSizeMsg{Width: 30, Height: 20})
	r := choice
	r.Text, r.Small = "A **long** answer that goes on.\n\n- one\n- two, which is also long enough\n\n[x](http://y)", "Source: card"
	got := p.show(r)
	want := `
Limber]0;x
  A long answer that goes on.

  • one
  • two, which is also long
    enough

  x (http://y)
  Source: card

  [1] This  [2] That`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a reply (-want +got):\n%s", diff)
	}
	if got := p.show(bot.Reply{Text: "again"}); got != "\n  again" {
		t.Errorf("the same speaker again: %q", got)
	}
	if got := p.show(bot.Reply{}); got != "" {
		t.Errorf("an empty reply: %q", got)
	}
	if got := p.show(cue); got != "\n  Go." {
		t.Errorf("a step of a session: %q", got)
	}
	own := newItem(itemOwn, bot.Reply{})
	own.echo = "**my** words"
	if got := p.print(own); got != "\nYou\n  **my** words" {
		t.Errorf("the member: %q", got)
	}
}
