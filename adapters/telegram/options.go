package telegram

import (
	"cmp"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"limber/bot"
	"limber/bot/delivery"
	"limber/bot/platform"
)

// Options says which bot an Adapter is and what it offers.
type Options struct {
	Token  Token
	APIURL string // default https://api.telegram.org
	// Webhook receives updates by calls from Telegram; nil: by long polling.
	Webhook *Webhook
	// Hook is where the calls arrive, also while the adapter does not run. nil:
	// one of the adapter's own, while it runs.
	Hook *Hook
	// PollTimeout is how long one call waits for updates, in whole seconds from
	// 1 to 50. Default 50.
	PollTimeout time.Duration
	// AutoAnswer are the groups where questions to nobody are answered.
	AutoAnswer []int64
	Limits     Limits
	Inbox      bot.Inbox
	Notes      bot.Notes
	// Commands are offered where members type "/". Those that Telegram cannot
	// take are left out, with a line in the log. In groups any other command is
	// taken for another bot's, unless it names this one.
	Commands []Command
	// About stands in an empty chat, ShortAbout on the bot's profile: at most
	// 512 and 120 characters. "" leaves what others have put there.
	About, ShortAbout string
	// Suggest answers "@bot how do…" in any chat; nil: inline mode is off. It
	// is called from any goroutine.
	Suggest func(query string) []Suggestion
	// Media opens a file of the pack; nil: there are none.
	Media func(name string) (io.ReadCloser, error)
	HTTP  http.RoundTripper // nil: one of its own
	Log   *slog.Logger      // nil: nothing is logged
}

// Limits say how much may be said. An empty one stands for its default, which
// are the numbers of Telegram's FAQ for bots.
type Limits struct {
	Overall []delivery.Limit // default 30 in a second
	Chat    []delivery.Limit // in any chat; default 1 in a second
	Group   []delivery.Limit // in a group, besides; default 20 in a minute
}

// Command is a command that is offered.
type Command struct {
	Name        string // 1–32 of a–z, 0–9 and _
	Description string // 1–256 characters
	Groups      bool   // offered in groups too
}

// Suggestion is something to share in any chat, by inline mode.
type Suggestion struct {
	ID      string // at most 64 bytes
	Title   string
	Preview string
	Reply   bot.Reply // its text is what is shared
}

// longestPoll is how long Telegram lets a call wait for updates.
const longestPoll = 50 * time.Second

func (o *Options) check() error {
	if botOf(o.Token) == "" {
		return errors.New("this is no Telegram token: one looks like 123456789:AAbbCC…; copy it whole from @BotFather (/mybots, API Token)")
	}
	if o.Webhook != nil {
		return o.Webhook.check()
	}
	return nil
}

func (o *Options) setDefaults() {
	o.APIURL = strings.TrimRight(cmp.Or(o.APIURL, "https://api.telegram.org"), "/")
	if o.PollTimeout < time.Second || o.PollTimeout > longestPoll {
		o.PollTimeout = longestPoll
	}
	if o.HTTP == nil {
		o.HTTP = platform.NewTransport()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Limits.Overall = platform.Or(o.Limits.Overall, []delivery.Limit{{Count: 30, Per: time.Second}})
	o.Limits.Chat = platform.Or(o.Limits.Chat, []delivery.Limit{{Count: 1, Per: time.Second}})
	o.Limits.Group = platform.Or(o.Limits.Group, []delivery.Limit{{Count: 20, Per: time.Minute}})
}

// known reports whether a command is one of the bot's. Where none were named,
// all are.
func (o *Options) known(command string) bool {
	if len(o.Commands) == 0 || command == "start" || strings.HasPrefix(command, "start_") {
		return true
	}
	for _, c := range o.Commands {
		if c.Name == command {
			return true
		}
	}
	return false
}
