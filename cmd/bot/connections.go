package main

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"limber/adapters/discord"
	"limber/adapters/telegram"
	"limber/bot"
	"limber/bot/store"
	"limber/cmd/bot/internal/admin"
	"limber/knowledge"
)

// database is what a bot and its adapter keep things in.
type database interface {
	bot.Store
	keeper
}

// connection is one that the configuration turns on.
type connection struct {
	of      bot.Connection
	pack    *knowledge.Pack
	servers map[string]*knowledge.Pack // those of servers with a pack of their own
	// adapter makes a new one, which runs once.
	adapter func(db keeper) (bot.Adapter, error)
}

// program is what all connections have in common.
type program struct {
	cfg   Config
	packs map[string]*knowledge.Pack // by names, see packNames
	log   *slog.Logger
	view  *admin.Admin
	// hooks take Telegram's calls for as long as the program runs, by connection.
	hooks map[bot.Connection]*telegram.Hook
}

// bot makes a bot on a connection. The rest of its configuration is the
// caller's.
func (p *program) bot(c connection, db database, o bot.Config) (*bot.Bot, error) {
	adapter, err := c.adapter(db)
	if err != nil {
		return nil, err
	}
	o.Pack, o.Packs, o.Adapter, o.Store, o.Log = c.pack, c.servers, adapter, db, p.log
	o.Retention = time.Duration(p.cfg.RetentionDays) * 24 * time.Hour
	o.Meter = p.view.Meter(c.of)
	return bot.New(o), nil
}

// run runs a bot on a connection, and has it looked at meanwhile.
func (p *program) run(ctx context.Context, c connection, b *bot.Bot) error {
	defer p.view.Watch(c.of, b)()
	if err := b.Run(ctx); err != nil {
		return fmt.Errorf("%s: %w", c.of, err)
	}
	return nil
}

// telegram are the connections of the bots on Telegram.
func (p *program) telegram() (list []connection, err error) {
	for _, t := range p.cfg.Telegram {
		c := connection{pack: p.packs[t.Pack.String()]}
		options := func(db keeper) telegram.Options {
			o := telegramOptions(t, c.pack, db, p.log)
			o.Hook = p.hooks[c.of]
			return o
		}
		c.adapter = func(db keeper) (bot.Adapter, error) { return telegram.New(options(db)) }
		a, err := telegram.New(options(nil))
		if err != nil {
			return nil, err
		}
		c.of = a.Connection()
		list = append(list, c)
	}
	return list, nil
}

// discord are the connections of the bots on Discord: one for each bot.
func (p *program) discord() (list []connection, err error) {
	for _, d := range p.cfg.Discord {
		c, err := p.discordConnection(d)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

func (p *program) discordConnection(d DiscordConfig) (connection, error) {
	c := connection{pack: p.packs[d.Pack.String()], servers: d.packs(p.packs)}
	options := func(db keeper) discord.Options {
		o := discordOptions(d, c.pack, db, p.log)
		o.Turns, _ = db.(bot.Turns) // where other processes have shards of the bot, too
		return o
	}
	c.adapter = func(db keeper) (bot.Adapter, error) { return discord.New(options(db)) }
	a, err := discord.New(options(nil))
	if err != nil {
		return c, err
	}
	c.of = a.Connection()
	return c, nil
}

// shards are the connections of the bots on Discord where processes share them:
// one for each shard. How many there are must be the same for all processes, so
// that what Discord advises is kept by who asked first.
func (p *program) shards(ctx context.Context, db *store.Postgres) (list []connection, err error) {
	for _, d := range p.cfg.Discord {
		if d.ShardCount == 0 {
			if d.ShardCount, err = p.advised(ctx, d, db); err != nil {
				return nil, err
			}
		}
		if len(d.Shards) == 0 {
			for shard := range d.ShardCount {
				d.Shards = append(d.Shards, shard)
			}
		}
		for _, shard := range d.Shards {
			one := d
			one.Shards = shardList{shard}
			c, err := p.discordConnection(one)
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
	}
	return list, nil
}

// askWithin is how long Discord may take to say how many shards it advises.
const askWithin = 30 * time.Second

// advised is the number of shards that the processes have agreed on.
func (p *program) advised(ctx context.Context, d DiscordConfig, db *store.Postgres) (int, error) {
	c, err := p.discordConnection(d)
	if err != nil {
		return 0, err
	}
	const name = "shards"
	noted, err := db.Note(ctx, c.of, name)
	if err != nil {
		return 0, err
	}
	if noted == "" {
		ctx, cancel := context.WithTimeout(ctx, askWithin)
		defer cancel()
		n, err := discord.Recommended(ctx, discordOptions(d, c.pack, nil, p.log))
		if err != nil {
			return 0, fmt.Errorf("%s: asking Discord how many shards the bot is to have: %w; set shard_count to start without asking", c.of, err)
		}
		if noted, err = db.Agree(ctx, c.of, name, strconv.Itoa(n)); err != nil {
			return 0, err
		}
	}
	return strconv.Atoi(noted)
}
