package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"testing"
)

// pipes serve Discord's gateway in memory, so that it works in virtual time.
type pipes struct {
	incoming chan net.Conn
	over     chan struct{}
	once     sync.Once
	server   *http.Server
	serving  sync.WaitGroup
}

func servePipes(t *testing.T, h http.Handler) *pipes {
	p := &pipes{incoming: make(chan net.Conn), over: make(chan struct{})}
	p.server = &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
	p.serving.Go(func() { _ = p.server.Serve(p) }) // it ends when p is closed
	t.Cleanup(func() {
		_ = p.server.Close()
		p.serving.Wait()
	})
	return p
}

// dial connects to the server.
func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.incoming <- theirs:
		return ours, nil
	case <-p.over:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Accept implements net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.incoming:
		return c, nil
	case <-p.over:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipes) Close() error {
	p.once.Do(func() { close(p.over) })
	return nil
}

// Addr implements net.Listener.
func (p *pipes) Addr() net.Addr { return &net.IPAddr{} }
