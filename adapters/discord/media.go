package discord

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"

	"limber/bot"
)

// largestFile is the most that Discord takes from bots, 10 MiB.
const largestFile = 10 << 20

// pictures are the endings of what Discord shows as a picture.
var pictures = map[string]bool{".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true}

func isLink(name string) bool {
	return strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://")
}

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
	case !isLink(name):
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

// file reads a file of the pack.
func (a *Adapter) file(name string) (data []byte, err error) {
	if a.options.Media == nil {
		return nil, errors.New("there are no files")
	}
	f, err := a.options.Media(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data, err = io.ReadAll(io.LimitReader(f, largestFile+1))
	if len(data) > largestFile {
		return nil, fmt.Errorf("files may have up to %d MiB", largestFile>>20)
	}
	return data, err
}
