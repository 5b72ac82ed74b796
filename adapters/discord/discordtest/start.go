package discordtest

import (
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"testing"
)

// listener is a server on a port of the loopback, which can go away and come
// back on the same port.
type listener struct {
	address string
	server  *http.Server
	serving sync.WaitGroup

	mu    sync.Mutex
	open  net.Listener // nil while away
	conns map[net.Conn]bool
	over  bool
}

// Start serves on a port of the loopback and returns the base URL, for programs
// that run by themselves.
func (s *Server) Start(t testing.TB) string {
	t.Helper()
	l := &listener{conns: map[net.Conn]bool{}, address: "127.0.0.1:0"}
	l.server = &http.Server{
		Handler: s, ConnState: l.track,
		ErrorLog: log.New(io.Discard, "", 0), // clients that were killed are no news
	}
	if err := l.come(); err != nil {
		t.Fatalf("discordtest: %v", err)
	}
	s.mu.Lock()
	s.listener = l
	s.mu.Unlock()
	return "http://" + l.address
}

// come listens, on the same port each time.
func (l *listener) come() error {
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
	l.serving.Add(1)
	go func() {
		defer l.serving.Done()
		_ = l.server.Serve(open) // it ends when open is closed
	}()
	return nil
}

// leave ends all connections and takes no more.
func (l *listener) leave() {
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

func (l *listener) track(conn net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch state {
	case http.StateNew:
		l.conns[conn] = true
	case http.StateClosed, http.StateHijacked:
		delete(l.conns, conn)
	}
}

// hangUp ends the server on a port, if there is one.
func (s *Server) hangUp() {
	l := locked(s, func() *listener { return s.listener })
	if l == nil {
		return
	}
	l.leave()
	l.mu.Lock()
	l.over = true
	l.mu.Unlock()
	_ = l.server.Close()
	l.serving.Wait()
}
