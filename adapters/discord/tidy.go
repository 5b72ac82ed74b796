package discord

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"limber/bot"
)

// tracks remember which messages of a track have buttons or a countdown.
type tracks struct {
	mu    sync.Mutex
	known map[trackKey]*track
}

type trackKey struct{ chat, name string }

// track is one session's messages. They are also in a note, "7,9", without what
// they say: a later process can at least take their buttons away. What only the
// member sees is not in it: it can be changed only for a while, and not by a
// later process.
type track struct {
	mu     sync.Mutex // held while the note is read or written
	read   bool       // the note was
	noted  string     // what it says
	stale  []shownMessage
	latest *shownMessage // nil: it has nothing to take back
}

// shownMessage is a message that has something to take back.
type shownMessage struct {
	sent
	reply *bot.Reply // nil: an earlier process sent it
	poor  bool
}

func (t *tracks) get(to bot.Address, name string) *track {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = map[trackKey]*track{}
	}
	key := trackKey{to.Chat, name}
	if t.known[key] == nil {
		t.known[key] = &track{}
	}
	return t.known[key]
}

func (t *tracks) drop(to bot.Address, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, trackKey{to.Chat, name})
}

// trackNote names the note of a track. A member may be told of a session in
// another place than its own.
func trackNote(to bot.Address, name string) string { return "track/" + to.Chat + "/" + name }

// follow notes a message as the latest of its track.
func (a *Adapter) follow(ctx context.Context, r bot.Reply, s sent, poor bool) {
	t := a.sent.get(r.To, r.Track)
	t.mu.Lock()
	defer t.mu.Unlock()
	a.recall(ctx, t, r.To, r.Track)
	if t.latest != nil {
		t.stale = append(t.stale, *t.latest)
		t.latest = nil
	}
	if len(r.Buttons) > 0 || r.Countdown != nil {
		t.latest = &shownMessage{sent: s, reply: &r, poor: poor}
	}
	a.write(ctx, t, r.To, r.Track)
}

// Tidy implements bot.Tidier.
func (a *Adapter) Tidy(ctx context.Context, to bot.Address, name string) (more bool, err error) {
	t := a.sent.get(to, name)
	t.mu.Lock()
	defer t.mu.Unlock()
	a.recall(ctx, t, to, name)
	if len(t.stale) == 0 {
		a.write(ctx, t, to, name)
		return false, nil
	}
	err = a.strip(ctx, to, t.stale[0])
	if passing(err) {
		return true, err // a later call can do it
	}
	if errors.Is(err, bot.ErrGone) {
		t.stale = nil
	} else {
		t.stale = t.stale[1:]
	}
	a.write(ctx, t, to, name)
	return len(t.stale) > 0, err
}

// passing reports whether a call can be made again as it is.
func passing(err error) bool {
	var limited *bot.RateLimited
	return errors.Is(err, bot.ErrUnavailable) || errors.As(err, &limited)
}

// strip takes buttons and countdown from a message.
func (a *Adapter) strip(ctx context.Context, to bot.Address, s shownMessage) error {
	path := "/channels/" + to.Chat + "/messages/" + s.ID
	if s.via != nil && time.Since(s.via.came) < talkWithin {
		path = s.via.webhook() + "/messages/" + s.ID // also where the bot itself is not
	} else if s.private {
		return nil // out of reach by now
	}
	body := params{"components": []row{}}
	if s.reply != nil && s.reply.Countdown != nil {
		r := *s.reply
		r.Buttons, r.Countdown = nil, nil
		if o := (outgoing{message: render(r, s.poor)}); !o.empty() {
			body = o.edited()
			if o.media != "" {
				delete(body, "embeds") // the file stays as it is
			}
		}
	}
	err := a.client.call(ctx, "PATCH", path, body, nil)
	if refusedWith(err, unknownMessage) || s.via != nil && isOver(err) {
		return nil
	}
	return err
}

// recall reads what an earlier process noted of a track, once.
func (a *Adapter) recall(ctx context.Context, t *track, to bot.Address, name string) {
	if t.read {
		return
	}
	note, err := a.options.Notes.Note(ctx, a.Connection(), trackNote(to, name))
	if err != nil {
		a.log.Debug("the earlier messages of a session are not known", "error", err)
		return
	}
	t.read, t.noted = true, note
	for id := range strings.SplitSeq(note, ",") {
		if id != "" {
			t.stale = append(t.stale, shownMessage{sent: sent{ID: id}})
		}
	}
	if n := len(t.stale); n > 0 {
		latest := t.stale[n-1]
		t.stale, t.latest = t.stale[:n-1], &latest
	}
}

// write notes a track for a later process, or forgets it where nothing is left
// to take back.
func (a *Adapter) write(ctx context.Context, t *track, to bot.Address, name string) {
	list := t.stale
	if t.latest != nil {
		list = append(list[:len(list):len(list)], *t.latest)
	}
	var ids []string
	for _, s := range list {
		if !s.private {
			ids = append(ids, s.ID)
		}
	}
	if len(list) == 0 {
		a.sent.drop(to, name)
	}
	note := strings.Join(ids, ",")
	if note == t.noted {
		return
	}
	if err := a.options.Notes.PutNote(ctx, a.Connection(), trackNote(to, name), note); err != nil {
		a.log.Debug("the messages of a session were not noted", "error", err)
		return
	}
	t.noted = note
}
