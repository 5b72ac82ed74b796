package telegramtest

import (
	"maps"
	"slices"
)

// object is a JSON object.
type object map[string]any

// with returns o with more fields; a nil or empty value leaves its field out.
func (o object) with(more object) object {
	out := object{}
	maps.Copy(out, o)
	for name, value := range more {
		switch v := value.(type) {
		case nil:
			continue
		case string:
			if v == "" {
				continue
			}
		case int64:
			if v == 0 {
				continue
			}
		case bool:
			if !v {
				continue
			}
		case object:
			if len(v) == 0 {
				continue
			}
		case []object:
			if len(v) == 0 {
				continue
			}
		}
		out[name] = value
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// text returns a checked String, "" if it is not there.
func (o object) text(name string) string { v, _ := o[name].(string); return v }

// number returns a checked Integer, 0 if it is not there.
func (o object) number(name string) int64 { v, _ := o[name].(int64); return v }

// flag returns a checked Boolean, false if it is not there.
func (o object) flag(name string) bool { v, _ := o[name].(bool); return v }
