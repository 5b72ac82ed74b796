package pgtest

import (
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// Proxy stands between a program and a server, and can come between them.
type Proxy struct {
	url      string
	target   string
	listener net.Listener
	group    sync.WaitGroup

	mu    sync.Mutex
	cut   bool
	flows chan struct{} // closed while bytes may pass
	conns map[net.Conn]bool
}

// NewProxy returns a proxy for the server of a URL, which lets everything pass.
// It is gone when the test ends.
func NewProxy(t testing.TB, to string) *Proxy {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{target: u.Host, listener: l, flows: make(chan struct{}), conns: map[net.Conn]bool{}}
	close(p.flows)
	u.Host = l.Addr().String()
	p.url = u.String()
	p.group.Go(p.accept)
	t.Cleanup(func() {
		_ = l.Close()
		p.Cut()
		p.group.Wait()
	})
	return p
}

// URL returns the URL that leads through the proxy.
func (p *Proxy) URL() string { return p.url }

// Cut ends all connections and refuses new ones.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = true
	for c := range p.conns {
		_ = c.Close()
	}
	p.flow()
}

// Freeze lets nothing pass any more, in either direction, and tells nobody: the
// connections stay, and new ones seem to be made.
func (p *Proxy) Freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.flows:
		p.flows = make(chan struct{})
	default: // frozen already
	}
}

// Mend lets everything pass again, also what was held back while frozen.
func (p *Proxy) Mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = false
	p.flow()
}

func (p *Proxy) flow() {
	select {
	case <-p.flows:
	default:
		close(p.flows)
	}
}

func (p *Proxy) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.group.Go(func() { p.serve(conn) })
	}
}

func (p *Proxy) serve(client net.Conn) {
	defer p.forget(client)
	if !p.keep(client) {
		return
	}
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer p.forget(server)
	if !p.keep(server) {
		return
	}
	var both sync.WaitGroup
	pass := func(to, from net.Conn) {
		p.copy(to, from)
		// Who is told of an end tells the other, but not through ice.
		_, _ = to.Close(), from.Close()
	}
	both.Go(func() { pass(server, client) })
	both.Go(func() { pass(client, server) })
	both.Wait()
}

// keep reports false where the connection must not be.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cut {
		return false
	}
	p.conns[c] = true
	return true
}

func (p *Proxy) forget(c net.Conn) {
	_ = c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// copy passes on what comes, and its end, when bytes may pass.
func (p *Proxy) copy(to io.Writer, from io.Reader) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.mu.Lock()
		flows := p.flows
		p.mu.Unlock()
		<-flows
		if _, writeErr := to.Write(buffer[:n]); errors.Join(err, writeErr) != nil {
			return
		}
	}
}
