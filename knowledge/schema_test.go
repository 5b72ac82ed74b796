package knowledge

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"
)

//go:generate go test -run ^TestSchemaIsCurrent$ -update .

var update = flag.Bool("update", false, "write the golden files anew")

const schemaFile = "../docs/pack.schema.json"

// packSchema is the JSON Schema of a pack's files, made of the same types that
// they are read into.
func packSchema(t *testing.T) []byte {
	t.Helper()
	r := jsonschema.Reflector{
		Anonymous:    true,
		KeyNamer:     nil,
		FieldNameTag: "json",
		Mapper: func(t reflect.Type) *jsonschema.Schema {
			switch t {
			case reflect.TypeFor[Duration]():
				return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]+(\.[0-9]+)?(s|m|h|ms))+$`, Examples: []any{"45s", "1m30s"}}
			case reflect.TypeFor[Strings]():
				one := &jsonschema.Schema{Type: "string"}
				return &jsonschema.Schema{OneOf: []*jsonschema.Schema{one, {Type: "array", Items: one}}}
			}
			return nil
		},
	}
	s := r.ReflectFromType(reflect.TypeFor[file]())
	s.Title = "A file of a Limber pack"
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(data, '\n')
}

func TestSchemaIsCurrent(t *testing.T) {
	want := packSchema(t)
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/pack.schema.json is not what the types say: run go generate ./...")
	}
}
