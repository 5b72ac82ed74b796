package discord

import (
	"cmp"
	"context"
	"errors"
	"path"

	"limber/bot"
	"limber/bot/platform"
)

// Nonced implements bot.Nonced: a message is sent with its nonce, and Discord
// gives back the first one of it.
func (a *Adapter) Nonced() {}

// Speaks implements bot.Speaker: Discord reads messages aloud to all who look at
// the channel and did not turn that off.
func (a *Adapter) Speaks() {}

// Toast implements bot.Toaster: a brief reply is for the eyes of the member who
// pressed or commanded.
func (a *Adapter) Toast(ctx context.Context, r bot.Reply) bool {
	if a.exchanges.of(r.ReplyTo) == nil {
		return false
	}
	err := a.say(ctx, r, a.poor(r.To))
	if err != nil {
		a.log.Debug("a brief word was not shown", "error", err)
	}
	return err == nil
}

// Send implements bot.Adapter. In answer to an interaction it is no call that
// counts for the overall limit.
func (a *Adapter) Send(ctx context.Context, r bot.Reply) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if r.Brief && a.exchanges.of(r.ReplyTo) == nil {
		if !a.private(r.To) {
			return nil // nobody else wants to read it
		}
		r.Silent = true
	}
	poor := a.poor(r.To)
	err := a.say(ctx, r, poor)
	if r.Spoken && refusedWith(err, missingPermissions) {
		// Perhaps it is only that the bot may not speak.
		r.Spoken = false
		if err = a.say(ctx, r, poor); err == nil {
			a.log.Warn("the bot may not have steps read aloud: in the channel's settings, Permissions, "+
				"give the bot's role Send Text-to-Speech Messages", "channel", r.To.Chat)
		}
	}
	if poor || !refusedWith(err, missingPermissions) {
		return err
	}
	// Perhaps it is only the embed or the file that is not permitted.
	for _, part := range parts(r, true) {
		part.Nonce = ""
		if err := a.say(ctx, part, true); err != nil {
			return err
		}
	}
	a.log.Warn("the bot may not send embeds or files: "+allow, "channel", r.To.Chat)
	a.places.change(r.To.Chat, func(p *place) { p.poor = true })
	return nil
}

// private reports whether an address is a conversation with one member alone.
func (a *Adapter) private(to bot.Address) bool {
	p, ok := a.places.get(to.Chat)
	return ok && p.private()
}

// poor reports whether neither embeds nor files can be sent to an address.
func (a *Adapter) poor(to bot.Address) bool {
	p, _ := a.places.get(to.Chat)
	return p.poor
}

// say sends one reply.
func (a *Adapter) say(ctx context.Context, r bot.Reply, poor bool) error {
	o := outgoing{message: render(r, poor), nonce: r.Nonce, spoken: r.Spoken}
	// In a conversation with the bot there is nobody else, and what is private
	// to Discord is gone there at the next start of the app.
	o.private = r.Brief || r.Private && !a.private(r.To)
	if o.err != nil {
		a.log.Error("a message has fewer buttons than it should", "error", o.err)
	}
	if o.media != "" {
		data, err := platform.ReadFile(a.options.Media, o.media, largestFile)
		if err != nil {
			a.log.Error("a picture or sound was not sent: check the file", "media", o.media, "error", err)
			o.media = ""
		} else {
			o.name, o.file = path.Base(o.media), data
		}
	}
	if o.empty() {
		return nil // there is nothing to say
	}
	a.places.use(r.To.Chat)
	s, err := a.deliverTo(ctx, r, o)
	if name := cmp.Or(r.Picture, r.Sound); name != "" && refused(err) {
		r.Picture, r.Sound = "", ""
		if again := a.say(ctx, r, poor); again != nil {
			return again
		}
		a.log.Error("a picture or sound was not sent: check the file or link", "media", name, "error", err)
		return nil
	}
	if err == nil {
		a.exchanges.asked(s, r)
	}
	if err == nil && r.Track != "" && s.ID != "" {
		a.follow(context.WithoutCancel(ctx), r, s, poor)
	}
	return err
}

// deliverTo says a message in the exchange that it answers, or in the channel.
func (a *Adapter) deliverTo(ctx context.Context, r bot.Reply, o outgoing) (sent, error) {
	if x := a.exchanges.of(r.ReplyTo); x != nil {
		s, err := a.answer(ctx, x, o)
		if !errors.Is(err, errOver) {
			return s, err
		}
		a.log.Debug("an interaction is over, its answer goes to the channel", "age", madeAt(x.id))
	}
	o.private = false
	body := o.body()
	if o.nonce != "" {
		body["nonce"], body["enforce_nonce"] = o.nonce, true
	}
	// In private it is plain what a reply refers to.
	if r.ReplyTo != "" && !isExchange(r.ReplyTo) && !a.private(r.To) {
		body["message_reference"] = params{"message_id": r.ReplyTo, "fail_if_not_exists": false}
	}
	path := "/channels/" + r.To.Chat
	s, err := a.deliver(ctx, "POST", path+"/messages", body, o)
	if refusedWith(err, threadArchived) && a.client.call(ctx, "PATCH", path, params{"archived": false}, nil) == nil {
		// Discord archives a thread in which a session stood still.
		return a.deliver(ctx, "POST", path+"/messages", body, o)
	}
	return s, err
}
