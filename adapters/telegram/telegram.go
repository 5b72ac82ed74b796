// Package telegram is the adapter for Telegram: it receives updates by long
// polling or by webhook and loses none of them, and says what the bot has to
// say as text with entities, so that nothing can fail to be understood.
package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/go-telegram/bot/models"

	"limber/bot"
	"limber/bot/delivery"
	"limber/bot/platform"
)

// platformName is the first part of every address.
const platformName = "telegram"

// Adapter is one bot on Telegram.
type Adapter struct {
	options Options
	log     *slog.Logger
	client  *client
	inbox   platform.Inbox
	sent    *platform.Tracks[shown]
	presses presses
	sharing sharing
	recent  recent
	moves   moves
	bell    bell // rings when a webhook has kept something

	mu   sync.Mutex
	me   models.User         // zero before Run has reached Telegram
	desk *platform.Desk[job] // nil while Run does not run
}

// New returns an adapter. It makes no call: that is for Run and Send. The error
// says what is wrong with the options.
func New(o Options) (*Adapter, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	o.setDefaults()
	o.Log = o.Log.With("connection", connection(o.Token).String())
	a := &Adapter{options: o, log: o.Log, bell: newBell()}
	a.inbox = platform.Inbox{Store: o.Inbox, Of: a.Connection(), Token: o.Token, Log: o.Log}
	a.sent = a.newTracks()
	var err error
	if a.client, err = newClient(o); err != nil {
		return nil, err
	}
	a.moves.auto = map[int64]bool{}
	for _, chat := range o.AutoAnswer {
		a.moves.auto[chat] = true
	}
	return a, nil
}

// Connection implements bot.Adapter: the bot is named by its number.
func (a *Adapter) Connection() bot.Connection { return connection(a.options.Token) }

func connection(t Token) bot.Connection {
	return bot.Connection{Platform: platformName, Bot: botOf(t)}
}

// Run receives until ctx is done, or until Telegram says that the token is
// wrong. Trouble with the network or with Telegram does not end it.
func (a *Adapter) Run(ctx context.Context, handle bot.Handler) error {
	defer platform.CloseIdle(a.options.HTTP)
	if err := a.reach(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	d := platform.NewDesk(func(j job, dealt func()) { a.deal(ctx, j, handle, dealt) })
	a.setDesk(d)
	defer func() {
		cancel(errors.New("the adapter has ended"))
		a.setDesk(nil)
		d.Close()
	}()
	d.Go(func() { a.setup(ctx) })

	a.followMoves(ctx)
	a.line(ctx, d, a.inbox.Left(ctx))
	if a.options.Webhook != nil {
		return a.listen(ctx, d)
	}
	return a.poll(ctx)
}

func (a *Adapter) setDesk(d *platform.Desk[job]) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.desk = d
}

func (a *Adapter) openDesk() *platform.Desk[job] {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.desk
}

// self is the bot as Telegram knows it; zero before Run has reached Telegram.
func (a *Adapter) self() models.User {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.me
}

// reach asks Telegram who the bot is, until it answers.
func (a *Adapter) reach(ctx context.Context) error {
	var me *models.User
	err := platform.Insist(ctx, a.log, isTokenError, func(ctx context.Context) (err error) {
		me, err = a.client.api.GetMe(ctx)
		return plain(err)
	})
	switch {
	case isTokenError(err):
		return err
	case err == nil:
		a.mu.Lock()
		a.me = *me
		a.mu.Unlock()
		a.log.Info("the bot is on Telegram: https://t.me/"+me.Username, "name", me.FirstName, "bot", me.ID)
	}
	return nil // otherwise it was told to end before
}

// Overall implements bot.Paced.
func (a *Adapter) Overall() []delivery.Limit { return a.options.Limits.Overall }

// Chat implements bot.Paced: groups, whose numbers are negative, have a limit
// besides.
func (a *Adapter) Chat(to bot.Address) []delivery.Limit {
	if isGroup(to) {
		return append(a.options.Limits.Chat[:len(a.options.Limits.Chat):len(a.options.Limits.Chat)], a.options.Limits.Group...)
	}
	return a.options.Limits.Chat
}

// Parts implements bot.Paced.
func (a *Adapter) Parts(r bot.Reply) []bot.Reply { return parts(r) }

func isGroup(to bot.Address) bool { return strings.HasPrefix(to.Chat, "-") }

// payload is what Telegram lets a link carry.
var payload = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Invite implements bot.Inviter: the link carries command_about, which comes
// back behind /start. It is "" where that cannot be carried.
func (a *Adapter) Invite(from bot.Address, command, about string) string {
	carried := strings.TrimSuffix(command+"_"+about, "_")
	name := a.self().Username
	if !isGroup(from) || name == "" || !payload.MatchString(carried) {
		return ""
	}
	return fmt.Sprintf("https://t.me/%s?start=%s", name, carried)
}

// number reads an id of Telegram's that stands in an address.
func number(s string) (int64, error) {
	n, err := strconv.ParseInt(cmp.Or(s, "0"), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no id of Telegram's", s)
	}
	return n, nil
}
