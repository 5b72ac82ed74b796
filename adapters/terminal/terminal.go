// Package terminal is the adapter for a terminal: a chat on the screen with a
// live countdown, or plain lines where a script reads and writes.
package terminal

import (
	"context"
	"io"
	"log/slog"
	"sync"

	"limber/bot"
)

// Options says what an Adapter reads, writes and shows.
type Options struct {
	In  io.Reader
	Out io.Writer
	// Interactive is for a person at a terminal: In and Out must both be one.
	// Otherwise lines are read and written plainly.
	Interactive bool
	Name        string // the bot's account, part of every address
	Title       string // the bot's name as the member sees it
	Labels      Labels
	Bell        bool // ring at a step of a session that is not silent
	// Complete returns what a line that is being typed may become, "" for
	// nothing; nil offers nothing.
	Complete func(line string) string
	Log      *slog.Logger // nil: nothing is logged
}

// Labels are the words on the screen that are no reply. They come from the
// pack. An empty one shows figures and signs only.
type Labels struct {
	You    string // who the member's own messages are from
	Hint   string // in the empty input line
	Press  string // the same while buttons are offered; {n} is the last number
	Step   string // {step} and {of}
	Rep    string // the repetition under way; {n} and {of}
	Left   string // {time} until all is done
	Paused string
	Space  string // the name of the space bar
}

// Adapter is the terminal as a platform of the bot. It has one member.
type Adapter struct {
	options Options
	log     *slog.Logger

	show   *queue[*item]     // what is to be shown on the screen
	events *queue[bot.Event] // what the member did

	mu       sync.Mutex // also: one plain write at a time
	phase    phase
	progress bot.Progress // the last one
	buttons  []bot.Button // plain: of the last reply that had some

	changed chan struct{} // there is another progress
	failed  chan error    // the first failed plain write
}

// New returns an adapter. It reads nothing before Run.
func New(o Options) *Adapter {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	a := &Adapter{
		options: o,
		log:     log,
		show:    newQueue[*item](),
		events:  newQueue[bot.Event](),
		changed: make(chan struct{}, 1),
		failed:  make(chan error, 1),
	}
	if !o.Interactive {
		a.phase = plainly
	}
	return a
}

// phase is where replies go.
type phase int

const (
	keeping phase = iota // the screen is not there yet
	showing              // to the screen
	plainly              // to Out: there is no screen, or no longer
)

// Connection names the account that the adapter speaks for.
func (a *Adapter) Connection() bot.Connection { return a.Address().Connection() }

// Address is where everything that comes from this terminal comes from.
func (a *Adapter) Address() bot.Address {
	return bot.Address{Platform: "terminal", Bot: a.options.Name, Chat: "local", Member: "local"}
}

// Run hands what the member does to handle, one event at a time, until ctx is
// done, the member leaves, or the input has ended and no session's clock runs.
//
// It returns when its goroutines have ended. One may remain in a Read that
// cannot be interrupted: that of an In which is neither a pipe nor a terminal.
func (a *Adapter) Run(ctx context.Context, handle bot.Handler) error {
	if a.options.Interactive {
		return a.newScreen().run(ctx, handle)
	}
	return a.runPlain(ctx, handle)
}

// Send shows one reply. Before Run began, a screen's replies are kept for it;
// after it returned, they are printed plainly.
func (a *Adapter) Send(ctx context.Context, r bot.Reply) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	a.mu.Lock()
	if a.phase == plainly {
		defer a.mu.Unlock()
		return a.print(r)
	}
	it := newItem(itemReply, r)
	a.show.push(it)
	keep := a.phase == keeping
	a.mu.Unlock()
	if keep {
		return nil
	}
	select {
	case <-it.shown:
	case <-ctx.Done():
		if a.show.remove(func(x *item) bool { return x == it }) {
			return context.Cause(ctx)
		}
		<-it.shown // it is on its way to the screen
	}
	return nil
}

// Watch shows where a session stands. A plain Run waits at the end of its input
// while the last one is running, so that the bot must have called Watch before
// it returns from the event that started the session.
func (a *Adapter) Watch(_ bot.Address, p bot.Progress) {
	a.mu.Lock()
	a.progress = p
	a.mu.Unlock()
	select {
	case a.changed <- struct{}{}:
	default: // whoever waits will look anyway
	}
}

func (a *Adapter) lastProgress() bot.Progress {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.progress
}
