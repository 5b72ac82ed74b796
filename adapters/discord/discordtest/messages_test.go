package discordtest

import (
	"fmt"
	"strings"
	"testing"
)

func long(n int) string { return strings.Repeat("ä", n) }

func fieldsOf(n int) []any {
	return repeat(n, object{"name": "n", "value": "v"})
}

func menuWith(options int, more object) object {
	var list []any
	for i := range options {
		list = append(list, object{"label": "l", "value": fmt.Sprint(i)})
	}
	return object{"type": 3, "custom_id": "m", "options": list}.with(more)
}

func buttons(n int) []any {
	var out []any
	for i := range n {
		out = append(out, button1(fmt.Sprint(i)))
	}
	return out
}

const v2 = flagV2

func display(content string) object { return object{"type": 10, "content": content} }

// messageCases are messages with one thing each that decides.
var messageCases = []struct {
	body object
	code int    // 0 if it is taken
	want string // part of the refusal
}{
	{object{"content": "hi"}, 0, ""},
	{object{"content": 1}, 50035, "STRING_TYPE_CONVERT"},
	{object{"content": "hi", "extra": "x"}, 50035, `"extra":{"_errors"`},
	{object{"content": "hi", "choices": nil, "title": "", "nsfw": false}, 0, ""},
	{object{}, 50006, "empty message"},
	{object{"content": " \n"}, 50006, "empty message"},
	{object{"content": long(2000)}, 0, ""},
	{object{"content": long(2001)}, 50035, "Must be 2000 or fewer in length."},
	{object{"content": "hi", "embeds": nil, "components": nil, "sticker_ids": nil}, 0, ""},
	{object{"content": "hi", "flags": 4}, 0, ""},
	{object{"content": "hi", "flags": 4096}, 0, ""},
	{object{"content": "hi", "flags": 64}, 50035, "FLAGS_INVALID"},
	{object{"content": "hi", "tts": "yes"}, 50035, "BOOLEAN_TYPE_CONVERT"},
	{object{"content": "hi", "nonce": long(25)}, 0, ""},
	{object{"content": "hi", "nonce": long(26)}, 50035, "25 or fewer"},
	{object{"content": "hi", "nonce": 7, "enforce_nonce": true}, 0, ""},
	{object{"content": "hi", "enforce_nonce": true}, 50035, `"nonce"`},

	{object{"embeds": []any{object{}}}, 50006, ""},
	{object{"embeds": []any{object{"color": 1}}}, 50006, ""},
	{object{"embeds": []any{object{"title": long(256)}}}, 0, ""},
	{object{"embeds": []any{object{"title": long(257)}}}, 50035, `{"embeds":{"0":{"title":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH"`},
	{object{"embeds": []any{object{"description": long(4096)}}}, 0, ""},
	{object{"embeds": []any{object{"description": long(4097)}}}, 50035, "description"},
	{object{"embeds": []any{object{"fields": fieldsOf(25)}}}, 0, ""},
	{object{"embeds": []any{object{"fields": fieldsOf(26)}}}, 50035, "fields"},
	{object{"embeds": []any{object{"fields": []any{object{"name": long(257), "value": "v"}}}}}, 50035, "name"},
	{object{"embeds": []any{object{"fields": []any{object{"name": "n", "value": long(1025)}}}}}, 50035, "value"},
	{object{"embeds": []any{object{"fields": []any{object{"name": "n", "value": " "}}}}}, 50035, "value"},
	{object{"embeds": []any{object{"title": "t", "footer": object{"text": long(2048)}}}}, 0, ""},
	{object{"embeds": []any{object{"title": "t", "footer": object{"text": long(2049)}}}}, 50035, "footer"},
	{object{"embeds": []any{object{"title": "t", "author": object{"name": long(257)}}}}, 50035, "author"},
	{object{"embeds": []any{object{"title": "t", "url": "example.org"}}}, 50035, "URL_TYPE_INVALID_URL"},
	{object{"embeds": []any{object{"title": "t", "image": object{"url": "https://example.org/a.png"}}}}, 0, ""},
	{object{"embeds": []any{object{"image": object{"url": "attachment://a.png"}}}}, 50035, "ATTACHMENT_NOT_FOUND"},
	{object{"embeds": []any{object{"title": "t", "color": 0x1000000}}}, 50035, "color"},
	{object{"embeds": []any{object{"title": "t", "timestamp": "now"}}}, 50035, "DATE_TIME_TYPE_PARSE"},
	{object{"embeds": []any{object{"titel": "t"}}}, 50035, "titel"},
	{object{"embeds": repeat(10, object{"title": "t"})}, 0, ""},
	{object{"embeds": repeat(11, object{"title": "t"})}, 50035, "embeds"},
	{object{"embeds": repeat(2, object{"description": long(3000)})}, 0, ""},
	{object{"embeds": []any{object{"description": long(4000)}, object{"description": long(2001)}}}, 50035, "MAX_EMBED_SIZE_EXCEEDED"},

	{object{"content": "hi", "components": []any{row1(buttons(5)...)}}, 0, ""},
	{object{"content": "hi", "components": []any{row1(buttons(6)...)}}, 50035, "components"},
	{object{"content": "hi", "components": []any{row1()}}, 50035, "components"},
	{object{"content": "hi", "components": []any{button1("a")}}, 50035, "UNION_TYPE_CHOICES"},
	{object{"content": "hi", "components": []any{row1(button1("a")), row1(button1("b")), row1(button1("c")), row1(button1("d")), row1(button1("e"))}}, 0, ""},
	{object{"content": "hi", "components": repeat(6, row1(button1("a")))}, 50035, "components"},
	{object{"content": "hi", "components": []any{row1(button1("a"), button1("a"))}}, 50035, "COMPONENT_CUSTOM_ID_DUPLICATED"},
	{object{"content": "hi", "components": []any{row1(button1("a")), row1(button1("a"))}}, 50035, "COMPONENT_CUSTOM_ID_DUPLICATED"},
	{object{"content": "hi", "components": []any{row1(button1(long(100)).with(object{"label": long(80)}))}}, 0, ""},
	{object{"content": "hi", "components": []any{row1(button1(long(101)))}}, 50035, "custom_id"},
	{object{"content": "hi", "components": []any{row1(button1("a").with(object{"label": long(81)}))}}, 50035, "label"},
	{object{"content": "hi", "components": []any{row1(button1("a").with(object{"label": ""}))}}, 50035, "LABEL_OR_EMOJI"},
	{object{"content": "hi", "components": []any{row1(button1("a").with(object{"label": "", "emoji": object{"name": "💪"}}))}}, 0, ""},
	{object{"content": "hi", "components": []any{row1(object{"type": 2, "style": 1, "label": "a"})}}, 50035, "custom_id"},
	{object{"content": "hi", "components": []any{row1(button1("a").with(object{"style": 5}))}}, 50035, "url"},
	{object{"content": "hi", "components": []any{row1(button1("a").with(object{"url": "https://example.org"}))}}, 50035, "FIELD_EXCLUSIVE"},
	{object{"content": "hi", "components": []any{row1(object{"type": 2, "style": 5, "label": "a", "url": "https://example.org"})}}, 0, ""},
	{object{"content": "hi", "components": []any{row1(object{"type": 2, "style": 5, "label": "a", "url": "ftp://example.org"})}}, 50035, "url"},
	{object{"content": "hi", "components": []any{row1(button1("a").with(object{"style": 9}))}}, 50035, "style"},
	{object{"content": "hi", "components": []any{row1(menuWith(25, nil))}}, 0, ""},
	{object{"content": "hi", "components": []any{row1(menuWith(26, nil))}}, 50035, "options"},
	{object{"content": "hi", "components": []any{row1(menuWith(0, object{"options": []any{}}))}}, 50035, "options"},
	{object{"content": "hi", "components": []any{row1(menuWith(1, object{"placeholder": long(150)}))}}, 0, ""},
	{object{"content": "hi", "components": []any{row1(menuWith(1, object{"placeholder": long(151)}))}}, 50035, "placeholder"},
	{object{"content": "hi", "components": []any{row1(menuWith(1, nil), button1("a"))}}, 50035, "WIDTH_EXCEEDED"},
	{object{"content": "hi", "components": []any{row1(menuWith(2, object{"max_values": 3}))}}, 50035, "max_values"},
	{object{"content": "hi", "components": []any{row1(object{"type": 3, "custom_id": "m", "options": repeat(2, object{"label": "l", "value": "v"})})}}, 50035, "VALUE_DUPLICATED"},
	{object{"content": "hi", "components": []any{row1(object{"type": 5, "custom_id": "m"})}}, 0, ""},
	{object{"content": "hi", "components": []any{display("x")}}, 50035, "UNION_TYPE_CHOICES"},

	{object{"flags": v2, "components": []any{display("x"), row1(button1("a"))}}, 0, ""},
	{object{"flags": v2, "content": "", "embeds": []any{}, "components": []any{display("x")}}, 0, ""},
	{object{"flags": v2, "content": "hi", "components": []any{display("x")}}, 50035, "LEGACY_FIELDS"},
	{object{"flags": v2, "embeds": []any{object{"title": "t"}}, "components": []any{display("x")}}, 50035, "LEGACY_FIELDS"},
	{object{"flags": v2}, 50035, "components"},
	{object{"flags": v2, "components": []any{display("x").with(object{"id": 1}), display("y").with(object{"id": 2})}}, 0, ""},
	{object{"flags": v2, "components": repeat(2, display("x").with(object{"id": 1}))}, 50035, "COMPONENT_ID_DUPLICATED"},
	{object{"flags": v2, "components": []any{object{"type": 17, "components": []any{}}}}, 50035, "components"},
	{object{"flags": v2, "components": []any{nil}}, 50035, "components"},
	{object{"flags": v2, "components": []any{display(long(4000))}}, 0, ""},
	{object{"flags": v2, "components": []any{display(long(4000)), display("x")}}, 50035, "TEXT_SIZE_EXCEEDED"},
	{object{"flags": v2, "components": repeat(40, display("x"))}, 0, ""},
	{object{"flags": v2, "components": append(repeat(39, display("x")), row1(button1("a")))}, 50035, "TOTAL_COMPONENTS"},
	{object{"flags": v2, "components": []any{object{"type": 17, "accent_color": 1, "components": []any{
		object{"type": 9, "components": []any{display("x")}, "accessory": button1("a")},
		object{"type": 14, "divider": true},
		object{"type": 12, "items": []any{object{"media": object{"url": "https://example.org/a.png"}}}},
	}}}}, 0, ""},
	{object{"flags": v2, "components": []any{object{"type": 17, "components": []any{object{"type": 17, "components": []any{display("x")}}}}}}, 50035, "UNION_TYPE_CHOICES"},
	{object{"flags": v2, "components": []any{object{"type": 9, "components": []any{display("x")}}}}, 50035, "accessory"},
	{object{"flags": v2, "components": []any{object{"type": 12, "items": []any{object{"media": object{"url": "attachment://a.png"}}}}}}, 50035, "ATTACHMENT_NOT_FOUND"},

	{object{"content": "hi", "allowed_mentions": object{"parse": []any{}}}, 0, ""},
	{object{"content": "hi", "allowed_mentions": object{"parse": []any{"people"}}}, 50035, "parse"},
	{object{"content": "hi", "allowed_mentions": object{"parse": []any{"users"}, "users": []any{"1"}}}, 50035, "mutually exclusive"},
	{object{"content": "hi", "allowed_mentions": object{"users": []any{"ann"}}}, 50035, "not snowflake"},
	{object{"content": "hi", "allowed_mentions": object{"users": []any{"1", "1"}}}, 50035, "already contains"},
	{object{"content": "hi", "message_reference": object{"message_id": "99"}}, 50035, "Unknown message"},
	{object{"content": "hi", "message_reference": object{"message_id": "99", "fail_if_not_exists": false}}, 0, ""},
	{object{"content": "hi", "message_reference": object{}}, 50035, "message_id"},
	{object{"content": "hi", "attachments": []any{object{"id": "0", "filename": "a.png"}}}, 50035, "There is no file"},
}

func TestMessageRules(t *testing.T) {
	for i, test := range messageCases {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := unlimited(t)
			out := w.call("POST channels/"+w.here.ID+"/messages", test.body)
			switch {
			case test.code == 0 && (out.Status != 200 || len(w.Violations()) > 0):
				t.Errorf("%s: %d %s", encode(test.body), out.Status, out.Body)
			case test.code != 0 && (out.Status != 400 || out.Code != test.code || !strings.Contains(out.Body, test.want)):
				t.Errorf("%s: %d %s\nwant %d %q", encode(test.body), out.Status, out.Body, test.code, test.want)
			case test.code != 0 && len(w.Violations()) != 1 && !strings.Contains(test.want, "Unknown message"):
				t.Errorf("violations %q", w.Violations())
			case test.code != 0 && len(w.Said(w.here.ID)) > 0:
				t.Error("it was posted all the same")
			}
		})
	}
}
