package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"unicode/utf8"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// setup tells Telegram what the bot offers, where that has changed since the
// last time, and the operator what would not work. Nothing of it is needed to
// go on.
func (a *Adapter) setup(ctx context.Context) {
	if s := a.privacy(ctx); s != "" {
		a.log.Warn(s)
	}
	private, groups := a.commands()
	a.register(ctx, "commands/private", private, len(private) == 0, func(ctx context.Context) error {
		return a.setCommands(ctx, private, &models.BotCommandScopeAllPrivateChats{})
	})
	a.register(ctx, "commands/groups", groups, len(groups) == 0, func(ctx context.Context) error {
		return a.setCommands(ctx, groups, &models.BotCommandScopeAllGroupChats{})
	})
	about := cut(a.options.About, longestAbout)
	a.register(ctx, "about", about, about == "", func(ctx context.Context) error {
		_, err := a.client.api.SetMyDescription(ctx, &api.SetMyDescriptionParams{Description: about})
		return err
	})
	short := cut(a.options.ShortAbout, longestShortAbout)
	a.register(ctx, "about/short", short, short == "", func(ctx context.Context) error {
		_, err := a.client.api.SetMyShortDescription(ctx, &api.SetMyShortDescriptionParams{ShortDescription: short})
		return err
	})
}

const (
	longestAbout      = 512
	longestShortAbout = 120
	longestCommand    = 256 // of a command's description
	mostCommands      = 100
)

// privacy is what to do where the bot does not see what it is to answer, ""
// where all is well. Administrators see everything.
func (a *Adapter) privacy(ctx context.Context) string {
	me := a.self()
	if me.CanReadAllGroupMessages {
		return ""
	}
	blind := slices.ContainsFunc(a.options.AutoAnswer, func(chat int64) bool {
		m, err := a.client.api.GetChatMember(ctx, &api.GetChatMemberParams{ChatID: a.present(ctx, chat), UserID: me.ID})
		return err != nil || m.Type != models.ChatMemberTypeAdministrator
	})
	if !blind {
		return ""
	}
	return "groups are to be answered unasked, but privacy mode hides their messages from the bot: in @BotFather send /setprivacy, choose the bot, Disable, then remove the bot from the group and add it again (or make it an administrator)"
}

// register makes a call when what it tells has changed. A note keeps what was
// told last, as a hash.
func (a *Adapter) register(ctx context.Context, name string, what any, empty bool, call func(context.Context) error) {
	text, err := json.Marshal(what)
	if err != nil {
		return // it is made of strings
	}
	sum := sha256.Sum256(text)
	told := hex.EncodeToString(sum[:])
	if empty {
		told = ""
	}
	note, err := a.options.Notes.Note(ctx, a.Connection(), name)
	if err != nil || note == told {
		return // a database in trouble is no reason to tell everything anew
	}
	if err = call(ctx); err == nil {
		err = a.options.Notes.PutNote(ctx, a.Connection(), name, told)
	}
	if err != nil && ctx.Err() == nil {
		a.log.Warn("Telegram was not told what the bot offers; the next start tries again", "what", name, "error", plain(err))
	}
}

func (a *Adapter) setCommands(ctx context.Context, list []models.BotCommand, scope models.BotCommandScope) error {
	if len(list) == 0 {
		_, err := a.client.api.DeleteMyCommands(ctx, &api.DeleteMyCommandsParams{Scope: scope})
		return err
	}
	_, err := a.client.api.SetMyCommands(ctx, &api.SetMyCommandsParams{Commands: list, Scope: scope})
	return err
}

var commandShape = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// commands are those offered in private chats and in groups.
func (a *Adapter) commands() (private, groups []models.BotCommand) {
	for _, c := range a.options.Commands {
		if !commandShape.MatchString(c.Name) || c.Description == "" || len(private) == mostCommands {
			a.log.Warn("a command is not offered: a name has 1 to 32 of a-z, 0-9 and _, there are at most 100, and each needs a description", "command", c.Name)
			continue
		}
		command := models.BotCommand{Command: c.Name, Description: cut(c.Description, longestCommand)}
		private = append(private, command)
		if c.Groups {
			groups = append(groups, command)
		}
	}
	return private, groups
}

// cut shortens a text to n characters.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
