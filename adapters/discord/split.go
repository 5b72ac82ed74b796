package discord

import (
	"limber/bot"
	"limber/bot/markup"
)

// parts splits a reply into such as are one Discord message each. A reply that
// is one already is returned as it is. The first part refers to the message that
// is answered, or each to the interaction; the first text notifies, and the last
// part has the buttons, the small print, the countdown and the track. Of a
// picture and a sound, the sound goes behind all, alone: it is the words that
// must be on time.
func parts(r bot.Reply, poor bool) []bot.Reply {
	var out []bot.Reply
	add := func(part bot.Reply) {
		part.To, part.Urgency, part.Brief, part.Private = r.To, r.Urgency, r.Brief, r.Private
		if len(out) == 0 || isExchange(r.ReplyTo) {
			part.ReplyTo = r.ReplyTo
		}
		out = append(out, part)
	}
	last := r
	last.ReplyTo = ""
	both := r.Picture != "" && r.Sound != "" // one message holds one of them
	if both {
		last.Sound = ""
	}
	texts := markup.Split(last.Text, longestInEmbed, func(blocks []markup.Block, isLast bool) bool {
		if isLast {
			return fits(last, blocks, poor)
		}
		return fits(bot.Reply{}, blocks, poor)
	})
	for _, text := range texts[:len(texts)-1] {
		add(bot.Reply{Text: text, Silent: last.Silent})
		last.Silent = true
	}
	last.Text = texts[len(texts)-1]
	add(last)
	if both {
		add(bot.Reply{Sound: r.Sound, Silent: true})
	}
	return out
}

// fits reports whether blocks, with what a reply holds besides its text, are one
// message.
func fits(r bot.Reply, blocks []markup.Block, poor bool) bool {
	m := renderBlocks(r, blocks, poor)
	if m.embed != nil && utf16Len(m.embed.Description) > longestInEmbed {
		return false
	}
	return utf16Len(m.content) <= longestContent
}
