package discordtest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// writable finds a channel that the bot wants to write to.
func (s *Server) writable(id string) (*channel, *refusal) {
	c, no := s.place(id)
	if no != nil {
		return nil, no
	}
	need := int64(SendMessages)
	if c.thread() {
		need = SendInThreads
	}
	switch {
	case c.guild == nil && (c.closed || !s.reachable(c.recipient)):
		return nil, refuse(http.StatusForbidden, 50007, "Cannot send messages to this user")
	case c.kind == forumChannel:
		return nil, breach(http.StatusBadRequest, 50008, "Cannot send messages in a non-text channel")
	case c.permissions()&need == 0:
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	case c.archived && c.locked:
		return nil, refuse(http.StatusBadRequest, 50083, "Thread is archived")
	}
	return c, nil
}

// reachable reports whether the bot may write to somebody: they share a server,
// have installed the app, or have written before.
func (s *Server) reachable(u *User) bool {
	return u.installed || len(u.dm.messages) > 0 || slices.ContainsFunc(s.guilds, func(g *guild) bool {
		return g.present && g.has(u.ID)
	})
}

// needs are the permissions that the parts of a message ask for.
func needs(o object, files []File) int64 {
	var need int64
	if len(o.list("embeds")) > 0 {
		need |= EmbedLinks
	}
	if len(files) > 0 {
		need |= AttachFiles
	}
	if o.flag("tts") {
		need |= SendTTS
	}
	return need
}

func (s *Server) createMessage(c *Call) (any, *refusal) {
	ch, no := s.writable(c.Args["channel"])
	if no != nil {
		return nil, no
	}
	o := object(c.Body)
	if need := needs(o, c.Files); ch.permissions()&need != need {
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	}
	if o.flag("enforce_nonce") {
		for _, m := range slices.Backward(ch.messages) {
			if m.Nonce == o.text("nonce") && s.Now().Sub(m.At) < s.opts.NonceLife {
				return s.object(m, true), nil
			}
		}
	}
	m, no := s.made(c, o)
	if no != nil {
		return nil, no
	}
	if ref := o.inner("message_reference"); ref != nil {
		to := s.messageIn(ch, ref.text("message_id"))
		switch {
		case ch.guild != nil && ch.permissions()&ReadHistory == 0:
			return nil, refuse(http.StatusBadRequest, 160002, "Cannot reply without permission to read message history")
		case to == nil && ref["fail_if_not_exists"] != false:
			no := invalidField("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
			no.breach = "" // somebody may have deleted it
			return nil, no
		case to != nil:
			m.ReplyTo = to.ID
		}
	}
	m.Nonce = o.text("nonce")
	s.post(ch, m)
	s.notePings(ch, m, o, false)
	s.tellMessage("MESSAGE_CREATE", ch, m)
	return s.object(m, true), nil
}

// made is a message of the bot that is not posted yet.
func (s *Server) made(c *Call, o object) (*message, *refusal) {
	m := &message{Message: Message{From: s.botID, FromBot: true, TTS: o.flag("tts")}}
	if no := s.attach(m, c, o); no != nil {
		return nil, no
	}
	m.fill(o)
	return m, m.complete()
}

// complete checks a message as a whole.
func (m *message) complete() *refusal {
	if m.flags&flagVoice != 0 && (len(m.Files) != 1 || m.Files[0].Seconds <= 0 || m.Content != "" ||
		len(m.embeds)+len(m.components) > 0 || !strings.HasPrefix(m.Files[0].Kind, "audio/")) {
		return breach(http.StatusBadRequest, 50161, "Voice messages must have a single audio attachment with duration_secs and waveform, and nothing else.")
	}
	if m.empty() {
		return breach(http.StatusBadRequest, 50006, "Cannot send an empty message")
	}
	return m.attached()
}

// post puts a message into a channel. The caller tells of it.
func (s *Server) post(c *channel, m *message) {
	m.ID, m.Channel, m.At = s.newID(), c.id, s.Now()
	c.messages = append(c.messages, m)
	if c.archived && !c.locked { // a message brings a thread back
		c.archived = false
		s.tellThread("THREAD_UPDATE", c, false)
	}
}

// find finds a message that the bot wants to read or change by its channel.
func (s *Server) find(c *Call) (*channel, *message, *refusal) {
	ch, no := s.place(c.Args["channel"])
	if no != nil {
		return nil, nil, no
	}
	m := s.messageIn(ch, c.Args["message"])
	if m == nil || m.Ephemeral {
		return ch, nil, unknown(10008, "Message")
	}
	return ch, m, nil
}

func (s *Server) editMessage(c *Call) (any, *refusal) {
	ch, m, no := s.find(c)
	switch {
	case no != nil:
		return nil, no
	case !m.FromBot:
		return nil, breach(http.StatusForbidden, 50005, "Cannot edit a message authored by another user")
	case ch.archived:
		return nil, refuse(http.StatusBadRequest, 50083, "Thread is archived")
	}
	return s.edit(c, ch, m, "", c.Body)
}

// edit changes a message of the bot by the fields o, which stand at a place in
// the body of the call.
func (s *Server) edit(c *Call, ch *channel, m *message, at string, o object) (any, *refusal) {
	next, no := s.edited(c, m, at, o)
	if no != nil {
		return nil, no
	}
	*m = *next
	s.notePings(ch, m, o, true)
	if !m.Ephemeral {
		s.tellMessage("MESSAGE_UPDATE", ch, m)
	}
	return s.object(m, true), nil
}

// edited is what a message will be after an edit by checked fields whose
// components are still to be read.
func (s *Server) edited(c *Call, m *message, at string, o object) (*message, *refusal) {
	next := *m
	r := &report{}
	v2 := (m.flags|o.number("flags"))&flagV2 != 0
	if m.flags&flagV2 != 0 && o["flags"] != nil && o.number("flags")&flagV2 == 0 {
		r.add(join(at, "flags"), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "Components v2 cannot be taken back")
	}
	if m.flags&flagVoice != 0 {
		return nil, breach(http.StatusBadRequest, 50173, "Cannot edit a voice message")
	}
	o = o.with(nil)
	if o.names("components") {
		o["components"] = readComponents(r, join(at, "components"), o["components"], v2)
	}
	embedSize(r, at, o)
	if len(r.problems) > 0 {
		return nil, invalid(r)
	}
	if no := s.attach(&next, c, o); no != nil {
		return nil, no
	}
	next.fill(o)
	if v2 {
		withoutOldParts(r, at, object{
			"content": next.Content, "embeds": anys(next.embeds), "components": anys(next.components),
		})
	}
	if len(r.problems) > 0 {
		return nil, invalid(r)
	}
	if m.Thinking { // to fill it is no edit
		next.Thinking, next.flags = false, next.flags&^flagLoading
	} else {
		next.Edits, next.EditedAt = m.Edits+1, s.Now()
	}
	return &next, next.complete()
}

func (s *Server) deleteMessage(c *Call) (any, *refusal) {
	ch, m, no := s.find(c)
	switch {
	case no != nil:
		return nil, no
	case !m.FromBot && ch.permissions()&ManageMessages == 0:
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	case ch.archived:
		return nil, refuse(http.StatusBadRequest, 50083, "Thread is archived")
	}
	s.remove(ch, m)
	return nil, nil
}

func (s *Server) remove(ch *channel, m *message) {
	m.gone = true
	if !m.Ephemeral {
		s.tellMessage("MESSAGE_DELETE", ch, m)
	}
}

func (s *Server) getMessage(c *Call) (any, *refusal) {
	ch, m, no := s.find(c)
	switch {
	case no != nil:
		return nil, no
	case ch.guild != nil && ch.permissions()&ReadHistory == 0:
		return nil, refuse(http.StatusForbidden, 50013, "Missing Permissions")
	}
	return s.object(m, s.reads(ch, m, s.opts.Privileged)), nil
}

func (s *Server) getMessages(c *Call) (any, *refusal) {
	ch, no := s.place(c.Args["channel"])
	if no != nil {
		return nil, no
	}
	limit, err := strconv.Atoi(c.Query.Get("limit"))
	if err != nil {
		limit = 50
	}
	out := []any{}
	for _, m := range slices.Backward(ch.messages) {
		id, before, after := m.ID, c.Query.Get("before"), c.Query.Get("after")
		if m.gone || m.Ephemeral || before != "" && id >= before || after != "" && id <= after || len(out) == limit {
			continue
		}
		if ch.guild == nil || ch.permissions()&ReadHistory != 0 {
			out = append(out, s.object(m, s.reads(ch, m, s.opts.Privileged)))
		}
	}
	return out, nil
}
