package bot

import (
	"context"
	"strings"
	"time"

	"limber/knowledge"
)

const (
	// moreTime is what "+10 s" adds.
	moreTime = 10 * time.Second
	// slower is by how much one "slower" stretches the tempo.
	slower = 1.25
	// The tempo stays between these, or a routine is no longer the author's.
	fastest, slowest = 0.64, 2.0
)

func (t *turn) preview(name string) {
	if r := t.named(name, "preview"); r != nil {
		t.conv.Shown = r.ID
		t.reply(t.voice.preview(r))
	}
}

func (t *turn) startNamed(name string) {
	if r := t.named(name, "start"); r != nil {
		t.start(r)
	}
}

// named finds the routine that a member named; without a name, the one shown
// last, or the only one. Where it is not clear which one
// is meant, it offers those that may be.
func (t *turn) named(name, action string) *knowledge.Routine {
	if strings.TrimSpace(name) == "" {
		name = t.conv.Shown
	}
	if r := t.routineNamed(name); r != nil {
		return r
	}
	found := t.findRoutine(name)
	if len(t.pack.Routines) == 1 && name == "" {
		found = t.pack.Routines
	}
	switch {
	case len(found) == 1:
		return found[0]
	case len(t.pack.Routines) == 0:
		t.say("no_routines")
	case len(found) == 0:
		t.reply(t.voice.whichRoutine(action, t.pack.Routines))
	default:
		t.reply(t.voice.whichRoutine(action, found))
	}
	return nil
}

// start begins a routine, after the medical question unless its answer stands.
func (t *turn) start(r *knowledge.Routine) {
	if t.session != nil {
		t.reply(t.session.voice.already(&t.session.Session))
		return
	}
	if !t.cleared() {
		t.conv.Pending, t.conv.PendingIn = r.ID, t.language()
		t.reply(t.voice.gate(r, r.ID))
		return
	}
	t.begin(r, Options{}, nil)
}

// cleared reports whether the member's answer to the medical question stands.
func (t *turn) cleared() bool {
	if len(t.pack.Safety.Restrictions) == 0 {
		return true
	}
	until, err := t.store.Clearance(t.ctx, t.from.Person(), t.pack.RestrictionsID())
	if err != nil {
		t.fail(err)
	}
	return until.After(time.Now())
}

// outdated reports whether the medical question that a button belongs to is not
// the one that waits, and says so.
func (t *turn) outdated(about string) bool {
	if about == "" || about == t.conv.Pending {
		return false
	}
	t.brief("old_button")
	return true
}

// clear takes "none of these" and begins, or joins, what waits for it.
func (t *turn) clear(about string) {
	pending := t.conv.Pending
	t.use(t.pack.In(t.conv.PendingIn))
	r, lobby := t.pack.Routine(pending), lobbyOf(pending)
	switch {
	case t.outdated(about):
		return
	case r == nil && lobby == "":
		t.nothingPending()
		return
	}
	t.take()
	t.conv.Pending, t.conv.PendingIn = "", ""
	days := time.Duration(t.pack.Info.ClearanceDays) * 24 * time.Hour
	if err := t.store.PutClearance(t.ctx, t.from.Person(), t.pack.RestrictionsID(), time.Now().Add(days)); err != nil {
		t.fail(err) // it will be asked again
	}
	if lobby != "" {
		t.join(lobby)
		return
	}
	t.begin(r, Options{}, nil)
}

// restricted takes "one of these applies": nothing is started.
func (t *turn) restricted(about string) {
	if t.outdated(about) {
		return
	}
	if t.conv.Pending == "" {
		t.nothingPending()
		return
	}
	t.use(t.pack.In(t.conv.PendingIn))
	t.safety(t.voice.safetyAfter("not_started"))
}

// begin starts a routine for the member, and others where it is done together.
func (t *turn) begin(r *knowledge.Routine, o Options, others []string) {
	timeline := Compile(t.pack, r, o)
	if full := t.roomFor(t.from, timeline); full != enough {
		t.noRoom(r, full)
		return
	}
	t.take()
	now := time.Now()
	s := &live{fresh: true, voice: t.voice, Session: Session{
		ID: newID(), Address: t.room(r.Name, others), Pack: t.pack.Info.ID,
		Timeline: timeline, Options: o,
		State: Running, Anchor: now, Updated: now,
	}}
	if err := t.store.PutSession(t.ctx, s.Session); err != nil {
		t.fail(err)
		t.say("store_trouble")
		return
	}
	t.session = s
	t.keep(s)
	if s.Address != t.from {
		defer t.enter(s)()
	}
	t.log.Info("session started", "session", s.ID, "routine", r.ID)
	t.follow(s)
	if s.Address != t.from {
		t.apart = true
		t.brief("guided_there")
	}
}

// makeRoomWithin is how long making a place for a session may take.
const makeRoomWithin = 15 * time.Second

// room is where a session is to be: a place of its own, or where it was asked
// for.
func (t *turn) room(name string, others []string) Address {
	roomer, ok := t.adapter.(Roomer)
	if !ok {
		return t.from
	}
	ctx, cancel := context.WithTimeout(t.ctx, makeRoomWithin)
	defer cancel()
	err := t.post.aside(ctx, 2+len(others))
	a := t.from
	if err == nil {
		a, err = roomer.Room(ctx, t.from, name, others)
	}
	if err != nil {
		t.log.Warn("a session has no place of its own", "error", err)
		return t.from
	}
	return a
}

// noRoom says that a routine would say more than the platform allows just now,
// and where it can be had instead.
func (t *turn) noRoom(r *knowledge.Routine, full room) {
	link := ""
	if full == chatFull {
		link = t.invitation("start", r.ID)
	}
	t.reply(t.voice.noRoom(r, link))
}

func (t *turn) yes() {
	switch {
	case t.conv.Pending != "":
		t.restricted("") // "yes" to "does any of these apply?"
	case t.session != nil && t.session.State == Paused:
		t.resume()
	default:
		t.nothingPending()
	}
}

func (t *turn) no() {
	switch {
	case t.conv.Pending != "":
		t.clear("")
	case t.session != nil && t.session.State == Paused:
		t.stop()
	default:
		t.nothingPending()
	}
}

// guided reports whether there is a session, and says so where there is none.
func (t *turn) guided() bool {
	if t.session == nil {
		t.say("nothing_running")
	}
	return t.session != nil
}

func (t *turn) pause() {
	if !t.guided() {
		return
	}
	if t.session.State == Paused || t.change(func(s *Session) { s.Pause(time.Now(), ByMember) }) {
		t.reply(t.voice.paused(&t.session.Session))
	}
}

func (t *turn) resume() {
	if !t.guided() {
		return
	}
	if t.session.State == Running {
		t.reply(t.voice.whereabouts("left", &t.session.Session))
		return
	}
	if !t.change(func(s *Session) { s.Resume(time.Now()) }) {
		return
	}
	if t.session.fresh { // the cue says it all
		t.pressed("going_on")
		return
	}
	t.reply(t.voice.under("resumed", &t.session.Session))
}

// done goes on from a step that lasts until the member says so, and otherwise
// from a pause; while the clock runs it means "I am ready for the next".
func (t *turn) done() {
	switch {
	case !t.guided():
	case t.session.State == Paused && t.session.Reason == Waiting:
		t.change(func(s *Session) { s.Resume(time.Now()) })
	case t.session.State == Paused:
		t.resume()
	default:
		t.change(func(s *Session) { s.Hurry(time.Now()) })
	}
}

// steer moves the session by blocks. The cue of where it lands is said at once
// and says it all; a press is answered with the phrase of the key besides.
func (t *turn) steer(key string, move func(*Session, time.Time)) {
	if t.guided() && t.change(func(s *Session) { move(s, time.Now()) }) {
		t.pressed(key)
	}
}

// pressed is brief in answer to a press only.
func (t *turn) pressed(key string) {
	if t.event.Press != "" {
		t.brief(key)
	}
}

func (t *turn) extend() {
	if t.guided() && t.change(func(s *Session) { s.Extend(time.Now(), moreTime) }) {
		t.reply(t.voice.under("extended", &t.session.Session))
	}
}

// tempo makes the rest of the routine slower or faster.
func (t *turn) tempo(factor float64) {
	if !t.guided() {
		return
	}
	pack := t.session.voice.pack
	r := pack.Routine(t.session.Timeline.Routine)
	if r == nil {
		t.say("routine_gone")
		return
	}
	o := t.session.Options
	if o.Tempo == 0 {
		o.Tempo = 1
	}
	if o.Tempo *= factor; o.Tempo < fastest || o.Tempo > slowest {
		t.say("tempo_limit")
		return
	}
	next := t.session.Session
	next.Retime(time.Now(), Compile(pack, r, o), o)
	t.take()
	if err := t.store.PutSession(t.ctx, next); err != nil {
		t.trouble(t.ctx, t.session, err)
		return
	}
	t.become(t.session, next)
	t.follow(t.session)
	if factor > 1 {
		t.reply(t.voice.whereabouts("slower", &next))
	} else {
		t.reply(t.voice.whereabouts("faster", &next))
	}
}

// speak turns on or off that the steps are read aloud.
func (t *turn) speak() {
	if _, ok := t.adapter.(Speaker); !ok {
		t.say("no_speech")
		return
	}
	if !t.guided() || !t.change(func(s *Session) { s.Options.Spoken = !s.Options.Spoken }) {
		return
	}
	if t.session.Options.Spoken {
		t.say("speech_on")
	} else {
		t.say("speech_off")
	}
}

func (t *turn) left() {
	if t.guided() {
		t.reply(t.voice.whereabouts("left", &t.session.Session))
	}
}

func (t *turn) repeat() {
	if t.guided() {
		t.reply(t.voice.repeat(&t.session.Session))
	}
}

func (t *turn) stop() {
	if t.guided() && t.change(func(s *Session) { s.Stop(time.Now(), ByMember) }) {
		t.reply(Reply{Text: t.pack.Phrase("stopped"), Track: t.session.ID, Urgency: Alarm})
		logLateness(t.Bot, t.session)
	}
}

// pain stops everything at once.
func (t *turn) pain() {
	if t.session == nil {
		t.safety(t.voice.safetyAfter(""))
		return
	}
	t.safety(t.voice.safetyAfter("pain_stop"))
}
