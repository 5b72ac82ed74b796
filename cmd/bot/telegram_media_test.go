package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"limber/adapters/telegram/telegramtest"
)

// media are the pictures and sounds that a person was shown from a message on.
func (p *person) media(first telegramtest.Message) []telegramtest.Message {
	return slices.DeleteFunc(p.since(first.ID-1), func(m telegramtest.Message) bool { return m.Media == "" })
}

// sameShow guides a person through the routine show and returns what was shown.
func (p *person) sameShow() []telegramtest.Message {
	p.Helper()
	first := p.startsSession("/start_show")
	p.followed(first, p.timeline("show"))
	return p.media(first)
}

func TestTelegramPicturesAndSounds(t *testing.T) {
	pack, _ := openShow(t)
	kinds := map[string]string{
		".png": "photo", ".jpg": "photo", ".gif": "animation", ".mp4": "video", ".ogg": "voice", ".mp3": "audio",
	}
	onTelegramWith(t, pack, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Ada")
		once := p.sameShow()
		names := shownBy(w.timeline("show"))
		if len(once) != len(names) {
			t.Fatalf("%d of %q were shown:\n%s", len(once), names, w.server.Transcript(p.user.ID))
		}
		for i, m := range once {
			file := w.server.Files()[m.File]
			if m.Media != kinds[filepath.Ext(names[i])] || !strings.HasSuffix(names[i], file.Name) {
				t.Errorf("%s was shown as a %s, %s", names[i], m.Media, file.Name)
			}
			if want := contents[names[i]]; string(file.Data) != want {
				t.Errorf("%s holds %q and not %q", names[i], file.Data, want)
			}
		}
		if n := w.uploads(); n != len(contents) {
			t.Errorf("%d files were uploaded instead of %d", n, len(contents))
		}

		w.end()
		w.begin()
		for i, m := range p.sameShow() {
			if contents[names[i]] != "" && m.File != once[i].File {
				t.Errorf("%s was sent anew", names[i])
			}
		}
		bob := w.private("Bob")
		bob.sameShow()
		if n := w.uploads(); n != len(contents) {
			t.Errorf("%d files were uploaded instead of %d", n, len(contents))
		}
	})
}

// uploads is how many files were sent whole.
func (w *telegramWorld) uploads() (n int) {
	for _, f := range w.server.Files() {
		n += min(len(f.Data), 1)
	}
	return n
}

// TestTelegramAStepIsSaidWithoutItsPicture guides through a routine with whose
// files all is wrong that can be: each step is said in time, and the operator
// reads which file it is and what to do.
func TestTelegramAStepIsSaidWithoutItsPicture(t *testing.T) {
	pack, dir := openShow(t)
	resize(t, dir, map[string]int64{
		"pictures/roll.png": 10<<20 + 1, "pictures/bend.mp4": 50<<20 + 1, "sounds/hum.mp3": 0, "sounds/bell.ogg": -1,
	})
	onTelegramWith(t, pack, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		w.server.Fail(telegramtest.To(telegramtest.BadRequest("IMAGE_PROCESS_FAILED"), "sendAnimation"))
		w.server.Fail(telegramtest.To(telegramtest.BadRequest("failed to get HTTP URL content"), "sendPhoto"))
		p := w.private("Ada")
		if shown := p.sameShow(); len(shown) > 0 {
			t.Errorf("a %s was shown all the same", shown[0].Media)
		}
		w.log.wantsMissing(t, map[string]missing{
			"pictures/roll.png":            {"larger than 10 MB, which is the most: make it smaller", 2},
			"pictures/sway.gif":            {"IMAGE_PROCESS_FAILED", 1},
			"pictures/bend.mp4":            {"larger than 50 MB, which is the most: make it smaller", 1},
			"sounds/bell.ogg":              {"no such file", 2},
			"sounds/hum.mp3":               {"it is empty: put the file there anew", 1},
			"https://example.org/pose.jpg": {"failed to get HTTP URL content", 1},
		})
	})
}
