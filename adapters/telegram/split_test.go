package telegram

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
	"limber/bot/markup"
)

func TestOnePartIsUnchanged(t *testing.T) {
	r := bot.Reply{
		To: bot.Address{Chat: "1"}, ReplyTo: "2", Text: "a  *b*\n", Small: "c", Urgency: bot.Alarm, Picture: "d.png", Brief: true,
		Buttons: []bot.Button{{Label: "e", Action: "f"}}, Track: "g", Countdown: &bot.Countdown{Until: time.Unix(1, 0), Text: "h"},
	}
	for _, r := range []bot.Reply{r, {}, {Text: strings.Repeat("x", 4096)}, {Buttons: r.Buttons}} {
		if diff := cmp.Diff([]bot.Reply{r}, parts(r)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestParts(t *testing.T) {
	to := bot.Address{Chat: "1"}
	paragraph := strings.TrimSpace(strings.Repeat("word ", 400)) // 1999
	r := bot.Reply{
		To: to, ReplyTo: "2", Urgency: bot.Personal, Small: "source", Track: "s", Sound: "a.mp3", Picture: "b.png",
		Text:      strings.Join([]string{paragraph, paragraph, paragraph}, "\n\n"),
		Buttons:   []bot.Button{{Label: "c", Action: "d"}},
		Countdown: &bot.Countdown{Until: time.Unix(1, 0), Text: "{time}", Plain: "e"},
	}
	want := []bot.Reply{
		{To: to, Urgency: bot.Personal, Silent: true, Picture: r.Picture, ReplyTo: "2"},
		{To: to, Urgency: bot.Personal, Text: paragraph + "\n\n" + paragraph},
		{To: to, Urgency: bot.Personal, Silent: true, Text: paragraph, Small: "source", Track: "s", Buttons: r.Buttons, Countdown: r.Countdown},
		{To: to, Urgency: bot.Personal, Silent: true, Sound: r.Sound},
	}
	if diff := cmp.Diff(want, parts(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The small print counts, and moves the last words on with it.
func TestRoomForTheLastLines(t *testing.T) {
	got := parts(bot.Reply{Text: strings.Repeat("x", 4000) + " " + strings.Repeat("y", 90), Small: "source"})
	if len(got) != 2 || got[1].Text != strings.Repeat("y", 90) || got[1].Small != "source" || got[0].Small != "" {
		t.Errorf("%+v", got)
	}
	got = parts(bot.Reply{Text: strings.Repeat("x", 4096), Small: "source"})
	if len(got) != 2 || got[1].Text != "" || render(got[1]).text != "source" {
		t.Errorf("%+v", got)
	}
}

func TestCaptions(t *testing.T) {
	text := strings.Repeat("x", 1016)
	for small, want := range map[string]int{"source": 1, "sources": 2} {
		if got := parts(bot.Reply{Text: text, Small: small, Picture: "a.png"}); len(got) != want {
			t.Errorf("%d parts, want %d", len(got), want)
		}
	}
}

func TestLongTexts(t *testing.T) {
	list := func(format string) string {
		var s strings.Builder
		for i := range 400 {
			fmt.Fprintf(&s, format, i+1)
		}
		return s.String()
	}
	for name, test := range map[string]struct {
		text  string
		parts int
		check func(t *testing.T, texts []string)
	}{
		"10,000 characters": {strings.Repeat("A sentence of some words. ", 400), 3, func(t *testing.T, texts []string) {
			for _, s := range texts {
				if !strings.HasPrefix(s, "A sentence") || !strings.HasSuffix(s, "words.") {
					t.Errorf("not at a sentence: %.20q…%q", s, s[len(s)-20:])
				}
			}
		}},
		"10,000 emoji": {strings.Repeat("👩‍👩‍👧", 1250), 3, func(t *testing.T, texts []string) {
			for _, s := range texts {
				if strings.ReplaceAll(s, "👩‍👩‍👧", "") != "" {
					t.Errorf("a family was divided: %.40q", s)
				}
			}
		}},
		"Arabic": {strings.Repeat("تمرين بسيط للظهر. ", 500), 3, nil},
		"a long list": {list("%d. An item of the list\n"), 3, func(t *testing.T, texts []string) {
			for _, s := range texts[1:] {
				var n int
				if _, err := fmt.Sscanf(s, "%d. An item", &n); err != nil {
					t.Errorf("does not go on with an item: %.30q", s)
				}
			}
		}},
		"a nested list": {list("- Item %d\n  - inside of it\n"), 3, func(t *testing.T, texts []string) {
			for _, s := range texts {
				if !strings.HasPrefix(s, "• ") {
					t.Errorf("does not go on with an item: %.30q", s)
				}
			}
		}},
		"many entities": {list("- **Item** %d\n"), 4, nil},
		"a link at the border": {strings.Repeat("x", 4080) + " [a link that does not fit](https://a.b)", 2, func(t *testing.T, texts []string) {
			if texts[1] != "a link that does not fit" {
				t.Errorf("%q", texts[1])
			}
		}},
		"code": {"```go\n" + strings.Repeat("x := 1\n", 1000) + "```", 2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var texts []string
			for _, part := range parts(bot.Reply{Text: test.text}) {
				m := render(part)
				sendable(t, part, m)
				texts = append(texts, m.text)
			}
			if len(texts) != test.parts {
				t.Errorf("%d parts, want %d", len(texts), test.parts)
			}
			if got, want := bare(texts...), bare(render(bot.Reply{Text: test.text}).text); got != want {
				t.Error("the parts do not make the whole")
			}
			if test.check != nil {
				test.check(t, texts)
			}
		})
	}
	for _, part := range parts(bot.Reply{Text: "```go\n" + strings.Repeat("x := 1\n", 1000) + "```"}) {
		if e := render(part).entities; len(e) != 1 || e[0].Type != "pre" || e[0].Language != "go" {
			t.Errorf("code goes on as %v", e)
		}
	}
}

// sendable checks a part against the limits.
func sendable(t *testing.T, r bot.Reply, m message) {
	t.Helper()
	wellFormed(t, m)
	longest := longestText
	if r.Picture+r.Sound != "" {
		longest = longestCaption
	} else if m.text == "" {
		t.Error("an empty message")
	}
	if n := utf16Len(m.text); n > longest || len(m.entities) > mostEntities {
		t.Errorf("%d units and %d entities", n, len(m.entities))
	}
	if r.Picture != "" && r.Sound != "" {
		t.Error("a picture and a sound")
	}
}

// bare is a text without white space.
func bare(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, " ")), "")
}

func FuzzParts(f *testing.F) {
	for _, s := range []string{
		"**bold** *a* [x](http://y.z) `c`", "- a\n  - b\n1. c\n\n```\nx", "\x1b[31m\x9b\xff\u202e&#27;&#x9b;", "日本語 👩‍👩‍👧 e\u0301 A\u030a",
		"**a *b*** [`c`](x) \u200f\u200e", "a&#32;&#10;&#10;&#32;b", "[a **b](c) d**", "1. a\n\n   b\n7) c", "\u0301\u0600\u0700", "**\u2800**",
	} {
		f.Add(s, "small", 1, true)
		f.Add(s, s, 900, false)
	}
	f.Fuzz(func(t *testing.T, s, small string, times int, picture bool) {
		text := strings.Repeat(s, min((times&0x3ff)+1, 20_000/(len(s)+1)+1))
		r := bot.Reply{Text: text, Small: small, Countdown: &bot.Countdown{Until: time.Unix(9, 0), Text: "x {time} " + small, Plain: small}}
		if picture {
			r.Picture = "a.png"
		}
		var texts []string
		for _, part := range parts(r) {
			m := render(part)
			if !utf8.ValidString(m.text) {
				t.Errorf("%q is not valid", m.text)
			}
			sendable(t, part, m)
			texts = append(texts, m.text)
		}
		// A link that is shown for itself is shown again where it is cut.
		if got, want := bare(texts...), bare(render(r).text); got != want && !showsLinks(text) {
			t.Errorf("%.200q became %.200q instead of %.200q", text, got, want)
		}
	})
}

func showsLinks(text string) bool {
	for _, b := range markup.Parse(text) {
		for _, sp := range b.Spans {
			if sp.Link != "" && !canOpen(sp.Link) {
				return true
			}
		}
	}
	return false
}

func BenchmarkRender(b *testing.B) {
	r := bot.Reply{Text: "**Get ready:** cat-cow\n\n- on all fours\n- *breathe out*", Small: "A source"}
	for b.Loop() {
		for _, part := range parts(r) {
			render(part)
		}
	}
}

func BenchmarkLongText(b *testing.B) {
	r := bot.Reply{Text: strings.Repeat("Some **words** of a [text](http://x.y) that is long. ", 200)}
	for b.Loop() {
		parts(r)
	}
}
