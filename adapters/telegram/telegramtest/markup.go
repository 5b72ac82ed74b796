package telegramtest

import (
	"errors"
	"fmt"
	"math"
)

// Button is one button of an inline keyboard.
type Button struct {
	Label string
	Data  string // callback_data
	URL   string
	Other string // the kind of any other action: "switch_inline_query"
	Style string
}

// actions are the fields of an inline button of which exactly one must be there.
var actions = []string{
	"url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
	"switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}

var inlineButton = a(fields{
	"text!":                            label,
	"icon_custom_emoji_id":             matching(`^\d+$`, "the id of an emoji"),
	"style":                            oneOf("danger", "success", "primary"),
	"url":                              link("http", "https", "tg"),
	"callback_data":                    octets(1, 64),
	"web_app":                          a(fields{"url!": link("https")}),
	"login_url":                        a(fields{"url!": link("https"), "forward_text": anyText, "bot_username": anyText, "request_write_access": boolean}),
	"switch_inline_query":              anyText,
	"switch_inline_query_current_chat": anyText,
	"switch_inline_query_chosen_chat": a(fields{
		"query": anyText, "allow_user_chats": boolean, "allow_bot_chats": boolean,
		"allow_group_chats": boolean, "allow_channel_chats": boolean,
	}),
	"copy_text":     a(fields{"text!": words(1, 256)}),
	"callback_game": a(fields{}),
	"pay":           boolean,
}, exactlyOne(actions...))

var inlineKeyboard = a(fields{"inline_keyboard!": list(100, list(100, inlineButton))}, firstOnly)

// firstOnly checks that a game or a payment stands in the first place.
func firstOnly(o object) error {
	for y, row := range o["inline_keyboard"].([]any) {
		for x, b := range row.([]any) {
			for _, name := range []string{"callback_game", "pay"} {
				if _, ok := b.(object)[name]; ok && x+y > 0 {
					return fmt.Errorf("a %s button must be the first one", name)
				}
			}
		}
	}
	return nil
}

var placeholder = words(1, 64)

var replyButton = either(label, a(fields{
	"text!": label, "icon_custom_emoji_id": matching(`^\d+$`, "the id of an emoji"),
	"style": oneOf("danger", "success", "primary"), "request_contact": boolean, "request_location": boolean,
	"web_app": a(fields{"url!": link("https")}),
}))

var replyKeyboard = a(fields{
	"keyboard!": list(100, list(100, replyButton)), "is_persistent": boolean, "resize_keyboard": boolean,
	"one_time_keyboard": boolean, "input_field_placeholder": placeholder, "selective": boolean,
})

var (
	removeKeyboard = a(fields{"remove_keyboard!": boolean, "selective": boolean}, mustBeTrue("remove_keyboard"))
	forceReply     = a(fields{"force_reply!": boolean, "input_field_placeholder": placeholder, "selective": boolean}, mustBeTrue("force_reply"))
)

func mustBeTrue(name string) func(object) error {
	return func(o object) error {
		if o[name] != true {
			return fmt.Errorf("%s must be true", name)
		}
		return nil
	}
}

// markup takes each of the four kinds of reply_markup.
func markup(v any) (any, error) {
	in, err := asObject(v)
	if err != nil {
		return nil, err
	}
	for name, kind := range map[string]check{
		"inline_keyboard": inlineKeyboard, "keyboard": replyKeyboard,
		"remove_keyboard": removeKeyboard, "force_reply": forceReply,
	} {
		if _, ok := in[name]; ok {
			return kind(in)
		}
	}
	return nil, errors.New("is none of the four kinds of markup")
}

// keyboardOf returns the buttons of a checked inline keyboard. Rows without
// buttons do not show.
func keyboardOf(markup any) [][]Button {
	o, _ := markup.(object)
	rows, _ := o["inline_keyboard"].([]any)
	var out [][]Button
	for _, row := range rows {
		var shown []Button
		for _, item := range row.([]any) {
			shown = append(shown, buttonOf(item.(object)))
		}
		if len(shown) > 0 {
			out = append(out, shown)
		}
	}
	return out
}

func buttonOf(o object) Button {
	b := Button{Label: o.text("text"), Data: o.text("callback_data"), URL: o.text("url"), Style: o.text("style")}
	if b.Data == "" && b.URL == "" {
		for _, name := range actions {
			if _, ok := o[name]; ok {
				b.Other = name
			}
		}
	}
	return b
}

var linkPreview = a(fields{
	"is_disabled": boolean, "url": link("http", "https"), "prefer_small_media": boolean,
	"prefer_large_media": boolean, "show_above_text": boolean,
})

var replyParameters = a(fields{
	"message_id!": integer(1, math.MaxInt32), "chat_id": chatID, "allow_sending_without_reply": boolean,
	"quote": words(0, 1024), "quote_parse_mode": parseMode, "quote_entities": entityList,
	"quote_position": integer(0, math.MaxInt32),
})
