package platform

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"limber/bot"
)

// Tracks remember which messages of a track have something to take back, such as
// buttons. They are also in a note, without what they say, so that a later
// process can at least take their buttons away.
type Tracks[Message any] struct {
	Notes bot.Notes
	Of    bot.Connection
	Log   *slog.Logger
	// Note is the name of a track's note.
	Note func(to bot.Address, track string) string
	// Write words messages for the note, the latest last; "" is no note. Read
	// is the way back.
	Write func(to bot.Address, list []Message) string
	Read  func(to bot.Address, note string) []Message

	mu    sync.Mutex
	known map[trackKey]*track[Message]
}

type trackKey struct{ chat, name string }

// track is one session's messages.
type track[Message any] struct {
	mu     sync.Mutex // held while the note is read or written
	read   bool       // the note was
	noted  string     // what it says
	stale  []Message
	latest *Message // nil: it has nothing to take back
}

// Follow notes a message as the latest of a track; nil is one that has nothing
// to take back.
func (ts *Tracks[Message]) Follow(ctx context.Context, to bot.Address, name string, m *Message) {
	t := ts.get(to, name)
	t.mu.Lock()
	defer t.mu.Unlock()
	ts.recall(ctx, t, to, name)
	if t.latest != nil {
		t.stale = append(t.stale, *t.latest)
	}
	t.latest = m
	ts.write(ctx, t, to, name)
}

// Tidy lets strip take back what an earlier message of a track has, and reports
// whether there are more (see bot.Tidier).
func (ts *Tracks[Message]) Tidy(ctx context.Context, to bot.Address, name string, strip func(Message) error) (more bool, err error) {
	t := ts.get(to, name)
	t.mu.Lock()
	defer t.mu.Unlock()
	ts.recall(ctx, t, to, name)
	if len(t.stale) == 0 {
		ts.write(ctx, t, to, name)
		return false, nil
	}
	err = strip(t.stale[0])
	switch {
	case bot.Passing(err):
		return true, err // a later call can do it
	case errors.Is(err, bot.ErrGone):
		t.stale = nil
	default:
		t.stale = t.stale[1:]
	}
	ts.write(ctx, t, to, name)
	return len(t.stale) > 0, err
}

func (ts *Tracks[Message]) get(to bot.Address, name string) *track[Message] {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.known == nil {
		ts.known = map[trackKey]*track[Message]{}
	}
	key := trackKey{to.Chat, name}
	if ts.known[key] == nil {
		ts.known[key] = &track[Message]{}
	}
	return ts.known[key]
}

func (ts *Tracks[Message]) drop(to bot.Address, name string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	delete(ts.known, trackKey{to.Chat, name})
}

// recall reads what an earlier process noted of a track, once.
func (ts *Tracks[Message]) recall(ctx context.Context, t *track[Message], to bot.Address, name string) {
	if t.read {
		return
	}
	note, err := ts.Notes.Note(ctx, ts.Of, ts.Note(to, name))
	if err != nil {
		ts.Log.Debug("the earlier messages of a session are not known", "error", err)
		return
	}
	t.read, t.noted = true, note
	if note == "" {
		return
	}
	t.stale = append(ts.Read(to, note), t.stale...)
	if n := len(t.stale); n > 0 && t.latest == nil {
		latest := t.stale[n-1]
		t.stale, t.latest = t.stale[:n-1], &latest
	}
}

// write notes a track for a later process, or forgets it where nothing is left
// to take back. A note that could not be read is not written over.
func (ts *Tracks[Message]) write(ctx context.Context, t *track[Message], to bot.Address, name string) {
	if !t.read {
		return
	}
	list := slices.Clone(t.stale)
	if t.latest != nil {
		list = append(list, *t.latest)
	}
	note := ""
	if len(list) > 0 {
		note = ts.Write(to, list)
	} else {
		ts.drop(to, name)
	}
	if note == t.noted {
		return
	}
	if err := ts.Notes.PutNote(ctx, ts.Of, ts.Note(to, name), note); err != nil {
		ts.Log.Debug("the messages of a session were not noted", "error", err)
		return
	}
	t.noted = note
}
