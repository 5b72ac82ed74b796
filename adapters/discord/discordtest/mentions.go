package discordtest

import (
	"regexp"
	"slices"
	"strings"
)

// Ping says that a message of the bot calls somebody by the text, because
// allowed_mentions lets it.
type Ping struct {
	Channel, Message string
	Who              []string // "user 123", "role 123", "everyone", "here"
	Reply            bool     // it is the author of the message that is replied to
	Edit             bool     // by an edit, which shows the mention and notifies nobody
}

var (
	codePattern    = regexp.MustCompile("(?s)```.*?```|``.*?``|`[^`]*`")
	mentionPattern = regexp.MustCompile(`<@(!|&)?(\d+)>|@(everyone|here)`)
)

// notePings finds whom a message calls.
func (s *Server) notePings(c *channel, m *message, o object, edit bool) {
	if edit && !o.names("content") && (!m.V2 || !o.names("components")) {
		return // nothing that could call anybody has changed
	}
	var parts []string
	parts = append(parts, m.Content)
	walk(anys(m.components), func(o object) {
		if o.number("type") == kindText {
			parts = append(parts, o.text("content"))
		}
	})
	plain := codePattern.ReplaceAllString(strings.Join(parts, "\n"), "")
	allowed := o.inner("allowed_mentions")
	open := allowed == nil
	may := func(kind, id string) bool {
		return open || slices.Contains(allowed.list("parse"), any(kind)) || slices.Contains(allowed.list(kind), any(id))
	}
	ping := Ping{Channel: c.id, Message: m.ID, Edit: edit}
	m.mentions, m.roles, m.everyone = nil, nil, false
	for _, found := range mentionPattern.FindAllStringSubmatch(plain, -1) {
		id := found[2]
		switch {
		case found[3] != "" && may("everyone", ""):
			m.everyone = true
			ping.Who = append(ping.Who, found[3])
		case found[1] == "&" && may("roles", id):
			m.roles = append(m.roles, id)
			ping.Who = append(ping.Who, "role "+id)
		case found[3] == "" && found[1] != "&" && may("users", id):
			if s.users[id] != nil {
				m.mentions = append(m.mentions, id)
			}
			ping.Who = append(ping.Who, "user "+id)
		}
	}
	if len(ping.Who) > 0 {
		s.pings = append(s.pings, ping)
	}
	to := s.messageIn(c, m.ReplyTo)
	if to != nil && !edit && to.From != s.botID && (open || allowed.flag("replied_user")) {
		m.mentions = append(m.mentions, to.From)
		s.pings = append(s.pings, Ping{
			Channel: c.id, Message: m.ID, Who: []string{"user " + to.From}, Reply: true,
		})
	}
}

// Pings returns whom the bot's messages have called so far.
func (s *Server) Pings() []Ping { return locked(s, func() []Ping { return slices.Clone(s.pings) }) }
