package bot_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"limber/bot/bottest"
)

// TestEveryPhraseThatIsSaidExists reads the source: each key that the code
// names must have words in the language.
func TestEveryPhraseThatIsSaidExists(t *testing.T) {
	p := bottest.Pack(t)
	named := regexp.MustCompile(`(?:Phrase|say|brief|whereabouts|under|standing|choices|cue|steer|safetyAfter|pressed)\((?:Cue\w+, |kind, )?"([a-z_]*[a-z])"|return "(cue_[a-z_]+)"|return Cue\w+, "(cue_[a-z_]+)"|button\("([a-z_]+)"|buttons\(s, [a-zA-Z.()]+((?:, "[a-z_]+")+)\)`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(source), -1) {
			keys := []string{m[1] + m[2] + m[3]}
			if m[4] != "" {
				keys = []string{"button_" + m[4]}
			}
			if m[5] != "" {
				keys = nil
				for _, action := range strings.Split(strings.Trim(m[5], ", "), ", ") {
					keys = append(keys, "button_"+strings.Trim(action, `"`))
				}
			}
			for _, key := range keys {
				found++
				if !p.HasPhrase(key) {
					t.Errorf("%s says %q, and the language has no such phrase", file, key)
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d phrases were found in the source: this test no longer reads it rightly", found)
	}
}
