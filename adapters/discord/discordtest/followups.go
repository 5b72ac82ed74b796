package discordtest

import (
	"net/http"
	"time"
)

// mostFollowUps is how many follow-ups there may be where the app is only installed by a
// person.
const mostFollowUps = 5

// following finds the interaction of a token that may still be used.
func (s *Server) following(c *Call) (*interaction, *refusal) {
	i := s.interactionBy("", c.Args["token"])
	switch {
	case i == nil || c.Args["application"] != s.botID || i.Answer == "" || i.kind == byTyping:
		return nil, unknown(10015, "Webhook")
	case time.Since(i.At) > s.opts.FollowFor:
		return nil, refuse(http.StatusUnauthorized, 50027, "Invalid Webhook Token")
	}
	return i, nil
}

func (s *Server) followUp(c *Call) (any, *refusal) {
	i, no := s.following(c)
	if no != nil {
		return nil, no
	}
	data := object(c.Body)
	if i.original != nil && i.original.Thinking && !i.original.gone { // the first one is what was deferred
		return s.edit(c, i.channel, i.original, "", data)
	}
	if i.userOnly && i.followed >= mostFollowUps {
		return nil, refuse(http.StatusBadRequest, 40094, "This interaction has reached the maximum number of follow up messages")
	}
	m, no := s.made(c, data)
	if no != nil {
		return nil, no
	}
	i.followed++
	s.postFor(i, m, data)
	return s.object(m, true), nil
}

// followed finds a message that the token of an interaction gives access to.
func (s *Server) followed(c *Call) (*interaction, *message, *refusal) {
	i, no := s.following(c)
	if no != nil {
		return nil, nil, no
	}
	id := c.Args["message"]
	if id == "" && i.original != nil {
		id = i.original.ID
	}
	for _, m := range append([]*message{i.original}, i.messages...) {
		if m != nil && m.ID == id && !m.gone {
			return i, m, nil
		}
	}
	return nil, nil, unknown(10008, "Message")
}

func (s *Server) getFollowUp(c *Call) (any, *refusal) {
	_, m, no := s.followed(c)
	if no != nil {
		return nil, no
	}
	return s.object(m, true), nil
}

func (s *Server) editFollowUp(c *Call) (any, *refusal) {
	i, m, no := s.followed(c)
	if no != nil {
		return nil, no
	}
	return s.edit(c, i.channel, m, "", c.Body)
}

func (s *Server) deleteFollowUp(c *Call) (any, *refusal) {
	i, m, no := s.followed(c)
	if no != nil {
		return nil, no
	}
	s.remove(i.channel, m)
	return nil, nil
}
