package discordtest

import (
	"slices"
	"strings"
	"time"
)

// Message is a message as people see it.
type Message struct {
	ID       string
	Channel  string
	From     string // the id of who wrote it
	FromBot  bool
	Content  string
	Embeds   []Embed
	Text     string // all that can be read: content, embeds or components, line by line
	Buttons  []Button
	Menus    []Menu
	Files    []File
	ReplyTo  string // the id of the message that it replies to
	Silent   bool   // notifies nobody
	TTS      bool   // is read out loud
	V2       bool   // is made of components v2
	Nonce    string
	Thread   string // the thread that was started from it
	At       time.Time
	EditedAt time.Time
	Edits    int
	Notice   bool // made by Discord: a thread was started

	// Only of the answers to interactions:
	Interaction string // the id of the interaction
	Ephemeral   bool   // only To sees it
	To          string // who used the command or the button
	Thinking    bool   // deferred, and not filled yet
}

// Embed is a box below the text.
type Embed struct {
	Title, Description, URL, Footer, Author, Image, Thumbnail string
	Color                                                     int64
	Fields                                                    []Field
}

// Field is one of the fields of an embed.
type Field struct {
	Name, Value string
	Inline      bool
}

// Button is a button of a message.
type Button struct {
	Label    string
	CustomID string
	URL      string
	Style    int64 // 1 primary, 2 secondary, 3 success, 4 danger, 5 link
	Emoji    string
	Disabled bool
	Row      int // from 0
}

// Menu is a menu of a message.
type Menu struct {
	Label    string // its placeholder
	CustomID string
	Kind     int64 // 3 for options of one's own
	Options  []Choice
	Disabled bool
	Min, Max int64
}

// Choice is one option of a menu or of a completion.
type Choice struct {
	Label       string
	Value       string
	Description string
	Default     bool
}

// message is what the server knows of a message besides.
type message struct {
	Message
	flags       int64
	embeds      []object
	components  []object
	past        []Button // that edits have taken away
	pastMenus   []Menu
	mentions    []string // users
	roles       []string
	everyone    bool
	interaction *interaction
	gone        bool
	kind        int64 // Discord's type
}

// fill sets what shows of a message from its checked fields, where those are
// given, and returns what the message says then.
func (m *message) fill(o object) {
	if o.names("content") {
		m.Content = strings.TrimSpace(o.text("content"))
	}
	if o.names("embeds") {
		m.embeds = o.objects("embeds")
	}
	if o.names("components") {
		m.past, m.pastMenus = append(m.past, m.Buttons...), append(m.pastMenus, m.Menus...)
		m.components = o.objects("components")
	}
	m.flags |= o.number("flags") &^ flagEphemeral
	if o.names("flags") && o.number("flags")&flagSuppressEmbeds == 0 {
		m.flags &^= flagSuppressEmbeds
	}
	m.show()
}

// show derives what people see.
func (m *message) show() {
	m.Embeds, m.Buttons, m.Menus = nil, nil, nil
	var lines []string
	add := func(texts ...string) {
		for _, t := range texts {
			if t != "" {
				lines = append(lines, t)
			}
		}
	}
	add(m.Content)
	for _, o := range m.embeds {
		e := embedOf(o)
		m.Embeds = append(m.Embeds, e)
		add(e.Author, e.Title, e.Description)
		for _, f := range e.Fields {
			add(f.Name, f.Value)
		}
		add(e.Footer)
	}
	rows := -1
	walk(anys(m.components), func(o object) {
		switch kind := o.number("type"); kind {
		case kindRow, kindSection:
			rows++
		case kindText:
			add(o.text("content"))
		case kindButton:
			m.Buttons = append(m.Buttons, Button{
				Label: o.text("label"), CustomID: o.text("custom_id"), URL: o.text("url"), Style: o.number("style"),
				Emoji: o.inner("emoji").text("name"), Disabled: o.flag("disabled"), Row: rows,
			})
		default:
			if kind == kindMenu || slices.Contains(entityMenus, kind) {
				m.Menus = append(m.Menus, menuOf(o))
			}
		}
	})
	m.Text = strings.Join(lines, "\n")
	m.Silent, m.V2 = m.flags&flagSilent != 0, m.flags&flagV2 != 0
}

func anys[T any](in []T) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = v
	}
	return out
}

func embedOf(o object) Embed {
	e := Embed{
		Title: o.text("title"), Description: o.text("description"), URL: o.text("url"), Color: o.number("color"),
		Footer: o.inner("footer").text("text"), Author: o.inner("author").text("name"),
		Image: o.inner("image").text("url"), Thumbnail: o.inner("thumbnail").text("url"),
	}
	for _, f := range o.objects("fields") {
		e.Fields = append(e.Fields, Field{f.text("name"), f.text("value"), f.flag("inline")})
	}
	return e
}

func menuOf(o object) Menu {
	m := Menu{
		Label: o.text("placeholder"), CustomID: o.text("custom_id"), Kind: o.number("type"),
		Disabled: o.flag("disabled"), Min: 1, Max: max(1, o.number("max_values")),
	}
	if o.names("min_values") {
		m.Min = o.number("min_values")
	}
	for _, option := range o.objects("options") {
		m.Options = append(m.Options, Choice{
			option.text("label"), option.text("value"), option.text("description"), option.flag("default"),
		})
	}
	return m
}

// empty reports whether nothing of a message can be seen.
func (m *message) empty() bool {
	for _, e := range m.Embeds {
		if e.Title+e.Description+e.Footer+e.Author+e.Image+e.Thumbnail != "" || len(e.Fields) > 0 {
			return false
		}
	}
	return m.Content == "" && len(m.Files) == 0 && len(m.components) == 0
}

// object is a message as the API gives it. Without full, what only those get who
// may read all messages is left out.
func (s *Server) object(m *message, full bool) object {
	mentions := []any{}
	for _, id := range m.mentions {
		mentions = append(mentions, s.users[id].object())
	}
	o := object{
		"id": m.ID, "channel_id": m.Channel, "type": m.kind, "author": s.users[m.From].object(), "content": "",
		"timestamp": stamp(m.At), "edited_timestamp": nil, "tts": m.TTS, "mention_everyone": m.everyone,
		"mentions": mentions, "mention_roles": anys(m.roles), "attachments": []any{}, "embeds": []any{},
		"components": []any{}, "pinned": false, "flags": m.flags,
	}
	if m.Edits > 0 {
		o["edited_timestamp"] = stamp(m.EditedAt)
	}
	if m.Nonce != "" {
		o["nonce"] = m.Nonce
	}
	if m.ReplyTo != "" {
		o["message_reference"] = object{"type": 0, "channel_id": m.Channel, "message_id": m.ReplyTo}
		o["referenced_message"] = nil
		if to := s.messageIn(s.channels[m.Channel], m.ReplyTo); to != nil {
			plain := *to
			plain.ReplyTo = ""
			o["referenced_message"] = s.object(&plain, full || to.FromBot)
		}
	}
	if i := m.interaction; i != nil {
		o["webhook_id"], o["application_id"] = s.botID, s.botID
		o["interaction_metadata"] = object{"id": i.ID, "type": i.kind, "user": s.users[i.User].object()}
	}
	if full {
		o["content"], o["embeds"], o["components"] = m.Content, anys(m.embeds), anys(m.components)
		o["attachments"] = attachments(m.Files)
	}
	return o
}

// messageIn finds a message that still shows in a channel.
func (s *Server) messageIn(c *channel, id string) *message {
	if c == nil {
		return nil
	}
	for _, m := range c.messages {
		if m.ID == id && !m.gone {
			return m
		}
	}
	return nil
}
