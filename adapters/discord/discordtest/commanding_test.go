package discordtest

import (
	"strings"
	"testing"

	"limber/adapters/internal/fakeserver"
)

// What people are offered, by where they are and where the app is installed.
func TestWhereCommandsAreOffered(t *testing.T) {
	for name, test := range map[string]struct {
		command                object
		guild, dm, away, other bool // with the app installed by the person in the last two
	}{
		"by default":     {slash(nil), true, true, false, false},
		"everywhere":     {slash(object{"integration_types": []any{0, 1}, "contexts": []any{0, 1, 2}}), true, true, true, true},
		"on servers":     {slash(object{"contexts": []any{0}}), true, false, false, false},
		"in private":     {slash(object{"contexts": []any{1}}), false, true, false, false},
		"by people":      {slash(object{"integration_types": []any{1}}), true, true, true, false},
		"not in private": {slash(object{"dm_permission": false}), true, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := unlimited(t)
			w.must("PUT applications/"+w.BotID()+"/commands", []any{test.command})
			bob := w.User("Bob")
			bob.Install()
			w.g.Join(bob)
			for where, place := range map[string]struct {
				channel string
				want    bool
			}{
				"a server": {w.here.ID, test.guild}, "in private": {bob.DM(), test.dm},
				"a foreign server": {w.ForeignGuild("Elsewhere", bob).Text("general").ID, test.away},
				"without the bot":  {bob.Between(w.ann), test.other},
			} {
				_, no := w.visibleCommand(bob, w.channels[place.channel], "ask", slashCommand)
				if (no == "") != place.want {
					t.Errorf("%s: %q", where, no)
				}
			}
		})
	}
}

func TestPrivateWithoutTheBot(t *testing.T) {
	w := unlimited(t)
	w.must("PUT applications/"+w.BotID()+"/commands", []any{slash(object{"integration_types": []any{1}, "contexts": []any{2}})})
	w.ann.Install()
	there := w.ann.Between(w.User("Bob"))
	w.ann.Write(there, "shall we ask?")
	w.ann.Slash(there, "ask")
	w.must(w.callback(), answerWith(answerMessage, object{"content": "because"}))
	if w.Last(there).Content != "because" || !w.lastInteraction().userOnly {
		t.Errorf("%s", w.Transcript(there))
	}
	w.refused("POST channels/"+there+"/messages", object{"content": "x"}, 403, 50001, "Missing Access")
}

// What people cannot do fails the test.
func TestCommandsThatCannotBeUsed(t *testing.T) {
	for name, test := range map[string]struct {
		use  func(world)
		want string
	}{
		"not there":         {func(w world) { w.ann.Slash(w.here.ID, "sing") }, "no such command"},
		"no channel":        {func(w world) { w.ann.Slash("1", "ask") }, "no such channel"},
		"required":          {func(w world) { w.ann.Slash(w.here.ID, "ask") }, "question is required"},
		"unknown":           {func(w world) { w.ann.Slash(w.here.ID, "ask", "colour", "red") }, "no option colour"},
		"a wrong type":      {func(w world) { w.ann.Slash(w.here.ID, "ask", "question", 7) }, "cannot be 7"},
		"too long":          {func(w world) { w.ann.Slash(w.here.ID, "ask", "question", long(6001)) }, "from -Inf to 6000"},
		"out of bounds":     {func(w world) { w.ann.Slash(w.here.ID, "wait", "seconds", 61) }, "from 1 to 60"},
		"no choice":         {func(w world) { w.ann.Slash(w.here.ID, "wait", "for", "ever") }, "no choice ever"},
		"no completion":     {func(w world) { w.ann.Autocomplete(w.here.ID, "wait", "seconds", "1") }, "no completion"},
		"a subcommand":      {func(w world) { w.ann.Slash(w.here.ID, "session") }, "takes a subcommand"},
		"a wrong one":       {func(w world) { w.ann.Slash(w.here.ID, "session sing") }, "no subcommand sing"},
		"on no message":     {func(w world) { w.ann.MessageCommand(Message{Channel: w.here.ID, ID: "1"}, "Answer this") }, "no such message"},
		"no message's menu": {func(w world) { w.ann.MessageCommand(w.ann.Write(w.here.ID, "x"), "Sing this") }, "no such command"},
		"no form":           {func(w world) { w.ann.Submit("1", nil) }, "no form was shown"},
		"no button":         {func(w world) { w.say("x"); w.ann.Press(w.Last(w.here.ID), "Go") }, `cannot press "Go"`},
		"no menu":           {func(w world) { w.say("x"); w.ann.Choose(w.Last(w.here.ID), "", "a") }, "cannot choose"},
		"another's message": {func(w world) { w.say("x"); w.ann.Edit(w.Last(w.here.ID), "y") }, "cannot edit"},
	} {
		t.Run(name, func(t *testing.T) {
			o := &fakeserver.Observed{T: t}
			s := New(o, Options{Limits: &Limits{}, Lenient: true})
			ann := s.User("Ann")
			g := s.Guild("Backs", ann)
			w := world{s, t, ann, g, g.Text("general")}
			w.must("PUT applications/"+w.BotID()+"/commands", []any{
				ask, slash(object{"name": "session", "options": []any{option1(1, "pause", nil)}}),
				slash(object{"name": "wait", "options": []any{
					option1(4, "seconds", object{"min_value": 1, "max_value": 60}),
					option1(3, "for", object{"choices": choices(1, "me")}),
				}}),
				object{"name": "Answer this", "type": 3},
			})
			test.use(w)
			if got := o.End(); !strings.Contains(got, test.want) {
				t.Errorf("failures %q, want %q", got, test.want)
			}
		})
	}
}
