package telegram

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

func TestRows(t *testing.T) {
	for name, test := range map[string]struct{ labels, want string }{
		"one":       {"Yes", "Yes"},
		"two":       {"Yes, No", "Yes | No"},
		"steering":  {"Pause, Back, Skip, +10 s, Stop, Pain!", "Pause | Back | Skip / +10 s | Stop | Pain!"},
		"four":      {"Done, Back, Stop, Pain!", "Done | Back | Stop | Pain!"},
		"three":     {"Resume, Restart, Stop now", "Resume | Restart | Stop now"},
		"equal":     {"Settings, Routines, My data, Privacy", "Settings | Routines / My data | Privacy"},
		"questions": {"How often should I roll?, Does it hurt?, Routines", "How often should I roll? / Does it hurt? | Routines"},
		"long":      {"Roll the upper back, Roll the lower back", "Roll the upper back / Roll the lower back"},
		"wide":      {"始める, 一時停止する, 続ける", "始める | 一時停止する / 続ける"},
		"emoji":     {"👩‍👩‍👧 a, 🇩🇪 b, ✅ c", "👩‍👩‍👧 a | 🇩🇪 b | ✅ c"},
	} {
		t.Run(name, func(t *testing.T) {
			var buttons []bot.Button
			for label := range strings.SplitSeq(test.labels, ", ") {
				buttons = append(buttons, bot.Button{Label: label, Action: "x"})
			}
			k, err := keys(buttons)
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, row := range k.Rows {
				var labels []string
				for _, b := range row {
					labels = append(labels, b.Text)
				}
				lines = append(lines, strings.Join(labels, " | "))
			}
			if diff := cmp.Diff(test.want, strings.Join(lines, " / ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The library sends an empty copy_text with each button, besides its action.
func TestButtonsHaveOneAction(t *testing.T) {
	k, err := keys([]bot.Button{{Label: "a", Action: "b"}, {Label: " c\n", Action: "d", Link: "https://e.f"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(k)
	if want := `{"inline_keyboard":[[{"text":"a","callback_data":"b"},{"text":"c","url":"https://e.f"}]]}`; err != nil || string(got) != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
}

func TestButtonsThatTelegramRefuses(t *testing.T) {
	k, err := keys([]bot.Button{
		{Label: "long", Action: strings.Repeat("é", 33)},
		{Label: "none"},
		{Label: "link", Link: "file:///a"},
		{Action: "unnamed"},
		{Label: "good", Action: strings.Repeat("é", 32)},
	})
	if k == nil || len(k.Rows) != 1 || k.Rows[0][0].Text != "good" {
		t.Errorf("%+v", k)
	}
	for _, label := range []string{"long", "none", "link", `""`} {
		if err == nil || !strings.Contains(err.Error(), label) {
			t.Errorf("%v does not name %s", err, label)
		}
	}
	if k, err := keys(nil); k != nil || err != nil {
		t.Errorf("%v, %v without buttons", k, err)
	}
	k, err = keys(make([]bot.Button, 1))
	if k != nil || err == nil {
		t.Errorf("%v, %v", k, err)
	}
	many := make([]bot.Button, mostButtons+1)
	for i := range many {
		many[i] = bot.Button{Label: "a", Action: "b"}
	}
	if k, err := keys(many); err == nil || len(k.Rows) != mostButtons/4 {
		t.Errorf("%v with %d rows", err, len(k.Rows))
	}
}

func TestButtonsWithoutText(t *testing.T) {
	r := bot.Reply{Buttons: []bot.Button{{Label: "a", Action: "b"}}}
	if m := render(r); m.text != belowHere || m.keyboard == nil {
		t.Errorf("%+v", m)
	}
	r.Picture = "a.png"
	if m := render(r); m.text != "" || m.keyboard == nil {
		t.Errorf("%+v", m)
	}
	r.Buttons[0].Action = ""
	if m := render(r); m.err == nil {
		t.Error("no error for a button that was left out")
	}
}
