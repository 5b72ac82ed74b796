package discordtest

import (
	"fmt"
	"slices"
	"strings"
)

// attached checks that every attachment:// names a file of the message.
func (m *message) attached() *refusal {
	var missing string
	look := func(v string) {
		name, ok := strings.CutPrefix(v, "attachment://")
		if ok && !slices.ContainsFunc(m.Files, func(f File) bool { return f.Name == name }) {
			missing = name
		}
	}
	for _, e := range m.Embeds {
		look(e.Image)
		look(e.Thumbnail)
	}
	walk(anys(m.components), func(o object) {
		look(o.inner("media").text("url"))
		look(o.inner("file").text("url"))
		for _, item := range o.objects("items") {
			look(item.inner("media").text("url"))
		}
	})
	if missing != "" {
		return invalidField("components", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "No attachment is named %q", missing)
	}
	return nil
}

// attach sets the files of a message: those that stay, and the new ones.
func (s *Server) attach(m *message, c *Call, o object) *refusal {
	about := map[string]object{}
	for _, a := range o.objects("attachments") {
		about[a.text("id")] = a
	}
	if o.names("attachments") {
		m.Files = slices.DeleteFunc(slices.Clone(m.Files), func(f File) bool { return about[f.ID] == nil })
	}
	for _, f := range m.Files {
		delete(about, f.ID)
	}
	for _, f := range c.Files {
		a := about[f.ID]
		if a == nil && o.names("attachments") {
			return invalidField("attachments", "ATTACHMENT_NOT_DESCRIBED", "files[%s] is not among the attachments", f.ID)
		}
		delete(about, f.ID)
		if name := a.text("filename"); name != "" {
			f.Name = name
		}
		f.Description = a.text("description")
		f.Seconds, _ = a["duration_secs"].(float64)
		f.ID = s.newID()
		m.Files = append(m.Files, f)
	}
	for id := range about {
		return invalidField("attachments", "ATTACHMENT_NOT_FOUND", "There is no file %s", id)
	}
	return nil
}

// attachments are the files of a message as the API gives them.
func attachments(files []File) []any {
	out := []any{}
	for _, f := range files {
		url := fmt.Sprintf("https://cdn.discordapp.com/attachments/0/%s/%s", f.ID, f.Name)
		out = append(out, object{
			"id": f.ID, "filename": f.Name, "content_type": f.Kind, "size": len(f.Data), "url": url, "proxy_url": url,
		})
	}
	return out
}
