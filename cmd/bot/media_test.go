package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"limber/bot"
	"limber/knowledge"
)

// showPack is a pack whose routine has a picture or a sound for most of its
// steps, one of them both.
const showPack = `pack: {id: show, title: Show, language: en, about: Moving.}
sources: [{id: book, title: Book}]
safety:
  answer: Stop.
  sources: [{source: book}]
routines:
  - id: show
    name: Show
    description: Look and listen.
    get_ready: 10s
    steps:
      - {name: Roll, hold: 20s, say: Slowly., picture: {file: pictures/roll.png}}
      - {name: Sway, timed: 20s, say: To the left., picture: {file: pictures/sway.gif}}
      - {name: Bend, timed: 20s, say: Forward., picture: {file: pictures/bend.mp4}}
      - {rest: 10s}
      - {name: Listen, breathe: 20s, sound: {file: sounds/bell.ogg}}
      - {name: Hum, breathe: 20s, sound: {file: sounds/hum.mp3}}
      - {name: Roll and listen, hold: 20s, picture: {file: pictures/roll.png}, sound: {file: sounds/bell.ogg}}
      - {name: Pose, hold: 20s, picture: {link: "https://example.org/pose.jpg"}}
`

// contents are the files of that pack. None is what its name says: nobody looks.
var contents = map[string]string{
	"pictures/roll.png": "a roll", "pictures/sway.gif": "a sway", "pictures/bend.mp4": "a bend",
	"sounds/bell.ogg": "a bell", "sounds/hum.mp3": "a hum",
}

// openShow writes the pack and opens it. Its files are read from dir when they
// are shown.
func openShow(t *testing.T) (p *knowledge.Pack, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "show")
	write(t, filepath.Join(dir, "pack.yaml"), showPack)
	for name, content := range contents {
		write(t, filepath.Join(dir, name), content)
	}
	p, err := openPack(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p, dir
}

// shownBy are the pictures and sounds of a timeline in the order of their coming:
// of two for one step the picture is the first, which comes with the words.
func shownBy(t bot.Timeline) (names []string) {
	for _, c := range t.Cues {
		for _, name := range []string{c.Picture, c.Sound} {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// resize gives files of the pack another size; -1 removes one.
func resize(t *testing.T, dir string, sizes map[string]int64) {
	t.Helper()
	for name, size := range sizes {
		name = filepath.Join(dir, name)
		err := os.Truncate(name, max(size, 0))
		if size < 0 {
			err = os.Remove(name)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// missing is a picture or sound that could not be shown.
type missing struct {
	why   string
	times int // it was to be shown
}

// wantsMissing fails unless the log tells, for each of these and each time, that
// it was not sent and why.
func (l *logBook) wantsMissing(t *testing.T, all map[string]missing) {
	t.Helper()
	for name, m := range all {
		l.wantsLines(t, m.times, "a picture or sound was not sent: check the file", "media="+name, m.why)
	}
}

// wantsLines fails unless so many lines of the log have all these words.
func (l *logBook) wantsLines(t *testing.T, want int, words ...string) {
	t.Helper()
	n := 0
	for line := range strings.Lines(l.String()) {
		has := true
		for _, word := range words {
			has = has && strings.Contains(line, word)
		}
		if has {
			n++
		}
	}
	if n != want {
		t.Errorf("%d lines of the log and not %d have %q", n, want, words)
	}
}
