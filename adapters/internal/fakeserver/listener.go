package fakeserver

import (
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

// Listener serves on a port of the loopback. It can go away and come back on the
// same port.
type Listener struct {
	address string
	server  *http.Server
	serving sync.WaitGroup

	mu    sync.Mutex
	open  net.Listener // nil while away
	conns map[net.Conn]bool
	over  bool
}

// Listen serves calls by a handler, until Close.
func Listen(h http.Handler) (*Listener, error) {
	l := &Listener{conns: map[net.Conn]bool{}, address: "127.0.0.1:0"}
	l.server = &http.Server{
		Handler: h, ConnState: l.track,
		ErrorLog: log.New(io.Discard, "", 0), // clients that were killed are no news
	}
	return l, l.Come()
}

// URL is where it serves.
func (l *Listener) URL() string { return "http://" + l.address }

// Come listens, on the same port each time.
func (l *Listener) Come() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open != nil || l.over {
		return nil
	}
	open, err := net.Listen("tcp", l.address)
	if err != nil {
		return err
	}
	l.open, l.address = open, open.Addr().String()
	l.serving.Go(func() { _ = l.server.Serve(open) }) // it ends when open is closed
	return nil
}

// Leave ends all connections and takes no more until Come.
func (l *Listener) Leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open != nil {
		_ = l.open.Close()
		l.open = nil
	}
	for conn := range l.conns {
		_ = conn.Close()
	}
}

func (l *Listener) track(conn net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch state {
	case http.StateNew:
		l.conns[conn] = true
	case http.StateClosed, http.StateHijacked:
		delete(l.conns, conn)
	}
}

// Close leaves for good and returns when nothing is served any more.
func (l *Listener) Close() {
	l.Leave()
	l.mu.Lock()
	l.over = true
	l.mu.Unlock()
	_ = l.server.Close()
	l.serving.Wait()
}
