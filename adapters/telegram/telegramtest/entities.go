package telegramtest

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf16"
)

// Entity is a part of a text that is special. Offset and Length count UTF-16
// code units.
type Entity struct {
	Type     string
	Offset   int
	Length   int
	URL      string // of a text_link
	UnixTime int64  // of a date_time
	Format   string // of a date_time
	Language string // of a pre
	Emoji    string // of a custom_emoji: its id
	UserID   int64  // of a text_mention
}

// entityExtras are the fields that only one type has, and whether it must have
// them.
var entityExtras = map[string]struct {
	of       string
	required bool
}{
	"url":              {"text_link", true},
	"user":             {"text_mention", true},
	"language":         {"pre", false},
	"custom_emoji_id":  {"custom_emoji", true},
	"unix_time":        {"date_time", true},
	"date_time_format": {"date_time", false},
}

var entity = a(fields{
	"type!": oneOf("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic",
		"underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link",
		"text_mention", "custom_emoji", "date_time"),
	"offset!":          integer(0, math.MaxInt32),
	"length!":          integer(1, math.MaxInt32),
	"url":              link("http", "https", "tg"),
	"user":             a(userFields),
	"language":         label,
	"custom_emoji_id":  matching(`^\d+$`, "the id of an emoji"),
	"unix_time":        integer(0, math.MaxInt64),
	"date_time_format": matching(`^(r|w?[dD]?[tT]?)$`, "a format of the pattern r|w?[dD]?[tT]?"),
}, func(e object) error {
	for _, name := range sortedKeys(entityExtras) {
		extra := entityExtras[name]
		_, given := e[name]
		if given && extra.of != e["type"] {
			return fmt.Errorf("%s is for %s only, not for %s", name, extra.of, e["type"])
		}
		if !given && extra.required && extra.of == e["type"] {
			return fmt.Errorf("a %s needs %s", extra.of, name)
		}
	}
	return nil
})

// entityList takes the entities of one text.
var entityList = list(100, entity)

// userFields are what a bot needs to name a user by.
var userFields = fields{
	"id!": anyID, "is_bot": boolean, "first_name": anyText, "last_name": anyText,
	"username": anyText, "language_code": anyText,
}

// readEntities checks entities against the text that they stand in.
func readEntities(text string, checked any) ([]Entity, error) {
	in, _ := checked.([]any)
	whole := utf16.Encode([]rune(text))
	var out []Entity
	for _, item := range in {
		o := item.(object)
		e := Entity{
			Type: o.text("type"), Offset: int(o.number("offset")), Length: int(o.number("length")),
			URL: o.text("url"), UnixTime: o.number("unix_time"), Format: o.text("date_time_format"),
			Language: o.text("language"), Emoji: o.text("custom_emoji_id"),
		}
		if user, ok := o["user"].(object); ok {
			e.UserID = user.number("id")
		}
		if err := e.fits(whole); err != nil {
			return nil, fmt.Errorf("%s at %d+%d: %w", e.Type, e.Offset, e.Length, err)
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Entity) int {
		return cmp.Or(a.Offset-b.Offset, b.Length-a.Length, strings.Compare(a.Type, b.Type))
	})
	return out, nesting(out)
}

func (e Entity) end() int { return e.Offset + e.Length }

func (e Entity) fits(whole []uint16) error {
	if e.end() > len(whole) {
		return fmt.Errorf("the text ends at %d", len(whole))
	}
	for _, edge := range []int{e.Offset, e.end()} {
		if edge > 0 && edge < len(whole) && utf16.IsSurrogate(rune(whole[edge-1])) && whole[edge-1] < 0xDC00 {
			return errors.New("it splits a surrogate pair")
		}
	}
	return nil
}

// mayHold are the types that can contain and be part of others.
var mayHold = []string{"bold", "italic", "underline", "strikethrough", "spoiler"}

var (
	quotes = []string{"blockquote", "expandable_blockquote"}
	codes  = []string{"code", "pre"}
)

// nesting checks that of two entities with common characters one is inside the
// other, and that the outer may hold the inner.
func nesting(sorted []Entity) error {
	for i, outer := range sorted {
		for _, inner := range sorted[i+1:] {
			if inner.Offset >= outer.end() {
				break
			}
			about := fmt.Sprintf("%s at %d+%d and %s at %d+%d", outer.Type, outer.Offset, outer.Length,
				inner.Type, inner.Offset, inner.Length)
			if inner.end() > outer.end() {
				return errors.New(about + " cross each other")
			}
			if !holds(outer.Type, inner.Type) {
				return errors.New(about + " may not be nested")
			}
		}
	}
	return nil
}

func holds(outer, inner string) bool {
	is := func(types []string) (bool, bool) {
		return slices.Contains(types, outer), slices.Contains(types, inner)
	}
	if o, i := is(codes); o || i {
		return false
	}
	if o, i := is(quotes); o || i {
		return !o || !i
	}
	o, i := is(mayHold)
	return o || i
}

func (e Entity) object() object {
	o := object{"type": e.Type, "offset": e.Offset, "length": e.Length}.with(object{
		"url": e.URL, "unix_time": e.UnixTime, "date_time_format": e.Format,
		"language": e.Language, "custom_emoji_id": e.Emoji,
	})
	if e.UserID != 0 {
		o["user"] = object{"id": e.UserID, "is_bot": false, "first_name": "?"}
	}
	return o
}

func entityObjects(entities []Entity) []object {
	var out []object
	for _, e := range entities {
		out = append(out, e.object())
	}
	return out
}
