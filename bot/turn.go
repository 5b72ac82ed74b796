package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
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
	event   Event
	pack    *knowledge.Pack // that of the event's server, in the language that is spoken
	voice   voice
	from    Address
	taken   bool
	replies []sending
	session *live // nil if there is none
	apart   bool  // the session is in another place than the event
	conv    Conversation
	stored  Conversation // conv as the store has it
	blind   bool         // the conversation could not be read
	err     error        // what went wrong, for the operator
}

// inLane deals with the event as the only one of its conversation.
func (t *turn) inLane() {
	defer t.lanes.enter(t.from)()
	if t.session = t.Bot.session(t.from); t.session == nil {
		if s := t.steered(); s != nil {
			// No other lane is ever waited for inside that of a session.
			defer t.enter(s)()
			if s.State != Ended {
				t.session, t.apart = s, true
			}
		}
	}
	t.remember()
	t.listen()
	t.handle(t.event)
	t.memorize()
}

// steered returns the session in another place that the member may steer: their
// own, or as a moderator the one that is done together here.
func (t *turn) steered() *live {
	if s := t.sessionOf(t.from.Person()); s != nil || !t.event.Moderator {
		return s
	}
	return t.sessionTogether(t.from)
}

// take notes that the event has an effect from now on, and must not be dealt
// with again if the process dies.
func (t *turn) take() {
	if t.taken || t.event.Take == nil {
		return
	}
	t.taken = true
	t.fail(t.event.Take(t.ctx))
}

// takeWithin is how long a message waits for the note that its event is dealt
// with.
const takeWithin = 2 * time.Second

// takes is take for an event whose only effect is its answer, which is about to
// leave, maybe after the adapter has ended. Where another process would answer
// again what is not noted, an answer waits until it can be.
func (t *turn) takes() error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), takeWithin)
	defer cancel()
	err := t.event.Take(ctx)
	switch {
	case err == nil || errors.Is(err, ErrLost):
		return err
	case t.goOn:
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	t.log.Error("an event was not noted as dealt with", "error", err)
	return nil
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
	if r.ReplyTo == "" {
		r.ReplyTo = t.event.Message
	}
	r.Private = r.Private || t.event.Private
	if t.apart && r.Track == t.session.ID && !t.from.samePlace(t.session.Address) {
		t.replyAtSession(r)
		r.Track, r.Countdown, r.Buttons = "", nil, nil
	}
	l := letterOf(r)
	if !t.taken && t.event.Take != nil {
		t.taken = true
		l.taken = t.takes
	}
	if r.Brief {
		t.replies = append(t.replies, t.post.toast(l))
		return
	}
	t.replies = append(t.replies, t.post.send(l))
}

// replyAtSession says something where the session is, when the event is from
// elsewhere.
func (t *turn) replyAtSession(r Reply) {
	r.To, r.ReplyTo, r.Private = t.session.Address, "", false
	t.replies = append(t.replies, t.post.send(letterOf(r)))
}

// say replies with one of the pack's sentences.
func (t *turn) say(key string, pairs ...any) { t.reply(Reply{Text: t.pack.Phrase(key, pairs...)}) }

// brief is say for a word of what was just done, or was not.
func (t *turn) brief(key string, pairs ...any) {
	t.reply(Reply{Text: t.pack.Phrase(key, pairs...), Brief: true, Silent: true})
}

func (t *turn) handle(ev Event) {
	text := readable(ev.Text)
	switch {
	case ev.Interrupted:
		t.interrupted()
	case ev.Gone:
		t.gone()
	case ev.Hello:
		t.hello()
	case ev.Press != "":
		t.press(ev.Press)
	case ev.Command != "":
		t.command(ev.Command, text)
	case ev.Overheard:
		t.overheard(text)
	default:
		t.text(text)
	}
}

// interrupted tells a member that their answer may be missing. Who is guided was
// told already that the bot was away.
func (t *turn) interrupted() {
	written := t.event.Text != "" || t.event.Command != ""
	if t.session == nil && written && !t.event.Overheard {
		t.say("interrupted")
	}
}

// command deals with a command that the platform knows as such.
func (t *turn) command(word, about string) {
	if t.flagged(about) {
		return
	}
	do := commands[word]
	switch {
	case do == nil:
		t.say("no_command", "word", word)
	case word == "ask" && strings.TrimSpace(about) == "" && t.event.Quoted != "":
		t.answerQuoted()
	default:
		do(t, about)
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
	if t.flagged(text) {
		return
	}
	if do, rest := t.said(text); do != nil {
		do(t, rest)
		return
	}
	if r := t.routineNamed(text); r != nil {
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
	do := commands[word]
	if slices.Contains(sessionWords, word) {
		if refusal := t.misplaced(word, about); refusal != "" {
			t.brief(refusal)
			return
		}
		about = ""
	}
	if do == nil {
		t.brief("old_button")
		return
	}
	do(t, about)
}

// misplaced names the phrase that says why a press on a session's button is not
// for this member or this moment; "" if it is.
func (t *turn) misplaced(word, about string) string {
	id, block, _ := strings.Cut(about, ".")
	switch {
	case t.session != nil && t.session.ID == id:
		if slices.Contains(stepWords, word) && block != strconv.Itoa(t.session.block()) {
			return "old_step"
		}
		return ""
	case t.running(id):
		return "not_yours"
	}
	return "old_button"
}

// running reports whether a session has not ended, whoever follows it.
func (b *Bot) running(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.sessions {
		if s.ID == id {
			return true
		}
	}
	return false
}

// flagged answers a red flag in what a member wrote, in whatever language of the
// pack, and reports whether there was one.
func (t *turn) flagged(text string) bool {
	flag := t.pack.RedFlag(text)
	if flag != nil {
		t.safety(t.voice.safety(flag))
	}
	return flag != nil
}

// safety stops whatever runs and says the safety text. What the member said of
// restrictions no longer holds.
func (t *turn) safety(r Reply) {
	if t.session != nil && !t.session.Options.Together {
		t.change(func(s *Session) { s.Stop(time.Now(), BySafety) })
	}
	t.conv.Pending, t.conv.PendingIn, t.conv.Choices = "", "", nil
	switch {
	case t.session == nil || t.session.Options.Together:
	case t.from.samePlace(t.session.Address):
		r.Track = t.session.ID
	default: // what hurts is not for whoever reads along there
		t.replyAtSession(Reply{Text: t.pack.Phrase("stopped"), Track: t.session.ID})
	}
	t.reply(r)
	t.painTogether()
	if err := t.store.DropClearances(t.ctx, t.from.Person()); err != nil {
		t.fail(err)
	}
}

// change moves the session, durably, and reports whether it was done.
func (t *turn) change(move func(*Session)) bool {
	t.take()
	next := t.session.Session
	move(&next)
	if !t.move(t.ctx, t.session, next) {
		return false
	}
	t.session.fresh = t.session.State == Running && !t.session.Due().After(time.Now())
	t.follow(t.session)
	return true
}

// question answers from the pack. The clock of a running session holds.
func (t *turn) question(text string) {
	held := t.here() && t.session.State == Running
	began := time.Now()
	outcome, in := t.pack.Ask(knowledge.Query{Text: text, Topic: t.topic()})
	t.meter.Answered(string(outcome.Kind), time.Since(began))
	if held && outcome.Kind != knowledge.KindRoutine {
		t.change(func(s *Session) { s.Pause(time.Now(), ByQuestion) })
	}
	t.conv.Choices = nil
	if outcome.Kind == knowledge.KindSafety {
		t.safety(t.voice.safety(outcome.Flag))
		return
	}
	t.turnTo(in)
	switch outcome.Kind {
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
	if t.here() && t.session.State == Paused {
		r = t.session.voice.holding(r, &t.session.Session)
	}
	t.reply(r)
}

// here reports whether there is a session in the place that the event is from.
// From another place the member can steer it; what else is said there does not
// concern it.
func (t *turn) here() bool { return t.session != nil && !t.apart }

// topic is the entry that a follow-up leans on: the last one answered, or what
// the running step is about.
func (t *turn) topic() string {
	if t.conv.Topic != "" || !t.here() {
		return t.conv.Topic
	}
	if topic := t.session.Block().Topic; topic != "" {
		return topic + "/instructions"
	}
	return ""
}

func sameConversation(a, b Conversation) bool {
	return a.Topic == b.Topic && a.Question == b.Question && a.Language == b.Language && a.PendingIn == b.PendingIn &&
		a.Shown == b.Shown && a.Pending == b.Pending && slices.Equal(a.Choices, b.Choices)
}
