package telegramtest

import (
	"errors"
	"math"
)

// rule is what the description says of one method.
type rule struct {
	fields fields
	also   func(object) error // looks at all parameters together
	run    func(*Server, *Call) (any, *refusal)
}

var (
	anyID     = integer(-1<<52, 1<<52)
	messageID = integer(1, math.MaxInt32)
	seconds   = integer(0, math.MaxInt32)
	size      = integer(0, math.MaxInt32)
	anyText   = words(0, math.MaxInt32) // the description sets no limit
	label     = words(1, math.MaxInt32)
	chatID    = either(anyID, matching(`^@[A-Za-z]\w{3,31}$`, "a username with @"))
	language  = matching(`^([a-z]{2})?$`, "a two-letter language code")
	parseMode = matching(`^$`, "usable here: this server reads no markup, send entities")
	kinds     = list(100, oneOf(updateKinds...))
	upload    = either(uploaded, label) // a file, the id of one, or an address
)

// sending are the parameters that all methods share that send a message. Those
// for business accounts, channels and paid messages are not for a bot like ours.
var sending = fields{
	"chat_id!": chatID, "message_thread_id": messageID, "disable_notification": boolean, "protect_content": boolean,
	"message_effect_id": matching(`^\d+$`, "the id of an effect"), "reply_parameters": replyParameters,
	"reply_markup": markup,
}

// captioned are the parameters of all that may have a caption.
var captioned = fields{"caption": words(0, 1024), "parse_mode": parseMode, "caption_entities": entityList}

// editing are the parameters that all methods share that edit a message.
var editing = fields{
	"chat_id": chatID, "message_id": messageID, "inline_message_id": label, "reply_markup": inlineKeyboard,
}

var texts = fields{
	"text!": anyText, "parse_mode": parseMode, "entities": entityList, "link_preview_options": linkPreview,
}

var scope = a(fields{
	"type!": oneOf("default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
		"chat_administrators", "chat_member"),
	"chat_id": chatID, "user_id": anyID,
}, func(o object) error {
	_, chat := o["chat_id"]
	_, user := o["user_id"]
	switch o["type"] {
	case "chat", "chat_administrators":
		if !chat || user {
			return errors.New("this scope has chat_id and not user_id")
		}
	case "chat_member":
		if !chat || !user {
			return errors.New("this scope has chat_id and user_id")
		}
	default:
		if chat || user {
			return errors.New("this scope has neither chat_id nor user_id")
		}
	}
	return nil
})

var command = a(fields{
	"command!":     matching(`^[a-z0-9_]{1,32}$`, "1-32 lowercase English letters, digits and underscores"),
	"description!": words(1, 256),
})

// whichMessage says that an edit names its message in one of the two ways.
func whichMessage(o object) error {
	_, chat := o["chat_id"]
	_, message := o["message_id"]
	_, inline := o["inline_message_id"]
	if (chat && message && !inline) || (!chat && !message && inline) {
		return nil
	}
	return errors.New("chat_id with message_id, or inline_message_id alone, is required")
}

// rules is the table: all methods that are known, and no others.
var rules = map[string]rule{
	"getMe": {run: (*Server).getMe},

	"getUpdates": {fields: fields{
		"offset": integer(math.MinInt32, math.MaxInt32), "limit": integer(1, 100), "timeout": seconds,
		"allowed_updates": kinds,
	}}, // poll answers it
	"setWebhook": {fields: fields{
		"url!": anyText, "certificate": uploaded, "ip_address": label, "max_connections": integer(1, 100),
		"allowed_updates": kinds, "drop_pending_updates": boolean,
		"secret_token": matching(`^[A-Za-z0-9_-]{1,256}$`, "1-256 of A-Z, a-z, 0-9, _ and -"),
	}, run: (*Server).setWebhook},
	"deleteWebhook":  {fields: fields{"drop_pending_updates": boolean}, run: (*Server).deleteWebhook},
	"getWebhookInfo": {run: (*Server).getWebhookInfo},

	"setMyCommands": {fields: fields{
		"commands!": list(100, command), "scope": scope, "language_code": language,
	}, run: (*Server).setMyCommands},
	"getMyCommands":    {fields: fields{"scope": scope, "language_code": language}, run: (*Server).getMyCommands},
	"deleteMyCommands": {fields: fields{"scope": scope, "language_code": language}, run: (*Server).deleteMyCommands},

	"setMyName": {fields: fields{"name": words(0, 64), "language_code": language}, run: set("name")},
	"getMyName": {fields: fields{"language_code": language}, run: get("name")},
	"setMyDescription": {
		fields: fields{"description": words(0, 512), "language_code": language}, run: set("description"),
	},
	"getMyDescription": {fields: fields{"language_code": language}, run: get("description")},
	"setMyShortDescription": {
		fields: fields{"short_description": words(0, 120), "language_code": language}, run: set("short_description"),
	},
	"getMyShortDescription": {fields: fields{"language_code": language}, run: get("short_description")},

	"sendMessage": {fields: sending.and(texts), also: modes("entities"), run: (*Server).sendMessage},
	"sendPhoto": {fields: sending.and(captioned).and(fields{
		"photo!": upload, "show_caption_above_media": boolean, "has_spoiler": boolean,
	}), also: modes("caption_entities"), run: sendMedia("photo")},
	"sendAnimation": {fields: sending.and(captioned).and(fields{
		"animation!": upload, "duration": seconds, "width": size, "height": size, "thumbnail": upload,
		"show_caption_above_media": boolean, "has_spoiler": boolean,
	}), also: modes("caption_entities"), run: sendMedia("animation")},
	"sendAudio": {fields: sending.and(captioned).and(fields{
		"audio!": upload, "duration": seconds, "performer": anyText, "title": anyText, "thumbnail": upload,
	}), also: modes("caption_entities"), run: sendMedia("audio")},
	"sendVoice": {fields: sending.and(captioned).and(fields{
		"voice!": upload, "duration": seconds,
	}), also: modes("caption_entities"), run: sendMedia("voice")},
	"sendVideo": {fields: sending.and(captioned).and(fields{
		"video!": upload, "duration": seconds, "width": size, "height": size, "thumbnail": upload, "cover": upload,
		"start_timestamp": seconds, "show_caption_above_media": boolean, "has_spoiler": boolean,
		"supports_streaming": boolean,
	}), also: modes("caption_entities"), run: sendMedia("video")},
	"sendChatAction": {fields: fields{
		"chat_id!": chatID, "message_thread_id": messageID,
		"action!": oneOf("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
			"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
	}, run: (*Server).sendChatAction},

	"editMessageText": {fields: editing.and(texts), also: both(whichMessage, modes("entities")), run: (*Server).editMessageText},
	"editMessageCaption": {fields: editing.and(captioned).and(fields{
		"show_caption_above_media": boolean,
	}), also: both(whichMessage, modes("caption_entities")), run: (*Server).editMessageCaption},
	"editMessageReplyMarkup": {fields: editing, also: whichMessage, run: (*Server).editMessageReplyMarkup},
	"deleteMessage": {fields: fields{
		"chat_id!": chatID, "message_id!": messageID,
	}, run: (*Server).deleteMessage},

	"answerCallbackQuery": {fields: fields{
		"callback_query_id!": label, "text": words(0, 200), "show_alert": boolean,
		"url": matching(`^(https://t\.me/|tg://)`, "a link to a bot"), "cache_time": seconds,
	}, run: (*Server).answerCallbackQuery},
	"answerInlineQuery": {fields: fields{
		"inline_query_id!": label, "results!": list(50, inlineResult), "cache_time": seconds,
		"is_personal": boolean, "next_offset": octets(0, 64),
		"button": a(fields{
			"text!": label, "web_app": a(fields{"url!": link("https")}),
			"start_parameter": matching(`^[A-Za-z0-9_-]{1,64}$`, "1-64 of A-Z, a-z, 0-9, _ and -"),
		}, exactlyOne("web_app", "start_parameter")),
	}, also: uniqueIDs, run: (*Server).answerInlineQuery},

	"getChat":               {fields: fields{"chat_id!": chatID}, run: (*Server).getChat},
	"getChatMember":         {fields: fields{"chat_id!": chatID, "user_id!": anyID}, run: (*Server).getChatMember},
	"getChatAdministrators": {fields: fields{"chat_id!": chatID, "return_bots": boolean}, run: (*Server).getChatAdministrators},
	"leaveChat":             {fields: fields{"chat_id!": chatID}, run: (*Server).leaveChat},
}

// modes says that entities come instead of a parse mode.
func modes(entities string) func(object) error {
	return func(o object) error {
		_, mode := o["parse_mode"]
		if _, list := o[entities]; mode && list {
			return errors.New("parse_mode and " + entities + " are given, one instead of the other")
		}
		return nil
	}
}

func both(first, second func(object) error) func(object) error {
	return func(o object) error {
		if err := first(o); err != nil {
			return err
		}
		return second(o)
	}
}

// inlineResult takes an article; no other result is in use.
var inlineResult = a(fields{
	"type!": oneOf("article"), "id!": octets(1, 64), "title!": label,
	"input_message_content!": a(fields{
		"message_text!": words(1, 4096), "parse_mode": parseMode, "entities": entityList, "link_preview_options": linkPreview,
	}, modes("entities"), func(o object) error {
		_, err := readEntities(o.text("message_text"), o["entities"])
		return err
	}),
	"reply_markup": inlineKeyboard, "url": link("http", "https"), "description": anyText,
	"thumbnail_url": link("http", "https"), "thumbnail_width": size, "thumbnail_height": size,
})

func uniqueIDs(o object) error {
	seen := map[string]bool{}
	for _, r := range o["results"].([]any) {
		id := r.(object).text("id")
		if seen[id] {
			return errors.New("results: two have the id " + id)
		}
		seen[id] = true
	}
	return nil
}
