package main

import (
	"context"
	"errors"
	"slices"

	"limber/bot"
	"limber/bot/store"
	"limber/cmd/bot/internal/admin"
)

// alone runs a bot on each connection, the terminal if there is none, in the one
// process that serves the database. One that fails does not end the others.
func (p *program) alone(ctx context.Context, s streams, screen bool) error {
	db, err := store.Open(ctx, p.cfg.Database)
	if err != nil {
		return err
	}
	p.view.Follow(admin.Alone(db))
	return errors.Join(p.serve(ctx, db, s, screen), db.Close())
}

func (p *program) serve(ctx context.Context, db database, s streams, screen bool) error {
	telegrams, err := p.telegram()
	if err != nil {
		return err
	}
	discords, err := p.discord()
	if err != nil {
		return err
	}
	list := slices.Concat(telegrams, discords)
	if len(list) == 0 {
		list = []connection{p.terminal(s, screen)}
	}
	var bots []*bot.Bot
	for _, c := range list {
		b, err := p.bot(c, db, bot.Config{})
		if err != nil {
			return err
		}
		bots = append(bots, b)
	}
	ended := make(chan error, len(list))
	for i, c := range list {
		go func() {
			err := p.run(ctx, c, bots[i])
			if err != nil && len(list) > 1 {
				p.log.Error("a connection has ended; the others go on", "connection", c.of.String(), "error", err)
			}
			ended <- err
		}()
	}
	var errs []error
	for range list {
		errs = append(errs, <-ended)
	}
	return errors.Join(errs...)
}

// terminal is the connection to whoever sits at the terminal.
func (p *program) terminal(s streams, screen bool) connection {
	pack := p.packs[p.cfg.Terminal.Pack.String()]
	adapter := newTerminal(p.cfg, pack, p.log, s, screen)
	return connection{of: adapter.Connection(), pack: pack, adapter: func(keeper) (bot.Adapter, error) { return adapter, nil }}
}
