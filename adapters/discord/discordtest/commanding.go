package discordtest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Slash uses a slash command: its name, for a subcommand all words ("session
// pause"), and then names and values of options in turn. It returns the id of the
// interaction.
func (u *User) Slash(channel, command string, options ...any) string {
	u.s.T.Helper()
	return u.command(channel, command, byCommand, options)
}

// Autocomplete types a slash command as far as the last of the options, which is
// still being typed.
func (u *User) Autocomplete(channel, command string, options ...any) string {
	u.s.T.Helper()
	return u.command(channel, command, byTyping, options)
}

func (u *User) command(where, words string, kind int64, values []any) string {
	s := u.s
	s.T.Helper()
	s.Lock()
	defer s.Unlock()
	defer s.Touch()
	c := s.channels[where]
	steps := strings.Fields(words)
	o, no := s.visibleCommand(u, c, steps[0], slashCommand)
	var filled []any
	var typing int64
	if no == "" {
		filled, typing, no = fillOptions(o.objects("options"), steps[1:], values, kind == byTyping)
	}
	if no != "" {
		s.T.Errorf("%s cannot use /%s %v: %s", u.Name, words, values, no)
		return ""
	}
	data := object{"id": o["id"], "name": o["name"], "type": slashCommand, "options": filled}
	if id := o.text("guild_id"); id != "" {
		data["guild_id"] = id
	}
	i := s.begin(u, c, kind, words, data, nil)
	i.typing = typing
	return i.ID
}

// MessageCommand uses a command on a message: "Answer this".
func (u *User) MessageCommand(m Message, command string) string {
	s := u.s
	s.T.Helper()
	s.Lock()
	defer s.Unlock()
	defer s.Touch()
	c := s.channels[m.Channel]
	o, no := s.visibleCommand(u, c, command, messageCommand)
	on := s.messageIn(c, m.ID)
	if no == "" && on == nil {
		no = "there is no such message"
	}
	if no != "" {
		s.T.Errorf("%s cannot use %q: %s", u.Name, command, no)
		return ""
	}
	return s.begin(u, c, byCommand, command, object{
		"id": o["id"], "name": o["name"], "type": messageCommand, "target_id": on.ID,
		"resolved": object{"messages": object{on.ID: s.object(on, true)}},
	}, nil).ID
}

// visibleCommand finds a command that a person is offered in a channel.
func (s *Server) visibleCommand(u *User, c *channel, name string, kind int64) (object, string) {
	if c == nil || c.gone {
		return nil, "there is no such channel"
	}
	scopes := []string{""}
	context, present := contextDM, !c.foreign()
	switch {
	case c.guild != nil:
		context, present = contextGuild, present && !c.guild.noCommands
		scopes = []string{c.guild.id, ""}
	case c.foreign():
		context = contextPrivate
	}
	for _, scope := range scopes {
		for _, o := range s.commands[scope] {
			contexts, types := usedIn(scope, o), o.list("integration_types")
			here := present && slices.Contains(types, any(int64(0))) || u.installed && slices.Contains(types, any(int64(1)))
			if o.text("name") == name && o.number("type") == kind && here && slices.Contains(contexts, any(context)) {
				return o, ""
			}
		}
	}
	return nil, "no such command is offered there"
}

// usedIn are the contexts of a command. Those of one server have none of their
// own; where nothing is said, a private conversation without the bot is not meant.
func usedIn(scope string, o object) []any {
	switch {
	case scope != "":
		return []any{contextGuild}
	case o.list("contexts") != nil:
		return o.list("contexts")
	case o["dm_permission"] == false:
		return []any{contextGuild}
	}
	return []any{contextGuild, contextDM}
}

// fillOptions turns names and values into the options of an interaction.
func fillOptions(known []object, path []string, values []any, typing bool) (out []any, kind int64, no string) {
	if len(path) > 0 {
		i := slices.IndexFunc(known, func(o object) bool { return o.text("name") == path[0] && o.number("type") <= optGroup })
		if i < 0 {
			return nil, 0, "no subcommand " + path[0]
		}
		inner, kind, no := fillOptions(known[i].objects("options"), path[1:], values, typing)
		return []any{object{"name": path[0], "type": known[i]["type"], "options": inner}}, kind, no
	}
	given := map[string]bool{}
	for n := 0; n+1 < len(values); n += 2 {
		name, value := fmt.Sprint(values[n]), values[n+1]
		i := slices.IndexFunc(known, func(o object) bool { return o.text("name") == name })
		if i < 0 {
			return nil, 0, "no option " + name
		}
		given[name] = true
		kind = known[i].number("type")
		o := object{"name": name, "type": kind, "value": value}
		last := typing && n+2 >= len(values)
		if last {
			o["focused"] = true
		}
		if wrong := wrongValue(known[i], value, last); wrong != "" {
			return nil, 0, name + " " + wrong
		}
		out = append(out, o)
	}
	for _, o := range known {
		switch {
		case o.number("type") <= optGroup:
			return nil, 0, "it takes a subcommand"
		case o.flag("required") && !given[o.text("name")] && !typing:
			return nil, 0, o.text("name") + " is required"
		}
	}
	return out, kind, ""
}

// wrongValue says what is wrong with a value that a person cannot enter.
func wrongValue(o object, value any, focused bool) string {
	ok := true
	switch o.number("type") {
	case optString:
		_, ok = value.(string)
	case optInt:
		_, ok = value.(int)
	case optBool:
		_, ok = value.(bool)
	}
	choices := o.objects("choices")
	size, least, most := sizeOf(o, value)
	switch {
	case focused && !o.flag("autocomplete"):
		return "has no completion"
	case !ok && !focused:
		return fmt.Sprintf("cannot be %v", value)
	case !focused && (size < least || size > most):
		return fmt.Sprintf("cannot be %v: from %v to %v", value, least, most)
	case len(choices) > 0 && !slices.ContainsFunc(choices, func(c object) bool { return fmt.Sprint(c["value"]) == fmt.Sprint(value) }):
		return fmt.Sprintf("has no choice %v", value)
	}
	return ""
}

// sizeOf is the length of a text or the value of a number, and its bounds.
func sizeOf(o object, value any) (size, least, most float64) {
	least, most = math.Inf(-1), math.Inf(1)
	bound := func(name string, to *float64) {
		switch v := o[name].(type) {
		case int64:
			*to = float64(v)
		case float64:
			*to = v
		}
	}
	switch v := value.(type) {
	case string:
		size = float64(utf8.RuneCountInString(v))
		most = 6000
		bound("min_length", &least)
		bound("max_length", &most)
	case int:
		size = float64(v)
		bound("min_value", &least)
		bound("max_value", &most)
	}
	return size, least, most
}

// Submit fills in the form that an interaction was answered with, by the
// custom_ids of its fields, and sends it.
func (u *User) Submit(id string, values map[string]string) string {
	s := u.s
	s.T.Helper()
	s.Lock()
	defer s.Unlock()
	defer s.Touch()
	at := slices.IndexFunc(s.interactions, func(i *interaction) bool { return i.ID == id && i.form != nil })
	if at < 0 {
		s.T.Errorf("no form was shown for %s", id)
		return ""
	}
	i := s.interactions[at]
	data := object{"custom_id": i.Modal, "components": submitted(i.form.list("components"), values)}
	return s.begin(u, i.channel, byModal, i.Modal, data, i.source).ID
}

// submitted is the form with what was filled in.
func submitted(components []any, values map[string]string) []any {
	out := []any{}
	for _, item := range components {
		c := item.(object)
		o := object{"type": c["type"]}
		if id := c.text("custom_id"); id != "" {
			o["custom_id"], o["value"] = id, values[id]
			if k := c.number("type"); k != kindTextInput && k != kindRadio {
				o["values"] = []any{values[id]}
			}
		}
		if c.names("components") {
			o["components"] = submitted(c.list("components"), values)
		}
		if inner := c.inner("component"); inner != nil {
			o["component"] = submitted([]any{inner}, values)[0]
		}
		out = append(out, o)
	}
	return out
}
