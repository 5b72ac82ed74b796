package telegramtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

var (
	commandPattern = regexp.MustCompile(`^/[A-Za-z0-9_]{1,64}(@\w{3,32})?$`)
	mentionPattern = regexp.MustCompile(`^@[A-Za-z]\w{3,31}$`)
	spacePattern   = regexp.MustCompile(`\s+`)
)

// Group is a chat of several people, which the bot is a member of at first.
type Group struct {
	s  *Server
	id int64
}

// Group makes a supergroup, which most groups are.
func (s *Server) Group(title string, members ...*User) *Group {
	return s.newGroup(&chat{kind: supergroup, title: title}, members)
}

// Forum makes a supergroup with topics.
func (s *Server) Forum(title string, members ...*User) *Group {
	return s.newGroup(&chat{kind: supergroup, title: title, forum: true}, members)
}

// BasicGroup makes a group of the old kind, which may become a supergroup.
func (s *Server) BasicGroup(title string, members ...*User) *Group {
	return s.newGroup(&chat{kind: group, title: title}, members)
}

func (s *Server) newGroup(c *chat, members []*User) *Group {
	s.Lock()
	defer s.Unlock()
	s.addGroup(c, members)
	return &Group{s, c.id}
}

func (s *Server) addGroup(c *chat, members []*User) {
	c.id = -4_000_000_001 - int64(len(s.chats))
	if c.kind == supergroup {
		c.id -= 1_000_000_000_000
	}
	c.status, c.topics, c.members = "member", map[int64]*topic{}, map[int64]*User{}
	for _, u := range members {
		c.members[u.ID] = u
	}
	s.chats[c.id] = c
}

// ID is the id of the chat; a migration changes it.
func (g *Group) ID() int64 { return locked(g.s, func() int64 { return g.id }) }

// change runs do on the chat, with the lock held.
func (g *Group) change(do func(s *Server, c *chat)) {
	g.s.Lock()
	defer g.s.Unlock()
	do(g.s, g.s.chats[g.id])
	g.s.Touch()
}

// Write is a member writing a text to the group.
func (g *Group) Write(u *User, text string) Message { return g.Send(u, Post{Text: text}) }

// Send is a member sending anything to the group.
func (g *Group) Send(u *User, p Post) Message {
	id := g.ID()
	g.s.Lock()
	c := g.s.chats[id]
	problem := ""
	switch {
	case c.members[u.ID] == nil:
		problem = "is no member of " + c.title
	case p.Thread != 0 && c.topics[p.Thread] == nil:
		problem = fmt.Sprintf("finds no topic %d in %s", p.Thread, c.title)
	}
	g.s.Unlock()
	if problem != "" {
		g.s.T.Errorf("%s %s", u.Name, problem)
		return Message{}
	}
	return g.s.say(u, id, p)
}

// Topic makes a topic of a forum and returns its id.
func (g *Group) Topic(u *User, name string) (thread int64) {
	g.change(func(s *Server, c *chat) {
		thread = c.ids + 1 // the message that says so
		c.topics[thread] = &topic{name: name}
		s.service(c, u, thread, "forum_topic_created", object{"name": name, "icon_color": 7322096})
	})
	return thread
}

// CloseTopic closes a topic for all but administrators.
func (g *Group) CloseTopic(u *User, thread int64) { g.closeTopic(u, thread, true) }

// ReopenTopic opens a topic again.
func (g *Group) ReopenTopic(u *User, thread int64) { g.closeTopic(u, thread, false) }

func (g *Group) closeTopic(u *User, thread int64, closed bool) {
	g.change(func(s *Server, c *chat) {
		kind := "forum_topic_reopened"
		if closed {
			kind = "forum_topic_closed"
		}
		c.topics[thread].closed = closed
		s.service(c, u, thread, kind, object{})
	})
}

// Add makes the bot a member.
func (g *Group) Add(by *User) {
	g.setStatus(by, "member")
	g.change(func(s *Server, c *chat) { s.service(c, by, 0, "new_chat_members", []object{s.self()}) })
}

// Kick removes the bot.
func (g *Group) Kick(by *User) { g.setStatus(by, "kicked") }

// Promote makes the bot an administrator, who hears everything.
func (g *Group) Promote(by *User) { g.setStatus(by, "administrator") }

// Demote makes the bot an ordinary member.
func (g *Group) Demote(by *User) { g.setStatus(by, "member") }

// Mute takes the right to write from the bot.
func (g *Group) Mute(by *User) { g.setStatus(by, "restricted") }

func (g *Group) setStatus(by *User, status string) {
	g.change(func(s *Server, c *chat) {
		was := c.status
		c.status = status
		s.emitMember(c, by, was, status)
	})
}

// Migrate makes a basic group a supergroup with another id.
func (g *Group) Migrate(by *User) {
	g.change(func(s *Server, c *chat) {
		next := &chat{kind: supergroup, title: c.title}
		s.addGroup(next, nil)
		next.members, next.status = c.members, c.status
		c.movedTo, g.id = next.id, next.id
		s.service(c, by, 0, "migrate_to_chat_id", next.id)
		s.service(next, by, 0, "migrate_from_chat_id", c.id)
	})
}

// service posts a message of the platform's own, which the bot always hears.
func (s *Server) service(c *chat, by *User, thread int64, kind string, value any) {
	m := s.post(c, &message{
		Message: Message{From: by.ID, Thread: thread, Service: kind}, extras: object{kind: value},
	})
	if c.status != "kicked" && c.status != "left" {
		o := s.object(m)
		o[kind] = value // also an empty object
		s.emit("message", c.id, o)
	}
}

// emitMember tells the bot that it is something else in a chat now.
func (s *Server) emitMember(c *chat, by *User, was, is string) {
	s.emit("my_chat_member", c.id, object{
		"chat": c.object(), "from": by.object(), "date": s.Now().Unix(),
		"old_chat_member": s.member(s.self(), was), "new_chat_member": s.member(s.self(), is),
	})
}

// hears says whether the privacy mode lets the bot see a message.
func (s *Server) hears(c *chat, m *message) bool {
	switch {
	case c.kind == private:
		return !c.blocked
	case c.status == "kicked", c.status == "left":
		return false
	case s.opts.PrivacyOff, c.status == "administrator":
		return true
	}
	if to := c.message(m.ReplyTo); to != nil && to.FromBot {
		return true
	}
	return slices.ContainsFunc(m.Entities, func(e Entity) bool { return s.callsBot(m.Text, e) })
}

// callsBot says whether an entity is a command, unless for another bot, or names
// the bot.
func (s *Server) callsBot(text string, e Entity) bool {
	word := string(utf16.Decode(utf16.Encode([]rune(text))[e.Offset:e.end()]))
	_, name, named := strings.Cut(word, "@")
	toBot := named && strings.EqualFold(name, s.opts.Username)
	switch e.Type {
	case "bot_command":
		return toBot || !named && e.Offset == 0
	case "mention":
		return toBot
	case "text_mention":
		return e.UserID == s.botID
	}
	return false
}
