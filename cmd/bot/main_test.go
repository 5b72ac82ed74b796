package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bot": main})
}

// TestScripts runs the program as people do, from testdata/script.
func TestScripts(t *testing.T) {
	example, err := filepath.Abs("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLE", example)
			return nil
		},
	})
}

// TestReadmeCommands runs the commands that the README shows.
func TestReadmeCommands(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{
		"    go run ./cmd/bot\n",
		"    printf 'how often should I roll my upper back?\\n' | go run ./cmd/bot\n",
		"    go test ./...\n", // this is it
	} {
		if !strings.Contains(string(readme), command) {
			t.Errorf("the README no longer shows %q", command)
		}
	}
	t.Chdir(t.TempDir())
	var out, errs strings.Builder
	status := run(context.Background(), nil, streams{strings.NewReader("how often should I roll my upper back?\n"), &out, &errs})
	if status != 0 || !strings.Contains(out.String(), "several times a week") {
		t.Errorf("status %d, out %q, errors %q", status, out.String(), errs.String())
	}
}
