package bot

import (
	"context"
	"time"
)

// restore brings back the sessions of an earlier process: those that missed
// nothing where that is wanted go on, the others are paused. Those that ran, were
// parked at its end, or were in trouble, are told so.
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
		s := &live{Session: row, voice: b.voiceOf(row.Pack)}
		b.keep(s)
		if err := b.welcomeBack(ctx, s, alive); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bot) welcomeBack(ctx context.Context, s *live, alive time.Time) error {
	defer b.enter(s)()
	now := time.Now()
	since := s.Updated
	if b.goOn && s.State == Running && !s.Sending && lateness(now, s.Due()) <= tooLate {
		b.follow(s)
		return nil
	}
	if s.State == Running {
		if since = later(alive, s.Updated); since.After(now) {
			since = now
		}
		next := s.Session
		next.ComeBack(now, since)
		if err := b.store.MoveSession(ctx, next); err != nil {
			return err
		}
		b.become(s, next)
	}
	b.follow(s)
	if s.Reason != Away && s.Reason != Parked && s.Reason != Trouble { // the word of trouble may not have been said
		return nil
	}
	s.told = now
	b.post.tell(letterOf(s.voice.away(&s.Session, now.Sub(since))), "the word that a session is back")
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// park pauses what runs, because the process ends, and says how to come back.
func (b *Bot) park(ctx context.Context) {
	for _, s := range b.all() {
		leave := b.enter(s)
		if s.State == Running {
			next := s.Session
			next.Pause(time.Now(), Parked)
			if b.move(ctx, s, next) {
				b.follow(s)
				b.post.tell(letterOf(s.voice.parked(&s.Session)), "the word that a session is parked")
			}
		}
		leave()
	}
}
