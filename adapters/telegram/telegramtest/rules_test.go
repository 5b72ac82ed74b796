package telegramtest

import (
	"strings"
	"testing"
)

func keyboard(buttons ...object) object {
	row := []any{}
	for _, b := range buttons {
		row = append(row, b)
	}
	return object{"inline_keyboard": []any{row}}
}

func repeat(n int, item any) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = item
	}
	return out
}

// ruleCases are calls with one thing each that decides. The chat is added where
// the method has one.
var ruleCases = []struct {
	method string
	params object
	want   string // part of the refusal, "" if it is taken
}{
	{"getMe", object{}, ""},
	{"getMe", object{"x": 1}, "x is not a field"},
	{"sendMessage", object{}, "text is required"},
	{"sendMessage", object{"text": "a"}, ""},
	{"sendMessage", object{"text": 1}, "is not a String"},
	{"sendMessage", object{"text": " \n"}, "message text is empty"},
	{"sendMessage", object{"text": strings.Repeat("a", 4096)}, ""},
	{"sendMessage", object{"text": strings.Repeat("a", 4097)}, "message is too long"},
	{"sendMessage", object{"text": strings.Repeat("💪", 2048)}, ""},
	{"sendMessage", object{"text": strings.Repeat("💪", 2048) + "a"}, "message is too long"},
	{"sendMessage", object{"text": "a", "extra": true}, "extra is not a field"},
	{"sendMessage", object{"text": "a", "chat_id": "here"}, "chat_id"},
	{"sendMessage", object{"text": "a", "chat_id": "@nobody_here"}, "chat not found"},
	{"sendMessage", object{"text": "a", "chat_id": 77}, "chat not found"},
	{"sendMessage", object{"text": "a", "parse_mode": "HTML"}, "parse_mode"},
	{"sendMessage", object{"text": "a", "disable_notification": true}, ""},
	{"sendMessage", object{"text": "a", "disable_notification": "true"}, "is not a Boolean"},
	{"sendMessage", object{"text": "a", "message_thread_id": 5}, "message thread not found"},
	{"sendMessage", object{"text": "a", "message_effect_id": "5104841245755180586"}, ""},
	{"sendMessage", object{"text": "a", "link_preview_options": object{"is_disabled": true}}, ""},
	{"sendMessage", object{"text": "a", "link_preview_options": object{"disabled": true}}, "disabled is not a field"},
	{"sendMessage", object{"text": "a", "reply_parameters": object{"message_id": 1}}, ""},
	{"sendMessage", object{"text": "a", "reply_parameters": object{}}, "message_id is required"},
	{"sendMessage", object{"text": "a", "reply_parameters": object{"message_id": 99}}, "message to be replied not found"},
	{"sendMessage", object{"text": "a", "reply_parameters": object{"message_id": 99, "allow_sending_without_reply": true}}, ""},
	{"sendMessage", object{"text": "a", "reply_parameters": object{"message_id": 1, "quote": "never said"}}, "QUOTE"},

	{"sendMessage", object{"text": "a", "reply_markup": object{}}, "none of the four"},
	{"sendMessage", object{"text": "a", "reply_markup": object{"inline_keyboard": nil}}, "is not an Array"},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard()}, ""},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "callback_data": "c"})}, ""},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "", "callback_data": "c"})}, "text: 0 characters"},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b"})}, "exactly one"},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "callback_data": "c", "url": "https://x.org"})}, "exactly one"},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "callback_data": "c", "copy_text": object{"text": ""}})}, "copy_text"},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "copy_text": object{"text": "c"}})}, ""},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "callback_data": strings.Repeat("c", 64)})}, ""},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "callback_data": strings.Repeat("ü", 33)})}, "66 bytes"},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "callback_data": ""})}, "0 bytes"},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "url": "tg://user?id=1"})}, ""},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "url": "x.org"})}, "is not a URL"},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "switch_inline_query": ""})}, ""},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "url": "https://x.org", "style": "danger"})}, ""},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "url": "https://x.org", "style": "red"})}, "one of danger"},
	{"sendMessage", object{"text": "a", "reply_markup": keyboard(object{"text": "b", "url": "https://x.org"}, object{"text": "c", "pay": true})}, "must be the first"},
	{"sendMessage", object{"text": "a", "reply_markup": object{"keyboard": []any{[]any{"b", object{"text": "c"}}}}}, ""},
	{"sendMessage", object{"text": "a", "reply_markup": object{"remove_keyboard": false}}, "must be true"},
	{"sendMessage", object{"text": "a", "reply_markup": object{"force_reply": true, "input_field_placeholder": "b"}}, ""},

	{"sendPhoto", object{}, "photo is required"},
	{"sendPhoto", object{"photo": "https://x.org/a.png", "caption": strings.Repeat("a", 1024)}, ""},
	{"sendPhoto", object{"photo": "https://x.org/a.png", "caption": strings.Repeat("a", 1025)}, "1025 characters"},
	{"sendPhoto", object{"photo": "never-seen"}, "wrong file identifier"},
	{"sendPhoto", object{"photo": "attach://a"}, "no such file"},
	{"sendPhoto", object{"photo": "https://x.org/a.png", "duration": 3}, "duration is not a field"},
	{"sendAnimation", object{"animation": "https://x.org/a.mp4", "duration": 3}, ""},
	{"sendAudio", object{"audio": "https://x.org/a.mp3", "title": "b"}, ""},
	{"sendVoice", object{"voice": "https://x.org/a.ogg"}, ""},
	{"sendVideo", object{"video": "https://x.org/a.mp4", "supports_streaming": true}, ""},
	{"sendChatAction", object{"action": "typing"}, ""},
	{"sendChatAction", object{"action": "thinking"}, "one of typing"},

	{"editMessageText", object{"message_id": 2, "text": "new"}, ""},
	{"editMessageText", object{"message_id": 2, "text": "old"}, "message is not modified"},
	{"editMessageText", object{"message_id": 1, "text": "new"}, "message can't be edited"},
	{"editMessageText", object{"message_id": 99, "text": "new"}, "message to edit not found"},
	{"editMessageText", object{"text": "new"}, "chat_id with message_id"},
	{"editMessageText", object{"message_id": 3, "text": "new"}, "there is no text"},
	{"editMessageText", object{"message_id": 2, "text": "new", "reply_markup": object{"force_reply": true}}, "inline_keyboard is required"},
	{"editMessageCaption", object{"message_id": 3, "caption": "new"}, ""},
	{"editMessageCaption", object{"message_id": 2, "caption": "new"}, "there is no caption"},
	{"editMessageReplyMarkup", object{"message_id": 2, "reply_markup": keyboard(object{"text": "b", "callback_data": "c"})}, ""},
	{"editMessageReplyMarkup", object{"message_id": 2}, "message is not modified"},
	{"deleteMessage", object{"message_id": 2}, ""},
	{"deleteMessage", object{"message_id": 99}, "message to delete not found"},

	{"answerCallbackQuery", object{"callback_query_id": "1"}, "query is too old"},
	{"answerCallbackQuery", object{"callback_query_id": "1", "text": strings.Repeat("a", 201)}, "201 characters"},
	{"answerInlineQuery", object{"inline_query_id": "1", "results": []any{}}, "query is too old"},

	{"setMyCommands", object{"commands": []any{object{"command": "start", "description": "b"}}}, ""},
	{"setMyCommands", object{"commands": []any{object{"command": "Start", "description": "b"}}}, "lowercase"},
	{"setMyCommands", object{"commands": []any{object{"command": strings.Repeat("a", 33), "description": "b"}}}, "lowercase"},
	{"setMyCommands", object{"commands": []any{object{"command": "start", "description": ""}}}, "0 characters"},
	{"setMyCommands", object{"commands": []any{object{"command": "start", "description": strings.Repeat("a", 257)}}}, "257 characters"},
	{"setMyCommands", object{"commands": repeat(100, object{"command": "start", "description": "b"})}, ""},
	{"setMyCommands", object{"commands": repeat(101, object{"command": "start", "description": "b"})}, "101 items"},
	{"setMyCommands", object{"commands": []any{}, "scope": object{"type": "all_group_chats"}}, ""},
	{"setMyCommands", object{"commands": []any{}, "scope": object{"type": "everywhere"}}, "one of default"},
	{"setMyCommands", object{"commands": []any{}, "scope": object{"type": "chat"}}, "has chat_id"},
	{"setMyCommands", object{"commands": []any{}, "scope": object{"type": "chat_member", "chat_id": 1}}, "user_id"},
	{"setMyCommands", object{"commands": []any{}, "scope": object{"type": "default", "chat_id": 1}}, "neither"},
	{"setMyCommands", object{"commands": []any{}, "scope": object{"type": "chat", "chat_id": 77}}, "chat not found"},
	{"setMyCommands", object{"commands": []any{}, "language_code": "deu"}, "two-letter"},
	{"setMyDescription", object{"description": strings.Repeat("a", 512)}, ""},
	{"setMyDescription", object{"description": strings.Repeat("a", 513)}, "513 characters"},
	{"setMyShortDescription", object{"short_description": strings.Repeat("a", 121)}, "121 characters"},
	{"setMyName", object{"name": strings.Repeat("a", 65)}, "65 characters"},

	{"getUpdates", object{"allowed_updates": []any{"message", "callback_query"}}, ""},
	{"getUpdates", object{"allowed_updates": []any{"messages"}}, "one of message"},
	{"getUpdates", object{"limit": 101}, "not between 1 and 100"},
	{"getUpdates", object{"timeout": -1}, "not between"},
	{"getUpdates", object{"offset": 1.5}, "is not an Integer"},
	{"setWebhook", object{"url": "http://x.org"}, "HTTPS URL"},
	{"setWebhook", object{"url": "https://x.org:8080/a"}, "ports 80, 88, 443 or 8443"},
	{"setWebhook", object{"url": "https://x.org", "secret_token": "a b"}, "secret_token"},
	{"setWebhook", object{"url": "https://x.org", "secret_token": ""}, "secret_token"},
	{"setWebhook", object{"url": "https://x.org", "max_connections": 101}, "not between 1 and 100"},
	{"setWebhook", object{"url": ""}, ""},
	{"deleteWebhook", object{"drop_pending_updates": true}, ""},
	{"getWebhookInfo", object{}, ""},
	{"getChat", object{}, ""},
	{"getChatMember", object{"user_id": 6_000_000_001}, ""},
	{"getChatMember", object{"user_id": 1}, "user not found"},
	{"getChatAdministrators", object{}, "no administrators"},
	{"leaveChat", object{}, "can't be changed in private"},
}

func TestRules(t *testing.T) {
	for _, test := range ruleCases {
		name := test.method + " " + test.want
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{Limits: &Limits{}})
			ann := w.User("Ann")
			ann.Write("hello")                                                             // 1
			w.say(ann.ID, "old")                                                           // 2
			w.must("sendPhoto", object{"chat_id": ann.ID, "photo": "https://x.org/b.png"}) // 3
			params := test.params.with(nil)
			if f := rules[test.method].fields; params["chat_id"] == nil && (f["chat_id"] != nil || f["chat_id!"] != nil) && test.want != "chat_id with message_id" {
				params["chat_id"] = ann.ID
			}
			if test.want == "" {
				w.must(test.method, params)
				if v := w.Violations(); len(v) > 0 {
					t.Errorf("violations %q", v)
				}
				return
			}
			w.refused(test.method, params, 400, test.want)
			if v := w.Violations(); len(v) != 1 || !strings.HasPrefix(v[0], test.method+": ") {
				t.Errorf("violations %q, want one", v)
			}
		})
	}
}

func TestUnknownMethod(t *testing.T) {
	w := newWorld(t, Options{})
	w.refused("sendDice", object{"chat_id": 1}, 404, "method not found")
	if v := w.Violations(); len(v) != 1 {
		t.Errorf("violations %q", v)
	}
}

func TestEntities(t *testing.T) {
	one := func(e object) []any { return []any{e} }
	at := func(kind string, offset, length int) object {
		return object{"type": kind, "offset": offset, "length": length}
	}
	const text = "Roll 💪 slowly" // the arm takes two units, 5 and 6
	for name, test := range map[string]struct {
		entities []any
		want     string
	}{
		"bold":             {one(at("bold", 0, 4)), ""},
		"to the end":       {one(at("italic", 8, 6)), ""},
		"past the end":     {one(at("italic", 8, 7)), "the text ends at 14"},
		"empty":            {one(at("bold", 0, 0)), "not between 1"},
		"negative":         {one(at("bold", -1, 2)), "not between 0"},
		"unknown":          {one(at("loud", 0, 4)), "one of mention"},
		"whole pair":       {one(at("bold", 5, 2)), ""},
		"starts in a pair": {one(at("bold", 6, 2)), "surrogate"},
		"ends in a pair":   {one(at("bold", 4, 2)), "surrogate"},
		"no url":           {one(at("text_link", 0, 4)), "needs url"},
		"url":              {one(at("text_link", 0, 4).with(object{"url": "https://x.org"})), ""},
		"url of bold":      {one(at("bold", 0, 4).with(object{"url": "https://x.org"})), "for text_link only"},
		"no time":          {one(at("date_time", 0, 4)), "needs unix_time"},
		"time":             {one(at("date_time", 0, 4).with(object{"unix_time": 1_800_000_000, "date_time_format": "r"})), ""},
		"time format":      {one(at("date_time", 0, 4).with(object{"unix_time": 1_800_000_000, "date_time_format": "hh:mm"})), "format"},
		"unknown field":    {one(at("bold", 0, 4).with(object{"weight": "700"})), "weight is not a field"},
		"nested":           {[]any{at("bold", 0, 7), at("italic", 0, 4)}, ""},
		"the same place":   {[]any{at("bold", 0, 4), at("italic", 0, 4)}, ""},
		"side by side":     {[]any{at("code", 0, 4), at("bold", 4, 1)}, ""},
		"crossing":         {[]any{at("bold", 0, 5), at("italic", 4, 3)}, "cross"},
		"bold in code":     {[]any{at("code", 0, 7), at("bold", 0, 4)}, "nested"},
		"quote in quote":   {[]any{at("blockquote", 0, 7), at("expandable_blockquote", 0, 4)}, "nested"},
		"bold in quote":    {[]any{at("blockquote", 0, 7), at("bold", 0, 4)}, ""},
		"too many":         {repeat(101, at("bold", 0, 4)), "101 items"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{})
			ann := w.User("Ann")
			ann.Start("")
			params := object{"chat_id": ann.ID, "text": text, "entities": test.entities}
			if test.want == "" {
				w.must("sendMessage", params)
				return
			}
			w.refused("sendMessage", params, 400, test.want)
		})
	}
}
