package admin

import (
	"bytes"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"limber/bot"
)

// listening opens an Admin on an address and returns its log besides.
func listening(t *testing.T, address string) (*Admin, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	a, err := Open(t.Context(), Options{Address: address, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	a.Follow(fixed(Status{Leads: []bot.Connection{one}}))
	t.Cleanup(a.Close)
	return a, &log
}

func TestItAnswersForReadingOnly(t *testing.T) {
	a, log := listening(t, "127.0.0.1:0")
	url := "http://" + a.address.String()
	for path, text := range map[string]string{"/healthz": "alive", "/readyz": `"ready":true`, "/metrics": "limber_build_info"} {
		if status, body, _ := call(t, http.MethodGet, url+path); status != http.StatusOK || !strings.Contains(body, text) {
			t.Errorf("GET %s: %d\n%s", path, status, body)
		}
		if status, body, _ := call(t, http.MethodHead, url+path); status != http.StatusOK || body != "" {
			t.Errorf("HEAD %s: %d\n%s", path, status, body)
		}
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
			if status, _, header := call(t, method, url+path); status != http.StatusMethodNotAllowed || header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow is %q", method, path, status, header.Get("Allow"))
			}
		}
	}
	if status, _, _ := call(t, http.MethodGet, url+"/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("an unknown path: %d", status)
	}
	if log.Len() > 0 {
		t.Errorf("the log is\n%s", log)
	}

	a.Close()
	if conn, err := net.Dial("tcp", a.address.String()); err == nil {
		_ = conn.Close() // it should not have opened
		t.Error("it listens after the end")
	}
}

func TestAnAddressThatIsTaken(t *testing.T) {
	a, _ := listening(t, "127.0.0.1:0")
	_, err := Open(t.Context(), Options{Address: a.address.String(), Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		t.Fatal("two listen on one address")
	}
	for _, want := range []string{a.address.String(), "admin:", "name another address"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

// elsewhere is a listener on the loopback that says to be at another address.
type elsewhere struct {
	net.Listener
	ip string
}

func (e elsewhere) Addr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(e.ip), Port: 9090} }

func TestAnAddressThatOthersReach(t *testing.T) {
	tests := map[string]bool{
		"127.0.0.1": false, "127.8.8.8": false, "::1": false,
		"0.0.0.0": true, "::": true, "192.0.2.7": true, "2001:db8::7": true,
	}
	for ip, want := range tests {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		a := open(t, fixed(Status{}))
		a.log = slog.New(slog.NewTextHandler(&log, nil))
		a.serve(elsewhere{listener, ip})
		a.Close()
		warned := strings.Contains(log.String(), "level=WARN") && strings.Contains(log.String(), "firewall")
		if warned != want || want && strings.Count(log.String(), "\n") != 1 {
			t.Errorf("at %s the log is\n%s", ip, &log)
		}
	}
}
