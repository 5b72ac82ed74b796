package discord

import (
	"context"
	"fmt"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"limber/bot"
	"limber/bot/platform"
)

// placed takes what happened to a server, a channel or a thread.
func (a *Adapter) placed(ctx context.Context, d *platform.Desk[job], kind string, c channel) error {
	switch kind {
	case "GUILD_CREATE":
		for _, inner := range append(c.Channels, c.Threads...) {
			a.places.add(inner, c.ID)
		}
	case "THREAD_LIST_SYNC":
		for _, t := range c.Threads {
			a.places.add(t, c.Guild)
		}
	case "GUILD_DELETE":
		if !c.Unavailable { // else Discord itself is in trouble
			return a.goneFrom(ctx, d, func(_ string, p place) bool { return p.guild == c.ID })
		}
	case "CHANNEL_DELETE", "THREAD_DELETE":
		return a.goneFrom(ctx, d, func(id string, p place) bool { return id == c.ID || p.parent == c.ID && p.thread() })
	default:
		a.places.add(c, c.Guild)
		if ev, ok := a.postEvent(c); ok && kind == "THREAD_CREATE" {
			return d.Add(ctx, ev.From, job{event: ev})
		}
	}
	return nil
}

// goneFrom tells the bot that nothing can be said in some places any more.
func (a *Adapter) goneFrom(ctx context.Context, d *platform.Desk[job], meant func(id string, p place) bool) error {
	for _, id := range a.places.leave(meant) {
		ev := bot.Event{From: a.address(id, ""), Gone: true}
		if err := d.Add(ctx, ev.From, job{event: ev}); err != nil {
			return err
		}
	}
	return nil
}

// meet notes what a message tells of its channel.
func (a *Adapter) meet(ctx context.Context, d *platform.Desk[job], m *incoming) {
	_, known := a.places.get(m.Channel)
	switch {
	case known:
	case m.Guild == "":
		a.places.add(channel{ID: m.Channel, Type: directChannel}, "")
	case d != nil && len(a.options.server(m.Guild).AutoAnswer) > 0:
		// After a resume Discord does not tell the channels again. Until this one
		// is known it may be a thread of one where questions are answered.
		d.Go(func() {
			if _, err := a.lookUp(ctx, m.Channel); err != nil {
				a.log.Debug("a channel is not known", "channel", m.Channel, "error", err)
			}
		})
	}
}

// lookUp returns what is known of a place, and asks Discord where that is
// nothing.
func (a *Adapter) lookUp(ctx context.Context, id string) (place, error) {
	if p, ok := a.places.get(id); ok && p.told {
		return p, nil
	}
	var c channel
	if err := a.client.call(ctx, "GET", "/channels/"+id, nil, &c); err != nil {
		return place{}, fmt.Errorf("looking up a channel: %w", err)
	}
	a.places.add(c, c.Guild)
	p, _ := a.places.get(id)
	return p, nil
}

// locate notes what an interaction tells of its channel.
func (a *Adapter) locate(i *interaction) {
	c := channel{ID: i.ChannelID, Type: directChannel}
	if i.Channel != nil {
		c = *i.Channel
		c.ID = i.ChannelID
	}
	_, known := a.places.get(i.ChannelID)
	if i.Channel != nil || i.Guild == "" && !known {
		a.places.add(c, i.Guild)
	}
	_, inServer := i.Owners[strconv.Itoa(int(discordgo.ApplicationIntegrationGuildInstall))]
	a.places.change(i.ChannelID, func(p *place) {
		p.outside = len(i.Owners) > 0 && !inServer && !p.private()
		if i.Permissions != "" {
			p.poor = !permits(i.Permissions, discordgo.PermissionEmbedLinks|discordgo.PermissionAdministrator)
		}
	})
}
