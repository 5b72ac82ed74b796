package knowledge

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every language says what English says, with what is filled in, and knows the
// same commands.
func TestLanguagesAreComplete(t *testing.T) {
	english := languageOf("en")
	for code := range languages() {
		lang := languageOf(code)
		if diff := cmp.Diff(keysIn(english.Phrases), keysIn(lang.Phrases)); diff != "" {
			t.Errorf("phrases of %s (-en +%s):\n%s", code, code, diff)
		}
		if diff := cmp.Diff(keysIn(english.Words), keysIn(lang.Words)); diff != "" {
			t.Errorf("words of %s (-en +%s):\n%s", code, code, diff)
		}
		for key, text := range english.Phrases {
			want, got := placeholder.FindAllString(text, -1), placeholder.FindAllString(lang.Phrases[key], -1)
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(slices.Compact(want), slices.Compact(got)); diff != "" {
				t.Errorf("phrase %s of %s fills in (-en +%s):\n%s", key, code, code, diff)
			}
		}
	}
}

func keysIn[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
