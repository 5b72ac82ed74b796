package discordtest

import (
	"slices"
	"strconv"
	"time"
)

// Permissions that this server asks for or tells of.
const (
	AddReactions         = 1 << 6
	ViewChannel          = 1 << 10
	SendMessages         = 1 << 11
	SendTTS              = 1 << 12
	ManageMessages       = 1 << 13
	EmbedLinks           = 1 << 14
	AttachFiles          = 1 << 15
	ReadHistory          = 1 << 16
	MentionEveryone      = 1 << 17
	UseCommands          = 1 << 31
	ManageThreads        = 1 << 34
	CreatePublicThreads  = 1 << 35
	CreatePrivateThreads = 1 << 36
	SendInThreads        = 1 << 38
)

// DefaultPermissions are what a bot that answers and guides needs.
const DefaultPermissions = ViewChannel | SendMessages | SendTTS | EmbedLinks | AttachFiles | ReadHistory |
	CreatePublicThreads | SendInThreads

const memberPermissions = DefaultPermissions | AddReactions | UseCommands

// The types of channels.
const (
	textChannel   = 0
	dmChannel     = 1
	publicThread  = 11
	privateThread = 12
	forumChannel  = 15
)

// guild is a server with its people.
type guild struct {
	id, name   string
	owner      string
	members    []string
	moderators map[string]bool
	perms      int64 // of the bot
	present    bool  // the bot is a member
	noCommands bool  // invited without the scope for commands
	roles      struct{ bot, member, moderator string }
	joined     time.Time
}

// channel is a text channel, a forum, a thread or a private conversation.
type channel struct {
	id, name  string
	kind      int64
	guild     *guild // nil: private
	parent    *channel
	denied    int64   // to the bot
	recipient *User   // of a private conversation with the bot
	people    []*User // of one without it
	closed    bool    // the person takes no messages
	gone      bool
	messages  []*message

	owner    string // of a thread
	archived bool
	locked   bool
	after    int64    // minutes until it is archived
	members  []string // of a thread
	created  time.Time
}

// foreign reports whether the bot is not there: an app that people have installed
// for themselves can be used all the same.
func (c *channel) foreign() bool {
	return c.guild == nil && c.recipient == nil || c.guild != nil && !c.guild.present
}

func (c *channel) thread() bool { return c.kind == publicThread || c.kind == privateThread }

// permissions are the bot's in a channel.
func (c *channel) permissions() int64 {
	switch {
	case c.foreign():
		return 0
	case c.guild == nil:
		return memberPermissions
	case c.parent != nil:
		return c.parent.permissions()
	}
	have := c.guild.perms &^ c.denied
	if have&ViewChannel == 0 {
		return 0
	}
	return have
}

// visible reports whether the bot sees a channel at all.
func (c *channel) visible() bool { return c.permissions()&ViewChannel != 0 }

func (s *Server) guildByID(id string) *guild {
	i := slices.IndexFunc(s.guilds, func(g *guild) bool { return g.id == id })
	if i < 0 {
		return nil
	}
	return s.guilds[i]
}

// channelsOf are the channels or the threads of a server that the bot may see.
func (s *Server) channelsOf(g *guild, threads bool) []*channel {
	var out []*channel
	for _, id := range sortedKeys(s.channels) {
		c := s.channels[id]
		if c.guild == g && !c.gone && c.thread() == threads && c.visible() && (!threads || !c.archived) {
			out = append(out, c)
		}
	}
	return out
}

func (s *Server) guildObject(g *guild) object {
	return object{
		"id": g.id, "name": g.name, "owner_id": g.owner, "icon": nil, "features": []any{}, "emojis": []any{},
		"stickers": []any{}, "roles": s.roleObjects(g), "preferred_locale": "en-US", "verification_level": 0,
		"default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0,
		"premium_tier": 0, "system_channel_id": nil, "system_channel_flags": 0, "afk_timeout": 300,
		"description": nil, "banner": nil, "splash": nil, "application_id": nil,
	}
}

func (s *Server) roleObjects(g *guild) []any {
	role := func(id, name string, perms int64, more object) object {
		return object{
			"id": id, "name": name, "permissions": strconv.FormatInt(perms, 10), "color": 0, "hoist": false,
			"position": 1, "managed": false, "mentionable": false, "flags": 0,
		}.with(more)
	}
	return []any{
		role(g.id, "@everyone", 0, object{"position": 0}),
		role(g.roles.member, "Members", memberPermissions, nil),
		role(g.roles.moderator, "Moderators", memberPermissions|ManageMessages|ManageThreads, nil),
		role(g.roles.bot, s.opts.Name, g.perms, object{"managed": true, "tags": object{"bot_id": s.botID}}),
	}
}

func (s *Server) channelObject(c *channel) object {
	o := object{"id": c.id, "type": c.kind, "flags": 0, "last_message_id": nil}
	if n := len(c.messages); n > 0 {
		o["last_message_id"] = c.messages[n-1].ID
	}
	if c.guild == nil {
		recipients := []any{}
		for _, u := range c.people {
			recipients = append(recipients, u.object())
		}
		if c.recipient != nil {
			recipients = append(recipients, c.recipient.object())
		}
		return o.with(object{"recipients": recipients})
	}
	o = o.with(object{"guild_id": c.guild.id, "name": c.name, "rate_limit_per_user": 0})
	if c.thread() {
		return o.with(object{
			"parent_id": c.parent.id, "owner_id": c.owner, "message_count": len(c.messages),
			"member_count": len(c.members), "total_message_sent": len(c.messages),
			"thread_metadata": object{
				"archived": c.archived, "locked": c.locked, "auto_archive_duration": c.after,
				"archive_timestamp": stamp(c.created), "create_timestamp": stamp(c.created),
			},
		})
	}
	overwrites := []any{}
	if c.denied != 0 {
		overwrites = append(overwrites, object{
			"id": s.botID, "type": 1, "allow": "0", "deny": strconv.FormatInt(c.denied, 10),
		})
	}
	return o.with(object{
		"position": 0, "parent_id": nil, "topic": nil, "nsfw": false, "permission_overwrites": overwrites,
	})
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000-07:00") }

// memberObject is somebody as a member of a server.
func (s *Server) memberObject(g *guild, id string) object {
	roles := []any{g.roles.member}
	if g.moderators[id] {
		roles = append(roles, g.roles.moderator)
	}
	if id == s.botID {
		roles = []any{g.roles.bot}
	}
	return object{
		"user": s.users[id].object(), "nick": nil, "avatar": nil, "roles": roles, "joined_at": stamp(g.joined),
		"deaf": false, "mute": false, "flags": 0, "pending": false, "premium_since": nil,
		"communication_disabled_until": nil,
	}
}

// memberPerms are what a person may do on a server.
func (g *guild) memberPerms(id string) int64 {
	switch {
	case id == g.owner:
		return 1<<53 - 1
	case g.moderators[id]:
		return memberPermissions | ManageMessages | ManageThreads
	}
	return memberPermissions
}
