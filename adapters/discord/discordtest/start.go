package discordtest

import (
	"net/http"
	"testing"

	"limber/adapters/internal/fakeserver"
)

// URL is where the bot finds the server through Transport. Any other works too.
const URL = "http://discord.test"

// Transport serves REST in memory. It works inside a testing/synctest bubble.
func (s *Server) Transport() http.RoundTripper { return fakeserver.InMemory(s) }

// Start serves on a port of the loopback and returns the base URL, for programs
// that run by themselves.
func (s *Server) Start(t testing.TB) string {
	t.Helper()
	l, err := fakeserver.Listen(s)
	if err != nil {
		t.Fatalf("discordtest: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listener = l
	return l.URL()
}

// hangUp ends the server on a port, if there is one.
func (s *Server) hangUp() {
	if l := locked(s, func() *fakeserver.Listener { return s.listener }); l != nil {
		l.Close()
	}
}
