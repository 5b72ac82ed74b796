package discord

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"limber/bot"
	"limber/bot/delivery"
	"limber/bot/platform"
)

// Options says which bot an Adapter is and what it offers.
type Options struct {
	Token Token
	// APIURL is where calls go, with or without the version: a proxy or a test
	// server. Default https://discord.com/api/v10.
	APIURL string
	// GatewayURL is where events come from. Default: where Discord says.
	GatewayURL string
	// Servers are the settings by the server's id; those of "" are for all
	// servers without their own.
	Servers map[string]Server
	// Shards are those that the adapter is for, of ShardCount in all. Empty: all,
	// and as many as Discord advises where ShardCount is 0. An adapter for one
	// shard of several is a connection of its own: that of the bot 123 and its
	// shard 0 is discord/123/0, any other discord/123. Private conversations are
	// on shard 0.
	Shards     []int
	ShardCount int
	// Turns are for adapters of the same bot in several processes, so that
	// together they begin sessions no faster than Discord allows. nil: there is
	// one process.
	Turns  bot.Turns
	Limits Limits
	// Commands are what members find behind "/" and in the menu of a message.
	// Those that Discord cannot take are left out, with a line in the log.
	Commands []Command
	// Complete returns at most n completions of what was typed so far, the
	// likeliest first, for an option of the given kind (see Option.Complete).
	// It is called from any goroutine. nil: nothing is completed.
	Complete func(kind, typed string, n int) []Choice
	Inbox    bot.Inbox
	Notes    bot.Notes
	// Media opens a file of the pack; nil: there are none.
	Media func(name string) (io.ReadCloser, error)
	HTTP  http.RoundTripper // nil: one of its own
	// Dial connects to the gateway; nil: that of net.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	Log  *slog.Logger // nil: nothing is logged
}

// Server is what the operator has set for a server.
type Server struct {
	// AutoAnswer are the channels where questions to nobody are answered. It
	// needs the privileged intent to read messages.
	AutoAnswer []string
	// Forums are the forum channels where new posts get a hint if an entry
	// surely answers their title.
	Forums []string
	// Moderators are the roles that may steer what others began. Who may manage
	// messages may in any case.
	Moderators []string
	// Develop registers the commands for this server, where changes show at
	// once. While it is set anywhere, they are registered nowhere else.
	Develop bool
}

// Limits say how much may be said. An empty one stands for its default.
type Limits struct {
	// Overall is for all shards of the bot: the adapter takes the share of its
	// own, but at least 5. Default 45 in a second: Discord allows 50.
	Overall []delivery.Limit
	Chat    []delivery.Limit // in any channel; default 5 in 5 seconds
}

// Choice is a completion.
type Choice struct {
	Label string // at most 100 characters are shown
	Value string // is sent as the option, if picked; at most 100 characters
}

func (o *Options) setDefaults() {
	o.APIURL = withVersion(cmp.Or(o.APIURL, "https://discord.com/api"))
	if o.HTTP == nil {
		o.HTTP = platform.NewTransport()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Limits.Overall = platform.Or(o.Limits.Overall, []delivery.Limit{{Count: 45, Per: time.Second}})
	o.Limits.Chat = platform.Or(o.Limits.Chat, []delivery.Limit{{Count: 5, Per: 5 * time.Second}})
}

// server is what is set for a server.
func (o *Options) server(guild string) Server {
	if s, ok := o.Servers[guild]; ok {
		return s
	}
	return o.Servers[""]
}

// overhears reports whether questions to nobody are answered anywhere.
func (o *Options) overhears() bool {
	for _, s := range o.Servers {
		if len(s.AutoAnswer) > 0 {
			return true
		}
	}
	return false
}
