package discord

import "cmp"

// Tree returns the commands of the assistant in somebody's words. For a command
// such as pause the words are slash_pause, its name, which is "pause" itself
// where there is none, and command_pause, its description; for an option
// slash_option_name and option_name.
func Tree(words func(key string) Text) []Command {
	t := tree{words}
	routine := t.option("name", Option{Complete: "routine"})
	named := routine
	named.Required = true
	private := t.option("private", Option{Switch: true, Private: true})
	return []Command{
		t.command("ask", "ask", false, t.option("question", Option{Required: true, Complete: "question"}), private),
		t.holding("routine",
			t.command("start", "start", true, named, t.option("together", Option{Switch: true, Word: "together"})),
			t.command("list", "routines", true),
			t.command("preview", "preview", true, named)),
		t.holding("session",
			t.command("pause", "pause", false), t.command("resume", "resume", false),
			t.command("skip", "skip", false), t.command("back", "back", false),
			t.command("extend", "extend", false), t.command("stop", "stop", false),
			t.command("speak", "speak", false)),
		t.command("pain", "pain", true),
		t.command("help", "help", true),
		t.command("mydata", "mydata", true),
		t.command("forgetme", "forgetme", true),
		t.command("privacy", "privacy", true),
		{Name: words("slash_answer_this"), Word: "ask", OnMessage: true},
	}
}

type tree struct{ words func(key string) Text }

func (t tree) name(key, word string) Text {
	name := t.words(key)
	name.Default = cmp.Or(name.Default, word)
	return name
}

func (t tree) command(name, word string, private bool, options ...Option) Command {
	return Command{
		Name: t.name("slash_"+name, name), Description: t.words("command_" + word),
		Word: word, Private: private, Options: options,
	}
}

func (t tree) holding(name string, commands ...Command) Command {
	return Command{Name: t.name("slash_"+name, name), Description: t.words("command_" + name), Commands: commands}
}

func (t tree) option(name string, o Option) Option {
	o.Name, o.Description = t.name("slash_option_"+name, name), t.words("option_"+name)
	return o
}
