package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"limber/bot"
)

// inboxChannel is notified of each receipt by a process that need not lead, with
// the connection.
const inboxChannel = "limber_inbox"

const (
	// listening is how long silence may last before the connection is asked
	// whether it lives, and again how long it is until another is tried.
	listening = 10 * time.Second
	again     = time.Second
)

// arrivals listens on one connection for all who wait, from the first of them on.
type arrivals struct {
	connect func(context.Context, map[string]string) (*pgx.Conn, error)

	mu      sync.Mutex
	waiting map[string]map[chan struct{}]bool // by the connection's name
	stop    context.CancelFunc                // nil: nobody waited yet
	ended   chan struct{}                     // closed when nobody listens any more
	closed  bool
}

// Arrivals has a value after parcels of the connection were received by whatever
// process, until ctx is done; and one when listening begins, or begins again:
// what was received before is not told of.
func (p *Postgres) Arrivals(ctx context.Context, c bot.Connection) <-chan struct{} {
	arrived := make(chan struct{}, 1)
	p.arrivals.add(c.String(), arrived)
	context.AfterFunc(ctx, func() { p.arrivals.remove(c.String(), arrived) })
	return arrived
}

func (a *arrivals) add(name string, arrived chan struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return
	}
	if a.waiting[name] == nil {
		if a.waiting == nil {
			a.waiting = map[string]map[chan struct{}]bool{}
		}
		a.waiting[name] = map[chan struct{}]bool{}
	}
	a.waiting[name][arrived] = true
	if a.stop == nil {
		var ctx context.Context
		ctx, a.stop = context.WithCancel(context.Background())
		a.ended = make(chan struct{})
		go a.listen(ctx)
	}
	tell(arrived)
}

func (a *arrivals) remove(name string, arrived chan struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.waiting[name], arrived)
}

// close ends the listening and waits until it has ended.
func (a *arrivals) close() {
	a.mu.Lock()
	a.closed = true
	stop, ended := a.stop, a.ended
	a.mu.Unlock()
	if stop != nil {
		stop()
		<-ended
	}
}

// wake tells those who wait for a connection.
func (a *arrivals) wake(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for arrived := range a.waiting[name] {
		tell(arrived)
	}
}

func (a *arrivals) wakeAll() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, waiting := range a.waiting {
		for arrived := range waiting {
			tell(arrived)
		}
	}
}

func tell(arrived chan<- struct{}) {
	select {
	case arrived <- struct{}{}:
	default: // joined with one that was not read yet
	}
}

// listen listens until ctx is done, on one connection after another: that there
// is none is told by all else that needs the database.
func (a *arrivals) listen(ctx context.Context) {
	defer close(a.ended)
	for ctx.Err() == nil {
		_ = a.listenOnce(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(again):
		}
	}
}

// listenOnce returns when the connection is lost.
func (a *arrivals) listenOnce(ctx context.Context) error {
	conn, err := a.connect(ctx, map[string]string{"idle_session_timeout": "0"})
	if err != nil {
		return err
	}
	defer func() {
		bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), answering)
		defer cancel()
		_ = conn.Close(bye) // it may be lost
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+inboxChannel); err != nil {
		return err
	}
	a.wakeAll()
	for {
		heard, err := a.hear(ctx, conn)
		switch {
		case err != nil:
			return err
		case heard != nil:
			a.wake(heard.Payload)
		}
	}
}

// hear waits for a notification, and makes sure after a while without one that
// there still could be one.
func (a *arrivals) hear(ctx context.Context, conn *pgx.Conn) (*pgconn.Notification, error) {
	limited, cancel := context.WithTimeout(ctx, listening)
	defer cancel()
	heard, err := conn.WaitForNotification(limited)
	if err == nil || ctx.Err() != nil || conn.IsClosed() {
		return heard, err
	}
	ping, cancelPing := context.WithTimeout(ctx, answering)
	defer cancelPing()
	return nil, conn.Ping(ping)
}
