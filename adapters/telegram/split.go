package telegram

import (
	"limber/bot"
	"limber/bot/markup"
)

// What Telegram takes in one message.
const (
	longestText    = 4096 // UTF-16 units
	longestCaption = 1024
	mostEntities   = 100
)

// parts splits a reply into such as are one Telegram message each. A reply that
// is one already is returned as it is. The first part refers to the message that
// is answered, the first text notifies, and the last part has the buttons, the
// small print, the countdown and the track. A picture or sound goes first, alone,
// where the text is too long to be its caption. Of a picture and a sound, the
// sound goes behind all, alone: each message has to wait for the one before, and
// it is the words that must be on time.
func parts(r bot.Reply) []bot.Reply {
	var out []bot.Reply
	add := func(part bot.Reply) {
		part.To, part.Urgency, part.Brief = r.To, r.Urgency, r.Brief
		if len(out) == 0 {
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
	if last.Picture+last.Sound != "" && !fits(last, markup.Parse(r.Text), longestCaption) {
		add(bot.Reply{Picture: last.Picture, Sound: last.Sound, Silent: true})
		last.Picture, last.Sound = "", ""
	}
	if last.Picture+last.Sound == "" {
		texts := splitText(last)
		for _, text := range texts[:len(texts)-1] {
			add(bot.Reply{Text: text, Silent: last.Silent})
			last.Silent = true
		}
		last.Text = texts[len(texts)-1]
	}
	add(last)
	if both {
		add(bot.Reply{Sound: r.Sound, Silent: true})
	}
	return out
}

func splitText(r bot.Reply) []string {
	return markup.Split(r.Text, longestText, func(blocks []markup.Block, last bool) bool {
		if last {
			return fits(r, blocks, longestText)
		}
		return fits(bot.Reply{}, blocks, longestText)
	})
}

// fits reports whether blocks, with what a reply holds besides its text, are one
// message with a text of so many UTF-16 units.
func fits(r bot.Reply, blocks []markup.Block, longest int) bool {
	m := renderBlocks(r, blocks)
	return utf16Len(m.text) <= longest && len(m.entities) <= mostEntities
}
