package bottest

import (
	"context"
	"sync"
	"time"

	"limber/bot"
)

// Me is the member that a Fake speaks for.
var Me = bot.Address{Platform: "fake", Bot: "bot", Chat: "chat", Member: "me"}

// Said is one reply that went out, and when.
type Said struct {
	bot.Reply
	At time.Time
}

// Fake is an adapter in memory. It also shows progress.
type Fake struct {
	mu       sync.Mutex
	said     []Said
	progress bot.Progress
	refuse   func(bot.Reply) error
	handler  bot.Handler
	ready    chan struct{}
	eof      chan struct{}
}

// NewFake returns an adapter that has said nothing yet.
func NewFake() *Fake { return &Fake{ready: make(chan struct{}), eof: make(chan struct{})} }

// Connection implements bot.Adapter.
func (f *Fake) Connection() bot.Connection { return Me.Connection() }

// Run implements bot.Adapter: it receives nothing by itself, see Handle.
func (f *Fake) Run(ctx context.Context, handle bot.Handler) error {
	f.handler = handle
	close(f.ready)
	select {
	case <-ctx.Done():
	case <-f.eof:
	}
	return nil
}

// Handle hands an event on as if the platform had sent it, and waits until it
// was dealt with.
func (f *Fake) Handle(ctx context.Context, ev bot.Event) error {
	<-f.ready
	return f.handler(ctx, ev)
}

// Send implements bot.Adapter.
func (f *Fake) Send(ctx context.Context, r bot.Reply) error {
	if err := bot.Leaving(ctx); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuse != nil {
		if err := f.refuse(r); err != nil {
			return err
		}
	}
	f.said = append(f.said, Said{r, time.Now()})
	return ctx.Err()
}

// Watch implements bot.Watcher.
func (f *Fake) Watch(_ bot.Address, p bot.Progress) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.progress = p
}

// Progress returns the last progress shown.
func (f *Fake) Progress() bot.Progress {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.progress
}

// Fail makes Send return err, until it is called with nil.
func (f *Fake) Fail(err error) { f.Refuse(func(bot.Reply) error { return err }) }

// Refuse makes Send return what refuse says of each reply, nil to take it.
func (f *Fake) Refuse(refuse func(bot.Reply) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuse = refuse
}

// Take returns what was said since the last Take.
func (f *Fake) Take() []Said {
	f.mu.Lock()
	defer f.mu.Unlock()
	said := f.said
	f.said = nil
	return said
}
