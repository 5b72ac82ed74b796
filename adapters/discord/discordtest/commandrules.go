package discordtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The types of application commands.
const (
	slashCommand   = 1
	userCommand    = 2
	messageCommand = 3
)

// The types of options.
const (
	optSub    = 1
	optGroup  = 2
	optString = 3
	optInt    = 4
	optBool   = 5
	optNumber = 10
)

// perKind is how many commands of a type a scope may have.
var perKind = map[int64]int{slashCommand: 100, userCommand: 15, messageCommand: 15}

var locales = []string{
	"ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id",
	"it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
}

// localized takes an object from locales to what c takes.
func localized(c check) check {
	f := fields{}
	for _, l := range locales {
		f[l] = c
	}
	return a(f)
}

var slashName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// commandName takes a name that can be typed after the slash.
func commandName(r *report, at string, v any) any {
	s := text(1, 32)(r, at, v).(string)
	if s != "" && (!slashName.MatchString(s) || s != strings.ToLower(s)) {
		r.add(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid: %q", s)
	}
	return s
}

// option takes one of any type. A client may send the empty fields of others.
func option(r *report, at string, v any) any {
	return a(fields{
		"type!": choice(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), "name!": commandName, "description!": text(1, 100),
		"name_localizations": localized(commandName), "description_localizations": localized(text(1, 100)),
		"required": boolean, "autocomplete": boolean, "options": list(0, 25, option), "channel_types": list(0, 20, anyCount),
		"min_value": number, "max_value": number, "min_length": integer(0, 6000), "max_length": integer(1, 6000),
		"choices": list(0, 25, commandChoice),
	}, optionRules)(r, at, v)
}

var commandChoice = a(fields{
	"name!": text(1, 100), "name_localizations": localized(text(1, 100)), "value!": anything,
})

// ownFields are the fields that only options of some types may have.
var ownFields = map[string][]int64{
	"options": {optSub, optGroup}, "choices": {optString, optInt, optNumber},
	"autocomplete": {optString, optInt, optNumber}, "channel_types": {7}, "min_value": {optInt, optNumber},
	"max_value": {optInt, optNumber}, "min_length": {optString}, "max_length": {optString},
}

func optionRules(r *report, at string, o object) {
	kind := o.number("type")
	for _, name := range sortedKeys(ownFields) {
		if v, given := o[name]; given && v != nil && v != false && !blank(v) && !slices.Contains(ownFields[name], kind) {
			r.add(join(at, name), "APPLICATION_COMMAND_OPTION_FIELD", "An option of type %d has not this", kind)
		}
	}
	if o.flag("autocomplete") && len(o.list("choices")) > 0 {
		r.add(join(at, "choices"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", "Autocomplete cannot be set with choices")
	}
	if kind <= optGroup && o.flag("required") {
		r.add(join(at, "required"), "APPLICATION_COMMAND_OPTION_FIELD", "A subcommand cannot be required")
	}
	seen := map[string]bool{}
	for i, c := range o.objects("choices") {
		here := fmt.Sprintf("%s.choices.%d", at, i)
		choiceValue(r, join(here, "value"), kind, c)
		if seen[c.text("name")] {
			r.add(join(here, "name"), "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Option choice name already exists")
		}
		seen[c.text("name")] = true
	}
	inner(r, at, kind, o.objects("options"))
}

// choiceValue checks the value of a choice for an option of a type.
func choiceValue(r *report, at string, kind int64, c object) {
	switch kind {
	case optString:
		c["value"] = text(1, 100)(r, at, c["value"])
	case optInt:
		c["value"] = integer(-1<<53, 1<<53)(r, at, c["value"])
	case optNumber:
		c["value"] = number(r, at, c["value"])
	}
}

// inner checks the options of a command, subcommand or group together.
func inner(r *report, at string, parent int64, options []object) {
	names, optional, subs, plain := map[string]bool{}, false, 0, 0
	for i, o := range options {
		here := fmt.Sprintf("%s.options.%d", at, i)
		kind, name := o.number("type"), o.text("name")
		if names[name] {
			r.add(join(here, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
		}
		names[name] = true
		if kind <= optGroup {
			subs++
		} else {
			plain++
		}
		if parent == optGroup && kind != optSub || parent == optSub && kind <= optGroup {
			r.add(join(here, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
		}
		if o.flag("required") && optional {
			r.add(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || kind > optGroup && !o.flag("required")
	}
	if subs > 0 && plain > 0 {
		r.add(join(at, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
	}
}

var command = a(fields{
	"id": snowflake, "application_id": snowflake, "guild_id": snowflake, "version": snowflake,
	"type": choice(slashCommand, userCommand, messageCommand), "name!": text(1, 32), "description": text(0, 100),
	"name_localizations": localized(text(1, 32)), "description_localizations": localized(text(1, 100)),
	"options": list(0, 25, option), "default_member_permissions": anySnowflake, "nsfw": boolean,
	"dm_permission": boolean, "default_permission": boolean,
	"contexts": list(1, 3, choice(0, 1, 2)), "integration_types": list(1, 2, choice(0, 1)),
}, func(r *report, at string, o object) {
	if !o.names("type") {
		o["type"] = int64(slashCommand)
	}
	if o.number("type") == slashCommand {
		commandName(r, join(at, "name"), o["name"])
		names := o.inner("name_localizations")
		for _, l := range sortedKeys(names) {
			commandName(r, at+".name_localizations."+l, names[l])
		}
		if o.text("description") == "" {
			r.add(join(at, "description"), "BASE_TYPE_REQUIRED", "This field is required")
		}
		inner(r, at, 0, o.objects("options"))
		if n := commandSize(o); n > 8000 {
			r.add(at, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size of 8000: %d", n)
		}
		return
	}
	if o.text("description") != "" || len(o.list("options")) > 0 {
		r.add(at, "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_OR_OPTIONS_NOT_ALLOWED", "Context menu commands cannot have description or options")
	}
})

// commandSize counts the characters that the limit of a command is about: of
// each name and description its longest translation, and the values of choices.
func commandSize(o object) int {
	n := utf8.RuneCountInString(o.text("value"))
	for _, name := range []string{"name", "description"} {
		longest := utf8.RuneCountInString(o.text(name))
		for _, v := range o.inner(name + "_localizations") {
			s, _ := v.(string)
			longest = max(longest, utf8.RuneCountInString(s))
		}
		n += longest
	}
	for _, list := range []string{"options", "choices"} {
		for _, more := range o.objects(list) {
			n += commandSize(more)
		}
	}
	return n
}

// commandList takes what replaces all commands of a scope.
func commandList(r *report, v any) []object {
	count, seen := map[int64]int{}, map[string]bool{}
	var out []object
	items, _ := list(0, 130, command)(r, "", v).([]any)
	for i, item := range items {
		o, ok := item.(object)
		if !ok {
			continue
		}
		key := fmt.Sprint(o.number("type"), o.text("name"))
		if seen[key] {
			r.add(fmt.Sprintf("%d.name", i), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		seen[key] = true
		count[o.number("type")]++
		out = append(out, o)
	}
	for kind, most := range perKind {
		if count[kind] > most {
			r.add("", "APPLICATION_COMMANDS_MAX", "Maximum number of application commands of type %d reached (%d)", kind, most)
		}
	}
	return out
}
