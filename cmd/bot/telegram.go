package main

import (
	"log/slog"
	"strings"
	"time"

	"limber/adapters/telegram"
	"limber/bot"
	"limber/bot/delivery"
	"limber/knowledge"
)

// mostSuggestions is how many answers inline mode offers: more are not read.
const mostSuggestions = 10

// keeper keeps what an adapter must not lose.
type keeper interface {
	bot.Inbox
	bot.Notes
}

// telegramOptions are those of one Telegram bot for its pack. Without a keeper
// its adapter can be examined and not run.
func telegramOptions(c TelegramConfig, p *knowledge.Pack, db keeper, log *slog.Logger) telegram.Options {
	o := telegram.Options{
		Token: telegram.Token(c.Token), APIURL: c.APIURL, AutoAnswer: c.AutoAnswer,
		Limits: telegram.Limits{
			Overall: limit(c.Limits.Overall, time.Second),
			Chat:    limit(c.Limits.Chat, time.Second),
			Group:   limit(c.Limits.Group, time.Minute),
		},
		Inbox: db, Notes: db,
		Commands: telegramCommands(p),
		About:    p.Phrase("profile", "title", p.Info.Title, "about", p.Info.About),
		Suggest:  func(typed string) []telegram.Suggestion { return suggestions(p, typed) },
		Media:    p.Media, Log: log,
	}
	o.ShortAbout = p.Phrase("profile_short", "title", p.Info.Title, "about", p.Info.About)
	if c.Webhook.URL != "" {
		o.Webhook = &telegram.Webhook{URL: c.Webhook.URL, Listen: c.Webhook.Listen, Secret: string(c.Webhook.Secret)}
	}
	return o
}

// limit is one limit as the configuration has it; none for the default.
func limit(count int, per time.Duration) []delivery.Limit {
	if count == 0 {
		return nil
	}
	return []delivery.Limit{{Count: count, Per: per}}
}

// telegramCommands are the commands that Telegram offers, in the pack's words.
func telegramCommands(p *knowledge.Pack) []telegram.Command {
	inGroups := map[string]bool{"ask": true, "routines": true, "together": true, "pause": true, "resume": true, "stop": true, "help": true}
	var list []telegram.Command
	for _, name := range []string{
		"ask", "topics", "routines", "together", "pause", "resume", "skip", "back", "stop", "pain",
		"help", "mydata", "forgetme", "privacy",
	} {
		list = append(list, telegram.Command{Name: name, Description: p.Phrase("command_" + name), Groups: inGroups[name]})
	}
	return append(list, startCommands(p)...)
}

// startCommands are one for each routine.
func startCommands(p *knowledge.Pack) []telegram.Command {
	var list []telegram.Command
	for _, r := range p.Routines {
		list = append(list, telegram.Command{
			Name:        "start_" + strings.ReplaceAll(r.ID, "-", "_"),
			Description: p.Phrase("command_start_routine", "name", r.Name),
		})
	}
	return list
}

// suggestions are what inline mode offers for what was typed so far.
func suggestions(p *knowledge.Pack, typed string) []telegram.Suggestion {
	var list []telegram.Suggestion
	for _, s := range bot.Suggest(p, typed, mostSuggestions) {
		list = append(list, telegram.Suggestion{ID: s.ID, Title: s.Title, Preview: s.Preview, Reply: s.Reply})
	}
	return list
}
