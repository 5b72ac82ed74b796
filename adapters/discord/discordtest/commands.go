package discordtest

import (
	"fmt"
	"net/http"
	"slices"
)

// scope finds whose commands a call is about: "" for all, or a server.
func (s *Server) scope(c *Call) (string, *refusal) {
	guild := c.Args["guild"]
	g := s.guildByID(guild)
	switch {
	case c.Args["application"] != s.botID:
		return "", refuse(http.StatusForbidden, 20012, "You are not authorized to perform this action on this application")
	case guild != "" && (g == nil || !g.present || g.noCommands):
		return "", refuse(http.StatusForbidden, 50001, "Missing Access")
	}
	return guild, nil
}

// putCommands replaces all commands of a scope. One that stays keeps its id.
func (s *Server) putCommands(c *Call) (any, *refusal) {
	scope, no := s.scope(c)
	if no != nil {
		return nil, no
	}
	old := s.commands[scope]
	next := []object{}
	for _, item := range c.list {
		o := item.(object)
		same := slices.IndexFunc(old, func(p object) bool { return p["name"] == o["name"] && p["type"] == o["type"] })
		id := s.newID()
		o = object{
			"application_id": s.botID, "version": s.newID(), "description": "", "default_member_permissions": nil,
			"nsfw": false, "dm_permission": true, "contexts": nil, "integration_types": []any{int64(0)},
		}.with(o)
		o["id"] = id
		if same >= 0 {
			o["id"] = old[same]["id"]
		}
		if scope != "" {
			o["guild_id"] = scope
		}
		next = append(next, o)
	}
	s.commands[scope] = next
	return anys(next), nil
}

func (s *Server) getCommands(c *Call) (any, *refusal) {
	scope, no := s.scope(c)
	if no != nil {
		return nil, no
	}
	return anys(s.commands[scope]), nil
}

// Command is a command as people see it.
type Command struct {
	Name        string
	Kind        int64 // 1 slash, 2 on a person, 3 on a message
	Description string
	Options     []Option
}

// Option is an option of a command, a subcommand or a group of them.
type Option struct {
	Name         string
	Kind         int64 // 1 subcommand, 2 group, 3 text, 4 integer, 5 yes or no, ...
	Description  string
	Required     bool
	Autocomplete bool
	Choices      []Choice
	Options      []Option
}

// Commands returns the commands of a server, or with "" those for all.
func (s *Server) Commands(guild string) []Command {
	return s.CommandsIn(guild, "")
}

// CommandsIn returns the commands as somebody with a locale sees them.
func (s *Server) CommandsIn(guild, locale string) []Command {
	return locked(s, func() []Command {
		var out []Command
		for _, o := range s.commands[guild] {
			out = append(out, Command{
				Name: local(o, "name", locale), Kind: o.number("type"), Description: local(o, "description", locale),
				Options: optionsOf(o, locale),
			})
		}
		return out
	})
}

// local is a name or description in a locale, as it is where that is missing.
func local(o object, field, locale string) string {
	if v := o.inner(field + "_localizations").text(locale); v != "" {
		return v
	}
	return o.text(field)
}

func optionsOf(parent object, locale string) []Option {
	var out []Option
	for _, o := range parent.objects("options") {
		option := Option{
			Name: local(o, "name", locale), Kind: o.number("type"), Description: local(o, "description", locale),
			Required: o.flag("required"), Autocomplete: o.flag("autocomplete"), Options: optionsOf(o, locale),
		}
		for _, c := range o.objects("choices") {
			option.Choices = append(option.Choices, Choice{Label: local(c, "name", locale), Value: fmt.Sprint(c["value"])})
		}
		out = append(out, option)
	}
	return out
}
