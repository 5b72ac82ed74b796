package discordtest

import (
	"slices"
	"strconv"
	"time"
)

// Intents of a connection to the gateway.
const (
	IntentGuilds    = 1 << 0
	IntentMembers   = 1 << 1 // privileged
	IntentPresences = 1 << 8 // privileged
	IntentMessages  = 1 << 9
	IntentDMs       = 1 << 12
	IntentContent   = 1 << 15 // privileged

	privileged = IntentMembers | IntentPresences | IntentContent
	allIntents = 1<<26 - 1
)

// event is something that the gateway tells.
type event struct {
	name    string
	guild   *guild // nil: private
	intents int64  // that it takes; 0: it comes always
	data    object
	plain   object // instead of data for those without IntentContent; nil: the same
}

// session is what one IDENTIFY has begun.
type session struct {
	id      string
	shard   [2]int64
	intents int64
	seq     int64
	history []payload // of which a RESUME gets what it has missed
	conn    *conn     // nil: the connection has ended
	ended   time.Time // when
	over    bool      // cannot be resumed
}

// payload is one message of the gateway.
type payload struct {
	Op   int64  `json:"op"`
	Data any    `json:"d"`
	Seq  *int64 `json:"s"`
	Name any    `json:"t"`
}

// concerns reports whether a session gets an event.
func (x *session) concerns(e event) bool {
	if e.intents != 0 && x.intents&e.intents == 0 {
		return false
	}
	if e.guild == nil || !e.guild.present && e.name == "INTERACTION_CREATE" {
		return x.shard[0] == 0
	}
	return e.guild.onShard(x.shard)
}

func (g *guild) onShard(shard [2]int64) bool {
	id, _ := strconv.ParseInt(g.id, 10, 64)
	return (id>>22)%shard[1] == shard[0]
}

// dispatch tells all whom an event concerns, later those who may resume. It
// reports whether somebody is there to hear it. The caller holds the lock.
func (s *Server) dispatch(e event) (delivered bool) {
	for _, x := range s.gw.sessions {
		if x.over || !x.concerns(e) {
			continue
		}
		data := e.data
		if e.plain != nil && x.intents&IntentContent == 0 {
			data = e.plain
		}
		x.tell(e.name, data)
		delivered = delivered || x.conn != nil
	}
	return delivered
}

// tell gives a session its next event.
func (x *session) tell(name string, data any) {
	x.seq++
	seq := x.seq
	p := payload{Data: data, Seq: &seq, Name: name}
	x.history = append(x.history, p)
	if x.conn != nil {
		x.conn.send(p)
	}
}

// reads reports whether the bot gets to see what a message says, with these
// intents.
func (s *Server) reads(c *channel, m *message, intents int64) bool {
	return intents&IntentContent != 0 || c.guild == nil || m.FromBot || slices.Contains(m.mentions, s.botID)
}

// tellMessage tells of a message: that it was made, changed or deleted.
func (s *Server) tellMessage(name string, c *channel, m *message) {
	if !c.visible() {
		return
	}
	e := event{name: name, guild: c.guild, intents: IntentMessages}
	if c.guild == nil {
		e.intents = IntentDMs
	}
	if name == "MESSAGE_DELETE" {
		e.data = object{"id": m.ID, "channel_id": c.id}
		if c.guild != nil {
			e.data["guild_id"] = c.guild.id
		}
		s.dispatch(e)
		return
	}
	more := object{}
	if c.guild != nil {
		more = object{"guild_id": c.guild.id, "member": without(s.memberObject(c.guild, m.From), "user")}
	}
	e.data = s.object(m, true).with(more)
	e.plain = s.object(m, s.reads(c, m, 0)).with(more)
	s.dispatch(e)
}

func without(o object, name string) object {
	delete(o, name)
	return o
}

// tellThread tells of a thread that was made, changed or deleted.
func (s *Server) tellThread(name string, t *channel, fresh bool) {
	if !t.visible() {
		return
	}
	o := s.channelObject(t)
	if fresh {
		o["newly_created"] = true
	}
	s.dispatch(event{name: name, guild: t.guild, intents: IntentGuilds, data: o})
}

// guildCreate is what a connection learns of a server.
func (s *Server) guildCreate(g *guild) object {
	return s.guildObject(g).with(object{
		"joined_at": stamp(g.joined), "large": false, "unavailable": false, "member_count": len(g.members) + 1,
		"voice_states": []any{}, "members": []any{s.memberObject(g, s.botID)}, "channels": s.channelObjects(g, false),
		"threads": s.channelObjects(g, true), "presences": []any{}, "stage_instances": []any{},
		"guild_scheduled_events": []any{}, "soundboard_sounds": []any{},
	})
}
