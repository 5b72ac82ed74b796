package discordtest

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"testing"
)

// Pipes serves a server in memory, the gateway too, so that a bot works in
// virtual time inside a testing/synctest bubble. It ends with the test.
type Pipes struct {
	incoming chan net.Conn
	over     chan struct{}
	once     sync.Once
	server   *http.Server
	serving  sync.WaitGroup
}

// Pipes starts to serve in memory.
func (s *Server) Pipes(t testing.TB) *Pipes {
	p := &Pipes{incoming: make(chan net.Conn), over: make(chan struct{})}
	p.server = &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0)}
	p.serving.Go(func() { _ = p.server.Serve(memory{p}) }) // it ends with p
	t.Cleanup(p.End)
	return p
}

// End stops serving and waits until it has. Dials are refused from then on.
func (p *Pipes) End() {
	_ = p.server.Close()
	p.serving.Wait()
}

// Dial connects to the server, whatever the address.
func (p *Pipes) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
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

// memory is the listener of what is dialled.
type memory struct{ p *Pipes }

func (m memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.p.incoming:
		return c, nil
	case <-m.p.over:
		return nil, net.ErrClosed
	}
}

func (m memory) Close() error {
	m.p.once.Do(func() { close(m.p.over) })
	return nil
}

func (m memory) Addr() net.Addr { return &net.IPAddr{} }
