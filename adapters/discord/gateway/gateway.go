// Package gateway receives from Discord's gateway so that no event is lost and
// no IDENTIFY wasted. It knows the connection and nothing of what the events
// say: they are handed on as they came.
//
// Numbers and rules are those of Discord's documentation of the gateway, API
// version 10.
package gateway

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"
)

// Options says who connects, and what is wanted.
type Options struct {
	Token string // in no error and no log
	// Where asks GET /gateway/bot. It is called before an IDENTIFY when what is
	// known is old, never by two goroutines at once, and has 15 seconds. An
	// error is tried again, unless it is or wraps a *Refused: what the platform
	// says of an invalid token is a Refused with CodeToken.
	Where func(context.Context) (Start, error)
	// Shard is one of 0 to Shards-1. Shards is 1 if it is 0, but see Connect.
	Shard, Shards int
	Intents       int
	// Turn waits for the right to IDENTIFY among other processes with the same
	// token: until none has had a turn of that key for so long. The key is the
	// shard modulo Start.MaxConcurrency. Nil: there are no others.
	Turn func(ctx context.Context, key int, apart time.Duration) error
	// Presence is an update presence object; nil: none.
	Presence json.RawMessage
	// Resume are sessions that an earlier process kept. The one that fits is
	// gone on with, if any does.
	Resume []Session
	// Keep is called with the session whenever it changed: at once for a new
	// one, at most once a second for its Seq, and before Run returns. A Session
	// without ID replaces one that has ended. Each shard calls it from its own
	// goroutine, one call after the other. Nil: a later process cannot go on,
	// and Discord is told at the end that nobody will.
	Keep func(Session)
	Dial func(ctx context.Context, network, address string) (net.Conn, error) // nil: that of net
	TLS  *tls.Config                                                          // nil: the default
	Log  *slog.Logger                                                         // nil: nothing is logged
}

// Start is what GET /gateway/bot answers.
type Start struct {
	URL    string // of the websocket: wss://gateway.discord.gg
	Shards int    // as many as Discord recommends
	// Of Total sessions Remaining may be started until ResetAfter.
	Remaining, Total int
	ResetAfter       time.Duration
	// MaxConcurrency is how many may be started in 5 seconds.
	MaxConcurrency int
}

// Session is what it takes to go on where an earlier connection ended, also in
// another process. Discord keeps it for some minutes.
type Session struct {
	ID  string `json:"id"`
	URL string `json:"url"` // where to resume; "": where sessions are started
	Seq int64  `json:"seq"` // of the last event that was dealt with
	// For what it was started. For anything else another session is needed.
	Shard   int `json:"shard"`
	Shards  int `json:"shards"`
	Intents int `json:"intents"`
}

// Event is a dispatch. READY and RESUMED are among them.
type Event struct {
	Type  string // MESSAGE_CREATE
	Data  json.RawMessage
	Seq   int64 // its number in the session, from 1
	Shard int
}

// Handler deals with one event, or stores it, and returns soon. After an error
// Discord is asked to send the event again, with a wait that grows: what will
// never be dealt with is no error. A handler returns when its context is done.
type Handler func(context.Context, Event) error

func (o *Options) complete() error {
	o.Shards = cmp.Or(o.Shards, 1)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	switch {
	case o.Token == "":
		return errors.New("there is no token: copy it from the Developer Portal, your application, Bot, Reset Token")
	case o.Where == nil:
		return errors.New("gateway.Options has no Where")
	case o.Shard < 0 || o.Shard >= o.Shards:
		return fmt.Errorf("there is no shard %d: with %d in all they are 0 to %d", o.Shard, o.Shards, o.Shards-1)
	}
	_, err := payload(opIdentify, o.identify())
	return err
}

// resumable returns the kept session that fits, and one to be started if none
// does.
func (o *Options) resumable() Session {
	for _, s := range o.Resume {
		fresh := o.fresh()
		fresh.ID, fresh.URL, fresh.Seq = s.ID, s.URL, s.Seq
		if s == fresh && s.ID != "" && s.Seq > 0 {
			return s
		}
	}
	return o.fresh()
}

// fresh is a session that is not yet started.
func (o *Options) fresh() Session {
	return Session{Shard: o.Shard, Shards: o.Shards, Intents: o.Intents}
}
