package redflag

import (
	"testing"

	"limber/knowledge/text"
)

// One name with choices stands for many, and an exception takes the words that
// it needs out of every name of its rule.
func TestFindChoices(t *testing.T) {
	f := New([]Rule{
		{Names: []string{"arm|leg|hand|finger dead|asleep", "38|39 fever"}, Except: []string{"dead tired", "dead after leg"}},
		{
			Names:  []string{"hit my back", "bruise|bruised rib|back", "hurt my back"},
			Except: []string{"hit play", "can|will i|it|rolling bruise|hurt"},
		},
	}, english(t), text.Stemmer("en"))
	tests := []struct {
		message string
		want    int // the rule, -1 for none
	}{
		{"my arm is dead", 0},
		{"both legs are asleep", 0},
		{"asleep leg", 0},
		{"my little finger is sort of dead", 0},
		{"my fingr is dead", 0},
		{"i have 39 fever", 0},
		{"i have 38.7 fever", 0},
		{"38 people and then some fever", -1},
		{"my arm", -1},
		{"asleep", -1},
		{"arms or a dead battery", -1},
		{"my legs are dead tired", -1},
		{"my legs are dead after leg day", -1},
		{"my legs are dead tired and my arm is asleep", 0},

		{"i hit my back", 1},
		{"hit play on the back roll", -1},
		{"i hit play and then i hit my back", 1},
		{"i bruised a rib", 1},
		{"can it bruise my ribs", -1},
		{"will i hurt my back", -1},
		{"can i roll, i hurt my back", 1},
		{"can i with a bruised rib go on", 1}, // not "can i bruise"
	}
	for _, tt := range tests {
		got := -1
		if found, ok := f.Find(tt.message); ok {
			got = found.Rule
		}
		if got != tt.want {
			t.Errorf("Find(%q) = rule %d, want %d", tt.message, got, tt.want)
		}
	}
}

func TestNoChoices(t *testing.T) {
	f := New([]Rule{{Names: []string{"|", "a | b", "||"}}}, english(t), text.Stemmer("en"))
	if found, ok := f.Find("nothing to see"); ok {
		t.Errorf("found %+v", found)
	}
}
