package discordtest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The types of interactions.
const (
	byCommand   = 2
	byComponent = 3
	byTyping    = 4
	byModal     = 5
)

// The types of answers to interactions.
const (
	answerPong      = 1
	answerMessage   = 4
	answerDefer     = 5
	answerDeferEdit = 6
	answerEdit      = 7
	answerChoices   = 8
	answerModal     = 9
)

// Where a command is used: on a server, in private with the bot, or in private
// without it.
const (
	contextGuild   = int64(0)
	contextDM      = int64(1)
	contextPrivate = int64(2)
)

// answersTo are the answers that an interaction of a type can have.
var answersTo = map[int64][]int64{
	byCommand:   {answerMessage, answerDefer, answerModal},
	byComponent: {answerMessage, answerDefer, answerDeferEdit, answerEdit, answerModal},
	byTyping:    {answerChoices},
	byModal:     {answerMessage, answerDefer, answerDeferEdit, answerEdit},
}

// Interaction is what somebody did, and how it was answered.
type Interaction struct {
	ID      string
	User    string
	Channel string
	// Kind is "command", "component", "autocomplete" or "modal", What the name
	// of the command or the custom_id.
	Kind, What string
	At         time.Time
	// Delivered says that a connection of the gateway was there to tell the bot.
	Delivered bool
	// Answer is how the bot has answered: "message", "defer", "defer edit",
	// "edit", "choices", "modal"; "" while it has not.
	Answer string
	Took   time.Duration // until the answer, in time or not
	Late   bool          // the answer came too late and was refused
	// Choices are those of a completion, Modal the custom_id and Title the title
	// of a form.
	Choices      []Choice
	Modal, Title string
}

// interaction is what the server knows of one besides.
type interaction struct {
	Interaction
	kind     int64
	token    string
	channel  *channel
	source   *message // whose button it was
	original *message // the answer, or the message that it edits
	typing   int64    // the type of the option that is being completed
	form     object   // the modal that was shown
	messages []*message
	userOnly bool // the bot is on no server there
	followed int
}

var answerNames = map[int64]string{
	answerMessage: "message", answerDefer: "defer", answerDeferEdit: "defer edit", answerEdit: "edit",
	answerChoices: "choices", answerModal: "modal",
}

// callback answers an interaction.
func (s *Server) callback(c *Call) (any, *refusal) {
	i := s.interactionBy(c.Args["interaction"], c.Args["token"])
	if i == nil {
		return nil, unknown(10062, "interaction")
	}
	o := object(c.Body)
	kind := o.number("type")
	took := time.Since(i.At)
	switch {
	case i.Answer != "":
		return nil, breach(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	case took > s.opts.AnswerIn:
		i.Late, i.Took = true, took
		return nil, unknown(10062, "interaction")
	case !slices.Contains(answersTo[i.kind], kind) || (kind == answerEdit || kind == answerDeferEdit) && i.source == nil:
		return nil, invalidField("type", "BASE_TYPE_CHOICES", "An interaction by %s cannot be answered by type %d", i.Kind, kind)
	}
	if no := s.take(c, i, kind, o.inner("data")); no != nil {
		return nil, no
	}
	i.Answer, i.Took = answerNames[kind], took
	if c.Query.Get("with_response") != "true" {
		return nil, nil
	}
	resource := object{"type": kind}
	if i.original != nil {
		resource["message"] = s.object(i.original, true)
	}
	about := object{"id": i.ID, "type": i.kind}
	if i.original != nil {
		about["response_message_id"] = i.original.ID
		about["response_message_loading"] = i.original.Thinking
		about["response_message_ephemeral"] = i.original.Ephemeral
	}
	return object{"interaction": about, "resource": resource}, nil
}

// take lets an answer have its effect.
func (s *Server) take(c *Call, i *interaction, kind int64, data object) *refusal {
	switch kind {
	case answerMessage:
		m, no := s.made(c, data)
		if no != nil {
			return no
		}
		s.respond(i, m, data)
	case answerDefer:
		m := &message{Message: Message{From: s.botID, FromBot: true, Thinking: true}, flags: flagLoading}
		s.respond(i, m, data)
	case answerDeferEdit:
		i.original = i.source
	case answerEdit:
		if _, no := s.edit(c, i.channel, i.source, "data", data); no != nil {
			return no
		}
		i.original = i.source
	case answerChoices:
		return i.complete(data)
	case answerModal:
		i.form, i.Modal, i.Title = data, data.text("custom_id"), data.text("title")
	}
	return nil
}

// respond posts the first message that answers an interaction.
func (s *Server) respond(i *interaction, m *message, data object) {
	i.original = m
	s.postFor(i, m, data)
}

// postFor posts a message by the token of an interaction.
func (s *Server) postFor(i *interaction, m *message, data object) {
	m.interaction, m.Interaction, m.To = i, i.ID, i.User
	m.Ephemeral = data.number("flags")&flagEphemeral != 0
	if m.Ephemeral {
		m.flags |= flagEphemeral
	}
	i.messages = append(i.messages, m)
	s.post(i.channel, m)
	if m.Ephemeral {
		return
	}
	s.notePings(i.channel, m, data, false)
	s.tellMessage("MESSAGE_CREATE", i.channel, m)
}

// complete takes the choices of a completion.
func (i *interaction) complete(data object) *refusal {
	r := &report{}
	var offered []Choice
	for n, o := range data.objects("choices") {
		choiceValue(r, fmt.Sprintf("data.choices.%d.value", n), i.typing, o)
		offered = append(offered, Choice{Label: o.text("name"), Value: fmt.Sprint(o["value"])})
	}
	if len(r.problems) > 0 {
		return invalid(r)
	}
	i.Choices = offered
	return nil
}

func (s *Server) interactionBy(id, token string) *interaction {
	for _, i := range s.interactions {
		if (id == "" || i.ID == id) && i.token == token {
			return i
		}
	}
	return nil
}

// Interactions returns all that people did by commands, buttons, menus and
// forms, in order, with how it was answered.
func (s *Server) Interactions() []Interaction {
	return locked(s, func() []Interaction {
		var out []Interaction
		for _, i := range s.interactions {
			out = append(out, i.Interaction)
		}
		return out
	})
}

// Interaction returns one of them.
func (s *Server) Interaction(id string) Interaction {
	for _, i := range s.Interactions() {
		if i.ID == id {
			return i
		}
	}
	return Interaction{}
}

// Answers returns the interactions that were answered, in time or late.
func (s *Server) Answers() []Interaction {
	return slices.DeleteFunc(s.Interactions(), func(i Interaction) bool { return i.Answer == "" && !i.Late })
}

// Unanswered returns the interactions without an answer in time: those whose
// answer was late too, and those that still may be answered.
func (s *Server) Unanswered() []Interaction {
	return slices.DeleteFunc(s.Interactions(), func(i Interaction) bool { return i.Answer != "" })
}

// Choices returns what was offered to complete.
func (s *Server) Choices(id string) []Choice { return s.Interaction(id).Choices }

// Toasts returns the messages that only one person sees, of all channels, in
// order.
func (s *Server) Toasts() []Message {
	return locked(s, func() []Message {
		var out []Message
		for _, i := range s.interactions {
			for _, m := range i.messages {
				if m.Ephemeral && !m.gone {
					out = append(out, m.Message)
				}
			}
		}
		return out
	})
}

// begin makes an interaction, with the message whose component was used, and
// tells the bot of it. The caller holds the lock.
func (s *Server) begin(u *User, c *channel, kind int64, what string, data object, source *message) *interaction {
	names := map[int64]string{byCommand: "command", byComponent: "component", byTyping: "autocomplete", byModal: "modal"}
	id := s.newID()
	i := &interaction{
		Interaction: Interaction{ID: id, User: u.ID, Channel: c.id, Kind: names[kind], What: what, At: time.Now()},
		kind:        kind, token: "aW50ZXJhY3Rpb24" + id, channel: c, source: source,
		userOnly: c.foreign(),
	}
	s.interactions = append(s.interactions, i)
	o := object{
		"id": id, "application_id": s.botID, "type": kind, "data": data, "token": i.token, "version": 1,
		"channel_id": c.id, "channel": s.channelObject(c), "locale": u.Locale, "entitlements": []any{},
		"app_permissions": strconv.FormatInt(c.permissions(), 10), "attachment_size_limit": largestFile,
	}
	if source != nil {
		o["message"] = s.object(source, true)
	}
	owners := object{}
	if u.installed {
		owners["1"] = u.ID
	}
	switch {
	case c.guild == nil && c.foreign():
		o["user"], o["context"] = u.object(), contextPrivate
	case c.guild == nil:
		o["user"], o["context"] = u.object(), contextDM
		owners["0"] = "0"
	default:
		o["member"] = s.memberObject(c.guild, u.ID).with(object{
			"permissions": strconv.FormatInt(c.guild.memberPerms(u.ID), 10),
		})
		o["guild_id"], o["guild_locale"], o["context"] = c.guild.id, "en-US", contextGuild
		o["guild"] = object{"id": c.guild.id, "locale": "en-US", "features": []any{}}
		if c.guild.present {
			owners["0"] = c.guild.id
		}
	}
	o["authorizing_integration_owners"] = owners
	i.Delivered = s.dispatch(event{name: "INTERACTION_CREATE", guild: c.guild, data: o})
	return i
}
