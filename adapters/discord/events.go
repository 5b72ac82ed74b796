package discord

import (
	"regexp"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"limber/bot"
)

// address is a channel or thread, with a member unless that is "".
func (a *Adapter) address(channel, member string) bot.Address {
	return bot.Address{Platform: platformName, Bot: a.of.Bot, Chat: channel, Member: member}
}

// messageEvent reads what somebody wrote. It reports false for what is none of
// the bot's business.
func (a *Adapter) messageEvent(m *incoming) (ev bot.Event, ok bool) {
	if m.Author == nil || m.Author.Bot || m.Webhook != "" || m.Type != ordinaryMessage && m.Type != replyMessage {
		return ev, false
	}
	me := a.self().Bot.ID
	ev = bot.Event{From: a.address(m.Channel, m.Author.ID), Server: m.Guild, Shared: m.Guild != "", Message: m.ID}
	mentioned := slices.ContainsFunc(m.Mentions, func(u user) bool { return u.ID == me })
	ev.Text = spoken(m.Content, m.Mentions, me)
	answered := m.Answered
	if m.Type != replyMessage {
		answered = nil
	}
	toUs := answered != nil && answered.Author != nil && answered.Author.ID == me
	if answered != nil && !toUs {
		ev.Quoted, ev.QuotedMessage = answered.words(), answered.ID
	}
	if m.Member != nil {
		ev.Moderator = a.moderates(m.Guild, *m.Member)
	}
	switch {
	case m.Guild == "":
	case mentioned && ev.Text == "" && ev.Quoted != "":
		ev.Command = "ask" // a mention alone points at what it replies to
	case mentioned && ev.Text == "" && len(m.Attachments)+len(m.Stickers) == 0:
		ev.Hello = true
	case mentioned:
	case toUs:
		return ev, m.Content != "" // without the intent Discord does not say what was written
	default:
		// A reply to somebody else is no question to nobody.
		ev.Overheard = answered == nil && len(m.Mentions) == 0 && ev.Text != "" && a.overhears(m.Guild, m.Channel)
		return ev, ev.Overheard
	}
	return ev, true
}

// overhears reports whether questions to nobody are answered in a channel, or in
// the one that a thread belongs to.
func (a *Adapter) overhears(guild, channel string) bool {
	named := a.options.server(guild).AutoAnswer
	p, _ := a.places.get(channel)
	return slices.Contains(named, channel) || p.thread() && slices.Contains(named, p.parent)
}

// moderates reports whether a member may steer what others began.
func (a *Adapter) moderates(guild string, m member) bool {
	if permits(m.Permissions, discordgo.PermissionManageMessages|discordgo.PermissionAdministrator) {
		return true
	}
	return slices.ContainsFunc(a.options.server(guild).Moderators, func(role string) bool { return slices.Contains(m.Roles, role) })
}

// interactionEvent reads a command or press. It reports false for what is
// neither.
func (a *Adapter) interactionEvent(i *interaction) (ev bot.Event, ok bool) {
	who := i.who()
	if who == nil {
		return ev, false
	}
	ev = bot.Event{From: a.address(i.ChannelID, who.ID), Server: i.Guild, Shared: i.Guild != "", Message: exchangePrefix + i.ID}
	if i.Member != nil {
		ev.Moderator = a.moderates(i.Guild, *i.Member)
	}
	switch i.Type {
	case pressInteraction:
		ev.Press = i.Data.CustomID
		// What follows from something private is so too.
		ev.Private = i.Message != nil && i.Message.Flags&ephemeral != 0
		if len(i.Data.Values) > 0 {
			ev.Press = i.Data.Values[0]
		}
		return ev, ev.Press != ""
	case commandInteraction:
		a.commandEvent(&ev, i)
		return ev, true
	}
	return ev, false
}

// commandEvent reads a command.
func (a *Adapter) commandEvent(ev *bot.Event, i *interaction) {
	c, given := find(a.commands, i.Data.Name, i.Data.Type == messageType, i.Data.Options)
	ev.Command, ev.Private = c.Word, c.Private
	secret := false
	var about []string
	for _, g := range given {
		o := c.option(g.Name)
		switch v := g.Value.(type) {
		case string:
			about = append(about, strings.TrimSpace(v))
		case bool:
			secret = secret || v && o.Private
			if v && o.Word != "" { // what is private about a command need not be so about another
				ev.Command, ev.Private = o.Word, false
			}
		}
	}
	ev.Private = ev.Private || secret
	ev.Text = strings.Join(about, " ")
	if m, ok := i.Data.Resolved.Messages[i.Data.TargetID]; ok {
		ev.Quoted = spoken(m.words(), m.Mentions, a.self().Bot.ID)
	}
}

// postEvent reads a new post in a forum whose posts get hints: its title is the
// question.
func (a *Adapter) postEvent(t channel) (ev bot.Event, ok bool) {
	if !t.New || t.Owner == "" || t.Owner == a.self().Bot.ID || !slices.Contains(a.options.server(t.Guild).Forums, t.Parent) {
		return ev, false
	}
	return bot.Event{From: a.address(t.ID, t.Owner), Server: t.Guild, Shared: true, Text: t.Name, Overheard: true}, true
}

// reference is what stands for somebody, a channel, an emoji or a command.
var reference = regexp.MustCompile(`<(@[!&]?|#|a?:|/)([^<>]*?):?([0-9]{1,20})>`)

// leftover is what remains around a mention: "@bot, how…".
const leftover = " \t\n,:;–—-"

// spoken returns what a member wrote as one would say it: without the mention of
// the bot, and with names in the place of ids.
func spoken(text string, mentions []user, me string) string {
	addressed := false
	text = reference.ReplaceAllStringFunc(text, func(found string) string {
		m := reference.FindStringSubmatch(found)
		switch sign := m[1]; sign {
		case "@", "@!":
			if m[3] == me {
				addressed = true
				return " "
			}
			for _, u := range mentions {
				if u.ID == m[3] {
					return "@" + u.name()
				}
			}
			return "@"
		case ":", "a:":
			return ":" + m[2] + ":"
		case "/":
			return "/" + m[2]
		default:
			return sign[:1]
		}
	})
	if addressed {
		text = strings.Trim(text, leftover)
		for strings.Contains(text, "  ") {
			text = strings.ReplaceAll(text, "  ", " ")
		}
	}
	return strings.TrimSpace(text)
}
