package discord

import (
	"cmp"
	"net/url"
	"path"
	"strings"

	"limber/bot"
	"limber/bot/platform"
)

// largestFile is the most that Discord takes from bots, 10 MiB.
const largestFile = 10 << 20

// pictures are the endings of what Discord shows as a picture.
var pictures = map[string]bool{".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true}

func isPicture(name string) bool {
	if u, err := url.Parse(name); err == nil {
		name = u.Path
	}
	return pictures[strings.ToLower(path.Ext(name))]
}

// show adds a reply's picture or sound. A picture behind a link is shown in an
// embed, a film or sound there as a link that Discord makes a player of.
func (m *message) show(r bot.Reply, poor bool) {
	name := cmp.Or(r.Picture, r.Sound)
	switch {
	case name == "":
	case !platform.IsLink(name):
		if !poor {
			m.media = name
		}
	case isPicture(name) && !poor:
		if m.embed == nil {
			m.embed = &embed{}
		}
		m.embed.Image = &image{name}
	case m.embed != nil:
		m.embed.Description = joined(m.embed.Description, "<"+inShown.Replace(name)+">")
	default:
		m.content = joined(m.content, inShown.Replace(name))
	}
}
