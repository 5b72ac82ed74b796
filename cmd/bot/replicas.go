package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"limber/adapters/telegram"
	"limber/bot"
	"limber/bot/replica"
	"limber/bot/store"
	"limber/cmd/bot/internal/admin"
)

// replica serves the connections together with all other processes that have the
// same database.
func (p *program) replica(ctx context.Context) error {
	db, err := store.OpenPostgres(ctx, p.cfg.Database)
	if err != nil {
		return err
	}
	return errors.Join(p.share(ctx, db), db.Close())
}

func (p *program) share(ctx context.Context, db *store.Postgres) error {
	name, log := replica.Name(), p.log
	p.log = log.With("replica", name)
	if err := p.openHooks(db); err != nil {
		return err
	}
	telegrams, err := p.telegram()
	if err != nil {
		return err
	}
	shards, err := p.shards(ctx, db)
	if err != nil {
		return err
	}
	connections := map[bot.Connection]connection{}
	for _, c := range append(telegrams, shards...) {
		connections[c.of] = c
	}
	r := replica.New(replica.Options{
		Name: name, Log: log, Connections: slices.Collect(maps.Keys(connections)),
		Sit: replica.SeatsAt(db),
		Lead: func(ctx context.Context, l *replica.Lease) error {
			c := connections[l.Connection()]
			b, err := p.bot(c, db.Led(c.of, l.Epoch(), l.Lose), bot.Config{Leads: l.Leads, GoOn: true})
			if err != nil {
				return err
			}
			return p.run(ctx, c, b)
		},
	})
	p.view.Follow(func(context.Context, []bot.Connection) admin.Status {
		s := r.Status()
		return admin.Status{Replica: s.Replica, Leads: s.Leads, StandsBy: s.StandsBy, Stuck: s.Stuck, Store: s.Store, Turned: s.Turned}
	})
	return p.receive(ctx, r.Run)
}

// openHooks makes what takes Telegram's calls, whoever leads.
func (p *program) openHooks(db *store.Postgres) error {
	p.hooks = map[bot.Connection]*telegram.Hook{}
	for _, t := range p.cfg.Telegram {
		if t.Webhook.URL == "" {
			continue
		}
		o := telegramOptions(t, p.packs[t.Pack.String()], db.Standby(), p.log)
		a, err := telegram.New(o)
		if err != nil {
			return err
		}
		if p.hooks[a.Connection()], err = telegram.NewHook(o); err != nil {
			return err
		}
	}
	return nil
}

// receive takes Telegram's calls while the replica runs, and until what it led is
// in other hands. A hook that cannot listen ends all: the operator must know.
func (p *program) receive(ctx context.Context, run func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	calls, over := context.WithCancel(context.WithoutCancel(ctx))
	var receiving sync.WaitGroup
	failed := make(chan error, len(p.hooks))
	for _, h := range p.hooks {
		receiving.Go(func() {
			err := h.Run(calls)
			if err != nil {
				cancel()
			}
			failed <- err
		})
	}
	err := run(ctx)
	over()
	receiving.Wait()
	close(failed)
	for f := range failed {
		err = errors.Join(err, f)
	}
	return err
}
