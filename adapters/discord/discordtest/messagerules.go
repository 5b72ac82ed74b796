package discordtest

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Flags of a message.
const (
	flagSuppressEmbeds = 1 << 2
	flagHasThread      = 1 << 5
	flagEphemeral      = 1 << 6
	flagLoading        = 1 << 7
	flagSilent         = 1 << 12
	flagVoice          = 1 << 13
	flagV2             = 1 << 15
)

// flagsOf takes a sum of the flags that may be set there.
func flagsOf(allowed int64) check {
	return func(r *report, at string, v any) any {
		n := integer(0, math.MaxInt32)(r, at, v).(int64)
		if n&^allowed != 0 {
			r.add(at, "FLAGS_INVALID", "Of the flags %d only %d may be set there.", n, allowed)
		}
		return n
	}
}

var (
	webLink   = link(2048, "http", "https")
	mediaLink = link(2048, "http", "https", "attachment")
	anyCount  = integer(0, math.MaxInt32)
	colour    = integer(0, 0xFFFFFF)
)

func timestamp(r *report, at string, v any) any {
	s, _ := v.(string)
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		r.add(at, "DATE_TIME_TYPE_PARSE", "Could not parse %q. Should be ISO8601.", s)
	}
	return s
}

var embedMedia = a(fields{"url!": mediaLink, "proxy_url": text(0, 2048), "width": anyCount, "height": anyCount})

var embed = a(fields{
	"type": oneOf("rich"), "title": text(0, 256), "description": text(0, 4096), "url": webLink,
	"timestamp": timestamp, "color": colour, "image": embedMedia, "thumbnail": embedMedia,
	"footer": a(fields{"text!": text(1, 2048), "icon_url": mediaLink, "proxy_icon_url": text(0, 2048)}),
	"author": a(fields{"name!": text(1, 256), "url": webLink, "icon_url": mediaLink, "proxy_icon_url": text(0, 2048)}),
	"fields": list(0, 25, a(fields{"name!": filled(256), "value!": filled(1024), "inline": boolean})),
})

// filled takes a string that is more than space.
func filled(most int) check {
	return func(r *report, at string, v any) any {
		s := text(1, most)(r, at, v).(string)
		if s != "" && strings.TrimSpace(s) == "" {
			r.add(at, "BASE_TYPE_REQUIRED", "This field is required")
		}
		return s
	}
}

// embedSize checks that all embeds together have at most 6000 characters.
func embedSize(r *report, at string, o object) {
	n := 0
	count := func(s string) { n += utf8.RuneCountInString(s) }
	for _, e := range o.objects("embeds") {
		count(e.text("title"))
		count(e.text("description"))
		count(e.inner("footer").text("text"))
		count(e.inner("author").text("name"))
		for _, f := range e.objects("fields") {
			count(f.text("name"))
			count(f.text("value"))
		}
	}
	if n > 6000 {
		r.add(join(at, "embeds"), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000: %d", n)
	}
}

var allowedMentions = a(fields{
	"parse": list(0, 3, oneOf("roles", "users", "everyone")), "replied_user": boolean,
	"roles": list(0, 100, snowflake), "users": list(0, 100, snowflake),
}, func(r *report, at string, o object) {
	for _, name := range []string{"roles", "users"} {
		if slices.Contains(o.list("parse"), any(name)) && len(o.list(name)) > 0 {
			r.add(at, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[%q] and %s: [ids...] are mutually exclusive.", name, name)
		}
	}
	for _, name := range []string{"parse", "roles", "users"} {
		seen := map[any]bool{}
		for _, v := range o.list(name) {
			if seen[v] {
				r.add(join(at, name), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The Set already contains the value %q.", v)
			}
			seen[v] = true
		}
	}
})

// attachment is one that is sent with the message, by the number of its file,
// or one of the message that stays, as Discord has described it.
var attachment = a(fields{
	"id!": anySnowflake, "filename": text(1, 1024), "description": text(0, 1024), "title": text(0, 1024),
	"duration_secs": number, "waveform": text(0, 400), "is_spoiler": boolean, "is_remix": boolean,
	"url": webLink, "proxy_url": webLink, "content_type": text(0, 256), "size": anyCount, "width": anyCount,
	"height": anyCount, "ephemeral": boolean, "flags": anyCount,
})

// anySnowflake takes an id as a string or, as for new attachments, a number.
func anySnowflake(r *report, at string, v any) any {
	if _, ok := v.(string); ok {
		return snowflake(r, at, v)
	}
	return strconv.FormatInt(integer(0, math.MaxInt64)(r, at, v).(int64), 10)
}

// nonce takes a string of up to 25 characters or a number.
func nonce(r *report, at string, v any) any {
	if s, ok := v.(string); ok {
		return text(0, 25)(r, at, s)
	}
	return strconv.FormatInt(integer(math.MinInt64, math.MaxInt64)(r, at, v).(int64), 10)
}

var reference = a(fields{
	"message_id!": snowflake, "channel_id": snowflake, "guild_id": snowflake, "fail_if_not_exists": boolean,
	"type": choice(0),
})

// content are the fields that all messages have, new and edited.
var content = fields{
	"content": text(0, 2000), "embeds": list(0, 10, embed), "components": anything,
	"allowed_mentions": allowedMentions, "attachments": list(0, 10, attachment),
}

var (
	newMessage = content.and(fields{
		"tts": boolean, "nonce": nonce, "enforce_nonce": boolean, "message_reference": reference,
		"flags": flagsOf(flagSuppressEmbeds | flagSilent | flagVoice | flagV2), "sticker_ids": list(0, 3, snowflake),
	})
	forumMessage = content.and(fields{
		"flags": flagsOf(flagSuppressEmbeds | flagSilent | flagV2), "sticker_ids": list(0, 3, snowflake),
	})
	editedMessage  = content.and(fields{"flags": flagsOf(flagSuppressEmbeds | flagV2)})
	webhookMessage = content.and(fields{
		"tts": boolean, "flags": flagsOf(flagSuppressEmbeds | flagEphemeral | flagSilent | flagV2),
	})
)

// anything is looked at later, when it is known how.
func anything(_ *report, _ string, v any) any { return v }

// messageRules are the rules between the fields of a new message.
func messageRules(r *report, at string, o object) {
	embedSize(r, at, o)
	o["components"] = readComponents(r, join(at, "components"), o["components"], o.number("flags")&flagV2 != 0)
	if o.number("flags")&flagV2 != 0 {
		withoutOldParts(r, at, o)
	}
	if o.flag("enforce_nonce") && o.text("nonce") == "" {
		r.add(join(at, "nonce"), "BASE_TYPE_REQUIRED", "This field is required with enforce_nonce")
	}
}

// withoutOldParts checks that a message of components v2 is nothing else.
func withoutOldParts(r *report, at string, o object) {
	for _, name := range []string{"content", "embeds", "sticker_ids"} {
		if !blank(o[name]) {
			r.add(join(at, name), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
				"The 'content', 'embeds', 'stickers' and 'poll' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2")
		}
	}
	if len(o.list("components")) == 0 {
		r.add(join(at, "components"), "BASE_TYPE_REQUIRED", "This field is required")
	}
}

var agent = regexp.MustCompile(`^DiscordBot \(\S+, \S+\)`)

var threadName = text(1, 100)

var archiveAfter = choice(60, 1440, 4320, 10080)
