package main

import (
	"path"
	"slices"
	"testing"

	"limber/adapters/discord/discordtest"
)

// sameShow guides somebody through the routine show and returns the messages
// that had a picture or a sound.
func (p *guest) sameShow() []discordtest.Message {
	p.Helper()
	there, first := p.startsRoutine("Show")
	there.followed(first, p.timeline("show"))
	return slices.DeleteFunc(there.since(first), func(m discordtest.Message) bool {
		return len(m.Files) == 0 && len(m.Embeds) == 0
	})
}

func TestDiscordPicturesAndSounds(t *testing.T) {
	pack, _ := openShow(t)
	onDiscordWith(t, pack, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		names := shownBy(w.timeline("show"))
		_, people := w.inServer("Ada")
		ada := people[0]
		// Discord has no ids for files: a later session uploads them again.
		for _, p := range []*guest{ada, ada, w.at(ada.user.DM(), ada.user)} {
			shown := p.sameShow()
			if len(shown) != len(names) {
				t.Fatalf("%d of %q were shown:\n%s", len(shown), names, w.server.Report())
			}
			for i, m := range shown {
				shows(t, m, names[i])
			}
		}
	})
}

// shows fails unless a message has a file of openShow or the link, and nothing
// else.
func shows(t *testing.T, m discordtest.Message, name string) {
	t.Helper()
	if contents[name] == "" {
		if len(m.Files) > 0 || len(m.Embeds) != 1 || m.Embeds[0].Image != name {
			t.Errorf("%q shows %+v and %+v instead of %s", m.Text, m.Files, m.Embeds, name)
		}
		return
	}
	if len(m.Embeds) > 0 || len(m.Files) != 1 {
		t.Errorf("%q shows %+v and %+v instead of %s", m.Text, m.Files, m.Embeds, name)
		return
	}
	if f := m.Files[0]; f.Name != path.Base(name) || string(f.Data) != contents[name] {
		t.Errorf("%s is shown as %s, which holds %q", name, f.Name, f.Data)
	}
}

// TestDiscordAStepIsSaidWithoutItsPicture is the sister of Telegram's.
func TestDiscordAStepIsSaidWithoutItsPicture(t *testing.T) {
	pack, dir := openShow(t)
	resize(t, dir, map[string]int64{"pictures/roll.png": 10<<20 + 1, "sounds/hum.mp3": 0, "sounds/bell.ogg": -1})
	onDiscordWith(t, pack, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		w.server.Fail(func(c *discordtest.Call) *discordtest.Fault {
			switch {
			case slices.ContainsFunc(c.Files, func(f discordtest.File) bool { return f.Name == "sway.gif" }):
				return discordtest.Error(400, 50035, "Invalid Form Body")
			case len(c.Files) > 0:
				return discordtest.Error(413, 40005, "Request entity too large")
			case c.Op == "createMessage" && c.Body["embeds"] != nil:
				return discordtest.Error(400, 50035, "Not a well formed URL.")
			}
			return nil
		})
		_, people := w.inServer("Ada")
		if shown := people[0].sameShow(); len(shown) > 0 {
			t.Errorf("%d pictures and sounds were shown all the same", len(shown))
		}
		w.log.wantsMissing(t, map[string]missing{
			"pictures/roll.png":            {"larger than 10 MB, which is the most: make it smaller", 2},
			"pictures/sway.gif":            {"Invalid Form Body", 1},
			"pictures/bend.mp4":            {"Request entity too large", 1},
			"sounds/bell.ogg":              {"no such file", 2},
			"sounds/hum.mp3":               {"it is empty: put the file there anew", 1},
			"https://example.org/pose.jpg": {"Not a well formed URL.", 1},
		})
	})
}

// TestDiscordStepsWhereNoFilesMayBeSent takes the permission for files and
// embeds away, as many servers do: the operator reads once which it is.
func TestDiscordStepsWhereNoFilesMayBeSent(t *testing.T) {
	pack, _ := openShow(t)
	o := discordtest.Options{Permissions: discordtest.DefaultPermissions &^ (discordtest.AttachFiles | discordtest.EmbedLinks)}
	onDiscordWith(t, pack, o, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		if shown := people[0].sameShow(); len(shown) > 0 {
			t.Errorf("%d pictures and sounds were shown all the same", len(shown))
		}
		w.log.wantsLines(t, 1, "may not send embeds or files", "Attach Files")
	})
}
