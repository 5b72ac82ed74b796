package bot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"limber/knowledge"
)

// longestQuestion is the most characters that are taken for a question. A red
// flag is looked for in all of a message, whatever its length.
const longestQuestion = 2000

// turn is one event being dealt with, inside its conversation's lane.
type turn struct {
	*Bot
	ctx     context.Context
	from    Address
	session *live // nil if there is none
	conv    Conversation
	stored  Conversation // conv as the store has it
	blind   bool         // the conversation could not be read
	err     error        // what went wrong, for the operator
}

// remember reads what is known of the conversation. Without it the turn goes
// on: a red flag or a question needs no memory.
func (t *turn) remember() {
	var err error
	if t.stored, err = t.store.Conversation(t.ctx, t.from); err != nil {
		t.blind = true
		t.fail(err)
	}
	t.conv = t.stored
}

// memorize writes the conversation where it changed.
func (t *turn) memorize() {
	if t.blind || sameConversation(t.stored, t.conv) {
		return
	}
	if err := t.store.PutConversation(t.ctx, t.from, t.conv); err != nil {
		t.fail(err)
	}
}

// nothingPending answers a word that has nothing to answer.
func (t *turn) nothingPending() {
	if t.blind {
		t.say("store_trouble")
		return
	}
	t.say("nothing_pending")
}

func (t *turn) fail(err error) { t.err = errors.Join(t.err, err) }

func (t *turn) reply(r Reply) {
	r.To = t.from
	if r.Urgency == Decoration {
		r.Urgency = Personal
	}
	if err := t.adapter.Send(t.ctx, r); err != nil {
		t.fail(err)
	}
}

// say replies with one of the pack's sentences.
func (t *turn) say(key string, pairs ...any) { t.reply(Reply{Text: t.pack.Phrase(key, pairs...)}) }

func (t *turn) handle(ev Event) {
	switch {
	case ev.Hello:
		t.hello()
	case ev.Press != "":
		t.press(ev.Press)
	default:
		t.text(readable(ev.Text))
	}
}

// readable drops what no member writes and no database takes: invalid UTF-8 and
// NUL.
func readable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// text deals with what a member wrote. A red flag is looked for before
// anything else is.
func (t *turn) text(text string) {
	if strings.TrimSpace(text) == "" {
		t.say("no_text")
		return
	}
	if flag := t.pack.RedFlag(text); flag != nil {
		t.safety(t.voice.safety(flag))
		return
	}
	if word, rest, ok := t.pack.Command(text); ok {
		if do := commands[word]; do != nil {
			do(t, rest)
			return
		}
	}
	if r := t.pack.RoutineNamed(text); r != nil {
		t.preview(r.ID)
		return
	}
	if n := len([]rune(text)); n > longestQuestion {
		t.say("too_long", "n", longestQuestion)
		return
	}
	t.question(text)
}

// press deals with a button: a word and what it is about.
func (t *turn) press(action string) {
	word, about, _ := strings.Cut(action, " ")
	if slices.Contains(sessionWords, word) && (t.session == nil || t.session.ID != about) {
		t.say("old_button")
		return
	}
	if do := commands[word]; do != nil {
		do(t, about)
		return
	}
	t.say("old_button")
}

// safety stops whatever runs and says the safety text. What the member said of
// restrictions no longer holds.
func (t *turn) safety(r Reply) {
	if t.session != nil {
		t.change(func(s *Session) { s.Stop(time.Now(), BySafety) })
	}
	t.conv.Pending, t.conv.Choices = "", nil
	t.reply(r)
	if err := t.store.DropClearances(t.ctx, t.from.Person()); err != nil {
		t.fail(err)
	}
}

// change moves the session, durably, and reports whether it was done.
func (t *turn) change(move func(*Session)) bool {
	next := t.session.Session
	move(&next)
	if !t.move(t.ctx, t.session, next) {
		return false
	}
	t.follow(t.session)
	return true
}

// question answers from the pack. The clock of a running session holds.
func (t *turn) question(text string) {
	held := t.session != nil && t.session.State == Running
	outcome := t.pack.Search(knowledge.Query{Text: text, Topic: t.topic()})
	if held && outcome.Kind != knowledge.KindRoutine {
		t.change(func(s *Session) { s.Pause(time.Now(), ByQuestion) })
	}
	t.conv.Choices = nil
	switch outcome.Kind {
	case knowledge.KindSafety:
		t.safety(t.voice.safety(outcome.Flag))
		return
	case knowledge.KindRoutine:
		t.conv.Topic = t.pack.Topic(outcome)
		t.start(outcome.Routine)
		return
	case knowledge.KindAnswer:
		t.conv.Topic, t.conv.Question = t.pack.Topic(outcome), text
	case knowledge.KindChoices:
		t.conv.Question = text
		for _, h := range outcome.Hits {
			t.conv.Choices = append(t.conv.Choices, h.ID())
		}
	default:
		t.conv.Question = text
		gap := Gap{Pack: t.pack.Info.ID, Question: text, At: time.Now()}
		if err := t.store.AddGap(t.ctx, gap); err != nil {
			t.fail(err)
		}
	}
	r := t.voice.outcome(outcome)
	if t.session != nil && t.session.State == Paused {
		r = t.voice.holding(r, &t.session.Session)
	}
	t.reply(r)
}

// topic is the entry that a follow-up leans on: the last one answered, or what
// the running step is about.
func (t *turn) topic() string {
	if t.conv.Topic != "" || t.session == nil {
		return t.conv.Topic
	}
	if topic := t.session.Block().Topic; topic != "" {
		return topic + "/instructions"
	}
	return ""
}

func sameConversation(a, b Conversation) bool {
	return a.Topic == b.Topic && a.Question == b.Question &&
		a.Shown == b.Shown && a.Pending == b.Pending && slices.Equal(a.Choices, b.Choices)
}
