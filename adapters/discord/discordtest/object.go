package discordtest

import (
	"encoding/json"
	"maps"
	"slices"
)

// object is a JSON object.
type object map[string]any

// with returns o with more fields; those of more win.
func (o object) with(more object) object {
	out := object{}
	maps.Copy(out, o)
	maps.Copy(out, more)
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// text returns a checked string, "" if it is not there.
func (o object) text(name string) string { v, _ := o[name].(string); return v }

// number returns a checked integer, 0 if it is not there.
func (o object) number(name string) int64 { v, _ := o[name].(int64); return v }

// flag returns a checked boolean, false if it is not there.
func (o object) flag(name string) bool { v, _ := o[name].(bool); return v }

// list returns a checked array, nil if it is not there.
func (o object) list(name string) []any { v, _ := o[name].([]any); return v }

// objects returns a checked array of objects, nil if it is not there.
func (o object) objects(name string) []object {
	var out []object
	for _, item := range o.list(name) {
		if v, ok := item.(object); ok {
			out = append(out, v)
		}
	}
	return out
}

// inner returns a checked object, nil if it is not there.
func (o object) inner(name string) object { v, _ := o[name].(object); return v }

// names says whether a field is there, null or not.
func (o object) names(name string) bool { _, ok := o[name]; return ok }

// encode is JSON of what this package has made itself.
func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // nothing of ours is beyond JSON
	}
	return text
}
