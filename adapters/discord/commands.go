package discord

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Text is a text for members, by the language that their Discord speaks.
type Text struct {
	Default string
	In      map[string]string // by Discord's locale, such as "de" or "en-GB"
}

// Command is a command that is offered. One that holds others is no command
// itself: "/routine start" is start in routine.
type Command struct {
	Name        Text // 1–32 characters in lower case, without spaces
	Description Text // 1–100 characters
	// Word is the bot's word for it, see bot.Event.Command.
	Word string
	// OnMessage offers it in the menu of a message, which it is about. It has
	// neither description nor options, and its name may be any 1–32 characters.
	OnMessage bool
	// Private: what it answers is for the member alone, such as their data or
	// what is about their health.
	Private  bool
	Options  []Option
	Commands []Command
}

// Option is one thing that a member can add to a command: a text, which is what
// the command is about, or a switch.
type Option struct {
	Name        Text
	Description Text
	Required    bool
	// Complete is what is completed while the member types, in the words of
	// Options.Complete; "": nothing.
	Complete string
	// Switch makes it one that is on or off.
	Switch bool
	// Private, of a switch: the answer is for the member alone.
	Private bool
	// Word, of a switch: it makes the command that of another word.
	Word string
}

const (
	longestName        = 32
	longestDescription = 100
	mostCommands       = 100 // slash commands; 15 in the menu of a message
	mostOnMessage      = 15
	mostOptions        = 25
	mostCompletions    = 25
	longestCompletion  = 100
)

// The types of commands and options, by Discord's list.
const (
	slashType   = 1
	messageType = 3
	holdType    = 1 // an option that is a command
	textType    = 3
	switchType  = 5
)

var nameShape = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{M}]{1,32}$`)

// check says why Discord would not take a command, nil if it does.
func (c Command) check() error {
	if c.OnMessage {
		if n := len([]rune(c.Name.Default)); n == 0 || n > longestName {
			return fmt.Errorf("its name needs 1 to %d characters", longestName)
		}
		return nil
	}
	errs := []error{checkTexts(c.Name, c.Description)}
	if len(c.Options) > mostOptions || len(c.Commands) > mostOptions {
		errs = append(errs, fmt.Errorf("it may have %d options", mostOptions))
	}
	optional := false
	for _, o := range c.Options {
		errs = append(errs, checkTexts(o.Name, o.Description))
		if o.Required && optional {
			errs = append(errs, fmt.Errorf("the option %q is required and must stand before those that are not", o.Name.Default))
		}
		optional = optional || !o.Required
	}
	for _, inner := range c.Commands {
		errs = append(errs, inner.check())
	}
	return errors.Join(errs...)
}

func checkTexts(name, description Text) error {
	if !validName(name.Default) {
		return fmt.Errorf("the name %q needs 1 to %d letters, digits, - and _, in lower case", name.Default, longestName)
	}
	if description.Default == "" {
		return fmt.Errorf("%q has no description", name.Default)
	}
	return nil
}

func validName(s string) bool { return nameShape.MatchString(s) && s == strings.ToLower(s) }

// body is a command as Discord takes it, for servers and users as given by the
// kinds of installation.
func (c Command) body(installations []int) params {
	p := params{"integration_types": installations, "contexts": []int{0, 1, 2}}
	if c.OnMessage {
		p["type"], p["name"] = messageType, c.Name.Default
		p.localize("name", c.Name, longestName, nil)
		return p
	}
	p["type"] = slashType
	p.describe(c.Name, c.Description)
	p["options"] = c.options()
	return p
}

func (c Command) options() []params {
	list := []params{}
	for _, inner := range c.Commands {
		p := params{"type": holdType}
		p.describe(inner.Name, inner.Description)
		p["options"] = inner.options()
		list = append(list, p)
	}
	for _, o := range c.Options {
		p := params{"type": textType, "required": o.Required}
		switch {
		case o.Switch:
			p["type"] = switchType
		case o.Complete != "":
			p["autocomplete"] = true
		}
		p.describe(o.Name, o.Description)
		list = append(list, p)
	}
	return list
}

func (p params) describe(name, description Text) {
	p["name"], p["description"] = name.Default, cut(description.Default, longestDescription)
	p.localize("name", name, longestName, validName)
	p.localize("description", description, longestDescription, nil)
}

// localize adds a text in other languages, those left out that Discord would
// refuse.
func (p params) localize(field string, t Text, longest int, valid func(string) bool) {
	in := map[string]string{}
	for locale, s := range t.In {
		if s = cut(s, longest); s != "" && (valid == nil || valid(s)) {
			in[locale] = s
		}
	}
	if len(in) > 0 {
		p[field+"_localizations"] = in
	}
}

// offered are the commands that Discord takes, and the errors say which it does
// not.
func offered(list []Command) (good []Command, wrong []error) {
	slash, onMessage := 0, 0
	for _, c := range list {
		count, most := &slash, mostCommands
		if c.OnMessage {
			count, most = &onMessage, mostOnMessage
		}
		err := c.check()
		if err == nil && *count == most {
			err = fmt.Errorf("there are %d already", most)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("the command %q is not offered: %w", c.Name.Default, err))
			continue
		}
		*count++
		good = append(good, c)
	}
	return good, wrong
}

// find returns the command of an interaction and the options that were given to
// it; of a name that is not known, one whose word is that name.
func find(list []Command, name string, onMessage bool, given []option) (Command, []option) {
	for _, c := range list {
		if c.Name.Default != name || c.OnMessage != onMessage {
			continue
		}
		if len(c.Commands) > 0 && len(given) > 0 {
			return find(c.Commands, given[0].Name, false, given[0].Options)
		}
		c.Word = cmp.Or(c.Word, name)
		return c, given
	}
	return Command{Word: name}, given
}

// option returns what an option of the given name is for.
func (c Command) option(name string) Option {
	for _, o := range c.Options {
		if o.Name.Default == name {
			return o
		}
	}
	return Option{}
}

// cut shortens a text to n characters.
func cut(s string, n int) string {
	if len([]rune(s)) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
