package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"limber/adapters/discord/gateway"
	"limber/bot"
	"limber/bot/delivery"
	"limber/bot/platform"
)

// leastShare is what a connection may say of the bot's limit however many there
// are. They seldom all talk at once, and Discord says so when they do.
const leastShare = 5

// connection is that of the bot, named by its number, which its token begins
// with; or that of the one shard of several that the adapter is for: "123/0".
func (o *Options) connection() bot.Connection {
	c := bot.Connection{Platform: platformName, Bot: botOf(o.Token)}
	if o.ShardCount > 1 && len(o.Shards) == 1 {
		c.Bot += "/" + strconv.Itoa(o.Shards[0])
	}
	return c
}

func (o *Options) checkShards() error {
	if o.ShardCount == 0 && len(o.Shards) > 0 {
		return errors.New("discord.shards lists shards without saying how many there are in all: set both, or leave them out")
	}
	for _, shard := range o.Shards {
		if shard < 0 || shard >= o.ShardCount {
			return fmt.Errorf("discord.shards: there is no shard %d of %d, they count from 0", shard, o.ShardCount)
		}
	}
	return nil
}

// first reports whether the adapter has the first shard, which does for the bot
// what is done once.
func (o *Options) first() bool { return len(o.Shards) == 0 || slices.Contains(o.Shards, 0) }

// share is the part of the bot's limits that the adapter's shards have.
func (o *Options) share(of []delivery.Limit) []delivery.Limit {
	if len(o.Shards) == 0 {
		return of
	}
	var list []delivery.Limit
	for _, l := range of {
		part := l.Count * len(o.Shards) / o.ShardCount
		list = append(list, delivery.Limit{Count: max(part, min(l.Count, leastShare)), Per: l.Per})
	}
	return list
}

// turn waits until no shard of whatever process has had a turn for so long.
func (a *Adapter) turn(ctx context.Context, key int, apart time.Duration) error {
	return a.options.Turns.Turn(ctx, fmt.Sprintf("discord identify %s/%d", botOf(a.options.Token), key), apart)
}

// Recommended returns how many shards Discord advises the bot of o to have. It
// asks until it is told; the error is that the token is wrong, one of the other
// options, or the cause why ctx is done.
func Recommended(ctx context.Context, o Options) (shards int, err error) {
	a, err := New(Options{Token: o.Token, APIURL: o.APIURL, HTTP: o.HTTP, Log: o.Log})
	if err != nil {
		return 0, err
	}
	defer platform.CloseIdle(a.options.HTTP)
	var is gateway.Start
	err = platform.Insist(ctx, a.log, isTokenError, func(ctx context.Context) (err error) {
		is, err = a.where(ctx)
		return err
	})
	return max(is.Shards, 1), err
}
