package discord

import (
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"limber/adapters/discord/discordtest"
)

func TestDoctor(t *testing.T) {
	for name, c := range map[string]struct {
		server discordtest.Options
		spoil  func(s *discordtest.Server, g *discordtest.Guild, c *discordtest.Channel)
		want   string // "" for nothing
	}{
		"all is well": {discordtest.Options{Privileged: discordtest.IntentContent}, nil, ""},
		"no intent":   {discordtest.Options{}, nil, "turn on Message Content Intent"},
		"no permission": {discordtest.Options{Privileged: discordtest.IntentContent}, func(_ *discordtest.Server, _ *discordtest.Guild, c *discordtest.Channel) {
			c.Deny(discordgo.PermissionEmbedLinks)
		}, "in #general open the channel's settings, Permissions, and give the bot's role: Embed Links"},
		"not to be seen": {discordtest.Options{Privileged: discordtest.IntentContent}, func(_ *discordtest.Server, _ *discordtest.Guild, c *discordtest.Channel) {
			c.Deny(discordgo.PermissionViewChannel)
		}, "View Channel"},
		"kicked": {
			discordtest.Options{Privileged: discordtest.IntentContent},
			func(_ *discordtest.Server, g *discordtest.Guild, _ *discordtest.Channel) { g.Kick() },
			"invite it with https://discord.com/oauth2/authorize?",
		},
		"few starts left": {discordtest.Options{Privileged: discordtest.IntentContent, Starts: 5}, nil, "only 5 of 5 connections are left"},
		"away":            {discordtest.Options{}, func(s *discordtest.Server, _ *discordtest.Guild, _ *discordtest.Channel) { s.Away(time.Hour) }, "cannot be reached"},
		"token": {discordtest.Options{}, func(s *discordtest.Server, _ *discordtest.Guild, _ *discordtest.Channel) {
			s.Fail(func(*discordtest.Call) *discordtest.Fault { return discordtest.Unauthorized() })
		}, "Reset Token"},
	} {
		t.Run(name, func(t *testing.T) {
			var g *discordtest.Guild
			var here *discordtest.Channel
			withOptions(t, c.server, func(s *discordtest.Server) Options {
				g = s.Guild("Backs", s.User("Ann"))
				here = g.Text("general")
				return Options{Servers: map[string]Server{g.ID: {AutoAnswer: []string{here.ID}}}}
			}, func(t *testing.T, w *world) {
				if c.spoil != nil {
					c.spoil(w.server, g, here)
				}
				var all []string
				for _, f := range w.Doctor(t.Context()) {
					all = append(all, f.Sentence)
				}
				got := strings.Join(all, "\n")
				if c.want == "" && got != "" || !strings.Contains(got, c.want) {
					t.Errorf("the doctor says:\n%s\nwant %q", got, c.want)
				}
			})
		})
	}
}
