package terminal

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

func TestText(t *testing.T) {
	for _, test := range []struct {
		name, markdown, plain, styled string // styled is 24 columns wide, without the styles
	}{
		{"words", "some words", "some words", "some words"},
		{"styles", "**bold** and *soft* and `code`", "bold and soft and code", "bold and soft and code"},
		{"lines stay", "one\ntwo\n\nthree", "one\ntwo\nthree", "one\ntwo\n\nthree"},
		{"wrapping", "words that go on and on until the end", "words that go on and on until the end", "words that go on and on\nuntil the end"},
		{"a long word", strings.Repeat("x", 30), strings.Repeat("x", 30), strings.Repeat("x", 24) + "\n" + strings.Repeat("x", 6)},
		{"wide runes", "日本語の文章です、とても長い", "日本語の文章です、とても長い", "日本語の文章です、とても\n長い"},
		{"a list", "Head:\n- one\n- two words that are wrapped\n\nafter", "Head:\n- one\n- two words that are wrapped\nafter", "Head:\n\n• one\n• two words that are\n  wrapped\n\nafter"},
		{"numbers", "9. nine\n10. ten", "9. nine\n10. ten", "9. nine\n10. ten"},
		{"nested", "- a\n  1. b\n     - c\n- d", "- a\n  1. b\n     - c\n- d", "• a\n  1. b\n     • c\n• d"},
		{"paragraphs in a list", "- a\n\n  b\n- c", "- a\n  b\n- c", "• a\n\n  b\n\n• c"},
		{"an empty item", "- \n- b", "-\n- b", "•\n• b"},
		{"link", "[a](http://b)", "a (http://b)", "a (http://b)"},
		{"bare link", "<http://b> http://c", "http://b http://c", "http://b http://c"},
		{"link that is its text", "[http://b](http://b)", "http://b", "http://b"},
		{"picture", "![a](http://b)", "a (http://b)", "a (http://b)"},
		{"not in the subset", "# head\n> quote\n<b>x</b>\n---\n    far", "# head\n> quote\n<b>x</b>\n---\nfar", "# head\n> quote\n<b>x</b>\n---\nfar"},
		{"code", "```\n  {\"a\": 1}\n```", "  {\"a\": 1}", "  {\"a\": 1}"},
		{"escapes", `\*a\* 2 * 3 &amp; snake_case_name`, "*a* 2 * 3 & snake_case_name", "*a* 2 * 3 &\nsnake_case_name"},
		{"control characters", "a\x1b[31mb\x00\a\tc\r\nd\u0085e\u202ef &#27;[2J", "a[31mb c\nd\nef [2J", "a[31mb c\nd\nef [2J"},
		{"invalid", "a\xff", "a\uFFFD", "a\uFFFD"},
		{"unfinished", "**a [b](", "**a [b](", "**a [b]("},
		{"nothing", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			plain := strings.Join(plainReply(bot.Reply{Text: test.markdown}), "\n")
			if diff := cmp.Diff(test.plain, plain); diff != "" {
				t.Errorf("plain (-want +got):\n%s", diff)
			}
			styled := strings.Split(ansi.Strip(strings.Join(newPaint().styled(test.markdown, 24), "\n")), "\n")
			for i := range styled {
				styled[i] = strings.TrimRight(styled[i], " ")
			}
			if diff := cmp.Diff(test.styled, strings.Join(styled, "\n")); diff != "" {
				t.Errorf("styled (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStyles(t *testing.T) {
	got := strings.Join(newPaint().styled("**bold** *soft*", 80), "")
	if want := "\x1b[1mbold\x1b[m \x1b[3msoft\x1b[m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestButtons(t *testing.T) {
	buttons := []bot.Button{{Label: "None of these"}, {Label: "One applies"}}
	for width, want := range map[int]string{
		80: "[1] None of these  [2] One applies",
		20: "[1] None of these\n[2] One applies",
		12: "[1] None of\n    these\n[2] One\n    applies",
	} {
		got := ansi.Strip(strings.Join(newPaint().buttonLines(buttons, width), "\n"))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d columns (-want +got):\n%s", width, diff)
		}
	}
}

func TestDigits(t *testing.T) {
	got := strings.Join(digits("12:34567890"), "\n")
	want := "▄█  ▀▀█ ▄ ▀▀█ █ █ █▀▀ █▀▀ ▀▀█ █▀█ █▀█ █▀█\n" +
		" █  █▀▀ ▄ ▀▀█ ▀▀█ ▀▀█ █▀█   █ █▀█ ▀▀█ █ █\n" +
		"▀▀▀ ▀▀▀   ▀▀▀   ▀ ▀▀▀ ▀▀▀   ▀ ▀▀▀ ▀▀▀ ▀▀▀"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{
		"**bold** *a* [x](y) `c`", "- a\n  - b\n1. c\n\n```\nx", "\x1b[31m\x9b\xff\u202e&#27;&#x9b;", "日本語 👩‍👩‍👧 e\u0301",
		"- - - - - - - - - - x", "[[[[((((****____", "![a](<b\x00>)", "\\\n\\\x1b",
	} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		r := bot.Reply{
			Text: s, Small: s, Picture: "http://" + s, Urgency: bot.Boundary,
			Buttons: []bot.Button{{Label: s, Action: s}, {Label: "x", Action: "pause " + s}},
		}
		safe(t, strings.Join(plainReply(r), "\n"))
		p := newPlayer(s)
		p.width = width % 200
		p.progress = running
		p.progress.Label, p.progress.Routine = s, s
		safe(t, p.show(r)) // without colours, so that no escape code is ours
		own := newItem(itemOwn, bot.Reply{})
		own.echo = clean(s)
		for !own.finish {
			safe(t, p.print(own))
		}
		safe(t, ansi.Strip(p.View().Content))
		safe(t, p.View().WindowTitle)
	})
}

func safe(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not valid", s)
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' {
			t.Fatalf("%q has a control character", s)
		}
	}
}
