package discord

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/bwmarrin/discordgo"

	"limber/bot"
)

// outgoing is a message on its way.
type outgoing struct {
	message
	private bool
	spoken  bool
	nonce   string
	name    string // of the file
	file    []byte // nil: none
}

// sent is a message as Discord gives it back.
type sent struct {
	ID string `json:"id"`
	// via is the exchange that it was said in, nil if none.
	via     *exchange
	private bool
}

// body is the message as Discord takes it: nobody is ever mentioned by it.
func (o outgoing) body() params {
	p := params{"allowed_mentions": params{"parse": []string{}}}
	if o.content != "" {
		p["content"] = o.content
	}
	if o.embed != nil {
		p["embeds"] = []*embed{o.embed}
	}
	if len(o.rows) > 0 {
		p["components"] = o.rows
	}
	if o.spoken {
		p["tts"] = true
	}
	flags := o.flags
	if o.private {
		flags |= ephemeral
	}
	if flags != 0 {
		p["flags"] = flags
	}
	return p
}

// edited is the message as Discord takes it in the place of another.
func (o outgoing) edited() params {
	p := o.body()
	delete(p, "flags")
	delete(p, "tts")
	p["content"] = o.content
	if o.embed == nil {
		p["embeds"] = []*embed{}
	}
	if len(o.rows) == 0 {
		p["components"] = []row{}
	}
	return p
}

// deliver makes the call for a message, with its file if it has one.
func (a *Adapter) deliver(ctx context.Context, method, path string, body params, o outgoing) (s sent, err error) {
	if o.file == nil {
		err = a.client.call(ctx, method, path, body, &s)
		return s, err
	}
	f := &discordgo.File{Name: o.name, Reader: bytes.NewReader(o.file)}
	err = a.client.upload(ctx, method, path, body, []*discordgo.File{f}, &s)
	return s, err
}

// answer says a message in an exchange. The error is errOver where that is not
// possible any more.
func (a *Adapter) answer(ctx context.Context, x *exchange, o outgoing) (s sent, err error) {
	if err := x.enter(ctx); err != nil {
		return s, err
	}
	defer x.leave()
	if time.Since(x.came) > talkWithin {
		x.reach(over)
	}
	if x.again {
		if s, err = a.answerAgain(ctx, x, o); !errors.Is(err, errOver) {
			return s, err
		}
	}
	if x.stage == open && o.file != nil {
		// A file may take longer than Discord waits.
		if err := a.deferral(ctx, x); err != nil {
			return s, err
		}
	}
	if x.stage == open {
		if s, err = a.answerFirst(ctx, x, o); !errors.Is(err, errNotFirst) {
			return s, err
		}
	}
	if x.stage == over {
		return s, errOver
	}
	return a.further(ctx, x, o)
}

// further says what is not the first answer.
func (a *Adapter) further(ctx context.Context, x *exchange, o outgoing) (s sent, err error) {
	if x.stage == deferred && !x.press {
		s, err = a.fulfil(ctx, x, o)
	} else {
		s, err = a.followUp(ctx, x, o)
	}
	if err == nil {
		x.said = true
	}
	s.via, s.private = x, o.private
	return s, err
}

// answerAgain answers where an earlier process may have made the first answer:
// it is found out without a second one. After errOver there was none.
func (a *Adapter) answerAgain(ctx context.Context, x *exchange, o outgoing) (sent, error) {
	x.stage = deferred
	s, err := a.further(ctx, x, o)
	x.again = bot.Passing(err)
	if errors.Is(err, errOver) && time.Since(x.came) < answerWithin {
		x.stage = open
	}
	return s, err
}

// errNotFirst: the interaction has its first answer.
var errNotFirst = errors.New("the interaction was answered before")

// answerFirst makes a message the first answer. One that may have arrived is
// tried again: Discord takes only one.
func (a *Adapter) answerFirst(ctx context.Context, x *exchange, o outgoing) (s sent, err error) {
	var made struct {
		Resource struct {
			Message sent `json:"message"`
		} `json:"resource"`
	}
	err = a.callback(ctx, x, messageAnswer, o.body(), &made)
	arrived := refusedWith(err, alreadyAnswered) && x.doubt != "" && x.doubt == o.nonce
	switch {
	case err == nil:
		s = made.Resource.Message
	case arrived:
		// Without its id it can be read, but not tidied.
		if err := a.client.call(ctx, "GET", x.webhook()+"/messages/@original", nil, &s); err != nil {
			a.log.Debug("an answer's id is not known", "error", err)
		}
	case refusedWith(err, alreadyAnswered):
		if x.doubt != "" {
			x.reach(answered)
		} else {
			x.reach(deferred)
		}
		return s, errNotFirst
	case isOver(err):
		x.reach(over)
		return s, errOver
	case errors.Is(err, bot.ErrUncertain):
		x.doubt = cmp.Or(o.nonce, "?")
		return s, err
	default:
		return s, err
	}
	x.reach(answered)
	x.said = true
	s.via, s.private = x, o.private
	return s, nil
}

func isOver(err error) bool {
	return refusedWith(err, unknownInteraction, unknownWebhook, invalidToken)
}

// fulfil puts a message in the place of the promise of one.
func (a *Adapter) fulfil(ctx context.Context, x *exchange, o outgoing) (sent, error) {
	original := x.webhook() + "/messages/@original"
	if o.private && !x.private {
		// What was promised to all cannot be for one.
		if err := a.client.call(ctx, "DELETE", original, nil, nil); err != nil && !refusedWith(err, unknownMessage) {
			return sent{}, err
		}
		x.reach(answered)
		return a.followUp(ctx, x, o)
	}
	s, err := a.deliver(ctx, "PATCH", original, o.edited(), o)
	switch {
	case err == nil:
		x.reach(answered)
	case refusedWith(err, unknownMessage): // the member has dismissed it
		x.reach(answered)
		return a.followUp(ctx, x, o)
	case isOver(err):
		x.reach(over)
		return s, errOver
	}
	return s, err
}

// followUp says a message behind the first answer. Discord knows no nonce here:
// one that may have arrived is not repeated.
func (a *Adapter) followUp(ctx context.Context, x *exchange, o outgoing) (sent, error) {
	s, err := a.deliver(ctx, "POST", x.webhook(), o.body(), o)
	var e *callError
	switch {
	case isOver(err):
		x.reach(over)
		return s, errOver
	case errors.As(err, &e) && errors.Is(e, bot.ErrUncertain):
		final := *e
		final.kind, final.hint = nil, "it may have arrived, and is not sent again"
		return s, &final
	}
	return s, err
}
