package redflag

import (
	"os"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"limber/knowledge/text"
)

// testRules are the rules that the sentences are about, the most serious first.
var testRules = []struct {
	id string
	Rule
}{
	{"sharp", Rule{Names: []string{"sharp pain", "stabbing"}}},
	{"spreading", Rule{Names: []string{"shooting pain", "pain down my leg", "pain is spreading"}}},
	{"numb", Rule{Names: []string{"numb", "can't feel my", "dont feel my arm", "no feeling in my"}, Except: []string{"numbs my mind"}}},
	{"tingling", Rule{Names: []string{"tingling", "pins and needles"}}},
	{"dizzy", Rule{Names: []string{"dizzy", "lightheaded", "room is spinning"}}},
	{"fall", Rule{Names: []string{"i fell", "fell off", "had a fall"}, Except: []string{"i fell asleep"}}},
	{"fracture", Rule{Names: []string{"broken back", "fractured vertebra"}, Condition: true}},
	{"disc", Rule{Names: []string{"slipped disc", "herniated disc", "bulging disc", "disc problem"}, Condition: true}},
	{"bones", Rule{Names: []string{"osteoporosis", "brittle bones"}, Condition: true}},
	{"surgery", Rule{Names: []string{"back surgery", "surgery on my back", "an operation on my back"}, Condition: true}},
	{"inflammatory", Rule{Names: []string{"ankylosing spondylitis"}, Condition: true}},
	{"pregnancy", Rule{Names: []string{"pregnant"}, Condition: true}},
}

// english is what the shipped language says, with some words of a pack.
func english(t testing.TB) Language {
	t.Helper()
	data, err := os.ReadFile("../languages/en/health.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Health Language `yaml:"health"`
	}
	if err := yaml.Load(data, &file); err != nil {
		t.Fatal(err)
	}
	file.Health.Real = append(file.Health.Real, "How do I share this?", "a plain roller", "the shape of it")
	return file.Health
}

func finder(language Language) *Finder {
	rules := make([]Rule, len(testRules))
	for i, r := range testRules {
		rules[i] = r.Rule
	}
	return New(rules, language, text.Stemmer("en"))
}

func TestFind(t *testing.T) {
	f := finder(english(t))
	for _, tt := range sentences {
		got := ""
		if found, ok := f.Find(tt.message); ok {
			got = testRules[found.Rule].id
		}
		if got != tt.want {
			t.Errorf("Find(%q) = %q, want %q", tt.message, got, tt.want)
		}
	}
}

// The most serious of what a message names is found, in the member's own words.
func TestFindMatched(t *testing.T) {
	f := finder(english(t))
	tests := []struct{ message, id, matched string }{
		{"Ouch: Sharp, sudden PAIN!", "sharp", "Sharp, sudden PAIN"},
		{"so ŃÚMB", "numb", "ŃÚMB"},
		{"i have a Slipped  Disc (L5)", "disc", "Slipped  Disc"},
		{"I can not  feel my leg", "numb", "can not  feel my"},
		{"i am pregnant, have osteoporosis and i am dizzy", "dizzy", "dizzy"},
		{"i am pregnant and have osteoporosis", "bones", "osteoporosis"},
	}
	for _, tt := range tests {
		found, ok := f.Find(tt.message)
		if !ok || testRules[found.Rule].id != tt.id || found.Matched != tt.matched {
			t.Errorf("Find(%q) = %+v, %v, want %s: %q", tt.message, found, ok, tt.id, tt.matched)
		}
	}
}

// Without a language nobody can be told from somebody who has a condition.
func TestFindUnknownLanguage(t *testing.T) {
	f := finder(Language{})
	for _, message := range []string{"numb", "is osteoporosis bad"} {
		if _, ok := f.Find(message); !ok {
			t.Errorf("Find(%q) finds nothing", message)
		}
	}
}

func TestNothingToFind(t *testing.T) {
	for _, rules := range [][]Rule{nil, {{Names: []string{"", "?!", "the"}, Except: []string{""}}}} {
		if found, ok := New(rules, english(t), text.Stemmer("en")).Find("the sharp pain"); ok {
			t.Errorf("rules %v find %+v", rules, found)
		}
	}
}

func TestFindAtOnce(t *testing.T) {
	f := finder(english(t))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, tt := range sentences {
				f.Find(tt.message)
			}
		})
	}
	wg.Wait()
}

func FuzzFind(f *testing.F) {
	for _, tt := range sentences {
		f.Add(tt.message)
	}
	f.Add("\xff\xfe numb \x00 \u200b\u0301")
	f.Add(strings.Repeat("no sharp pain fell asleep ", 200))
	finder := finder(english(f))
	f.Fuzz(func(t *testing.T, message string) {
		found, ok := finder.Find(message)
		if !ok {
			return
		}
		if found.Matched == "" || !strings.Contains(message, found.Matched) {
			t.Errorf("Matched %q does not stand in %q", found.Matched, message)
		}
		if utf8.ValidString(message) && !utf8.ValidString(found.Matched) {
			t.Errorf("Matched %q is cut within a letter", found.Matched)
		}
	})
}
