package telegramtest

import (
	"fmt"
	"net/http"
)

// Command is a command as people see it in the menu.
type Command struct{ Name, Description string }

func (s *Server) getMe(*Call) (any, *refusal) {
	o := s.self()
	o["can_join_groups"], o["supports_inline_queries"] = true, true
	o["can_read_all_group_messages"] = s.opts.PrivacyOff
	return o, nil
}

// scopeKey names the list of commands that a call is about: "default",
// "all_private_chats", "chat:-100123", and after a slash the language.
func scopeKey(p object) string {
	key := "default"
	if scope, ok := p["scope"].(object); ok {
		key = scope.text("type")
		for _, id := range []string{"chat_id", "user_id"} {
			if value, ok := scope[id]; ok {
				key += fmt.Sprintf(":%v", value)
			}
		}
	}
	if code := p.text("language_code"); code != "" {
		key += "/" + code
	}
	return key
}

func (s *Server) setMyCommands(c *Call) (any, *refusal) {
	p := object(c.Params)
	if scope, ok := p["scope"].(object); ok && scope["chat_id"] != nil {
		if _, no := s.find(&Call{Params: scope}); no != nil {
			return nil, no
		}
	}
	list := []Command{}
	for _, item := range p["commands"].([]any) {
		o := item.(object)
		list = append(list, Command{o.text("command"), o.text("description")})
	}
	s.commands[scopeKey(p)] = list
	return true, nil
}

func (s *Server) getMyCommands(c *Call) (any, *refusal) {
	out := []object{}
	for _, some := range s.commands[scopeKey(c.Params)] {
		out = append(out, object{"command": some.Name, "description": some.Description})
	}
	return out, nil
}

func (s *Server) deleteMyCommands(c *Call) (any, *refusal) {
	delete(s.commands, scopeKey(c.Params))
	return true, nil
}

// Commands returns the commands of a scope: "default", "all_private_chats",
// "chat:-100123", and after a slash the language if there is one.
func (s *Server) Commands(scope string) []Command {
	return locked(s, func() []Command { return s.commands[scope] })
}

// Profile returns what the bot says of itself: "name", "description" or
// "short_description", after a slash the language if there is one.
func (s *Server) Profile(field string) string {
	return locked(s, func() string { return s.profile[field] })
}

func profileKey(field string, p object) string {
	if code := p.text("language_code"); code != "" {
		return field + "/" + code
	}
	return field
}

func set(field string) func(*Server, *Call) (any, *refusal) {
	return func(s *Server, c *Call) (any, *refusal) {
		s.profile[profileKey(field, c.Params)] = object(c.Params).text(field)
		return true, nil
	}
}

func get(field string) func(*Server, *Call) (any, *refusal) {
	return func(s *Server, c *Call) (any, *refusal) {
		return object{field: s.profile[profileKey(field, c.Params)]}, nil
	}
}

func (s *Server) getChat(call *Call) (any, *refusal) {
	c, no := s.see(call)
	if no != nil {
		return nil, no
	}
	o := c.object().with(object{"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": object{
		"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false,
		"gifts_from_channels": false,
	}})
	if c.kind != private {
		o["permissions"] = object{"can_send_messages": true, "can_send_photos": true, "can_send_audios": true}
	}
	return o, nil
}

// see finds a chat that the bot wants to know of.
func (s *Server) see(call *Call) (*chat, *refusal) {
	c, no := s.find(call)
	switch {
	case no != nil:
		return nil, no
	case c.kind == private && !c.opened:
		return nil, breach("chat not found")
	case c.status == "kicked":
		return nil, refuse(http.StatusForbidden, "Forbidden: bot was kicked from the "+c.kind+" chat")
	case c.status == "left":
		return nil, refuse(http.StatusForbidden, "Forbidden: bot is not a member of the "+c.kind+" chat")
	}
	return c, nil
}

func (s *Server) getChatMember(call *Call) (any, *refusal) {
	c, no := s.see(call)
	if no != nil {
		return nil, no
	}
	id := object(call.Params).number("user_id")
	u := s.users[id]
	switch {
	case id == s.botID && c.kind != private:
		return s.member(s.self(), c.status), nil
	case c.kind == private && c.id == id, c.members[id] != nil:
		return s.member(u.object(), "member"), nil
	case u != nil:
		return s.member(u.object(), "left"), nil
	}
	return nil, breach("user not found")
}

func (s *Server) getChatAdministrators(call *Call) (any, *refusal) {
	c, no := s.see(call)
	if no != nil {
		return nil, no
	}
	if c.kind == private {
		return nil, breach("there are no administrators in the private chat")
	}
	out := []object{}
	if c.status == "administrator" {
		out = append(out, s.member(s.self(), c.status))
	}
	return out, nil
}

func (s *Server) leaveChat(call *Call) (any, *refusal) {
	c, no := s.see(call)
	if no != nil {
		return nil, no
	}
	if c.kind == private {
		return nil, breach("chat member status can't be changed in private chats")
	}
	c.status = "left"
	return true, nil
}

// member is what somebody is in a chat.
func (s *Server) member(user object, status string) object {
	o := object{"user": user, "status": status}
	rights := func(value bool, names ...string) {
		for _, name := range names {
			o[name] = value
		}
	}
	switch status {
	case "administrator":
		rights(false, "can_be_edited", "is_anonymous", "can_promote_members", "can_post_stories", "can_edit_stories",
			"can_delete_stories", "can_restrict_members", "can_change_info", "can_manage_video_chats")
		rights(true, "can_manage_chat", "can_delete_messages", "can_invite_users", "can_pin_messages", "can_manage_topics")
	case "restricted":
		o["until_date"] = 0
		rights(true, "is_member")
		rights(false, "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
			"can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
			"can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag",
			"can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics")
	case "kicked":
		o["until_date"] = 0
	}
	return o
}
