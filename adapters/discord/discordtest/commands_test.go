package discordtest

import (
	"fmt"
	"strings"
	"testing"

	"limber/adapters/internal/fakeserver"
)

// slash is a command that keeps the rules, with changes.
func slash(more object) object {
	return object{"name": "ask", "description": "Ask"}.with(more)
}

func option1(kind int, name string, more object) object {
	return object{"type": kind, "name": name, "description": "d"}.with(more)
}

func withOptions(options ...any) object { return slash(object{"options": options}) }

func options(n int) []any {
	var out []any
	for i := range n {
		out = append(out, option1(3, fmt.Sprintf("o%d", i), nil))
	}
	return out
}

func choices(n int, value any) []any {
	var out []any
	for i := range n {
		out = append(out, object{"name": fmt.Sprint("n", i), "value": value})
	}
	return out
}

func named(n int, kind int) []any {
	var out []any
	for i := range n {
		o := object{"type": kind, "name": fmt.Sprint("c", i)}
		if kind == slashCommand {
			o["description"] = "d"
		}
		out = append(out, o)
	}
	return out
}

// largest is a command of 8000 characters, where the last choice has 85.
func largest(last int) object {
	full := func(name string) object { return option1(3, name, object{"choices": choices(25, long(100))}) }
	some := choices(3, long(100))
	some[2] = object{"name": "n2", "value": long(last)}
	return withOptions(full("a"), full("b"), full("c"), option1(3, "d", object{"choices": some}))
}

func TestCommandRules(t *testing.T) {
	for i, test := range []struct {
		body any
		want string // part of the refusal, "" if it is taken
	}{
		{[]any{}, ""},
		{object{}, "LIST_TYPE_CONVERT"},
		{[]any{slash(nil)}, ""},
		{[]any{slash(object{"options": nil, "name_localizations": nil, "default_permission": true})}, ""},
		{[]any{object{"description": "d"}}, "name"},
		{[]any{slash(object{"name": strings.Repeat("a", 32)})}, ""},
		{[]any{slash(object{"name": strings.Repeat("a", 33)})}, "between 1 and 32"},
		{[]any{slash(object{"name": "Ask"})}, "INVALID_NAME"},
		{[]any{slash(object{"name": "ask me"})}, "INVALID_NAME"},
		{[]any{slash(object{"name": "übung-1"})}, ""},
		{[]any{slash(object{"description": ""})}, "description"},
		{[]any{slash(object{"description": long(100)})}, ""},
		{[]any{slash(object{"description": long(101)})}, "100 or fewer"},
		{[]any{slash(object{"extra": 1})}, "UNKNOWN_FIELD"},
		{[]any{slash(object{"type": 9})}, "BASE_TYPE_CHOICES"},
		{[]any{slash(nil), slash(nil)}, "DUPLICATE_NAME"},
		{named(100, slashCommand), ""},
		{named(101, slashCommand), "COMMANDS_MAX"},
		{named(15, messageCommand), ""},
		{named(16, messageCommand), "COMMANDS_MAX"},
		{named(16, userCommand), "COMMANDS_MAX"},
		{[]any{object{"type": 3, "name": "Answer this"}}, ""},
		{[]any{object{"type": 3, "name": "Answer this", "description": "d"}}, "CONTEXT_MENU"},
		{[]any{object{"type": 2, "name": "Who", "options": options(1)}}, "CONTEXT_MENU"},

		{[]any{slash(object{"name_localizations": object{"de": "frage"}, "description_localizations": object{"de": "Frage"}})}, ""},
		{[]any{slash(object{"name_localizations": object{"de": "Frage"}})}, "INVALID_NAME"},
		{[]any{slash(object{"name_localizations": object{"xx": "frage"}})}, "UNKNOWN_FIELD"},
		{[]any{slash(object{"description_localizations": object{"de": long(101)}})}, "between 1 and 100"},
		{[]any{object{"type": 3, "name": "Answer this", "name_localizations": object{"de": "Dies beantworten"}}}, ""},

		{[]any{slash(object{"contexts": []any{0, 1, 2}, "integration_types": []any{0, 1}})}, ""},
		{[]any{slash(object{"contexts": []any{}})}, "contexts"},
		{[]any{slash(object{"contexts": []any{3}})}, "contexts"},
		{[]any{slash(object{"integration_types": []any{2}})}, "integration_types"},
		{[]any{slash(object{"default_member_permissions": "8"})}, ""},
		{[]any{slash(object{"default_member_permissions": "all"})}, "snowflake"},

		{[]any{withOptions(options(25)...)}, ""},
		{[]any{withOptions(options(26)...)}, "options"},
		{[]any{withOptions(option1(3, "a", nil), option1(3, "a", nil))}, "NAME_ALREADY_EXISTS"},
		{[]any{withOptions(option1(3, "A", nil))}, "INVALID_NAME"},
		{[]any{withOptions(option1(3, "a", object{"description": ""}))}, "description"},
		{[]any{withOptions(option1(3, "a", object{"description": long(101)}))}, "description"},
		{[]any{withOptions(option1(12, "a", nil))}, "type"},
		{[]any{withOptions(option1(3, "a", object{"required": true}), option1(3, "b", nil))}, ""},
		{[]any{withOptions(option1(3, "a", nil), option1(3, "b", object{"required": true}))}, "REQUIRED_INVALID"},
		{[]any{withOptions(option1(3, "a", object{"choices": choices(25, "v")}))}, ""},
		{[]any{withOptions(option1(3, "a", object{"choices": choices(26, "v")}))}, "choices"},
		{[]any{withOptions(option1(3, "a", object{"choices": repeat(2, object{"name": "n", "value": "v"})}))}, "CHOICE_NAME_ALREADY_EXISTS"},
		{[]any{withOptions(option1(3, "a", object{"choices": choices(1, long(101))}))}, "value"},
		{[]any{withOptions(option1(3, "a", object{"choices": choices(1, 1)}))}, "value"},
		{[]any{withOptions(option1(4, "a", object{"choices": choices(1, 1)}))}, ""},
		{[]any{withOptions(option1(4, "a", object{"choices": choices(1, "1")}))}, "value"},
		{[]any{withOptions(option1(10, "a", object{"choices": choices(1, 1.5)}))}, ""},
		{[]any{withOptions(option1(5, "a", object{"choices": choices(1, "v")}))}, "OPTION_FIELD"},
		{[]any{withOptions(option1(3, "a", object{"autocomplete": true}))}, ""},
		{[]any{withOptions(option1(3, "a", object{"autocomplete": true, "choices": choices(1, "v")}))}, "AUTOCOMPLETE_CHOICES"},
		{[]any{withOptions(option1(5, "a", object{"autocomplete": true}))}, "OPTION_FIELD"},
		{[]any{withOptions(option1(4, "a", object{"min_value": 1, "max_value": 9}))}, ""},
		{[]any{withOptions(option1(3, "a", object{"min_value": 1}))}, "OPTION_FIELD"},
		{[]any{withOptions(option1(3, "a", object{"max_length": 6000}))}, ""},
		{[]any{withOptions(option1(3, "a", object{"max_length": 6001}))}, "max_length"},

		{[]any{withOptions(option1(1, "a", object{"options": options(2)}))}, ""},
		{[]any{withOptions(option1(2, "a", object{"options": []any{option1(1, "b", nil)}}))}, ""},
		{[]any{withOptions(option1(1, "a", nil), option1(3, "b", nil))}, "mutually exclusive"},
		{[]any{withOptions(option1(1, "a", object{"options": []any{option1(1, "b", nil)}}))}, "TYPE_INVALID"},
		{[]any{withOptions(option1(2, "a", object{"options": []any{option1(3, "b", nil)}}))}, "TYPE_INVALID"},
		{[]any{withOptions(option1(1, "a", object{"required": true}))}, "OPTION_FIELD"},
		{[]any{withOptions(option1(3, "a", object{"options": options(1)}))}, "OPTION_FIELD"},

		{[]any{largest(85)}, ""},
		{[]any{largest(86)}, "TOO_LARGE"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := unlimited(t)
			out := w.call("PUT applications/"+w.BotID()+"/commands", test.body)
			switch {
			case test.want == "" && (out.Status != 200 || len(w.Violations()) > 0):
				t.Errorf("%s: %d %s", encode(test.body), out.Status, out.Body)
			case test.want != "" && (out.Status != 400 || out.Code != 50035 || !strings.Contains(out.Body, test.want)):
				t.Errorf("%s: %d %s\nwant %q", encode(test.body), out.Status, out.Body, test.want)
			case test.want != "" && (len(w.Violations()) != 1 || w.Commands("") != nil):
				t.Errorf("violations %q", w.Violations())
			}
		})
	}
}

// The size counts the longest translation of each text, and not all of them.
func TestSizeOfCommands(t *testing.T) {
	sized := func(n int) object {
		return withOptions(append(options(24), option1(3, "last", object{
			"description_localizations": object{"de": long(100), "fr": long(50)},
			"choices":                   choices(25, long(100)), "description": long(10),
		}))...).with(object{"description": long(n)})
	}
	base := commandSize(checkedCommand(t, sized(1)))
	// ask, 1; 24 options of o0 to o23 with d; last, 100; 25 choices n0 to n24 with 100.
	if want := 3 + 1 + (10*2 + 14*3 + 24) + 4 + 100 + (10*2 + 15*3) + 2500; base != want {
		t.Errorf("%d characters, want %d", base, want)
	}
}

func checkedCommand(t *testing.T, o object) object {
	t.Helper()
	r := &report{}
	raw, err := fakeserver.ParseJSON(encode(o))
	if err != nil {
		t.Fatal(err)
	}
	out, _ := command(r, "", raw).(object)
	if len(r.problems) > 0 {
		t.Fatal(r)
	}
	return out
}

func TestRegistering(t *testing.T) {
	w := unlimited(t)
	mine, local := "applications/"+w.BotID()+"/commands", "applications/"+w.BotID()+"/guilds/"+w.g.ID+"/commands"
	german := slash(object{
		"name_localizations": object{"de": "frage"}, "description_localizations": object{"de": "Frage"},
		"options": []any{option1(3, "kind", object{"choices": []any{
			object{"name": "short", "value": "s", "name_localizations": object{"de": "kurz"}},
		}})},
	})
	w.must("PUT "+mine, []any{german})
	before := w.must("GET "+mine, nil).Body
	w.must("PUT "+mine, []any{german.with(object{"description": "Ask me"}), slash(object{"name": "new"})})
	after := w.must("GET "+mine+"?with_localizations=true", nil).Body
	id := func(body string) string {
		_, rest, _ := strings.Cut(body, `"id":"`)
		id, _, _ := strings.Cut(rest, `"`)
		return id
	}
	if id(before) == "" || id(before) != id(after) {
		t.Errorf("another id: %s\n%s", before, after)
	}
	if c := w.CommandsIn("", "de")[0]; c.Name != "frage" || c.Description != "Frage" || c.Options[0].Choices[0].Label != "kurz" {
		t.Errorf("%+v", c)
	}
	if c := w.Commands(""); len(c) != 2 || c[0].Name != "ask" || c[0].Description != "Ask me" || c[0].Kind != slashCommand {
		t.Errorf("%+v", c)
	}
	w.must("PUT "+local, []any{slash(object{"name": "here"})})
	if c := w.Commands(w.g.ID); len(c) != 1 || c[0].Name != "here" {
		t.Errorf("%+v", c)
	}
	w.refused("PUT applications/1/commands", []any{}, 403, 20012, "not authorized")
	w.refused("PUT applications/"+w.BotID()+"/guilds/1/commands", []any{}, 403, 50001, "Missing Access")
	w.g.WithoutCommands()
	w.refused("PUT "+local, []any{}, 403, 50001, "Missing Access")
}
