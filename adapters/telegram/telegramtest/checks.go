package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"limber/adapters/internal/fakeserver"
)

// check reads one value as it came and returns it as int64, float64, string,
// bool, []any or object, or says what is wrong with it.
type check func(v any) (any, error)

// fields are the parameters of a method or the fields of an object. A name that
// ends in ! is required.
type fields map[string]check

// and returns the fields of both.
func (f fields) and(more fields) fields {
	all := maps.Clone(f)
	maps.Copy(all, more)
	return all
}

// read checks an object: what is there, what is missing, what is unknown.
func (f fields) read(in map[string]any) (object, error) {
	out := object{}
	for _, name := range sortedKeys(f) {
		plain, required := strings.CutSuffix(name, "!")
		value, given := in[plain]
		if !given {
			if required {
				return nil, fmt.Errorf("%s is required", plain)
			}
			continue
		}
		checked, err := f[name](value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", plain, err)
		}
		out[plain] = checked
	}
	for _, name := range sortedKeys(in) {
		if f[name] == nil && f[name+"!"] == nil {
			return nil, fmt.Errorf("%s is not a field there", name)
		}
	}
	return out, nil
}

func wrong(v any, want string) error {
	if f, ok := v.(form); ok {
		return fmt.Errorf("%q is not %s", string(f), want)
	}
	return fmt.Errorf("%v (%T) is not %s", v, v, want)
}

func integer(least, most int64) check {
	return func(v any) (any, error) {
		var text string
		switch v := v.(type) {
		case json.Number:
			text = v.String()
		case form:
			text = string(v)
		default:
			return nil, wrong(v, "an Integer")
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, wrong(v, "an Integer")
		}
		if n < least || n > most {
			return nil, fmt.Errorf("%d is not between %d and %d", n, least, most)
		}
		return n, nil
	}
}

func boolean(v any) (any, error) {
	switch v {
	case true, form("true"):
		return true, nil
	case false, form("false"):
		return false, nil
	}
	return nil, wrong(v, "a Boolean")
}

// words takes a String of so many UTF-16 code units.
func words(least, most int) check {
	return func(v any) (any, error) {
		text, err := asText(v)
		if err != nil {
			return nil, err
		}
		if n := units(text); n < least || n > most {
			return nil, fmt.Errorf("%d characters, must be %d to %d", n, least, most)
		}
		return text, nil
	}
}

// octets takes a String of so many bytes.
func octets(least, most int) check {
	return func(v any) (any, error) {
		text, err := asText(v)
		if err != nil {
			return nil, err
		}
		if n := len(text); n < least || n > most {
			return nil, fmt.Errorf("%d bytes, must be %d to %d", n, least, most)
		}
		return text, nil
	}
}

func asText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		if !utf8.ValidString(v) {
			return "", errors.New("strings must be encoded in UTF-8")
		}
		return v, nil
	case form:
		return asText(string(v))
	}
	return "", wrong(v, "a String")
}

func units(text string) int { return len(utf16.Encode([]rune(text))) }

func matching(pattern, want string) check {
	re := regexp.MustCompile(pattern)
	return func(v any) (any, error) {
		text, err := asText(v)
		if err == nil && !re.MatchString(text) {
			err = wrong(text, want)
		}
		return text, err
	}
}

func oneOf(known ...string) check {
	return func(v any) (any, error) {
		text, err := asText(v)
		if err == nil && !slices.Contains(known, text) {
			err = wrong(text, "one of "+strings.Join(known, ", "))
		}
		return text, err
	}
}

// link takes an absolute address with one of the schemes.
func link(schemes ...string) check {
	return func(v any) (any, error) {
		text, err := asText(v)
		if err != nil {
			return nil, err
		}
		u, err := url.Parse(text)
		if err != nil || !slices.Contains(schemes, u.Scheme) || u.Host == "" {
			return nil, wrong(text, "a URL with "+strings.Join(schemes, " or "))
		}
		return text, nil
	}
}

// unwrap parses what came as text; nested values come as they are.
func unwrap(v any) (any, error) {
	if text, ok := v.(form); ok {
		return fakeserver.ParseJSON([]byte(text))
	}
	return v, nil
}

func list(most int, of check) check {
	return func(v any) (any, error) {
		v, err := unwrap(v)
		if err != nil {
			return nil, err
		}
		in, ok := v.([]any)
		if !ok {
			return nil, wrong(v, "an Array")
		}
		if len(in) > most {
			return nil, fmt.Errorf("%d items, at most %d", len(in), most)
		}
		out := make([]any, len(in))
		for i, item := range in {
			if out[i], err = of(item); err != nil {
				return nil, fmt.Errorf("%d: %w", i, err)
			}
		}
		return out, nil
	}
}

func asObject(v any) (map[string]any, error) {
	v, err := unwrap(v)
	if err != nil {
		return nil, err
	}
	in, ok := v.(map[string]any)
	if !ok {
		return nil, wrong(v, "an Object")
	}
	return in, nil
}

// a takes an object with these fields; each of also looks at it as a whole.
func a(f fields, also ...func(object) error) check {
	return func(v any) (any, error) {
		in, err := asObject(v)
		if err != nil {
			return nil, err
		}
		out, err := f.read(in)
		if err != nil {
			return nil, err
		}
		for _, look := range also {
			if err := look(out); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

// exactly one of the fields must be there.
func exactlyOne(names ...string) func(object) error {
	return func(o object) error {
		var found []string
		for _, name := range names {
			if _, ok := o[name]; ok {
				found = append(found, name)
			}
		}
		if len(found) == 1 {
			return nil
		}
		return fmt.Errorf("has [%s], must have exactly one of %s", strings.Join(found, " "), strings.Join(names, ", "))
	}
}

// either takes what one of the checks takes.
func either(checks ...check) check {
	return func(v any) (any, error) {
		var errs []string
		for _, c := range checks {
			out, err := c(v)
			if err == nil {
				return out, nil
			}
			errs = append(errs, err.Error())
		}
		return nil, errors.New(strings.Join(errs, "; "))
	}
}
