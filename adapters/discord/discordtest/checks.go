package discordtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// problem is one thing that is wrong with a body, in the words of Discord.
type problem struct{ at, code, text string }

// report collects what is wrong with a body.
type report struct{ problems []problem }

func (r *report) add(at, code, text string, about ...any) {
	r.problems = append(r.problems, problem{at, code, fmt.Sprintf(text, about...)})
}

// tree is the field errors of Discord: the path to each place, and there _errors.
func (r *report) tree() object {
	root := object{}
	for _, p := range r.problems {
		node := root
		for _, step := range strings.FieldsFunc(p.at, func(c rune) bool { return c == '.' }) {
			if _, ok := node[step].(object); !ok {
				node[step] = object{}
			}
			node = node[step].(object)
		}
		list, _ := node["_errors"].([]any)
		node["_errors"] = append(list, object{"code": p.code, "message": p.text})
	}
	return root
}

func (r *report) String() string {
	var all []string
	for _, p := range r.problems {
		all = append(all, strings.Trim(p.at+": "+p.text, ": "))
	}
	return strings.Join(all, "; ")
}

// check reads one value as it came and returns it as int64, float64, string,
// bool, []any or object. What is wrong with it goes to the report.
type check func(r *report, at string, v any) any

// fields are those of an object. A name that ends in ! is required. All others
// may be null, which is the same as not being there except in an edit.
type fields map[string]check

// and returns the fields of both.
func (f fields) and(more fields) fields {
	all := maps.Clone(f)
	maps.Copy(all, more)
	return all
}

func join(at, name string) string { return strings.TrimPrefix(at+"."+name, ".") }

// read checks an object: what is there, what is missing, what is unknown. An
// unknown field without any content is let pass: clients send the empty fields
// of a kind's relatives.
func (f fields) read(r *report, at string, in map[string]any) object {
	out := object{}
	for _, name := range sortedKeys(f) {
		plain, required := strings.CutSuffix(name, "!")
		value, given := in[plain]
		switch {
		case value == nil && required:
			r.add(join(at, plain), "BASE_TYPE_REQUIRED", "This field is required")
		case value == nil && given:
			out[plain] = nil
		case given:
			out[plain] = f[name](r, join(at, plain), value)
		}
	}
	for _, name := range sortedKeys(in) {
		if f[name] == nil && f[name+"!"] == nil && !blank(in[name]) {
			r.add(join(at, name), "UNKNOWN_FIELD", "This is not a field there")
		}
	}
	return out
}

func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case json.Number:
		return v == "0"
	case int64:
		return v == 0
	case float64:
		return v == 0
	case []any:
		return len(v) == 0
	}
	return false
}

func integer(least, most int64) check {
	return func(r *report, at string, v any) any {
		n, err := strconv.ParseInt(fmt.Sprint(v), 10, 64)
		if _, number := v.(json.Number); !number || err != nil {
			r.add(at, "NUMBER_TYPE_COERCE", "Value %q is not int.", fmt.Sprint(v))
			return int64(0)
		}
		switch {
		case n < least:
			r.add(at, "NUMBER_TYPE_MIN", "int value should be greater than or equal to %d.", least)
		case n > most:
			r.add(at, "NUMBER_TYPE_MAX", "int value should be less than or equal to %d.", most)
		}
		return n
	}
}

// count takes an integer of a query, which comes as text.
func count(least, most int64) check {
	return func(r *report, at string, v any) any {
		return integer(least, most)(r, at, json.Number(fmt.Sprint(v)))
	}
}

func number(r *report, at string, v any) any {
	n, err := strconv.ParseFloat(fmt.Sprint(v), 64)
	if _, ok := v.(json.Number); !ok || err != nil || math.IsInf(n, 0) {
		r.add(at, "NUMBER_TYPE_COERCE", "Value %q is not float.", fmt.Sprint(v))
	}
	return n
}

func choice(known ...int64) check {
	return func(r *report, at string, v any) any {
		n := integer(math.MinInt64, math.MaxInt64)(r, at, v).(int64)
		if !slices.Contains(known, n) {
			r.add(at, "BASE_TYPE_CHOICES", "Value must be one of %v.", known)
		}
		return n
	}
}

func boolean(r *report, at string, v any) any {
	b, ok := v.(bool)
	if !ok {
		r.add(at, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
	}
	return b
}

// text takes a string of so many characters.
func text(least, most int) check {
	return func(r *report, at string, v any) any {
		s, ok := v.(string)
		if !ok {
			r.add(at, "STRING_TYPE_CONVERT", "Could not interpret %q as string.", fmt.Sprint(v))
			return ""
		}
		switch n := utf8.RuneCountInString(s); {
		case n == 0 && least > 0:
			r.add(at, "BASE_TYPE_REQUIRED", "This field is required")
		case n < least || n > most && least > 0:
			r.add(at, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
		case n > most:
			r.add(at, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", most)
		}
		return s
	}
}

func oneOf(known ...string) check {
	return func(r *report, at string, v any) any {
		s, _ := v.(string)
		if !slices.Contains(known, s) {
			r.add(at, "BASE_TYPE_CHOICES", "Value must be one of {%s}.", strings.Join(known, ", "))
		}
		return s
	}
}

// snowflake takes an id, which is a string.
func snowflake(r *report, at string, v any) any {
	s, _ := v.(string)
	if _, err := strconv.ParseUint(s, 10, 64); err != nil {
		r.add(at, "NUMBER_TYPE_COERCE", "Value %q is not snowflake.", fmt.Sprint(v))
	}
	return s
}

// link takes an absolute address with one of the schemes.
func link(most int, schemes ...string) check {
	return func(r *report, at string, v any) any {
		s := text(1, most)(r, at, v).(string)
		u, err := url.Parse(s)
		if err != nil || !slices.Contains(schemes, u.Scheme) || u.Host == "" {
			r.add(at, "URL_TYPE_INVALID_URL", "Not a well formed URL: scheme must be one of %v.", schemes)
		}
		return s
	}
}

func list(least, most int, of check) check {
	return func(r *report, at string, v any) any {
		in, ok := v.([]any)
		if !ok {
			r.add(at, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
			return []any{}
		}
		if len(in) < least || len(in) > most {
			r.add(at, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
		}
		out := make([]any, len(in))
		for i, item := range in {
			if item == nil {
				r.add(join(at, strconv.Itoa(i)), "BASE_TYPE_REQUIRED", "This field is required")
				continue
			}
			out[i] = of(r, join(at, strconv.Itoa(i)), item)
		}
		return out
	}
}

// a takes an object with these fields; each of also looks at it as a whole.
func a(f fields, also ...func(r *report, at string, o object)) check {
	return func(r *report, at string, v any) any {
		in, ok := v.(map[string]any)
		if !ok {
			r.add(at, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
			return object{}
		}
		before := len(r.problems)
		out := f.read(r, at, in)
		for _, look := range also {
			if len(r.problems) == before { // they rely on the types
				look(r, at, out)
			}
		}
		return out
	}
}

// byType takes an object whose field "type" says what else it has.
func byType(kinds map[int64]check) check {
	return func(r *report, at string, v any) any {
		in, _ := v.(map[string]any)
		kind, _ := strconv.ParseInt(fmt.Sprint(in["type"]), 10, 64)
		if kinds[kind] == nil {
			known := slices.Sorted(maps.Keys(kinds))
			r.add(join(at, "type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of %v.", known)
			return object{}
		}
		return kinds[kind](r, at, v)
	}
}
