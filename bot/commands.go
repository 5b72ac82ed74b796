package bot

import (
	"strings"
	"time"

	"limber/knowledge"
)

// commands are what a member can say or press, by the word that the pack's
// lists of ways of saying it stand under. The text is what the command is
// about: a routine's name, or the id that a button carries.
var commands map[string]func(*turn, string)

func init() { // the functions refer to commands in turn
	commands = map[string]func(*turn, string){
		"help":     func(t *turn, _ string) { t.reply(t.voice.help()) },
		"greet":    func(t *turn, _ string) { t.reply(t.voice.greeting()) },
		"thanks":   func(t *turn, _ string) { t.say("welcome") },
		"about":    func(t *turn, _ string) { t.reply(t.voice.about()) },
		"topics":   func(t *turn, _ string) { t.reply(t.voice.topics()) },
		"routines": func(t *turn, _ string) { t.reply(t.voice.routines()) },
		"ask":      (*turn).ask,
		"entry":    (*turn).entry,
		"why":      func(t *turn, _ string) { t.why() },
		"other":    func(t *turn, _ string) { t.other() },

		"preview": (*turn).preview,
		"start":   (*turn).startNamed,
		"none":    (*turn).clear,
		"some":    (*turn).restricted,
		"yes":     func(t *turn, _ string) { t.yes() },
		"no":      func(t *turn, _ string) { t.no() },

		"together": (*turn).together,
		"join":     (*turn).join,
		"begin":    (*turn).beginTogether,
		"cancel":   (*turn).cancelLobby,

		"pause":  func(t *turn, _ string) { t.pause() },
		"resume": func(t *turn, _ string) { t.resume() },
		"done":   func(t *turn, _ string) { t.done() },
		"skip":   func(t *turn, _ string) { t.steer("skipped", (*Session).Skip) },
		"back":   func(t *turn, _ string) { t.steer("gone_back", (*Session).Back) },
		"extend": func(t *turn, _ string) { t.extend() },
		"slower": func(t *turn, _ string) { t.tempo(slower) },
		"faster": func(t *turn, _ string) { t.tempo(1 / slower) },
		"speak":  func(t *turn, _ string) { t.speak() },
		"left":   func(t *turn, _ string) { t.left() },
		"repeat": func(t *turn, _ string) { t.repeat() },
		"stop":   func(t *turn, _ string) { t.stop() },
		"pain":   func(t *turn, _ string) { t.pain() },

		"privacy":  func(t *turn, _ string) { t.say("privacy") },
		"mydata":   func(t *turn, _ string) { t.export() },
		"forgetme": func(t *turn, about string) { t.erase(about) },

		"forgetme_sure": func(t *turn, _ string) { t.erase("sure") },
	}
}

// sessionWords are the commands whose buttons belong to one session: a press
// on an old one does nothing.
var sessionWords = []string{"pause", "resume", "done", "skip", "back", "extend", "stop"}

// stepWords are those of them that belong to one step of the session.
var stepWords = []string{"done", "skip", "back", "extend"}

// justTold is for how long the word that a session is back needs no greeting.
const justTold = 10 * time.Second

// hello greets. Where a session has just come back, the member was told so, and
// that is greeting enough.
func (t *turn) hello() {
	switch {
	case !t.here():
		t.reply(t.voice.greeting())
	case t.session.State == Running:
		t.reply(t.voice.under("left", &t.session.Session))
	case time.Since(t.session.told) > justTold:
		t.reply(t.voice.holding(t.voice.greeting(), &t.session.Session))
	}
}

func (t *turn) ask(question string) {
	if strings.TrimSpace(question) == "" {
		t.say("ask_what")
		return
	}
	t.question(question)
}

// entry answers with an entry that was picked from choices.
func (t *turn) entry(id string) {
	e := t.entryOf(id)
	if e == nil {
		t.say("old_button")
		return
	}
	t.conv.Topic, t.conv.Choices = e.ID, nil
	t.reply(t.voice.entries([]*knowledge.Entry{e}))
}

// why tells how the last answer was found.
func (t *turn) why() {
	if t.conv.Question == "" {
		t.say("why_nothing")
		return
	}
	o, in := t.pack.Ask(knowledge.Query{Text: t.conv.Question})
	t.reply(voice{in}.why(o))
}

// other offers what the last question may have meant instead.
func (t *turn) other() {
	if t.conv.Question == "" {
		t.say("why_nothing")
		return
	}
	o, in := t.pack.Ask(knowledge.Query{Text: t.conv.Question})
	t.reply(voice{in}.choices("other", o.Alternatives))
}

func (t *turn) export() {
	if t.event.Shared && !t.event.Private {
		t.reply(t.voice.inPrivate(t.invitation("mydata", "")))
		return
	}
	rows, err := t.store.Export(t.ctx, t.from.Person())
	if err != nil {
		t.fail(err)
		t.say("store_trouble")
		return
	}
	t.reply(t.voice.export(rows))
}

// invitation is a link to a private conversation where a command is given, ""
// where the platform has none.
func (t *turn) invitation(command, about string) string {
	if inviter, ok := t.adapter.(Inviter); ok {
		return inviter.Invite(t.from, command, about)
	}
	return ""
}

// erase forgets the member, once they have confirmed it.
func (t *turn) erase(about string) {
	if about != "sure" {
		t.reply(Reply{Text: t.pack.Phrase("forget_sure"), Buttons: []Button{{Label: t.pack.Phrase("button_forget"), Action: "forgetme sure"}}})
		return
	}
	if t.session != nil && !t.change(func(s *Session) { s.Stop(time.Now(), ByMember) }) {
		return
	}
	t.take()
	if err := t.store.Erase(t.ctx, t.from.Person()); err != nil {
		t.fail(err)
		t.say("store_trouble")
		return
	}
	t.conv, t.stored = Conversation{}, Conversation{}
	t.say("forgotten")
}
