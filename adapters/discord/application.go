package discord

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// application is the bot's account in the Developer Portal.
type application struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Flags int    `json:"flags"`
	Bot   user   `json:"-"`
	// Installations are the ways in which it can be installed, by kind.
	Installations map[string]any `json:"integration_types_config"`
}

// The flags of an application that may read messages: once it was reviewed, or
// while it is in few servers.
const mayReadMessages = 1<<18 | 1<<19

// permissions are the fewest that all of the bot works with, by their names in
// the settings.
var permissions = []struct {
	bit  int64
	name string
}{
	{discordgo.PermissionViewChannel, "View Channel"},
	{discordgo.PermissionSendMessages, "Send Messages"},
	{discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads"},
	{discordgo.PermissionCreatePublicThreads, "Create Public Threads"},
	{discordgo.PermissionEmbedLinks, "Embed Links"},
	{discordgo.PermissionAttachFiles, "Attach Files"},
	{discordgo.PermissionReadMessageHistory, "Read Message History"},
	{discordgo.PermissionSendTTSMessages, "Send Text-to-Speech Messages"},
}

// application asks Discord about the bot.
func (a *Adapter) application(ctx context.Context) (application, error) {
	var app application
	if err := a.client.call(ctx, "GET", "/users/@me", nil, &app.Bot); err != nil {
		return app, err
	}
	if err := a.client.call(ctx, "GET", "/applications/@me", nil, &app); err != nil {
		return app, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.app = app
	return app, nil
}

// invitation is the link that adds the bot to a server, with the fewest
// permissions and scopes.
func (app application) invitation() string {
	var needed int64
	for _, p := range permissions {
		needed |= p.bit
	}
	q := url.Values{"client_id": {app.ID}, "scope": {"bot applications.commands"}, "permissions": {strconv.FormatInt(needed, 10)}}
	return "https://discord.com/oauth2/authorize?" + q.Encode()
}

// installations are the kinds that the application allows: 0 for servers, 1 for
// users.
func (app application) installations() []int {
	var list []int
	for kind := range app.Installations {
		if n, err := strconv.Atoi(kind); err == nil {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		return []int{0, 1}
	}
	slices.Sort(list)
	return list
}

// mayRead reports whether Discord lets the bot see what is written to others.
func (app application) mayRead() bool { return app.Flags&mayReadMessages != 0 }

// missingIntent says which switch is off that the settings need, "" if none.
func (a *Adapter) missingIntent(app application) string {
	if !a.options.overhears() || app.mayRead() {
		return ""
	}
	return fmt.Sprintf("questions to nobody are to be answered (auto_answer), but the bot may not read messages: open https://discord.com/developers/applications/%s/bot, "+
		"turn on Message Content Intent under Privileged Gateway Intents, save, and start the bot again; all else works without it", app.ID)
}

// intents are what is asked of the gateway. What Discord would refuse is not
// asked for, or it would let the bot have nothing.
func (a *Adapter) intents() int {
	intents := discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages
	if a.options.overhears() && a.self().mayRead() {
		intents |= discordgo.IntentMessageContent
	}
	return int(intents)
}
