package discord

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"limber/adapters/discord/gateway"
	"limber/bot/platform"
)

// listen receives from the gateway until ctx is done, or until Discord will not
// let the bot in.
func (a *Adapter) listen(ctx context.Context, d *platform.Desk[job]) error {
	o := gateway.Options{
		Token: a.options.Token.Reveal(), Where: a.where, Shards: a.options.ShardCount, Intents: a.intents(),
		Resume: a.sessions(ctx), Dial: a.options.Dial, Log: a.log,
		Keep: func(is gateway.Session) { a.keepSession(context.WithoutCancel(ctx), is) },
	}
	if a.options.Turns != nil {
		o.Turn = a.turn
	}
	shards, err := gateway.Connect(ctx, o, a.options.Shards...)
	if err == nil {
		return shards.Run(ctx, func(ctx context.Context, ev gateway.Event) error { return a.hear(ctx, d, ev) })
	}
	if errors.Is(err, context.Cause(ctx)) {
		err = nil // told to end before it began
	}
	return err
}

// where asks Discord for its gateway.
func (a *Adapter) where(ctx context.Context) (gateway.Start, error) {
	var is struct {
		URL    string `json:"url"`
		Shards int    `json:"shards"`
		Limit  struct {
			Total          int   `json:"total"`
			Remaining      int   `json:"remaining"`
			ResetAfter     int64 `json:"reset_after"` // milliseconds
			MaxConcurrency int   `json:"max_concurrency"`
		} `json:"session_start_limit"`
	}
	err := a.client.call(ctx, "GET", "/gateway/bot", nil, &is)
	if errors.Is(err, errToken) {
		err = errors.Join(&gateway.Refused{Code: gateway.CodeToken}, err)
	}
	if a.options.GatewayURL != "" {
		is.URL = a.options.GatewayURL
	}
	return gateway.Start{
		URL: is.URL, Shards: is.Shards, Remaining: is.Limit.Remaining, Total: is.Limit.Total,
		ResetAfter: time.Duration(is.Limit.ResetAfter) * time.Millisecond, MaxConcurrency: is.Limit.MaxConcurrency,
	}, err
}

// sessionNote is where the gateway's session of a shard is noted, so that the
// next process can go on with it.
func sessionNote(shard int) string { return "gateway/" + strconv.Itoa(shard) }

// sessions are those that an earlier process noted: of the shards that were
// named, or of the first ones.
func (a *Adapter) sessions(ctx context.Context) (list []gateway.Session) {
	read := func(shard int) bool {
		var is gateway.Session
		note, err := a.options.Notes.Note(ctx, a.Connection(), sessionNote(shard))
		if err == nil && note != "" {
			err = json.Unmarshal([]byte(note), &is)
			list = append(list, is)
		}
		if err != nil {
			a.log.Warn("what happened since the last process is not fetched from Discord: its session is not known", "shard", shard, "error", err)
		}
		return note != "" && err == nil
	}
	for _, shard := range a.options.Shards {
		read(shard)
	}
	for more := len(a.options.Shards) == 0; more; {
		more = read(len(list))
	}
	return list
}

// keepSession notes a session for the next process.
func (a *Adapter) keepSession(ctx context.Context, is gateway.Session) {
	note, err := json.Marshal(is)
	if err != nil {
		return // it is made of strings and numbers
	}
	ctx, cancel := context.WithTimeout(ctx, platform.FinishWithin)
	defer cancel()
	if err := a.options.Notes.PutNote(ctx, a.Connection(), sessionNote(is.Shard), string(note)); err != nil {
		a.log.Debug("a session of the gateway was not noted", "error", err)
	}
}
