package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
)

// TestDiscordDoctor lets bot doctor look at one fault after the other: each is
// one line, and the exit status 1.
func TestDiscordDoctor(t *testing.T) {
	t.Parallel()
	open, few := discordUnlimited, discordUnlimited
	open.Privileged = discordtest.IntentContent
	few.Starts = 50
	auto := func(g *discordtest.Guild, channel string) string {
		return fmt.Sprintf("  servers: {%q: {auto_answer: [%q]}}\n", g.ID, channel)
	}
	for name, c := range map[string]struct {
		options discordtest.Options
		fault   func(*discordtest.Server) (settings string)
		token   string
		wants   []string // one for each line
	}{
		"all is well": {wants: []string{"all is well"}},
		"all is well with auto-answer": {
			options: open,
			fault: func(s *discordtest.Server) string {
				g := s.Guild("Zoo")
				return auto(g, g.Text("general").ID)
			},
			wants: []string{"all is well"},
		},
		"wrong token": {token: wrongToken, wants: []string{"Reset Token"}},
		"no token":    {token: "a-client-secret-instead-of-a-token", wants: []string{"no Discord bot token"}},
		"clock": {
			fault: func(s *discordtest.Server) string { s.SetClock(-time.Hour); return "" },
			wants: []string{" ahead: turn on its synchronization"},
		},
		"no intent": {
			fault: func(s *discordtest.Server) string {
				g := s.Guild("Zoo")
				return auto(g, g.Text("general").ID)
			},
			wants: []string{"turn on Message Content Intent"},
		},
		"not in the server": {
			options: open,
			fault: func(s *discordtest.Server) string {
				return fmt.Sprintf("  servers: {%q: {moderators: [\"1\"]}}\n", s.ForeignGuild("Zoo").ID)
			},
			wants: []string{"invite it with https://discord.com/oauth2/authorize?"},
		},
		"without the scope for commands": {
			fault: func(s *discordtest.Server) string {
				g := s.Guild("Zoo")
				g.WithoutCommands()
				return fmt.Sprintf("  servers: {%q: {moderators: [\"1\"]}}\n", g.ID)
			},
			wants: []string{"applications.commands"},
		},
		"silenced in a channel": {
			options: open,
			fault: func(s *discordtest.Server) string {
				g := s.Guild("Zoo")
				channel := g.Text("general")
				channel.Deny(discordtest.SendMessages | discordtest.EmbedLinks)
				return auto(g, channel.ID)
			},
			wants: []string{"in #general open the channel's settings, Permissions, and give the bot's role: Send Messages, Embed Links"},
		},
		"a channel that it does not see": {
			options: open,
			fault: func(s *discordtest.Server) string {
				g := s.Guild("Zoo")
				channel := g.Text("general")
				channel.Deny(discordtest.ViewChannel)
				return auto(g, channel.ID)
			},
			wants: []string{"give the bot's role View Channel there"},
		},
		"few connections left": {options: few, wants: []string{"only 50 of 50 connections are left"}},
		"two at once": {
			fault: func(s *discordtest.Server) string {
				s.SetClock(time.Hour)
				g := s.Guild("Zoo")
				return auto(g, g.Text("general").ID)
			},
			wants: []string{"clock is", "turn on Message Content Intent"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.options.Limits == nil {
				c.options = discordUnlimited
			}
			s := discordtest.New(t, c.options)
			token, settings := s.Token(), ""
			if c.token != "" {
				token = c.token
			}
			if c.fault != nil {
				settings = c.fault(s)
			}
			doctorSays(t, discordConfig(t, "zoo", token, s.Start(t), settings), token, c.wants...)
		})
	}
}

func TestDiscordDoctorWithoutANetwork(t *testing.T) {
	t.Parallel()
	dir := discordConfig(t, "zoo", discordtest.DefaultToken, "http://"+freeAddress(t))
	doctorSays(t, dir, discordtest.DefaultToken, "Discord cannot be reached")
}

// TestDiscordSaysWhoItIs holds the log of a start in which all is well: who the
// bot is, the invitation with the fewest permissions, and that it is connected.
func TestDiscordSaysWhoItIs(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t, discordUnlimited)
	ada := s.User("Ada")
	channel := s.Guild("Zoo", ada).Text("general").ID
	p := startProcess(t, discordConfig(t, "zoo", s.Token(), s.Start(t)))
	s.AwaitReady(t)
	ada.Mention(channel, zooQuestion)
	answeredIn(t, s, p, channel, zooAnswer)
	said := p.output.String()
	for _, part := range []string{"client_id=" + s.BotID(), "scope=bot+applications.commands", "permissions=309237767168"} {
		if !strings.Contains(said, part) {
			t.Errorf("it does not say %s:\n%s", part, said)
		}
	}
	if strings.Contains(said, "level=WARN") || strings.Contains(said, "level=ERROR") {
		t.Errorf("it says\n%s", said)
	}
}
