package discord

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"limber/bot/platform"
)

// Fault is something that is wrong, for the operator: what it is and what to do.
type Fault struct{ Sentence string }

// fewStarts is from how many connections left on a day on it is told: Discord
// resets the token of a bot that has used them up.
const fewStarts = 100

// Doctor looks for what keeps the bot from working. It changes nothing.
func (a *Adapter) Doctor(ctx context.Context) []Fault {
	var faults []Fault
	add := func(sentence string) {
		if sentence != "" {
			faults = append(faults, Fault{sentence})
		}
	}
	defer platform.CloseIdle(a.options.HTTP)
	app, err := a.application(ctx)
	switch {
	case errors.Is(err, errToken):
		return []Fault{{errToken.Error()}}
	case err != nil:
		return []Fault{{"Discord cannot be reached: check the network, the firewall and discord.api_url (" + err.Error() + ")"}}
	}
	add(a.client.clock.Fault())
	add(a.missingIntent(app))
	add(a.starts(ctx))
	for _, id := range slices.Sorted(maps.Keys(a.options.Servers)) {
		if id != "" {
			add(a.membership(ctx, app, id))
		}
		s := a.options.Servers[id]
		for _, channel := range slices.Concat(s.AutoAnswer, s.Forums) {
			add(a.rights(ctx, channel))
		}
	}
	return faults
}

// starts says whether the gateway may soon be closed for the day.
func (a *Adapter) starts(ctx context.Context) string {
	start, err := a.where(ctx)
	switch {
	case err != nil:
		return "it is not known where events come from: " + err.Error()
	case start.Remaining < fewStarts:
		return fmt.Sprintf("only %d of %d connections are left until %s UTC, after which Discord resets the token: look in the log for why the bot connects again and again, and stop other programs with the same token",
			start.Remaining, start.Total, time.Now().Add(start.ResetAfter).UTC().Format(time.DateTime))
	}
	return ""
}

// membership says whether the bot is in a server of the settings, and may have
// commands there.
func (a *Adapter) membership(ctx context.Context, app application, server string) string {
	var g struct {
		Name string `json:"name"`
	}
	err := a.client.call(ctx, "GET", "/guilds/"+server, nil, &g)
	if err != nil {
		return fmt.Sprintf("the bot is not in the server %s of the settings: invite it with %s (%v)", server, app.invitation(), err)
	}
	err = a.client.call(ctx, "GET", "/applications/"+app.ID+"/guilds/"+server+"/commands", nil, nil)
	if refusedWith(err, missingAccess) {
		return fmt.Sprintf("the bot may have no commands in %q: invite it again with %s, whose scopes include applications.commands", g.Name, app.invitation())
	}
	return ""
}

// rights says what the bot may not do in a channel, "" if all is well.
func (a *Adapter) rights(ctx context.Context, channel string) string {
	var c discordgo.Channel
	if err := a.client.call(ctx, "GET", "/channels/"+channel, nil, &c); err != nil {
		return fmt.Sprintf("the channel %s of the settings cannot be seen: give the bot's role View Channel there, or take it out of the settings (%v)", channel, err)
	}
	may, err := a.permissionsIn(ctx, c)
	if err != nil {
		return fmt.Sprintf("what the bot may do in #%s is not known: %v", c.Name, err)
	}
	var missing []string
	for _, p := range permissions {
		if may&p.bit == 0 {
			missing = append(missing, p.name)
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return fmt.Sprintf("in #%s open the channel's settings, Permissions, and give the bot's role: %s", c.Name, strings.Join(missing, ", "))
}

// permissionsIn are those of the bot in a channel, by Discord's rules: those of
// its roles, then what the channel changes for everybody, for its roles and for
// itself.
func (a *Adapter) permissionsIn(ctx context.Context, c discordgo.Channel) (int64, error) {
	var roles []discordgo.Role
	var me discordgo.Member
	if err := a.client.call(ctx, "GET", "/guilds/"+c.GuildID+"/roles", nil, &roles); err != nil {
		return 0, err
	}
	if err := a.client.call(ctx, "GET", "/guilds/"+c.GuildID+"/members/"+a.self().Bot.ID, nil, &me); err != nil {
		return 0, err
	}
	var may int64
	for _, r := range roles {
		if r.ID == c.GuildID || slices.Contains(me.Roles, r.ID) {
			may |= r.Permissions
		}
	}
	if may&discordgo.PermissionAdministrator != 0 {
		return -1, nil // all
	}
	change := func(meant func(o *discordgo.PermissionOverwrite) bool) {
		var allow, deny int64
		for _, o := range c.PermissionOverwrites {
			if meant(o) {
				allow, deny = allow|o.Allow, deny|o.Deny
			}
		}
		may = may&^deny | allow
	}
	change(func(o *discordgo.PermissionOverwrite) bool { return o.ID == c.GuildID })
	change(func(o *discordgo.PermissionOverwrite) bool { return slices.Contains(me.Roles, o.ID) })
	change(func(o *discordgo.PermissionOverwrite) bool { return o.ID == a.self().Bot.ID })
	return may, nil
}
