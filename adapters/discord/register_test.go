package discord

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/bot"
)

func TestCommandsAreRegisteredWhenTheyChange(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, _ *discordtest.User, _ *discordtest.Channel) {
		puts := func() int { return len(w.server.CallsOf("putCommands")) }
		stop := w.run(w.replying(0, bot.Reply{}))
		_ = stop()
		stop = w.again(w.memory).run(w.replying(0, bot.Reply{}))
		_ = stop()
		if puts() != 1 {
			t.Errorf("told %d times", puts())
		}
		o := w.options
		o.Commands = o.Commands[:2]
		newWorld(t, w.server, w.memory, o).run(w.replying(0, bot.Reply{}))
		if puts() != 2 || len(w.server.Commands("")) != 2 {
			t.Errorf("told %d times, there are %d commands", puts(), len(w.server.Commands("")))
		}
	})
}

func TestCommandsOfADevelopersServer(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, _ *discordtest.Channel) {
		g := w.server.Guild("Workshop", ann)
		registered := func(develop bool) (everywhere, here int) {
			o := w.options
			o.Servers = map[string]Server{g.ID: {Develop: develop}}
			_ = newWorld(t, w.server, w.memory, o).run(w.replying(0, bot.Reply{}))()
			return len(w.server.Commands("")), len(w.server.Commands(g.ID))
		}
		all := len(w.commands)
		for _, c := range []struct {
			develop          bool
			everywhere, here int
		}{{false, all, 0}, {true, 0, all}, {true, 0, all}, {false, all, 0}} {
			if everywhere, here := registered(c.develop); everywhere != c.everywhere || here != c.here {
				t.Errorf("with develop %v there are %d commands everywhere and %d here", c.develop, everywhere, here)
			}
		}
		if n := len(w.server.CallsOf("putCommands", "putGuildCommands")); n != 6-1 {
			t.Errorf("%d calls", n)
		}
	})
}

func TestTheInvitationLacksAScope(t *testing.T) {
	var g *discordtest.Guild
	withOptions(t, discordtest.Options{}, func(s *discordtest.Server) Options {
		g = s.Guild("Backs", s.User("Ann"))
		g.WithoutCommands()
		return Options{Servers: map[string]Server{g.ID: {Develop: true}}}
	}, func(t *testing.T, w *world) {
		w.run(w.replying(0, bot.Reply{}))
		if w.log.count("which has the scope applications.commands") != 1 {
			t.Errorf("the log does not say what to do:\n%s", w.log)
		}
	})
}

func TestCommandsSpeakTheMembersLanguage(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, _ *discordtest.User, _ *discordtest.Channel) {
		w.run(w.replying(0, bot.Reply{}))
		var names []string
		for _, c := range w.server.CommandsIn("", "de") {
			names = append(names, c.Name)
		}
		if all := strings.Join(names, " "); !strings.Contains(all, "frage") || !strings.Contains(all, "Beantworte das") {
			t.Errorf("in German: %s", all)
		}
	})
}

func TestWrongCommandsAreLeftOut(t *testing.T) {
	text := func(s string) Text { return Text{Default: s} }
	for name, c := range map[string]struct {
		command Command
		wrong   string
	}{
		"a space":         {Command{Name: text("two words"), Description: text("d")}, "in lower case"},
		"upper case":      {Command{Name: text("Ask"), Description: text("d")}, "in lower case"},
		"no description":  {Command{Name: text("ask")}, "no description"},
		"required last":   {Command{Name: text("ask"), Description: text("d"), Options: []Option{{Name: text("a"), Description: text("d")}, {Name: text("b"), Description: text("d"), Required: true}}}, "must stand before"},
		"a wrong option":  {Command{Name: text("ask"), Description: text("d"), Options: []Option{{Name: text("A"), Description: text("d")}}}, `"A"`},
		"a long name":     {Command{Name: text(strings.Repeat("a", 33)), OnMessage: true}, "1 to 32"},
		"many on message": {Command{Name: text("x"), OnMessage: true}, "15 already"},
	} {
		t.Run(name, func(t *testing.T) {
			list := []Command{c.command}
			if name == "many on message" {
				for i := range 15 {
					list = append([]Command{{Name: text(fmt.Sprint(i)), OnMessage: true}}, list...)
				}
			}
			good, wrong := offered(list)
			if len(good) != len(list)-1 || len(wrong) != 1 || !strings.Contains(wrong[0].Error(), c.wrong) {
				t.Errorf("%d good, wrong: %v", len(good), wrong)
			}
		})
	}
}

func TestOptionsAreCompleted(t *testing.T) {
	withOptions(t, discordtest.Options{}, func(*discordtest.Server) Options {
		return Options{Complete: func(kind, typed string, n int) (list []Choice) {
			for i := range n + 3 {
				label := fmt.Sprintf("%s %s %d", kind, typed, i)
				list = append(list, Choice{label + strings.Repeat("x", 120), label + strings.Repeat("y", 120)})
			}
			return append([]Choice{{"", "nothing"}, {"twice", "2"}, {"twice", "2"}}, list...)
		}}
	}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		here := w.server.Guild("Backs", ann).Text("general")
		w.run(w.replying(time.Hour, bot.Reply{}))
		id := ann.Autocomplete(here.ID, "ask", "question", "wh")
		id2 := ann.Autocomplete(here.ID, "routine start", "name", "fi")
		quiet(time.Millisecond)
		for i, c := range map[string]string{id: "question wh 0", id2: "routine fi 0"} {
			got := w.server.Choices(i)
			if len(got) != mostCompletions || got[0].Label != "twice" || !strings.HasPrefix(got[1].Label, c) {
				t.Errorf("choices: %+v", got)
			}
		}
	})
}
