package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"limber/bot/delivery"
)

// tooLate is how late a boundary may be and still be said. Later, the member
// has long been without guidance: the session pauses and asks.
const tooLate = 5 * time.Second

// beginWithin is the same for a cue that a member has just asked for, with
// "start" or "resume": its time begins when it is said.
const beginWithin = time.Minute

// boundary says the cue that is due at an address, when its turn to be sent has
// come: the row says "sending", then the cue goes out, then the row says "said".
// The conversation is not held up while the platform is.
func (b *Bot) boundary(ctx context.Context, a Address) {
	s := b.session(a)
	if s == nil {
		return
	}
	leave := b.enter(s)
	due, running := s.Due(), s.State == Running && !s.Sending
	last := due.Add(tooLate)
	if s.fresh {
		last = due.Add(beginWithin)
	}
	if now := time.Now(); running && now.Before(due) {
		b.clock.set(s.Address, due)
		running = false
	}
	leave()
	if !running {
		return
	}
	saving := context.WithoutCancel(ctx) // what has begun is brought to its end
	place := b.post.join(a, Boundary, due, "")
	defer place.Leave()
	nonce := newID()
	for tries := 0; ; tries++ {
		switch came := b.turnCame(ctx, place, a, last); {
		case ctx.Err() != nil:
			return // the session is about to be parked
		case !came:
			b.fellBehind(saving, s)
			return
		}
		parts, ok := b.beginCue(saving, s)
		if !ok {
			place.Done(false)
			return
		}
		parts[0].Nonce = nonce
		err := b.post.call(saving, parts[0], tries)
		if !b.endCue(saving, s, err) {
			for _, r := range parts[1:] {
				b.post.tell(letterOf(r), "the rest of a cue")
			}
			return
		}
		place.Again()
	}
}

// turnCame waits until a cue may be sent, or until that is known to be too late.
func (b *Bot) turnCame(ctx context.Context, place *delivery.Place, a Address, last time.Time) bool {
	if b.post.line.HeldUntil(a.Chat).After(last) {
		return false
	}
	ctx, cancel := context.WithDeadline(ctx, last)
	defer cancel()
	return place.Wait(ctx) == nil
}

// beginCue notes that the cue that is due is on its way and returns it; false
// if there is none, because the session has moved meanwhile.
func (b *Bot) beginCue(ctx context.Context, s *live) ([]Reply, bool) {
	defer b.enter(s)()
	now := time.Now()
	if s.State != Running || s.Sending || now.Before(s.Due()) {
		return nil, false
	}
	next := s.Session
	if s.fresh { // the clock starts when the member is told
		next.Anchor = now.Add(-s.Timeline.Cues[s.Cursor].At)
	}
	late := lateness(now, next.Due())
	if late > tooLate {
		b.stepBack(ctx, s)
		return nil, false
	}
	next.Sending, next.Updated = true, now
	if !b.move(ctx, s, next) {
		return nil, false
	}
	s.sent, s.late = s.Cursor, late
	r := s.voice.cue(&s.Session, s.Cursor, late)
	if s.Cursor == 0 && len(s.lateness) == 0 {
		r.Text = s.voice.whereabouts("started", &s.Session).Text + "\n\n" + r.Text
	}
	return b.post.parts(r), true
}

// endCue notes what became of the cue and reports whether it must be tried
// again.
func (b *Bot) endCue(ctx context.Context, s *live, err error) (again bool) {
	defer b.enter(s)()
	if !s.Sending || s.Cursor != s.sent {
		return false // the session has moved meanwhile
	}
	switch {
	case err == nil:
		b.said(ctx, s, nil)
	case b.post.passing(err):
		next := s.Session
		next.Sending = false
		return b.move(ctx, s, next) && s.State == Running
	case errors.Is(err, ErrUncertain):
		b.said(ctx, s, err)
	case errors.Is(err, ErrGone):
		b.unreachable(ctx, s, err)
	default:
		b.trouble(ctx, s, fmt.Errorf("sending a cue: %w", err))
	}
	return false
}

// said goes on from a cue that was sent. One that may not have arrived is not
// sent again: the session pauses and the member is shown where they are.
func (b *Bot) said(ctx context.Context, s *live, doubt error) {
	if doubt == nil {
		b.log.Debug("boundary", "session", s.ID, "step", b.step(s), "kind", s.Timeline.Cues[s.Cursor].Kind, "late", s.late)
		s.lateness = append(s.lateness, s.late)
		b.meter.Boundary(s.late)
	}
	last := s.Said(time.Now())
	s.fresh = false
	err := b.store.MoveSession(ctx, s.Session)
	switch {
	case last:
		b.log.Info("session finished", "session", s.ID, "routine", s.Timeline.Routine)
		logLateness(b, s)
	case doubt != nil:
		err = errors.Join(err, fmt.Errorf("sending a cue: %w", doubt))
	}
	if err != nil && s.State != Ended {
		b.trouble(ctx, s, err)
		return
	}
	b.follow(s)
}

func (b *Bot) step(s *live) int { return s.Timeline.Blocks[s.Timeline.Cues[s.Cursor].Block].Step }

// lateness is by the clock that also counts while the machine sleeps.
func lateness(now, due time.Time) time.Duration {
	return max(now.Sub(due), now.Round(0).Sub(due.Round(0)))
}

func logLateness(b *Bot, s *live) {
	if len(s.lateness) == 0 {
		return
	}
	drift := s.lateness[len(s.lateness)-1]
	sorted := slices.Sorted(slices.Values(s.lateness))
	b.log.Debug("boundaries of the session", "session", s.ID, "count", len(sorted),
		"median", sorted[len(sorted)/2], "p99", sorted[len(sorted)*99/100], "max", sorted[len(sorted)-1], "last", drift)
}

// move makes a change of a session durable and then true. Where it cannot be
// saved the session stands still, and the member is told.
func (b *Bot) move(ctx context.Context, s *live, next Session) bool {
	if err := b.store.MoveSession(ctx, next); err != nil {
		b.trouble(ctx, s, err)
		return false
	}
	b.become(s, next)
	return true
}

// follow sets the clock and the progress display to where the session is.
func (b *Bot) follow(s *live) {
	b.mu.Lock()
	s.followed = s.Session
	b.mu.Unlock()
	due := time.Time{}
	switch s.State {
	case Running:
		due = s.Due()
		b.clock.set(s.Address, due)
	case Paused:
		b.clock.remove(s.Address)
	case Ended:
		b.clock.remove(s.Address)
		b.forget(s.Address)
	}
	b.post.line.Expect(s.Address.Chat, s.ID, due)
	if w, ok := b.adapter.(Watcher); ok {
		w.Watch(s.Address, s.voice.progress(&s.Session, time.Now()))
	}
}

// hold stops the clock, in memory even if the store does not work.
func (b *Bot) hold(ctx context.Context, s *live, why Reason) {
	if s.State == Running {
		s.Pause(time.Now(), why)
	}
	s.Sending = false
	b.follow(s)
	if err := b.store.MoveSession(ctx, s.Session); err != nil {
		b.log.Error("a pause was not saved", "session", s.ID, "error", err)
	}
}

// trouble stops the clock and tells.
func (b *Bot) trouble(ctx context.Context, s *live, err error) {
	if errors.Is(err, ErrLost) {
		return // the session is another process's
	}
	b.log.Error("a session was paused", "session", s.ID, "error", err)
	b.hold(ctx, s, Trouble)
	b.post.tell(letterOf(s.voice.trouble(&s.Session)), "the word that a session is paused")
}

// unreachable stops the clock of a session whose member cannot be reached.
func (b *Bot) unreachable(ctx context.Context, s *live, err error) {
	b.log.Warn("a session was paused: its member cannot be reached", "session", s.ID, "error", err)
	b.hold(ctx, s, Unreachable)
}

// fellBehind pauses a session whose cue is far too late, such as after the
// machine slept or while the platform was away.
func (b *Bot) fellBehind(ctx context.Context, s *live) {
	defer b.enter(s)()
	if s.State == Running && !s.Sending && !time.Now().Before(s.Due()) {
		b.stepBack(ctx, s)
	}
}

// stepBack pauses a session where its cue was due, and tells when that can be
// told, unless the member has gone on or ended it by then.
func (b *Bot) stepBack(ctx context.Context, s *live) {
	due := s.Due()
	next := s.Session
	next.Pause(due, Away)
	next.Updated = time.Now()
	if !b.move(ctx, s, next) {
		return
	}
	b.follow(s)
	b.post.tell(letter{to: s.Address, urgency: Boundary, compose: func() (Reply, bool) {
		defer b.enter(s)()
		now := time.Now()
		return s.voice.away(&s.Session, lateness(now, due)), s.State == Paused && s.Reason == Away
	}}, "the word that a session is paused")
}
