package telegramtest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// User is a person with Telegram. What they do reaches the bot as an update.
// The id of their private chat with the bot is their own id.
type User struct {
	ID       int64
	Name     string
	Username string
	Language string

	s *Server
}

// Post is what a person can send.
type Post struct {
	Text     string   // with media: the caption
	Entities []Entity // besides those that Telegram finds by itself
	Media    string   // "photo", "animation", "audio", "voice", "video", "sticker", "contact", "location"
	ReplyTo  int64
	Thread   int64 // a forum topic
	// Forwarded says that somebody else wrote it first.
	Forwarded *User
}

// User makes a person. They did not write to the bot yet.
func (s *Server) User(name string) *User {
	s.Lock()
	defer s.Unlock()
	u := &User{
		ID: 6_000_000_001 + int64(len(s.users)), Name: name, Language: "en", s: s,
		Username: fmt.Sprintf("%s_%d", strings.ToLower(strings.ReplaceAll(name, " ", "_")), len(s.users)+1),
	}
	s.users[u.ID] = u
	s.chats[u.ID] = &chat{id: u.ID, kind: private, user: u}
	return u
}

func (u *User) object() object {
	return object{"id": u.ID, "is_bot": false, "first_name": u.Name}.
		with(object{"username": u.Username, "language_code": u.Language})
}

// Start opens the conversation, as the button or a link with a payload does.
func (u *User) Start(payload string) Message {
	return u.Write(strings.TrimSpace("/start " + payload))
}

// Write sends a text to the bot, in private.
func (u *User) Write(text string) Message { return u.Send(Post{Text: text}) }

// Send sends anything to the bot, in private.
func (u *User) Send(p Post) Message { return u.s.say(u, u.ID, p) }

// say puts what a person says into a chat, and tells the bot if it may hear it.
func (s *Server) say(u *User, where int64, p Post) Message {
	s.Lock()
	defer s.Unlock()
	c := s.chats[where]
	if c.kind == private {
		c.opened = true
	}
	m := &message{Message: Message{
		From: u.ID, Text: p.Text, Media: p.Media, ReplyTo: p.ReplyTo, Thread: p.Thread,
		Entities: append(s.spotted(p.Text), p.Entities...),
	}}
	if p.Media != "" {
		file := fmt.Sprintf("file-%s-%d", p.Media, len(s.files)+1)
		s.files[file] = File{Kind: p.Media}
		m.File, m.extras = file, attachment(p.Media, file, u)
	}
	if p.Forwarded != nil {
		m.extras = m.extras.with(object{"forward_origin": object{
			"type": "user", "date": s.Now().Add(-time.Hour).Unix(), "sender_user": p.Forwarded.object(),
		}})
	}
	s.post(c, m)
	if s.hears(c, m) {
		s.emit("message", c.id, s.object(m))
	}
	s.Touch()
	return m.Message
}

// attachment is what a message with media has besides its caption.
func attachment(kind, file string, u *User) object {
	switch kind {
	case "contact":
		return object{kind: object{"phone_number": "+10000000000", "first_name": u.Name, "user_id": u.ID}}
	case "location":
		return object{kind: object{"latitude": 48.2, "longitude": 16.4}}
	default:
		return object{kind: mediaObject(kind, file)}
	}
}

// Edit changes the text of a message that the person has written.
func (u *User) Edit(m Message, text string) {
	s := u.s
	s.Lock()
	defer s.Unlock()
	c := s.chats[m.Chat]
	old := c.message(m.ID)
	old.Text, old.Entities = text, s.spotted(text)
	old.Edits++
	old.EditedAt = s.Now()
	if s.hears(c, old) {
		s.emit("edited_message", c.id, s.object(old))
	}
	s.Touch()
}

// Delete removes any message of the private chat, or an own one of a group. The
// bot is not told.
func (u *User) Delete(m Message) {
	s := u.s
	s.Lock()
	defer s.Unlock()
	s.chats[m.Chat].message(m.ID).gone = true
	s.Touch()
}

// Block stops the bot from writing to the person.
func (u *User) Block() { u.setBlocked(true) }

// Unblock lets the bot write again.
func (u *User) Unblock() { u.setBlocked(false) }

func (u *User) setBlocked(blocked bool) {
	s := u.s
	s.Lock()
	defer s.Unlock()
	c := s.chats[u.ID]
	was, is := "member", "kicked"
	if !blocked {
		was, is = is, was
	}
	c.blocked = blocked
	s.emitMember(c, u, was, is)
}

// pressLane makes a lane of its own for the presses of a user: a webhook may
// bring them before or after the user's messages.
const pressLane = 3 << 33

// Press presses a button of a message, named by its label or data, also one that
// an edit has taken away since. It returns the id of the callback query.
func (u *User) Press(m Message, button string) string {
	s := u.s
	s.T.Helper()
	s.Lock()
	defer s.Unlock()
	c := s.chats[m.Chat]
	on := c.message(m.ID)
	if on == nil {
		s.T.Errorf("there is no message %d in chat %d", m.ID, m.Chat)
		return ""
	}
	buttons := append(slices.Concat(on.Keyboard...), on.pastMarks...)
	i := slices.IndexFunc(buttons, func(b Button) bool { return b.Label == button || b.Data == button })
	if i < 0 || buttons[i].Data == "" {
		s.T.Errorf("%s cannot press %q on %q: its buttons are %v", u.Name, button, on.Text, buttons)
		return ""
	}
	q := &query{id: fmt.Sprintf("8%017d", len(s.queries)+1), user: u.ID, chat: c.id, at: time.Now()}
	s.queries[q.id] = q
	press := object{"id": q.id, "from": u.object(), "chat_instance": fmt.Sprint(c.id), "data": buttons[i].Data}
	switch {
	case on.inlineID != "":
		press["inline_message_id"] = on.inlineID
	case on.gone: // it was on the screen still
		press["message"] = object{"chat": c.object(), "message_id": on.ID, "date": 0}
	default:
		press["message"] = s.object(on)
	}
	s.emit("callback_query", u.ID+pressLane, press)
	return q.id
}

// spotted returns the entities that Telegram finds in what people write.
func (s *Server) spotted(text string) []Entity {
	var out []Entity
	at := 0
	for i, word := range splitWords(text) {
		n := units(word)
		bare := strings.TrimRight(word, ".,;:!?")
		kind := ""
		switch {
		case commandPattern.MatchString(bare):
			kind = "bot_command"
		case mentionPattern.MatchString(bare):
			kind = "mention"
		case strings.HasPrefix(bare, "https://"), strings.HasPrefix(bare, "http://"):
			kind = "url"
		}
		if kind != "" && i%2 == 0 {
			out = append(out, Entity{Type: kind, Offset: at, Length: units(bare)})
		}
		at += n
	}
	return out
}

// splitWords cuts a text into words and the spaces between, in turn.
func splitWords(text string) []string {
	var out []string
	from := 0
	for _, span := range append(spacePattern.FindAllStringIndex(text, math.MaxInt32), []int{len(text), len(text)}) {
		out = append(out, text[from:span[0]], text[span[0]:span[1]])
		from = span[1]
	}
	return out
}
