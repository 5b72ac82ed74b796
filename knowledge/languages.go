package knowledge

import (
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"sync"

	"go.yaml.in/yaml/v4"
)

// languages are the languages inside the program, by their codes. Each is read
// when it is first asked for.
var languages = sync.OnceValue(func() map[string]func() *Language {
	dirs, err := fs.ReadDir(languageFiles, "languages")
	if err != nil {
		panic(err) // the program was built without its languages
	}
	all := map[string]func() *Language{}
	for _, d := range dirs {
		all[d.Name()] = sync.OnceValue(func() *Language { return readLanguage(d.Name()) })
	}
	return all
})

// languageOf returns a language inside the program, nil for one that it does
// not have.
func languageOf(code string) *Language {
	if read, ok := languages()[code]; ok {
		return read()
	}
	return nil
}

// readLanguage joins the files of a language.
func readLanguage(code string) *Language {
	whole := &Language{}
	err := fs.WalkDir(languageFiles, path.Join("languages", code), func(name string, d fs.DirEntry, err error) error {
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
		join(reflect.ValueOf(whole).Elem(), reflect.ValueOf(part))
		return nil
	})
	if err != nil {
		panic(err) // a broken build; a test reads them all
	}
	return whole
}

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
