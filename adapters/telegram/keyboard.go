package telegram

import (
	"errors"
	"fmt"

	"github.com/clipperhouse/displaywidth"

	"limber/bot"
	"limber/bot/markup"
)

const (
	longestAction = 64  // bytes, of callback_data
	mostButtons   = 100 // under one message, by the server's limit
)

// keyboard is an InlineKeyboardMarkup. The library's buttons carry an empty
// copy_text besides their action, which the Bot API does not allow.
type keyboard struct {
	Rows [][]button `json:"inline_keyboard"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// keys lays buttons out for thumbs; nil if there are none. The error names those
// that Telegram would refuse the whole message for, which were left out: that is
// a mistake of whoever made them.
func keys(buttons []bot.Button) (*keyboard, error) {
	var good []button
	var wrong []error
	for _, b := range buttons {
		k, err := key(b)
		if err == nil && len(good) == mostButtons {
			err = fmt.Errorf("there are %d already", mostButtons)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("the button %q was left out: %w", b.Label, err))
			continue
		}
		good = append(good, k)
	}
	if len(good) == 0 {
		return nil, errors.Join(wrong...)
	}
	return &keyboard{rows(good)}, errors.Join(wrong...)
}

func key(b bot.Button) (button, error) {
	label := deliverable(markup.OneLine(b.Label))
	switch {
	case !visible(label):
		return button{}, errors.New("it has no label")
	case b.Link != "":
		if !canOpen(b.Link) {
			return button{}, fmt.Errorf("its link %q is none that Telegram opens: https, http or tg", b.Link)
		}
		return button{Text: label, URL: b.Link}, nil
	case b.Action == "" || len(b.Action) > longestAction:
		return button{}, fmt.Errorf("its action %q must have 1 to %d bytes", b.Action, longestAction)
	default:
		return button{Text: label, Data: b.Action}, nil
	}
}

// widest is how wide labels may be, in columns, to be read whole on a phone, by
// how many stand in a row. One alone may have any width.
var widest = [...]int{2: 16, 3: 10, 4: 6}

// rows divides buttons, in their order, into as few rows as can be read, of
// sizes as equal as can be.
func rows(buttons []button) [][]button {
	type plan struct {
		rows, squares int // of the sizes of rows: the smaller, the more equal
		first         int // how many stand in the first row
	}
	asGood := func(a, b plan) bool {
		return a.rows < b.rows || a.rows == b.rows && a.squares <= b.squares
	}
	plans := make([]plan, len(buttons)+1) // for the buttons from there on
	for i := len(buttons) - 1; i >= 0; i-- {
		widestYet := 0
		for n := 1; n < len(widest) && i+n <= len(buttons); n++ {
			widestYet = max(widestYet, displaywidth.String(buttons[i+n-1].Text))
			if n > 1 && widestYet > widest[n] {
				break
			}
			rest := plans[i+n]
			if p := (plan{rest.rows + 1, rest.squares + n*n, n}); n == 1 || asGood(p, plans[i]) {
				plans[i] = p
			}
		}
	}
	var out [][]button
	for i := 0; i < len(buttons); i += plans[i].first {
		out = append(out, buttons[i:i+plans[i].first])
	}
	return out
}
