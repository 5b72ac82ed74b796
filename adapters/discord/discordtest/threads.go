package discordtest

import (
	"cmp"
	"net/http"
	"slices"
)

// systemNotice is the type of the message that tells of a new thread.
const systemNotice = 18

func (s *Server) createThread(c *Call) (any, *refusal) {
	parent, no := s.place(c.Args["channel"])
	if no != nil {
		return nil, no
	}
	o := object(c.Body)
	kind := int64(privateThread) // as documented, for the sake of old bots
	if o.names("type") {
		kind = o.number("type")
	}
	first := o.inner("message")
	forum := parent.kind == forumChannel
	need := map[int64]int64{publicThread: CreatePublicThreads, privateThread: CreatePrivateThreads}[kind]
	if forum {
		kind, need = publicThread, SendMessages
	}
	switch {
	case parent.guild == nil || parent.thread() || kind == 10:
		return nil, breach(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	case forum != (first != nil):
		return nil, invalidField("message", "BASE_TYPE_REQUIRED", "A post in a forum starts with a message, other threads do not")
	case parent.permissions()&need == 0 || parent.permissions()&needs(first, c.Files) != needs(first, c.Files):
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	}
	if !forum {
		t := s.newThread(parent, s.newID(), s.botID, o)
		t.kind = kind
		if kind == publicThread {
			note := &message{Message: Message{From: s.botID, FromBot: true, Notice: true, Content: t.name}, kind: systemNotice}
			note.Thread = t.id
			note.show()
			s.post(parent, note)
			s.tellMessage("MESSAGE_CREATE", parent, note)
		}
		s.tellThread("THREAD_CREATE", t, true)
		return s.channelObject(t), nil
	}
	m, no := s.made(c, first)
	if no != nil {
		return nil, no
	}
	t := s.newThread(parent, s.newID(), s.botID, o)
	s.tellThread("THREAD_CREATE", t, true)
	s.post(t, m)
	m.ID = t.id // the first message of a post has the id of its thread
	s.notePings(t, m, first, false)
	s.tellMessage("MESSAGE_CREATE", t, m)
	return s.channelObject(t).with(object{"message": s.object(m, true)}), nil
}

// newThread makes a thread. The caller tells of it.
func (s *Server) newThread(parent *channel, id, owner string, o object) *channel {
	t := &channel{
		id: id, name: o.text("name"), kind: publicThread, guild: parent.guild, parent: parent, owner: owner,
		after: cmp.Or(o.number("auto_archive_duration"), 1440), members: []string{owner}, created: s.Now(),
	}
	s.channels[id] = t
	return t
}

func (s *Server) createMessageThread(c *Call) (any, *refusal) {
	ch, m, no := s.find(c)
	switch {
	case no != nil:
		return nil, no
	case ch.guild == nil || ch.thread():
		return nil, breach(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	case ch.permissions()&CreatePublicThreads == 0:
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	case m.Thread != "":
		return nil, refuse(http.StatusBadRequest, 160004, "A thread has already been created for this message")
	}
	m.Thread = m.ID
	m.flags |= flagHasThread
	t := s.newThread(ch, m.ID, s.botID, c.Body)
	s.tellThread("THREAD_CREATE", t, true)
	return s.channelObject(t), nil
}

func (s *Server) editChannel(c *Call) (any, *refusal) {
	ch, no := s.place(c.Args["channel"])
	if no != nil {
		return nil, no
	}
	o := object(c.Body)
	manage := ch.permissions()&ManageThreads != 0
	opens := o.names("archived") && !o.flag("archived")
	switch {
	case !ch.thread(): // all else takes Manage Channels
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	case !manage && (ch.owner != s.botID || o.names("locked") && o.flag("locked") != ch.locked || ch.locked):
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	case ch.archived && !opens:
		return nil, refuse(http.StatusBadRequest, 50083, "Thread is archived")
	}
	if o.text("name") != "" {
		ch.name = o.text("name")
	}
	if o.names("archived") {
		ch.archived = o.flag("archived")
	}
	if o.names("locked") {
		ch.locked = o.flag("locked")
	}
	if o.names("auto_archive_duration") {
		ch.after = o.number("auto_archive_duration")
	}
	s.tellThread("THREAD_UPDATE", ch, false)
	return s.channelObject(ch), nil
}

// threadOf finds a thread that the bot wants to change the members of.
func (s *Server) threadOf(c *Call) (t *channel, user string, _ *refusal) {
	t, no := s.place(c.Args["channel"])
	user = c.Args["user"]
	if user == "" {
		user = s.botID
	}
	switch {
	case no != nil:
		return nil, "", no
	case !t.thread():
		return nil, "", breach(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	case user != s.botID && !t.guild.has(user):
		return nil, "", unknown(10013, "User")
	case t.archived:
		return nil, "", refuse(http.StatusBadRequest, 50083, "Thread is archived")
	}
	return t, user, nil
}

func (s *Server) addThreadMember(c *Call) (any, *refusal) {
	t, user, no := s.threadOf(c)
	switch {
	case no != nil:
		return nil, no
	case user != s.botID && t.permissions()&SendInThreads == 0:
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	case !slices.Contains(t.members, user):
		t.members = append(t.members, user)
	}
	return nil, nil
}

func (s *Server) removeThreadMember(c *Call) (any, *refusal) {
	t, user, no := s.threadOf(c)
	if no != nil {
		return nil, no
	}
	if user != s.botID && t.permissions()&ManageThreads == 0 && (t.kind != privateThread || t.owner != s.botID) {
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	}
	t.members = slices.DeleteFunc(t.members, func(id string) bool { return id == user })
	return nil, nil
}

func (s *Server) getThreadMembers(c *Call) (any, *refusal) {
	t, _, no := s.threadOf(c)
	if no != nil {
		return nil, no
	}
	out := []any{}
	for _, id := range t.members {
		out = append(out, object{"id": t.id, "user_id": id, "join_timestamp": stamp(t.created), "flags": 0})
	}
	return out, nil
}

// Thread is a thread or a post of a forum, as people see it.
type Thread struct {
	ID, Name, Parent, Owner string
	Private                 bool
	Archived, Locked        bool
	Members                 []string
	ArchiveAfter            int64 // minutes
}

// Threads returns the threads of a channel that were not deleted.
func (s *Server) Threads(channel string) []Thread {
	return locked(s, func() []Thread {
		var out []Thread
		for _, id := range sortedKeys(s.channels) {
			if c := s.channels[id]; c.thread() && c.parent.id == channel && !c.gone {
				out = append(out, Thread{
					ID: c.id, Name: c.name, Parent: channel, Owner: c.owner, Private: c.kind == privateThread,
					Archived: c.archived, Locked: c.locked, Members: slices.Clone(c.members), ArchiveAfter: c.after,
				})
			}
		}
		return out
	})
}
