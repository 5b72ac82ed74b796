package discordtest

import "net/http"

func (s *Server) getMe(*Call) (any, *refusal) { return s.users[s.botID].object(), nil }

func (s *Server) getUser(c *Call) (any, *refusal) {
	u := s.users[c.Args["user"]]
	if u == nil {
		return nil, unknown(10013, "User")
	}
	return u.object(), nil
}

func (s *Server) getMyGuilds(*Call) (any, *refusal) {
	out := []any{}
	for _, g := range s.guilds {
		if g.present {
			out = append(out, object{"id": g.id, "name": g.name, "owner": false, "permissions": g.perms, "features": []any{}})
		}
	}
	return out, nil
}

// The flags of an application that tell of its privileged intents, for bots on
// fewer than 100 servers.
var intentFlags = map[int64]int64{IntentPresences: 1 << 13, IntentMembers: 1 << 15, IntentContent: 1 << 19}

func (s *Server) getApplication(*Call) (any, *refusal) {
	flags := int64(0)
	for intent, flag := range intentFlags {
		if s.opts.Privileged&intent != 0 {
			flags |= flag
		}
	}
	install := object{"oauth2_install_params": object{"scopes": []any{"applications.commands"}, "permissions": "0"}}
	return object{
		"id": s.botID, "name": s.opts.Name, "icon": nil, "description": "", "bot_public": true,
		"bot_require_code_grant": false, "verify_key": "00", "flags": flags, "bot": s.users[s.botID].object(),
		"owner": object{"id": s.newID(), "username": "operator", "discriminator": "0", "avatar": nil}, "team": nil,
		"integration_types_config": object{"0": install, "1": install},
		"approximate_guild_count":  len(s.guilds), "approximate_user_install_count": 0,
	}, nil
}

// server finds a server that the bot wants to know of.
func (s *Server) server(c *Call) (*guild, *refusal) {
	g := s.guildByID(c.Args["guild"])
	switch {
	case g == nil:
		return nil, unknown(10004, "Guild")
	case !g.present:
		return nil, refuse(http.StatusForbidden, 50001, "Missing Access")
	}
	return g, nil
}

func (s *Server) getGuild(c *Call) (any, *refusal) {
	g, no := s.server(c)
	if no != nil {
		return nil, no
	}
	return s.guildObject(g), nil
}

func (s *Server) getGuildChannels(c *Call) (any, *refusal) {
	g, no := s.server(c)
	if no != nil {
		return nil, no
	}
	return s.channelObjects(g, false), nil
}

func (s *Server) channelObjects(g *guild, threads bool) []any {
	out := []any{}
	for _, c := range s.channelsOf(g, threads) {
		out = append(out, s.channelObject(c))
	}
	return out
}

func (s *Server) getGuildRoles(c *Call) (any, *refusal) {
	g, no := s.server(c)
	if no != nil {
		return nil, no
	}
	return s.roleObjects(g), nil
}

func (s *Server) getGuildMember(c *Call) (any, *refusal) {
	g, no := s.server(c)
	if no != nil {
		return nil, no
	}
	id := c.Args["user"]
	if id == "@me" { // only for the tokens of people
		return nil, breach(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	if !g.has(id) && id != s.botID {
		return nil, unknown(10007, "Member")
	}
	return s.memberObject(g, id), nil
}

func (s *Server) getActiveThreads(c *Call) (any, *refusal) {
	g, no := s.server(c)
	if no != nil {
		return nil, no
	}
	return object{"threads": s.channelObjects(g, true), "members": []any{}}, nil
}

// place finds a channel that the bot wants something of.
func (s *Server) place(id string) (*channel, *refusal) {
	c := s.channels[id]
	switch {
	case c == nil || c.gone:
		return nil, unknown(10003, "Channel")
	case !c.visible():
		return nil, refuse(http.StatusForbidden, 50001, "Missing Access")
	}
	return c, nil
}

func (s *Server) getChannel(c *Call) (any, *refusal) {
	ch, no := s.place(c.Args["channel"])
	if no != nil {
		return nil, no
	}
	return s.channelObject(ch), nil
}

func (s *Server) openDM(c *Call) (any, *refusal) {
	u := s.users[object(c.Body).text("recipient_id")]
	if u == nil || u.ID == s.botID {
		return nil, invalidField("recipient_id", "INVALID_RECIPIENT", "Invalid Recipient(s)")
	}
	return s.channelObject(s.dm(u)), nil
}

// dm is the private conversation with somebody, which is made where there is none.
func (s *Server) dm(u *User) *channel {
	if u.dm == nil {
		u.dm = &channel{id: s.newID(), kind: dmChannel, recipient: u, closed: u.closed}
		s.channels[u.dm.id] = u.dm
	}
	return u.dm
}

// A Typing is the sign that the bot is writing, as people saw it.
type Typing struct{ Channel string }

func (s *Server) typing(c *Call) (any, *refusal) {
	ch, no := s.writable(c.Args["channel"])
	if no != nil {
		return nil, no
	}
	s.typings = append(s.typings, Typing{ch.id})
	return nil, nil
}

// Typings returns where the bot was seen writing, in order.
func (s *Server) Typings() []Typing {
	return locked(s, func() []Typing { return append([]Typing(nil), s.typings...) })
}
