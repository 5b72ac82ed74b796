package main

import (
	"log/slog"
	"time"

	"limber/adapters/discord"
	"limber/knowledge"
)

// discordOptions are those of one Discord bot for its pack. Without a keeper its
// adapter can be examined and not run.
func discordOptions(c DiscordConfig, p *knowledge.Pack, db keeper, log *slog.Logger) discord.Options {
	o := discord.Options{
		Token: discord.Token(c.Token), APIURL: c.APIURL, GatewayURL: c.GatewayURL,
		Servers: map[string]discord.Server{}, Shards: c.Shards, ShardCount: c.ShardCount,
		Limits:   discord.Limits{Overall: limit(c.Limits.Overall, time.Second), Chat: limit(c.Limits.Chat, 5*time.Second)},
		Commands: discord.Tree(func(key string) discord.Text { return discordText(p, key) }),
		Complete: func(kind, typed string, n int) []discord.Choice { return discordChoices(p, kind, typed, n) },
		Inbox:    db, Notes: db, Media: p.Media, Log: log,
	}
	for id, s := range c.Servers {
		if id == "default" {
			id = ""
		}
		o.Servers[id] = discord.Server{AutoAnswer: s.AutoAnswer, Forums: s.Forums, Moderators: s.Moderators, Develop: s.Develop}
	}
	return o
}

// discordText is a phrase in all languages of a pack.
func discordText(p *knowledge.Pack, key string) discord.Text {
	t := discord.Text{Default: p.Phrase(key), In: map[string]string{}}
	for _, in := range p.OwnFirst()[1:] {
		for _, locale := range discordLocales(in.Info.Language) {
			t.In[locale] = in.Phrase(key)
		}
	}
	return t
}

// discordLocales are Discord's names for a language.
func discordLocales(code string) []string {
	switch code {
	case "en":
		return []string{"en-US", "en-GB"}
	case "es":
		return []string{"es-ES", "es-419"}
	case "pt":
		return []string{"pt-BR"}
	case "sv":
		return []string{"sv-SE"}
	}
	return []string{code}
}

// discordChoices completes a question or the name of a routine.
func discordChoices(p *knowledge.Pack, kind, typed string, n int) []discord.Choice {
	var list []discord.Choice
	for _, in := range p.For(typed).OwnFirst() {
		for _, c := range in.Complete(typed, len(in.Entries)+len(in.Routines)) {
			if len(list) < n && (c.Routine != nil) == (kind == "routine") {
				list = append(list, discord.Choice{Label: c.Text, Value: c.Text})
			}
		}
	}
	return list
}
