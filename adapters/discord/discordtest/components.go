package discordtest

import (
	"strconv"
	"unicode/utf8"
)

// The types of components.
const (
	kindRow        = 1
	kindButton     = 2
	kindMenu       = 3
	kindTextInput  = 4
	kindSection    = 9
	kindText       = 10
	kindThumbnail  = 11
	kindGallery    = 12
	kindFile       = 13
	kindSeparator  = 14
	kindContainer  = 17
	kindLabel      = 18
	kindFileUpload = 19
	kindRadio      = 21
	kindChecks     = 22
	kindCheck      = 23
)

// entityMenus are the menus whose options Discord knows: users, roles, both,
// channels.
var entityMenus = []int64{5, 6, 7, 8}

var (
	part     = fields{"type!": anyCount, "id": anyCount}
	customID = text(1, 100)
	emoji    = a(fields{"id": snowflake, "name": text(0, 32), "animated": boolean})
)

var button = a(part.and(fields{
	"style!": choice(1, 2, 3, 4, 5, 6), "label": text(0, 80), "custom_id": customID, "disabled": boolean,
	"url": link(512, "http", "https", "discord"), "sku_id": snowflake, "emoji": emoji,
}), func(r *report, at string, o object) {
	must := map[int64]string{5: "url", 6: "sku_id"}[o.number("style")]
	if must == "" {
		must = "custom_id"
	}
	for _, name := range []string{"custom_id", "url", "sku_id"} {
		switch given := o.text(name) != ""; {
		case name == must && !given:
			r.add(join(at, name), "BASE_TYPE_REQUIRED", "This field is required")
		case name != must && given:
			r.add(join(at, name), "BUTTON_COMPONENT_FIELD_EXCLUSIVE", "A button of style %d has %s and not this", o.number("style"), must)
		}
	}
	if must != "sku_id" && o.text("label") == "" && o["emoji"] == nil {
		r.add(join(at, "label"), "BUTTON_COMPONENT_LABEL_OR_EMOJI", "A button needs a label or an emoji")
	}
})

// menuFields are those of all menus.
var menuFields = part.and(fields{
	"custom_id!": customID, "placeholder": text(0, 150), "disabled": boolean, "required": boolean,
	"min_values": integer(0, 25), "max_values": integer(1, 25),
})

var menu = a(menuFields.and(fields{
	"options!": list(1, 25, a(fields{
		"label!": text(1, 100), "value!": text(1, 100), "description": text(0, 100), "emoji": emoji, "default": boolean,
	})),
}), func(r *report, at string, o object) {
	seen := map[string]bool{}
	for i, option := range o.objects("options") {
		if seen[option.text("value")] {
			r.add(at+".options."+strconv.Itoa(i)+".value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		seen[option.text("value")] = true
	}
	most := max(1, o.number("max_values"))
	if n := int64(len(seen)); most > n && o.names("max_values") || o.number("min_values") > most {
		r.add(join(at, "max_values"), "SELECT_COMPONENT_VALUES", "min_values ≤ max_values ≤ %d, the number of options", n)
	}
})

var entityMenu = a(menuFields.and(fields{
	"default_values": list(0, 25, a(fields{"id!": snowflake, "type!": oneOf("user", "role", "channel")})),
	"channel_types":  list(0, 20, anyCount),
}))

// row takes buttons, or one menu.
var row = a(part.and(fields{"components!": list(1, 5, byType(interactive))}), func(r *report, at string, o object) {
	for _, inner := range o.objects("components") {
		if inner.number("type") != kindButton && len(o.list("components")) > 1 {
			r.add(join(at, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "Exceeds the width of a row: 5 buttons or 1 menu")
		}
	}
})

var interactive = func() map[int64]check {
	out := map[int64]check{kindButton: button, kindMenu: menu}
	for _, kind := range entityMenus {
		out[kind] = entityMenu
	}
	return out
}()

var media = a(fields{"url!": mediaLink})

var (
	textDisplay = a(part.and(fields{"content!": text(1, 4000)}))
	thumbnail   = a(part.and(fields{"media!": media, "description": text(0, 1024), "spoiler": boolean}))
	section     = a(part.and(fields{
		"components!": list(1, 3, byType(map[int64]check{kindText: textDisplay})),
		"accessory!":  byType(map[int64]check{kindButton: button, kindThumbnail: thumbnail}),
	}))
	gallery = a(part.and(fields{
		"items!": list(1, 10, a(fields{"media!": media, "description": text(0, 1024), "spoiler": boolean})),
	}))
	file      = a(part.and(fields{"file!": a(fields{"url!": link(2048, "attachment")}), "spoiler": boolean}))
	separator = a(part.and(fields{"divider": boolean, "spacing": choice(1, 2)}))
)

var layout = map[int64]check{
	kindRow: row, kindSection: section, kindText: textDisplay, kindGallery: gallery, kindFile: file,
	kindSeparator: separator,
}

var container = a(part.and(fields{
	"components!": list(1, 40, byType(layout)), "accent_color": colour, "spoiler": boolean,
}))

var anyLayout = func() map[int64]check {
	out := map[int64]check{kindContainer: container}
	for kind, c := range layout {
		out[kind] = c
	}
	return out
}()

// readComponents checks the components of a message, of the first or the second
// version.
func readComponents(r *report, at string, v any, v2 bool) any {
	if v == nil {
		return nil
	}
	of := list(0, 5, byType(map[int64]check{kindRow: row}))
	if v2 {
		of = list(0, 40, byType(anyLayout))
	}
	before := len(r.problems)
	out := of(r, at, v)
	if len(r.problems) > before {
		return out
	}
	var count, length int
	ids, numbers := map[string]bool{}, map[int64]bool{}
	walk(out, func(o object) {
		count++
		length += utf8.RuneCountInString(o.text("content"))
		if id := o.text("custom_id"); id != "" && ids[id] {
			r.add(at, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated: %q", id)
		} else {
			ids[id] = true
		}
		if id := o.number("id"); id != 0 && numbers[id] {
			r.add(at, "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated: %d", id)
		} else {
			numbers[id] = true
		}
	})
	if v2 && count > 40 {
		r.add(at, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The maximum number of components is 40: %d", count)
	}
	if length > 4000 {
		r.add(at, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The text of all components exceeds the maximum size of 4000: %d", length)
	}
	return out
}

// walk visits checked components in the order in which they show.
func walk(v any, visit func(object)) {
	items, _ := v.([]any)
	for _, item := range items {
		o, ok := item.(object)
		if !ok {
			continue
		}
		visit(o)
		walk(o["components"], visit)
		for _, name := range []string{"accessory", "component"} {
			if inner := o.inner(name); inner != nil {
				walk([]any{inner}, visit)
			}
		}
	}
}
