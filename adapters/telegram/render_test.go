package telegram

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

func TestRender(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want string
		// marked are the entities: type, the text under it, and what else it has
		marked []string
	}{
		"words":               {"some words", "some words", nil},
		"nothing":             {" \n ", "", nil},
		"nothing to be seen":  {"\u200B\u2800&nbsp;", "", nil},
		"styles":              {"a **b *c*** `d`", "a b c d", []string{"bold b c", "italic c", "code d"}},
		"styles side by side": {"**a *b*** *c*", "a b c", []string{"bold a b", "italic b", "italic c"}},
		"code has no other":   {"**a `b`** [`c`](https://d.e)", "a b c", []string{"bold a ", "code b", "text_link c https://d.e"}},
		"code":                {"```go\n  a\n\nb\n```\nc", "a\n\nb\n\nc", []string{"pre a\n\nb go"}},
		"list":                {"Head:\n- one\n- two\n\n  more", "Head:\n\n• one\n\n• two\n\n  more", nil},
		"tight list":          {"- one\n- two\n  lines", "• one\n• two\n  lines", nil},
		"numbers":             {"9. nine\n10. ten", "9. nine\n10. ten", nil},
		"nested":              {"- a\n  1. b\n     - c\n- d", "• a\n    1. b\n          • c\n• d", nil},
		"link":                {"[a **b**](https://c.d/e?f=g) h", "a b h", []string{"text_link a b https://c.d/e?f=g", "bold b"}},
		"tg link":             {"[a](tg://resolve?domain=b)", "a", []string{"text_link a tg://resolve?domain=b"}},
		"mail":                {"[write](mailto:a@b.c) <d@e.f>", "write (a@b.c) d@e.f", nil},
		"other links":         {"[a](javascript:b) [c](http://d) [e](f/g) [h](tg://user?id=1)", "a (javascript:b) c (http://d) e (f/g) h (tg://user?id=1)", nil},
		"bare link":           {"<https://a.b> https://c.d", "https://a.b https://c.d", []string{"text_link https://a.b https://a.b"}},
		"emoji count twice":   {"👩‍👩‍👧 **b** 🇩🇪 *c*", "👩‍👩‍👧 b 🇩🇪 c", []string{"bold b", "italic c"}},
		"right to left":       {"שלום **עולם**\n\n- مرحبا *بك*", "שלום עולם\n\n• مرحبا بك", []string{"bold עולם", "italic بك"}},
		"no markup":           {"# a\n<b>x</b> _y @z /stop", "# a\n<b>x</b> _y @z /stop", nil},
		"what Telegram drops": {"a\u202Ab\u202E **c\x07\u0333** A\u030A", "ab c Å", []string{"bold c"}},
		"space at the ends":   {"&#32;&#10;**&#32;a&#32;** b&#32;", "a  b", []string{"bold a "}},
		"blank styles":        {"a **&#32;** b", "a   b", nil},
	} {
		t.Run(name, func(t *testing.T) {
			m := render(bot.Reply{Text: test.text})
			if diff := cmp.Diff(test.want, m.text); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.marked, marked(m)); diff != "" {
				t.Errorf("entities (-want +got):\n%s", diff)
			}
			wellFormed(t, m)
		})
	}
}

// marked shows the entities as words.
func marked(m message) []string {
	whole := utf16.Encode([]rune(m.text))
	var out []string
	for _, e := range m.entities {
		words := []string{e.Type, string(utf16.Decode(whole[e.Offset : e.Offset+e.Length]))}
		for _, more := range []string{e.URL, e.Language, e.Format} {
			if more != "" {
				words = append(words, more)
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

func TestSmallAndCountdown(t *testing.T) {
	until := time.Date(2026, 3, 1, 12, 0, 30, 0, time.UTC)
	m := render(bot.Reply{
		Text: "🧘 **Hold**", Small: " Source:\nA book ",
		Countdown: &bot.Countdown{Until: until.Add(-300 * time.Millisecond), Text: "Ends {time}.", Plain: "in 30 s"},
	})
	if want := "🧘 Hold\n\nEnds in 30 s.\n\nSource: A book"; m.text != want {
		t.Errorf("%q, want %q", m.text, want)
	}
	want := []entity{
		{Type: "bold", Offset: 3, Length: 4},
		{Type: "date_time", Offset: 14, Length: 7, UnixTime: until.Unix(), Format: "r"},
		{Type: "italic", Offset: 24, Length: 14},
	}
	if diff := cmp.Diff(want, m.entities); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if m := render(bot.Reply{Countdown: &bot.Countdown{Until: until, Text: "{time}"}}); m.text != "…" || len(m.entities) != 1 {
		t.Errorf("without words: %q with %v", m.text, m.entities)
	}
	if m := render(bot.Reply{Text: "a", Small: strings.Repeat("long ", 1000)}); !strings.HasSuffix(m.text, " long…") || utf16Len(m.text) > 1000 {
		t.Errorf("long small print: %d units", utf16Len(m.text))
	}
}

func TestEntitiesAsJSON(t *testing.T) {
	for want, e := range map[string]entity{
		`{"type":"bold","offset":0,"length":1}`:                                            {Type: "bold", Length: 1},
		`{"type":"pre","offset":2,"length":1,"language":"go"}`:                             {Type: "pre", Offset: 2, Length: 1, Language: "go"},
		`{"type":"date_time","offset":0,"length":1,"unix_time":12,"date_time_format":"r"}`: {Type: "date_time", Length: 1, UnixTime: 12, Format: "r"},
		`{"type":"text_link","offset":0,"length":1,"url":"https://a.b"}`:                   {Type: "text_link", Length: 1, URL: "https://a.b"},
	} {
		got, err := json.Marshal(e)
		if err != nil || string(got) != want {
			t.Errorf("%s, %v, want %s", got, err, want)
		}
	}
}

func TestCanOpen(t *testing.T) {
	for link, want := range map[string]bool{
		"https://a.b": true, "HTTP://A.B:80/c d": false, "http://a.b:8443/c?d#e": true, "https://münchen.example/ü": true,
		"https://a.b:99999": false, "https://a@b.c": false, "https://ab": false, "https://.": false, "https://a.": false, "https://[::1]": false,
		"https://a<.b": false, "a.b": false, "": false, "mailto:a@b.c": false, "ftp://a.b": false, "https://a%41.b": false,
		"tg://resolve?domain=a": true, "tg://a.b": false, "tg:resolve": false, "tg://USER?id=1": false,
	} {
		if got := canOpen(link); got != want {
			t.Errorf("%q: %v", link, got)
		}
	}
}

// wellFormed checks what the Bot API demands of text and entities.
func wellFormed(t *testing.T, m message) {
	t.Helper()
	if strings.TrimSpace(m.text) != m.text || m.text == "" && len(m.entities) > 0 {
		t.Errorf("%.200q would be trimmed", m.text)
	}
	if strings.ContainsAny(m.text, "\u0333\u033F\u030A\u202A\u202B\u202C\u202D\u202E\u2028\u2029\r\t") {
		t.Errorf("%.200q would be changed", m.text)
	}
	whole := utf16.Encode([]rune(m.text))
	split := func(i int) bool {
		return i > 0 && i < len(whole) && utf16.IsSurrogate(rune(whole[i])) && whole[i] >= 0xDC00
	}
	for i, e := range m.entities {
		if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(whole) {
			t.Fatalf("%+v is not inside of %.200q", e, m.text)
		}
		if split(e.Offset) || split(e.Offset+e.Length) {
			t.Errorf("%+v splits a character of %.200q", e, m.text)
		}
		for _, x := range m.entities[i+1:] {
			if x.Offset >= e.Offset+e.Length || e.Offset >= x.Offset+x.Length {
				continue
			}
			if x.Offset < e.Offset || x.Offset+x.Length > e.Offset+e.Length {
				t.Errorf("%+v and %+v cross each other in %.200q", e, x, m.text)
			}
			if !style[e.Type] && !style[x.Type] || e.Type == "code" || x.Type == "code" || e.Type == "pre" || x.Type == "pre" {
				t.Errorf("%+v may not be in %+v", x, e)
			}
		}
	}
}

var style = map[string]bool{"bold": true, "italic": true}
