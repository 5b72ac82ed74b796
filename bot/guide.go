package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// tooLate is how late a boundary may be and still be said. Later, the member
// has long been without guidance: the session pauses and asks.
const tooLate = 5 * time.Second

// boundary says the cue that is due at an address: the row says "sending",
// then the cue goes out, then the row says "said".
func (b *Bot) boundary(ctx context.Context, a Address) {
	defer b.lanes.enter(a)()
	s := b.session(a)
	if s == nil || s.State != Running {
		return
	}
	now, due := time.Now(), s.Due()
	if now.Before(due) {
		b.clock.set(a, due)
		return
	}
	late := lateness(now, due)
	if late > tooLate {
		b.fellBehind(ctx, s, late)
		return
	}
	cue := s.Timeline.Cues[s.Cursor]
	next := s.Session
	next.Sending, next.Updated = true, now
	if !b.move(ctx, s, next) {
		return
	}
	if err := b.adapter.Send(ctx, b.voice.cue(&s.Session, cue)); err != nil {
		b.trouble(ctx, s, fmt.Errorf("sending a cue: %w", err))
		return
	}
	b.log.Debug("boundary", "session", s.ID, "step", b.step(s), "kind", cue.Kind, "late", late)
	s.lateness = append(s.lateness, late)
	next = s.Session
	last := next.Said(time.Now())
	if !b.move(ctx, s, next) {
		return
	}
	b.follow(s)
	if last {
		b.log.Info("session finished", "session", s.ID, "routine", s.Timeline.Routine)
		logLateness(b, s)
	}
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
	s.Session = next
	return true
}

// follow sets the clock and the progress display to where the session is.
func (b *Bot) follow(s *live) {
	switch s.State {
	case Running:
		b.clock.set(s.Address, s.Due())
	case Paused:
		b.clock.remove(s.Address)
	case Ended:
		b.clock.remove(s.Address)
		b.forget(s.Address)
	}
	if w, ok := b.adapter.(Watcher); ok {
		w.Watch(s.Address, b.voice.progress(&s.Session, time.Now()))
	}
}

// trouble holds the clock, in memory if the store does not work, and tells.
func (b *Bot) trouble(ctx context.Context, s *live, err error) {
	b.log.Error("a session was paused", "session", s.ID, "error", err)
	if s.State == Running {
		s.Pause(time.Now(), Trouble)
		s.Sending = false
	}
	b.follow(s)
	saved := b.store.MoveSession(ctx, s.Session)
	sent := b.adapter.Send(ctx, b.voice.trouble(&s.Session))
	if err := errors.Join(saved, sent); err != nil {
		b.log.Error("the pause was not saved and told in full", "session", s.ID, "error", err)
	}
}

// fellBehind pauses a session whose cue is far too late, such as after the
// machine slept.
func (b *Bot) fellBehind(ctx context.Context, s *live, late time.Duration) {
	next := s.Session
	next.Pause(next.Due(), Away)
	next.Updated = time.Now()
	if !b.move(ctx, s, next) {
		return
	}
	b.follow(s)
	if err := b.adapter.Send(ctx, b.voice.away(&s.Session, late)); err != nil {
		b.log.Error("the word that a session is paused was not sent", "session", s.ID, "error", err)
	}
}

// restore brings back the sessions of an earlier process, paused. Those that
// ran, or were parked at its end, are told so.
func (b *Bot) restore(ctx context.Context) error {
	rows, err := b.store.Sessions(ctx, b.adapter.Connection())
	if err != nil {
		return err
	}
	alive, err := b.store.LastBeat(ctx, b.adapter.Connection())
	if err != nil {
		return err
	}
	for _, row := range rows {
		s := &live{Session: row}
		b.keep(s)
		if err := b.welcomeBack(ctx, s, alive); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bot) welcomeBack(ctx context.Context, s *live, alive time.Time) error {
	defer b.lanes.enter(s.Address)()
	now := time.Now()
	since := s.Updated
	if s.State == Running {
		if since = later(alive, s.Updated); since.After(now) {
			since = now
		}
		next := s.Session
		next.ComeBack(now, since)
		if err := b.store.MoveSession(ctx, next); err != nil {
			return err
		}
		s.Session = next
	}
	b.follow(s)
	if s.Reason != Away && s.Reason != Parked {
		return nil
	}
	if err := b.adapter.Send(ctx, b.voice.away(&s.Session, now.Sub(since))); err != nil {
		b.log.Error("the word that a session is back was not sent", "session", s.ID, "error", err)
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// park pauses what runs, because the process ends, and says how to come back.
func (b *Bot) park(ctx context.Context) error {
	var errs []error
	for _, s := range b.all() {
		leave := b.lanes.enter(s.Address)
		if s.State == Running {
			next := s.Session
			next.Pause(time.Now(), Parked)
			if b.move(ctx, s, next) {
				b.follow(s)
				errs = append(errs, b.adapter.Send(ctx, b.voice.parked(&s.Session)))
			}
		}
		leave()
	}
	return errors.Join(errs...)
}
