package discord

import (
	"context"
	"strings"
	"time"

	"limber/bot"
	"limber/bot/platform"
)

// shownMessage is a message that has something to take back.
type shownMessage struct {
	sent
	reply *bot.Reply // nil: an earlier process sent it
	poor  bool
}

// newTracks returns the tracks, which are noted as "7,9". What only the member
// sees is left out: it can be changed only for a while, and not by a later
// process.
func (a *Adapter) newTracks() *platform.Tracks[shownMessage] {
	return &platform.Tracks[shownMessage]{
		Notes: a.options.Notes, Of: a.Connection(), Log: a.log, Note: trackNote,
		Write: func(_ bot.Address, list []shownMessage) string {
			var ids []string
			for _, s := range list {
				if !s.private {
					ids = append(ids, s.ID)
				}
			}
			return strings.Join(ids, ",")
		},
		Read: func(_ bot.Address, note string) (list []shownMessage) {
			for id := range strings.SplitSeq(note, ",") {
				list = append(list, shownMessage{sent: sent{ID: id}})
			}
			return list
		},
	}
}

// trackNote names the note of a track. A member may be told of a session in
// another place than its own.
func trackNote(to bot.Address, name string) string { return "track/" + to.Chat + "/" + name }

// follow notes a message as the latest of its track.
func (a *Adapter) follow(ctx context.Context, r bot.Reply, s sent, poor bool) {
	var latest *shownMessage
	if len(r.Buttons) > 0 || r.Countdown != nil {
		latest = &shownMessage{sent: s, reply: &r, poor: poor}
	}
	a.sent.Follow(ctx, r.To, r.Track, latest)
}

// Tidy implements bot.Tidier.
func (a *Adapter) Tidy(ctx context.Context, to bot.Address, name string) (more bool, err error) {
	return a.sent.Tidy(ctx, to, name, func(s shownMessage) error { return a.strip(ctx, to, s) })
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
