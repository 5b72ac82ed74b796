package knowledge

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// The sentences in testdata/redflags, a file for each shipped pack that has
// one: + is of somebody in danger, - only sounds so.
func TestRedFlagSentences(t *testing.T) {
	files, err := fs.Glob(os.DirFS("testdata/redflags"), "*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sentences: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(path.Join("testdata/redflags", name))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Find(strings.TrimSuffix(name, ".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			mark, sentence, _ := strings.Cut(strings.TrimSpace(line), " ")
			flag := p.RedFlag(sentence)
			switch {
			case mark == "+" && flag == nil:
				t.Errorf("%s: %q is missed", name, sentence)
			case mark == "-" && flag != nil:
				t.Errorf("%s: %q is taken for %s: %q", name, sentence, flag.ID, flag.Matched)
			}
		}
	}
}
