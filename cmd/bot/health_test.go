package main

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

func TestHealth(t *testing.T) {
	stuck := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" || stuck {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	address := server.Listener.Addr().String()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	health := func(admin string) (status int, said string) {
		t.Helper()
		config := filepath.Join(t.TempDir(), "config.yaml")
		write(t, config, "admin: '"+admin+"'\n")
		var out bytes.Buffer
		status = run(t.Context(), []string{"-config", config, "health"}, streams{strings.NewReader(""), &out, &out})
		return status, out.String()
	}
	expect := func(admin string, wantStatus int, want string) {
		t.Helper()
		if status, said := health(admin); status != wantStatus || !strings.Contains(said, want) {
			t.Errorf("with admin %q: status %d and %q, want %d and %q", admin, status, said, wantStatus, want)
		}
	}
	for _, admin := range []string{address, ":" + port, "0.0.0.0:" + port} {
		expect(admin, 0, "alive")
	}
	stuck = true
	expect(address, 1, "503")
	server.Close()
	expect(address, 1, "it does not run")
	expect("", 1, "set admin in the configuration")
}
