package telegramtest

import (
	"net/http"
	"slices"
	"time"
)

// What a chat may be.
const (
	private    = "private"
	group      = "group"
	supergroup = "supergroup"
)

// Message is what the people of a chat see of a message.
type Message struct {
	ID       int64
	Chat     int64
	Thread   int64 // a forum topic, 0 if none
	From     int64 // user id
	FromBot  bool
	Text     string // of a message with media: its caption
	Entities []Entity
	Keyboard [][]Button
	Media    string // "photo", "sticker", "contact", … or "" for text alone
	File     string // the id of the file
	ReplyTo  int64
	Silent   bool
	Service  string // the kind of a service message, "" of others
	At       time.Time
	Edits    int
	EditedAt time.Time
}

// message is a message with what only the server knows of it.
type message struct {
	Message
	extras    object // fields of its JSON that nothing here looks at
	markup    any    // as the bot gave it
	gone      bool
	byBot     bool     // the bot deleted it
	pastMarks []Button // buttons that it had before an edit
	inlineID  string   // of a message that somebody shared from an inline query
}

type topic struct {
	name   string
	closed bool
}

// chat is a private chat or a group.
type chat struct {
	id       int64
	kind     string
	title    string
	username string
	forum    bool
	topics   map[int64]*topic
	user     *User // of a private chat
	opened   bool  // the user wrote to the bot, or let it write
	blocked  bool  // the user blocked the bot
	members  map[int64]*User
	status   string // the bot's in a group: member, administrator, restricted, left, kicked
	movedTo  int64
	messages []*message
	ids      int64 // of the messages of a supergroup
	talked   time.Time
}

func (c *chat) object() object {
	o := object{"id": c.id, "type": c.kind}
	if c.kind == private {
		return o.with(object{"first_name": c.user.Name, "username": c.user.Username})
	}
	return o.with(object{"title": c.title, "username": c.username, "is_forum": c.forum})
}

func (c *chat) message(id int64) *message {
	i, found := slices.BinarySearchFunc(c.messages, id, func(m *message, id int64) int { return int(m.ID - id) })
	if !found {
		return nil
	}
	return c.messages[i]
}

// find returns the chat that a call names. The caller holds the lock.
func (s *Server) find(call *Call) (*chat, *refusal) {
	var c *chat
	switch id := call.Params["chat_id"].(type) {
	case int64:
		c = s.chats[id]
	case string:
		for _, some := range s.chats {
			if some.username != "" && "@"+some.username == id {
				c = some
			}
		}
	}
	if c == nil {
		return nil, breach("chat not found")
	}
	call.chat = c.id
	if c.movedTo != 0 {
		no := refuse(http.StatusBadRequest, "Bad Request: group chat was upgraded to a supergroup chat")
		no.params = object{"migrate_to_chat_id": c.movedTo}
		return nil, no
	}
	return c, nil
}

// reach finds the chat that a call wants to write to, and says whether the bot
// may.
func (s *Server) reach(call *Call) (*chat, *refusal) {
	c, no := s.find(call)
	if no != nil {
		return nil, no
	}
	what := "group chat"
	if c.kind == supergroup {
		what = "supergroup chat"
	}
	switch {
	case c.blocked:
		no = refuse(http.StatusForbidden, "Forbidden: bot was blocked by the user")
	case c.kind == private && !c.opened:
		no = refuse(http.StatusForbidden, "Forbidden: bot can't initiate conversation with a user")
		no.breach = "the user never wrote to the bot"
	case c.status == "kicked":
		no = refuse(http.StatusForbidden, "Forbidden: bot was kicked from the "+what)
	case c.status == "left":
		no = refuse(http.StatusForbidden, "Forbidden: bot is not a member of the "+what)
	case c.status == "restricted":
		no = refuse(http.StatusBadRequest, "Bad Request: not enough rights to send text messages to the chat")
	default:
		no = c.reachThread(object(call.Params).number("message_thread_id"))
	}
	return c, no
}

func (c *chat) reachThread(thread int64) *refusal {
	if thread == 0 {
		return nil
	}
	t := c.topics[thread]
	switch {
	case t == nil:
		return breach("message thread not found")
	case t.closed && c.status != "administrator":
		return refuse(http.StatusBadRequest, "Bad Request: TOPIC_CLOSED")
	}
	return nil
}

// post adds a message to a chat. The caller holds the lock.
func (s *Server) post(c *chat, m *message) *message {
	ids := &s.ids
	if c.kind == supergroup {
		ids = &c.ids
	}
	*ids++
	m.ID, m.Chat, m.At = *ids, c.id, s.Now()
	c.messages = append(c.messages, m)
	return m
}

// object returns a message as the bot sees it. What it replies to is shown
// without its own reply.
func (s *Server) object(m *message) object {
	o := s.bare(m)
	if to := s.chats[m.Chat].message(m.ReplyTo); m.ReplyTo != 0 && to != nil {
		o["reply_to_message"] = s.bare(to)
	}
	return o
}

func (s *Server) bare(m *message) object {
	c := s.chats[m.Chat]
	from := s.self()
	if !m.FromBot {
		from = s.users[m.From].object()
	}
	o := object{"message_id": m.ID, "date": m.At.Unix(), "chat": c.object(), "from": from}
	if m.Edits > 0 {
		o["edit_date"] = m.EditedAt.Unix()
	}
	if m.markup != nil && len(m.Keyboard) > 0 {
		o["reply_markup"] = m.markup
	}
	text, entities := "text", "entities"
	if m.Media != "" {
		text, entities = "caption", "caption_entities"
	}
	return o.with(m.extras).with(s.threadOf(c, m)).with(object{text: m.Text, entities: entityObjects(m.Entities)})
}

// threadOf gives the thread of a message. In a supergroup without topics the
// replies to a message make a thread of their own, which nothing can be sent to.
func (s *Server) threadOf(c *chat, m *message) object {
	if m.Thread != 0 {
		return object{"message_thread_id": m.Thread, "is_topic_message": true}
	}
	if c.kind != supergroup || m.ReplyTo == 0 {
		return object{}
	}
	root := m
	for root.ReplyTo != 0 {
		next := c.message(root.ReplyTo)
		if next == nil {
			break
		}
		root = next
	}
	return object{"message_thread_id": root.ID}
}
