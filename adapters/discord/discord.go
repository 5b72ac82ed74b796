// Package discord is the adapter for Discord: it receives through a gateway of
// its own that loses nothing, answers each interaction in time, and says what
// the bot has to say as text in which nobody's words can be markup, a mention or
// a link.
package discord

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"limber/bot"
	"limber/bot/delivery"
	"limber/bot/platform"
)

// platformName is the first part of every address.
const platformName = "discord"

// Adapter is one bot on Discord.
type Adapter struct {
	options   Options
	of        bot.Connection
	log       *slog.Logger
	client    *client
	commands  []Command // those that Discord takes
	inbox     platform.Inbox
	unkept    unkept
	sent      *platform.Tracks[shownMessage]
	exchanges exchanges
	places    places

	mu  sync.Mutex
	app application // zero before Run has reached Discord
}

// New returns an adapter. It makes no call: that is for Run and Send. The error
// says what is wrong with the options.
func New(o Options) (*Adapter, error) {
	o.Token = bare(o.Token)
	if botOf(o.Token) == "" {
		return nil, errors.New("this is no Discord bot token: one has three parts with full stops between them; in the Developer Portal (https://discord.com/developers/applications) choose the application, Bot, Reset Token, and copy it whole")
	}
	if err := o.checkShards(); err != nil {
		return nil, err
	}
	o.setDefaults()
	o.Log = o.Log.With("connection", o.connection().String())
	a := &Adapter{options: o, of: o.connection(), log: o.Log}
	a.inbox = platform.Inbox{Store: o.Inbox, Of: a.of, Token: o.Token, Log: o.Log}
	a.sent = a.newTracks()
	var wrong []error
	a.commands, wrong = offered(o.Commands)
	for _, err := range wrong {
		a.log.Warn("a command cannot be offered", "error", err)
	}
	var err error
	if a.client, err = newClient(o); err != nil {
		return nil, err
	}
	return a, nil
}

// Connection implements bot.Adapter.
func (a *Adapter) Connection() bot.Connection { return a.of }

// Overall implements bot.Paced.
func (a *Adapter) Overall() []delivery.Limit { return a.options.share(a.options.Limits.Overall) }

// Chat implements bot.Paced.
func (a *Adapter) Chat(bot.Address) []delivery.Limit { return a.options.Limits.Chat }

// Parts implements bot.Paced.
func (a *Adapter) Parts(r bot.Reply) []bot.Reply { return parts(r, a.poor(r.To)) }

// Run receives until ctx is done, or until Discord says that it never will let
// the bot in: the error says what to change. Trouble with the network or with
// Discord does not end it.
func (a *Adapter) Run(ctx context.Context, handle bot.Handler) error {
	defer platform.CloseIdle(a.options.HTTP)
	if err := a.reach(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	d := platform.NewDesk(func(j job, dealt func()) { a.deal(ctx, j, handle, dealt) })
	defer func() {
		cancel(errors.New("the adapter has ended"))
		d.Close()
	}()
	if a.options.first() {
		d.Go(func() { a.register(ctx) })
	}
	a.takeUp(ctx, d)
	return a.listen(ctx, d)
}

// reach asks Discord who the bot is, until it answers.
func (a *Adapter) reach(ctx context.Context) error {
	var app application
	err := platform.Insist(ctx, a.log, isTokenError, func(ctx context.Context) (err error) {
		app, err = a.application(ctx)
		return err
	})
	switch {
	case isTokenError(err):
		return err
	case err == nil:
		a.log.Info("the bot is on Discord; invite it with "+app.invitation(), "name", app.Bot.Username, "bot", app.Bot.ID)
		if s := a.missingIntent(app); s != "" {
			a.log.Warn(s)
		}
	}
	return nil // otherwise it was told to end before
}

// self is the application as Discord knows it; zero before it was reached.
func (a *Adapter) self() application {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.app
}
