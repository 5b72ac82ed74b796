package knowledge

import (
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

// languages reads the languages inside the program, once.
var languages = sync.OnceValue(func() map[string]*Language {
	all := map[string]*Language{}
	err := fs.WalkDir(languageFiles, "languages", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(languageFiles, name)
		if err != nil {
			return err
		}
		var part Language
		if err := yaml.Load(data, &part, yaml.WithKnownFields()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		code := strings.Split(name, "/")[1]
		if all[code] == nil {
			all[code] = &Language{}
		}
		join(reflect.ValueOf(all[code]).Elem(), reflect.ValueOf(part))
		return nil
	})
	if err != nil {
		panic(err) // a broken build; a test reads them all
	}
	return all
})

// join adds a part to a whole of the same type: lists are appended, maps
// merged, anything else is taken where the part has it.
func join(whole, part reflect.Value) {
	switch whole.Kind() {
	case reflect.Struct:
		for i := range whole.NumField() {
			join(whole.Field(i), part.Field(i))
		}
	case reflect.Slice:
		whole.Set(reflect.AppendSlice(whole, part))
	case reflect.Map:
		if whole.IsNil() {
			whole.Set(reflect.MakeMap(whole.Type()))
		}
		for _, key := range part.MapKeys() {
			whole.SetMapIndex(key, part.MapIndex(key))
		}
	default:
		if !part.IsZero() {
			whole.Set(part)
		}
	}
}
