package discord

import (
	"errors"
	"fmt"
	"strings"

	"limber/bot"
	"limber/bot/markup"
)

const (
	longestAction = 100 // bytes, of a custom_id
	longestLabel  = 80  // characters
	longestLink   = 512
	inRow         = 5
	mostRows      = 5
	mostInMenu    = 25
	// easilyRead is how long labels may be that stand beside each other on a
	// phone, by Discord's advice.
	easilyRead = 38
	// menuAction is the custom_id of a menu. What was picked is its value.
	menuAction = "menu"
)

// row is a row of buttons, or a menu.
type row struct {
	Type       int         `json:"type"`
	Components []component `json:"components"`
}

type component struct {
	Type     int      `json:"type"`
	Style    int      `json:"style,omitempty"`
	Label    string   `json:"label,omitempty"`
	CustomID string   `json:"custom_id,omitempty"`
	URL      string   `json:"url,omitempty"`
	Options  []picked `json:"options,omitempty"`
}

// picked is what can be picked from a menu.
type picked struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// The types of components and styles of buttons, by Discord's list.
const (
	rowType    = 1
	buttonType = 2
	menuType   = 3

	grey  = 2
	green = 3
	red   = 4
	link  = 5
)

// styles are those of buttons that stand out, by the first word of the action.
var styles = map[string]int{"start": green, "resume": green, "join": green, "begin": green, "pain": red}

// rows lays buttons out, as a menu where there are more than one row of long
// ones. The error names those that Discord would refuse the whole message for,
// which were left out: that is a mistake of whoever made them.
func rows(buttons []bot.Button) ([]row, error) {
	var good []component
	var wrong []error
	seen := map[string]bool{}
	long, links := false, 0
	for _, b := range buttons {
		c, err := button(b)
		switch {
		case err != nil:
		case c.CustomID != "" && seen[c.CustomID]:
			err = fmt.Errorf("there is another with the action %q", c.CustomID)
		case len(good) == inRow*mostRows:
			err = fmt.Errorf("there are %d already", len(good))
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("the button %q was left out: %w", b.Label, err))
			continue
		}
		seen[c.CustomID] = true
		long = long || len([]rune(c.Label)) > easilyRead
		if c.URL != "" {
			links++
		}
		good = append(good, c)
	}
	if long && len(good) > inRow && links == 0 {
		return []row{menu(good)}, errors.Join(wrong...)
	}
	return spread(good), errors.Join(wrong...)
}

func button(b bot.Button) (component, error) {
	label := cut(markup.OneLine(b.Label), longestLabel)
	c := component{Type: buttonType, Style: grey, Label: label}
	word, _, _ := strings.Cut(b.Action, " ")
	switch {
	case label == "":
		return c, errors.New("it has no label")
	case b.Link != "":
		if !canOpen(b.Link) || len(b.Link) > longestLink {
			return c, fmt.Errorf("its link %q is none that Discord opens: https or http, up to %d characters", b.Link, longestLink)
		}
		c.Style, c.URL = link, b.Link
		return c, nil
	case b.Action == "" || len(b.Action) > longestAction:
		return c, fmt.Errorf("its action %q must have 1 to %d bytes", b.Action, longestAction)
	}
	c.CustomID = b.Action
	if style, ok := styles[word]; ok {
		c.Style = style
	}
	return c, nil
}

// spread divides buttons into as few rows as can be, of sizes as equal as can
// be.
func spread(buttons []component) []row {
	var out []row
	for n := (len(buttons) + inRow - 1) / inRow; n > 0; n-- {
		size := (len(buttons) + n - 1) / n
		out = append(out, row{rowType, buttons[:size]})
		buttons = buttons[size:]
	}
	return out
}

func menu(buttons []component) row {
	c := component{Type: menuType, CustomID: menuAction}
	for _, b := range buttons[:min(len(buttons), mostInMenu)] {
		c.Options = append(c.Options, picked{b.Label, b.CustomID})
	}
	return row{rowType, []component{c}}
}
