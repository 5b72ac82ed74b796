// Package admin is the operator's view of the running program: whether it
// lives, what it leads, and what it measures, over HTTP and for reading only.
// Nothing in it holds a member, a chat or a member's words.
package admin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"limber/bot"
)

const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	// closeWithin is how long the end waits for answers that are on their way.
	closeWithin = time.Second
	// longestHeader is in bytes.
	longestHeader = 16 << 10
)

// Options are what an Admin is made of.
type Options struct {
	// Address is where to listen, host:port. "" is nowhere: then it only counts.
	Address string
	// Version is the program's.
	Version string
	Log     *slog.Logger
}

// Admin serves /healthz, /readyz and /metrics.
type Admin struct {
	log     *slog.Logger
	metrics *metrics
	status  question[Status]
	ending  <-chan struct{}

	mu     sync.Mutex
	bots   []*watched // guarded by mu
	source Source     // likewise

	address net.Addr // nil: it listens nowhere
	close   func()
}

// Open makes an Admin and lets it listen until Close. It is ready from Follow
// until ctx is done, at most.
func Open(ctx context.Context, o Options) (*Admin, error) {
	a := &Admin{log: o.Log, metrics: newMetrics(o.Version), ending: ctx.Done(), close: func() {}}
	a.status = newQuestion(a.askSource)
	a.Follow(unopened)
	a.metrics.registry.MustRegister(collector{a})
	if o.Address == "" {
		return a, nil
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", o.Address)
	if err != nil {
		return nil, fmt.Errorf("admin: listening: %w; end what listens there, name another address under admin: in the configuration, or leave it out", err)
	}
	a.serve(listener)
	return a, nil
}

// serve answers until close.
func (a *Admin) serve(listener net.Listener) {
	a.address = listener.Addr()
	if tcp, ok := a.address.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		a.log.Warn("the admin address can be reached from other machines and asks for no password: "+
			"have a firewall keep strangers out, or let admin: name 127.0.0.1", "address", a.address)
	}
	server := &http.Server{
		Handler:           a.handler(),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: longestHeader,
		ErrorLog:       slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("the admin address answers no more; the bots go on. Start the program again to have it back", "address", a.address, "error", err)
		}
	})
	a.close = sync.OnceFunc(func() {
		finish, cancel := context.WithTimeout(context.Background(), closeWithin)
		defer cancel()
		if server.Shutdown(finish) != nil {
			_ = server.Close() // who is cut off asks again
		}
		serving.Wait()
	})
}

// Close ends the listening. It may be called again.
func (a *Admin) Close() { a.close() }

// Meter returns the meter for the bot on a connection.
func (a *Admin) Meter(c bot.Connection) bot.Meter { return a.metrics.meter(c.Platform) }
