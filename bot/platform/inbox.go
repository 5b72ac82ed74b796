package platform

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"sync"

	"limber/bot"
)

// Inbox deals with the parcels of one connection, whatever trouble they or the
// store give.
type Inbox struct {
	Store bot.Inbox
	Of    bot.Connection
	Token Token // kept out of the log
	Log   *slog.Logger

	mu sync.Mutex
	// returned are the parcels that Left and More returned and that are not
	// finished, with whether that came while More was reading: what it reads may
	// be older.
	returned map[int64]bool
	reading  bool
}

// Receive keeps parcels and returns those that are new.
func (in *Inbox) Receive(ctx context.Context, list ...bot.Parcel) (fresh []bot.Parcel, err error) {
	return in.Store.Receive(ctx, in.Of, list)
}

// Take notes that dealing with a parcel is about to have an effect.
func (in *Inbox) Take(ctx context.Context, id int64) error {
	return in.Store.Take(ctx, in.Of, id)
}

// Taking is the Event.Take of a parcel's event. One that was interrupted before has
// but one effect, a word of that, and is over with it.
func (in *Inbox) Taking(id int64, interrupted bool) func(context.Context) error {
	if interrupted {
		return func(ctx context.Context) error { return in.Store.Finish(ctx, in.Of, id) }
	}
	return func(ctx context.Context) error { return in.Take(ctx, id) }
}

// Left returns what an earlier process left, nothing where ctx is done before
// the inbox can be read.
func (in *Inbox) Left(ctx context.Context) []bot.Parcel {
	in.mark(func() { in.returned = map[int64]bool{} })
	return in.More(ctx)
}

// More returns, after Left, what came into the inbox since, from whatever
// process. It is for an inbox of which no parcel is dealt with but those that
// these two returned. Only one of them may be called at a time.
func (in *Inbox) More(ctx context.Context) (more []bot.Parcel) {
	in.mark(func() { in.reading = true })
	var pending []bot.Parcel
	_ = Insist(ctx, in.Log, nil, func(ctx context.Context) (err error) { // there is time for it at the next start
		if pending, err = in.Store.Pending(ctx, in.Of); err != nil {
			return fmt.Errorf("the inbox cannot be read: %w", err)
		}
		return nil
	})
	in.mark(func() {
		for _, p := range pending {
			if _, known := in.returned[p.ID]; !known {
				in.returned[p.ID] = false
				more = append(more, p)
			}
		}
		maps.DeleteFunc(in.returned, func(_ int64, finished bool) bool { return finished })
		in.reading = false
	})
	return more
}

func (in *Inbox) mark(do func()) {
	in.mu.Lock()
	defer in.mu.Unlock()
	do()
}

// Handle hands the event of a parcel to the bot and calls its Dealt. It reports
// whether that was all: false where it was cut short by the end, so that the
// next start deals with it, unless it was taken.
func (in *Inbox) Handle(ctx context.Context, id int64, ev bot.Event, handle bot.Handler) (over bool) {
	err := in.guarded(ctx, id, ev, handle)
	ev.Dealt()
	if err != nil && (ctx.Err() != nil || errors.Is(err, bot.ErrLost)) {
		return false
	}
	if err != nil {
		in.Log.Debug("an event was not dealt with in full", "event", id, "error", err)
	}
	return true
}

// guarded calls handle. One event that makes it panic must not end the bot, nor
// come again at each start.
func (in *Inbox) guarded(ctx context.Context, id int64, ev bot.Event, handle bot.Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			in.Log.Error("an event made the bot panic and is given up", "event", id,
				"error", in.Token.Redact(err.Error()), "stack", string(debug.Stack()))
		}
	}()
	return handle(ctx, ev)
}

// Finish notes that a parcel was dealt with, also while everything ends. Where
// another process leads the connection, that one has it now.
func (in *Inbox) Finish(ctx context.Context, id int64) {
	finish := func(ctx context.Context) error {
		if err := in.Store.Finish(ctx, in.Of, id); err != nil {
			return fmt.Errorf("noting that an event was dealt with: %w", err)
		}
		return nil
	}
	lost := func(err error) bool { return errors.Is(err, bot.ErrLost) }
	err := Insist(ctx, in.Log, lost, finish)
	if err != nil && ctx.Err() != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), FinishWithin)
		defer cancel()
		err = finish(ctx)
	}
	switch {
	case err == nil:
		in.mark(func() { in.finished(id) })
	case !lost(err):
		in.Log.Error("an event will be dealt with again at the next start", "event", id, "error", err)
	}
}

// finished notes that a parcel will not be pending any more.
func (in *Inbox) finished(id int64) {
	if !in.reading {
		delete(in.returned, id)
	} else if _, known := in.returned[id]; known {
		in.returned[id] = true
	}
}
