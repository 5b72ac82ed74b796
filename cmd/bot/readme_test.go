package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeCommands runs every command that the README shows in an indented
// line, in a shell at the top of the repository, but for the test command,
// which is what runs this.
func TestReadmeCommands(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	write(t, config, "database: "+filepath.Join(dir, "limber.db")+"\n")

	wants := map[string]string{
		`go run ./cmd/bot`: "", // nobody types anything
		`printf 'how often should I roll my upper back?\n' | go run ./cmd/bot`: "several times a week",
		`go test ./...`: "",
	}
	shown := 0
	for line := range strings.Lines(string(readme)) {
		command, indented := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
		if !indented {
			continue
		}
		want, known := wants[command]
		if !known {
			t.Errorf("the README shows a command that is not tested: %s", command)
			continue
		}
		shown++
		if strings.HasPrefix(command, "go test") {
			continue
		}
		sh := exec.Command("sh", "-c", command)
		sh.Dir = "../.."
		sh.Env = append(os.Environ(), "LIMBER_CONFIG="+config)
		out, err := sh.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v, want %q in\n%s", command, err, want, out)
		}
	}
	if shown != len(wants) {
		t.Errorf("the README shows %d of %d commands", shown, len(wants))
	}
}
