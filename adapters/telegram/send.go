package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"

	"limber/bot"
	"limber/bot/platform"
)

// Send implements bot.Adapter. A reply to an old id of a group goes to the
// present one.
func (a *Adapter) Send(ctx context.Context, r bot.Reply) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if r.Brief {
		if isGroup(r.To) {
			return nil // nobody else wants to read it
		}
		r.Silent = true
	}
	var s sent
	err := a.inChat(ctx, r.To, func(ctx context.Context, p params) error {
		var err error
		s, err = a.say(ctx, r, p)
		return err
	})
	if err != nil {
		return err
	}
	if r.Track != "" && s.ID != 0 {
		a.follow(context.WithoutCancel(ctx), r, s)
	}
	return nil
}

// sent is a message as Telegram gives it back.
type sent struct {
	ID        int64  `json:"message_id"`
	Chat      chat   `json:"chat"`
	Photo     []file `json:"photo"`
	Animation *file  `json:"animation"`
	Audio     *file  `json:"audio"`
	Voice     *file  `json:"voice"`
	Video     *file  `json:"video"`
	Document  *file  `json:"document"`
	captioned bool   // the text is a caption
}

type file struct {
	ID string `json:"file_id"`
}

// say makes the call for one reply, to the chat that p names.
func (a *Adapter) say(ctx context.Context, r bot.Reply, p params) (sent, error) {
	if r.Silent {
		p["disable_notification"] = true
	}
	// In a private chat it is plain what a reply refers to.
	if id, err := number(r.ReplyTo); err == nil && id != 0 && isGroup(r.To) {
		p["reply_parameters"] = params{"message_id": id, "allow_sending_without_reply": true}
	}
	m := render(r)
	if m.err != nil {
		a.log.Error("a message has fewer buttons than it should", "error", m.err)
	}
	if m.keyboard != nil {
		p["reply_markup"] = m.keyboard
	}
	media := cmp.Or(r.Picture, r.Sound)
	switch {
	case media == "" && m.text == "":
		return sent{}, nil // there is nothing to say
	case media == "":
		return a.sayText(ctx, m, p)
	}
	s, err := a.sayMedia(ctx, media, r.Picture != "", m, p)
	if err == nil || !pictureRefused(err) {
		return s, err
	}
	a.log.Error("a picture or sound was not sent: check the file or link", "media", media, "error", err)
	if m.text == "" {
		return sent{}, nil // there is nothing else to say
	}
	return a.sayText(ctx, m, p)
}

// pictureRefused reports whether it is the picture or sound that cannot be
// sent, and the text perhaps can.
func pictureRefused(err error) bool {
	var e *callError
	if !errors.As(err, &e) {
		return true // the file could not be read
	}
	return e.kind == nil && e.movedTo == 0 || says(err, "not enough rights to send ", "_FORBIDDEN") && !says(err, "to send text")
}

func (a *Adapter) sayText(ctx context.Context, m message, p params) (s sent, err error) {
	p.text("text", m)
	err = a.client.call(ctx, "sendMessage", p, &s)
	return s, err
}

// text puts a text with its entities into the parameter of the given name. What
// is empty is left out, for Telegram refuses it.
func (p params) text(name string, m message) {
	if m.text == "" {
		return
	}
	p[name] = m.text
	entities := "entities"
	if name == "caption" {
		entities = "caption_entities"
	} else {
		p["link_preview_options"] = params{"is_disabled": true}
	}
	if len(m.entities) > 0 {
		p[entities] = m.entities
	}
}

// sayMedia sends a picture or sound, with the text as its caption.
func (a *Adapter) sayMedia(ctx context.Context, name string, picture bool, m message, p params) (s sent, err error) {
	k := kindOf(name, picture)
	q := maps.Clone(p) // p is for another try
	q.text("caption", m)
	if platform.IsLink(name) {
		q[k.field] = name
		err = a.client.call(ctx, k.method, q, &s)
	} else {
		s, err = a.sayFile(ctx, name, k, q)
	}
	s.captioned = true
	if err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}
