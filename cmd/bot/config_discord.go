package main

import (
	"fmt"

	"limber/knowledge"
)

// discordTokenEnv is the environment variable that holds the token of the first
// Discord bot, and turns it on by itself.
const discordTokenEnv = "LIMBER_DISCORD_TOKEN"

// DiscordConfig is one bot on Discord.
type DiscordConfig struct {
	// Token is from the Developer Portal. Better in TokenFile or the
	// environment.
	Token     secret `yaml:"token"`
	TokenFile string `yaml:"token_file"`
	// TokenEnv names the environment variable with the token. Default
	// LIMBER_DISCORD_TOKEN, for the first bot.
	TokenEnv string `yaml:"token_env"`
	// Pack is one of Packs, or several in several languages. Default: the first.
	Pack packNames `yaml:"pack"`
	// Servers are settings by the id of a server; those of "default" are for
	// all others.
	Servers map[string]DiscordServerConfig `yaml:"servers"`
	// APIURL and GatewayURL are for a proxy. Default: Discord's.
	APIURL     string `yaml:"api_url"`
	GatewayURL string `yaml:"gateway_url"`
	// Shards are those that this process leads, of ShardCount. Default auto: all,
	// as many as Discord advises or ShardCount says.
	Shards     shardList           `yaml:"shards"`
	ShardCount int                 `yaml:"shard_count"`
	Limits     DiscordLimitsConfig `yaml:"limits"`
}

// DiscordServerConfig is what is set for one server.
type DiscordServerConfig struct {
	Pack       packNames `yaml:"pack"`        // some of Packs; default: the bot's
	AutoAnswer []string  `yaml:"auto_answer"` // ids of channels
	Forums     []string  `yaml:"forums"`      // ids of forum channels
	Moderators []string  `yaml:"moderators"`  // ids of roles
	Develop    bool      `yaml:"develop"`     // commands at once, for this server alone
}

// DiscordLimitsConfig is how many messages may be sent. 0 is the default.
type DiscordLimitsConfig struct {
	Overall int `yaml:"overall"` // a second, in all channels; default 45
	Chat    int `yaml:"chat"`    // in five seconds, in one channel; default 5
}

// setDiscordDefaults is setTelegramDefaults for Discord.
func (c *Config) setDiscordDefaults() (problems []string) {
	if len(c.Discord) == 0 && tokenIn(discordTokenEnv) != "" {
		c.Discord = []DiscordConfig{{}}
	}
	var on []DiscordConfig
	for i, d := range c.Discord {
		where := which("discord", i, len(c.Discord))
		token, err := findToken(d.Token, d.TokenFile, d.TokenEnv, i, discordTokenEnv)
		switch {
		case err != nil:
			problems = append(problems, where+": "+err.Error())
			continue
		case token == "":
			if len(c.Discord) > 1 || d.TokenEnv != "" && d.TokenEnv != discordTokenEnv {
				problems = append(problems, where+": "+noToken)
			}
			continue
		}
		d.Token = token
		d.Pack = d.Pack.or(c.Packs...)
		problems = append(problems, d.Pack.problems(where, c.Packs)...)
		for id, s := range d.Servers {
			problems = append(problems, s.Pack.problems(fmt.Sprintf("%s: server %s", where, id), c.Packs)...)
		}
		if d.Limits.Overall < 0 || d.Limits.Chat < 0 {
			problems = append(problems, where+": limits are numbers of messages, 1 or more")
		}
		if problem := d.Shards.problem(d.ShardCount); problem != "" {
			problems = append(problems, where+": "+problem)
		}
		on = append(on, d)
	}
	c.Discord = on
	return problems
}

// packs are those of the servers with a pack of their own.
func (d *DiscordConfig) packs(open map[string]*knowledge.Pack) map[string]*knowledge.Pack {
	servers := map[string]*knowledge.Pack{}
	for id, s := range d.Servers {
		if len(s.Pack) > 0 {
			servers[id] = open[s.Pack.String()]
		}
	}
	return servers
}
