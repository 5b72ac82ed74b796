package discordtest

import (
	"slices"
	"strings"
)

// User is a person with Discord. What they do reaches the bot by the gateway.
type User struct {
	ID     string
	Name   string
	Locale string // "en-US"

	s         *Server
	dm        *channel // nil: none yet
	closed    bool     // takes no private messages
	installed bool     // has installed the app for themselves
}

// User makes a person, who is on no server yet.
func (s *Server) User(name string) *User {
	s.Lock()
	defer s.Unlock()
	u := &User{ID: s.newID(), Name: name, Locale: "en-US", s: s}
	s.users[u.ID] = u
	return u
}

func (u *User) object() object {
	return object{
		"id": u.ID, "username": strings.ToLower(strings.ReplaceAll(u.Name, " ", "_")), "global_name": u.Name,
		"discriminator": "0", "avatar": nil, "bot": u.ID == u.s.botID, "system": false, "public_flags": 0,
	}
}

// DM opens the private conversation with the bot and returns its id.
func (u *User) DM() string {
	return locked(u.s, func() string { return u.s.dm(u).id })
}

// Between opens a private conversation of two people, without the bot, and
// returns its id. What is said there the bot does not hear.
func (u *User) Between(with *User) string {
	return locked(u.s, func() string {
		c := &channel{id: u.s.newID(), kind: dmChannel, people: []*User{u, with}, created: u.s.Now()}
		u.s.channels[c.id] = c
		return c.id
	})
}

// CloseDMs stops the bot from writing to the person, or lets it again.
func (u *User) CloseDMs(closed bool) {
	u.s.change(func() {
		u.closed = closed
		if u.dm != nil {
			u.dm.closed = closed
		}
	})
}

// Install installs the app for the person, who can then use it everywhere.
func (u *User) Install() { u.s.change(func() { u.installed = true }) }

// Guild is a server.
type Guild struct {
	ID, Name string
	s        *Server
	g        *guild
}

// Guild makes a server with the bot and these people, of whom the first owns it.
func (s *Server) Guild(name string, people ...*User) *Guild {
	g := s.ForeignGuild(name, people...)
	g.Invite()
	return g
}

// ForeignGuild makes a server on which the bot is not.
func (s *Server) ForeignGuild(name string, people ...*User) *Guild {
	s.Lock()
	defer s.Unlock()
	g := &guild{id: s.newID(), name: name, perms: s.opts.Permissions, moderators: map[string]bool{}, joined: s.Now()}
	g.roles.member, g.roles.moderator, g.roles.bot = s.newID(), s.newID(), s.newID()
	for _, u := range people {
		g.members = append(g.members, u.ID)
	}
	if len(people) > 0 {
		g.owner = people[0].ID
	} else {
		g.owner = s.newID()
	}
	s.guilds = append(s.guilds, g)
	return &Guild{g.id, name, s, g}
}

func (g *guild) has(id string) bool { return slices.Contains(g.members, id) }

// Join lets people become members.
func (g *Guild) Join(people ...*User) {
	g.s.change(func() {
		for _, u := range people {
			g.g.members = append(g.g.members, u.ID)
		}
	})
}

// Moderator makes people moderators, by a role that may manage messages.
func (g *Guild) Moderator(people ...*User) {
	g.s.change(func() {
		for _, u := range people {
			g.g.moderators[u.ID] = true
		}
	})
}

// ModeratorRole is the id of the role of moderators, MemberRole that of all.
func (g *Guild) ModeratorRole() string { return g.g.roles.moderator }

// MemberRole is the id of the role that all members have.
func (g *Guild) MemberRole() string { return g.g.roles.member }

// Invite brings the bot onto the server.
func (g *Guild) Invite() {
	g.s.change(func() {
		g.g.present, g.g.joined = true, g.s.Now()
		g.s.dispatch(event{name: "GUILD_CREATE", guild: g.g, intents: IntentGuilds, data: g.s.guildCreate(g.g)})
	})
}

// Kick removes the bot from the server.
func (g *Guild) Kick() {
	g.s.change(func() {
		g.s.dispatch(event{name: "GUILD_DELETE", guild: g.g, intents: IntentGuilds, data: object{"id": g.g.id}})
		g.g.present = false
		delete(g.s.commands, g.g.id)
	})
}

// Outage makes the server unavailable, as when Discord has trouble, or available
// again.
func (g *Guild) Outage(on bool) {
	g.s.change(func() {
		e := event{name: "GUILD_CREATE", guild: g.g, intents: IntentGuilds, data: g.s.guildCreate(g.g)}
		if on {
			e.name, e.data = "GUILD_DELETE", object{"id": g.g.id, "unavailable": true}
		}
		g.s.dispatch(e)
	})
}

// WithoutCommands makes the server one whose invitation had not the scope
// applications.commands.
func (g *Guild) WithoutCommands() { g.s.change(func() { g.g.noCommands = true }) }

// Permit sets the permissions of the bot on the server.
func (g *Guild) Permit(permissions int64) {
	g.s.change(func() {
		g.g.perms = permissions
		roles := g.s.roleObjects(g.g)
		g.s.dispatch(event{name: "GUILD_ROLE_UPDATE", guild: g.g, intents: IntentGuilds, data: object{
			"guild_id": g.g.id, "role": roles[len(roles)-1],
		}})
	})
}

// Channel is a channel of a server.
type Channel struct {
	ID, Name string
	s        *Server
	c        *channel
}

// Text makes a text channel.
func (g *Guild) Text(name string) *Channel { return g.channel(name, textChannel) }

// Forum makes a forum channel.
func (g *Guild) Forum(name string) *Channel { return g.channel(name, forumChannel) }

func (g *Guild) channel(name string, kind int64) *Channel {
	s := g.s
	var out *Channel
	s.change(func() {
		c := &channel{id: s.newID(), name: name, kind: kind, guild: g.g, created: s.Now()}
		s.channels[c.id] = c
		if c.visible() {
			s.dispatch(event{name: "CHANNEL_CREATE", guild: g.g, intents: IntentGuilds, data: s.channelObject(c)})
		}
		out = &Channel{c.id, name, s, c}
	})
	return out
}

// Channel finds a channel or a thread, such as one that the bot has made; nil if
// there is none.
func (s *Server) Channel(id string) *Channel {
	return locked(s, func() *Channel {
		c := s.channels[id]
		if c == nil {
			return nil
		}
		return &Channel{c.id, c.name, s, c}
	})
}

// Deny takes permissions of the bot away in the channel, instead of those before;
// with 0 it has all of the server again.
func (c *Channel) Deny(permissions int64) {
	c.s.change(func() {
		was := c.c.visible()
		c.c.denied = permissions
		e := event{name: "CHANNEL_UPDATE", guild: c.c.guild, intents: IntentGuilds, data: c.s.channelObject(c.c)}
		if was && !c.c.visible() {
			e.name = "CHANNEL_DELETE" // as it looks to who cannot see it any more
		}
		c.s.dispatch(e)
	})
}

// Archive archives a thread; a locked one can only be opened by a moderator.
func (c *Channel) Archive(locked bool) {
	c.s.change(func() {
		c.c.archived, c.c.locked = true, locked
		c.s.tellThread("THREAD_UPDATE", c.c, false)
	})
}

// Delete deletes a channel or a thread.
func (c *Channel) Delete() {
	c.s.change(func() {
		if c.c.thread() {
			c.s.dispatch(event{name: "THREAD_DELETE", guild: c.c.guild, intents: IntentGuilds, data: object{
				"id": c.ID, "guild_id": c.c.guild.id, "parent_id": c.c.parent.id, "type": c.c.kind,
			}})
		} else {
			c.s.dispatch(event{
				name: "CHANNEL_DELETE", guild: c.c.guild, intents: IntentGuilds, data: c.s.channelObject(c.c),
			})
		}
		for _, t := range c.s.channels {
			t.gone = t.gone || t == c.c || t.parent == c.c
		}
	})
}

// Thread lets a person start a thread in a text channel.
func (c *Channel) Thread(u *User, name string) *Channel { return c.start(u, name, "") }

// Post lets a person start a thread in a forum, with its first message.
func (c *Channel) Post(u *User, title, text string) *Channel { return c.start(u, title, text) }

func (c *Channel) start(u *User, name, text string) *Channel {
	var t *channel
	c.s.change(func() {
		t = c.s.newThread(c.c, c.s.newID(), u.ID, object{"name": name})
		c.s.tellThread("THREAD_CREATE", t, true)
		if text != "" {
			m := &message{Message: Message{From: u.ID, Content: text}}
			c.s.say(t, m)
			m.ID = t.id
			c.s.tellMessage("MESSAGE_CREATE", t, m)
		}
	})
	return &Channel{t.id, name, c.s, t}
}
