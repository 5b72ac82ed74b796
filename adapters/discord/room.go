package discord

import (
	"context"
	"fmt"
	"strings"

	"limber/bot"
	"limber/bot/markup"
)

const (
	longestThreadName = 100
	// archiveAfter is the shortest that Discord knows, in minutes: who comes
	// back later opens the thread by writing in it.
	archiveAfter = 60
)

// Room implements bot.Roomer: a session in a channel gets a thread there, and
// one in a place that the bot itself is not in is led in private.
func (a *Adapter) Room(ctx context.Context, from bot.Address, name string, others []string) (bot.Address, error) {
	p, err := a.lookUp(ctx, from.Chat)
	switch {
	case err != nil:
		return from, err
	case p.outside:
		return a.direct(ctx, from)
	case p.roomless || p.kind != textChannel && p.kind != newsChannel:
		return from, nil
	}
	thread, err := a.thread(ctx, from, p, name, others)
	if refusedWith(err, missingAccess, missingPermissions) {
		a.places.change(from.Chat, func(p *place) { p.roomless = true })
		a.log.Warn("sessions stay in a channel, for the bot may not make threads there: in the channel's settings, Permissions, "+
			"give its role Create Public Threads and Send Messages in Threads", "channel", from.Chat)
		return from, nil
	}
	if err != nil {
		return from, fmt.Errorf("making a thread: %w", err)
	}
	return thread, nil
}

// thread makes a thread with the member and the others in it.
func (a *Adapter) thread(ctx context.Context, from bot.Address, p place, name string, others []string) (bot.Address, error) {
	kind := publicThread
	if p.kind == newsChannel {
		kind = newsThread
	}
	body := params{
		"name": cut(strings.TrimSpace(markup.OneLine(name)), longestThreadName),
		"type": kind, "auto_archive_duration": archiveAfter,
	}
	var made channel
	if err := a.client.call(ctx, "POST", "/channels/"+from.Chat+"/threads", body, &made); err != nil {
		return from, err
	}
	made.Type, made.Parent = kind, from.Chat
	a.places.add(made, p.guild)
	for _, member := range append([]string{from.Member}, others...) { // or they are not notified of what is said there
		if err := a.client.call(ctx, "PUT", "/channels/"+made.ID+"/thread-members/"+member, nil, nil); err != nil {
			a.log.Debug("a member was not added to their thread", "error", err)
		}
	}
	return a.address(made.ID, from.Member), nil
}

// direct is the conversation with a member alone.
func (a *Adapter) direct(ctx context.Context, from bot.Address) (bot.Address, error) {
	var c channel
	if err := a.client.call(ctx, "POST", "/users/@me/channels", params{"recipient_id": from.Member}, &c); err != nil {
		return from, fmt.Errorf("opening a private conversation: %w", err)
	}
	c.Type = directChannel
	a.places.add(c, "")
	return a.address(c.ID, from.Member), nil
}
