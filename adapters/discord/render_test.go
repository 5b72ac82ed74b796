package discord

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
	"limber/bot/markup"
)

func TestMarkdown(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"styles":              {"**bold** and *soft* and `code`", "**bold** and _soft_ and `code`"},
		"styles in styles":    {"**a *b* c**", "**a _b_ c**"},
		"inside a word":       {"un*believ*able", "un*believ*able"},
		"a link":              {"[the book](https://example.org/a_b)", "[the book](<https://example.org/a%5Fb>)"},
		"a link as it is":     {"<https://example.org/a_b>", "<https://example.org/a_b>"},
		"an address as label": {"[http://good.org](http://bad.org)", `http\://good.org (<http://bad.org>)`},
		"brackets in a label": {`[a\[1\]](http://b.org)`, `a\[1\] (<http://b.org>)`},
		"no link to the web":  {"[run](javascript:x)", "run (javascript:x)"},
		"mail":                {"<mail@example.org>", "mail@example.org"},
		"a list":              {"- one\n- two\n  1. three\n\nafter", "- one\n- two\n  1. three\n\nafter"},
		"two lines":           {"one\ntwo", "one\ntwo"},
		"code":                {"```go\nx := \"**\"\n```", "```go\nx := \"**\"\n```"},
		"code with a fence":   {"````\n```\n````", "\\`\\`\\`"},
		"a backtick in code":  {"`` a`b ``", "a\\`b"},
		"no markup":           {`\*a\* \_b\_ ~~c~~ ||d|| \<@1> snake\_case`, `\*a\* \_b\_ \~\~c\~\~ \|\|d\|\| \<@1> snake\_case`},
		"everybody":           {"@everyone and @here", `\@everyone and \@here`},
		"an address":          {"see https://example.org", `see https\://example.org`},
		"an invitation":       {"discord.gg/abc", `discord\.gg/abc`},
		"lines like lists":    {"\\- a\n\\# b\n\\> c\n1\\. d", "\\- a\n\\# b\n\\> c\n1\\. d"},
		"small print":         {"\\-# a", `\-# a`},
		"an emoji":            {"\\<:a:1>", `\<:a:1>`},
		"a time":              {"\\<t:1:R>", `\<t:1:R>`},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, blocksText(markup.Parse(c.text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRender(t *testing.T) {
	until := time.Unix(1000, 0)
	for name, c := range map[string]struct {
		reply bot.Reply
		poor  bool
		want  params
	}{
		"a step": {
			bot.Reply{Text: "**Go**, for 30 seconds.", Silent: true, Countdown: &bot.Countdown{Until: until, Text: "Step 1 of 5, ends {time}"}},
			false,
			params{"content": "**Go**, for 30 seconds.\nStep 1 of 5, ends <t:1000:R>", "flags": suppressNotice},
		},
		"an answer": {
			bot.Reply{Text: "Roll *slowly*.", Small: "Source: **the** book"},
			false,
			params{"embeds": []*embed{{Description: "Roll _slowly_.", Footer: &footer{"Source: **the** book"}}}},
		},
		"an answer where embeds are not allowed": {
			bot.Reply{Text: "Roll *slowly*.", Small: "Source: **the** book"},
			true,
			params{"content": "Roll _slowly_.\n-# Source: \\*\\*the\\*\\* book"},
		},
		"a link": {
			bot.Reply{Text: "<https://example.org>"},
			false,
			params{"content": "<https://example.org>", "flags": suppressEmbeds},
		},
		"buttons alone": {
			bot.Reply{Buttons: []bot.Button{{Label: "Go", Action: "start x"}}},
			false,
			params{"content": belowHere, "components": []row{{rowType, []component{{Type: buttonType, Style: green, Label: "Go", CustomID: "start x"}}}}},
		},
		"a picture": {
			bot.Reply{Text: "so", Picture: "https://example.org/a.png"},
			false,
			params{"content": "so", "embeds": []*embed{{Image: &image{"https://example.org/a.png"}}}},
		},
		"a film": {
			bot.Reply{Text: "so", Picture: "https://example.org/a.mp4"},
			false,
			params{"content": "so\nhttps://example.org/a.mp4"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.want["allowed_mentions"] = params{"parse": []string{}}
			if diff := cmp.Diff(c.want, outgoing{message: render(c.reply, c.poor)}.body()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// asked is what a text is meant to show.
func asked(blocks []markup.Block) page {
	p := &page{}
	for _, b := range blocks {
		if b.Code {
			if _, ok := fenced(b); ok {
				p.add(b.Text(), []string{"code"}, "")
				continue
			}
			b.Spans = []markup.Span{{Text: b.Text()}}
		}
		switch {
		case b.Bullet != "" && strings.TrimSpace(b.Text()) == "":
			p.add(b.Bullet, nil, "")
		case b.Bullet != "":
			p.bullets++
		}
		for _, sp := range possible(b.Spans) {
			var styles []string
			for name, on := range map[string]bool{"strong": sp.Strong, "em": sp.Emphasis, "code": sp.Code} {
				if on {
					styles = append(styles, name)
				}
			}
			to := inMasked.Replace(sp.Link)
			if shown(sp) {
				sp.Text, to, styles = inShown.Replace(sp.Link), inShown.Replace(sp.Link), nil
			}
			p.add(sp.Text, styles, to)
		}
	}
	return *p
}

// compare says how what is shown differs from what was asked for, "" if not at
// all. Styles may be given up, and none may come.
func compare(want, got page) string {
	if want.bullets < got.bullets {
		return "there are lists that nobody asked for"
	}
	for i := range max(len(want.glyphs), len(got.glyphs)) {
		if i >= len(want.glyphs) || i >= len(got.glyphs) || want.glyphs[i].r != got.glyphs[i].r {
			return "the words differ"
		}
		w, g := want.glyphs[i], got.glyphs[i]
		for style := range strings.SplitSeq(g.style, " ") {
			if style != "" && !strings.Contains(w.style, style) {
				return "there is a style that nobody asked for: " + style
			}
		}
		if g.link != w.link {
			return "a link leads to " + g.link + " and not to " + w.link
		}
	}
	return ""
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"**a *b* c** `d` [e](http://f)", "- a\n- b\n  1. c", "```go\nx\n```", "@everyone <@1> discord.gg/a https://b.c",
		"***a** b*", "*a **b***", "un*believ*able", "a_b_ __c__ ~~d~~ ||e||", "# a\n> b\n-# c\n1. d", "[a\\](b](http://c)",
		"`a`*b*`c`", "\\\\*a*", "_a_*b*", "**a**b**c**", "[**a** *b*](http://c.d/_e_*f*)", "<http://a/*b*_c_>", "*a*\n*b*", "\\`*a\\`*",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		blocks := markup.Parse(s)
		out := blocksText(blocks)
		if problem := compare(asked(blocks), read(out)); problem != "" {
			t.Errorf("%q\nis written as %q: %s", s, out, problem)
		}
	})
}
