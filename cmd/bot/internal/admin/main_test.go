package admin

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"limber/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	one = bot.Connection{Platform: "telegram", Bot: "1"}
	two = bot.Connection{Platform: "discord", Bot: "2"}
)

// fixed is a Source that always says the same.
func fixed(s Status) Source {
	return func(context.Context, []bot.Connection) Status { return s }
}

// holding is a bot that holds something.
type holding bot.Gauges

func (h holding) Gauges() bot.Gauges { return bot.Gauges(h) }

// stuck is a bot that does not answer until it is closed.
type stuck chan struct{}

func (s stuck) Gauges() bot.Gauges {
	<-s
	return bot.Gauges{}
}

// open opens an Admin that listens nowhere.
func open(t *testing.T, source Source) *Admin {
	t.Helper()
	a, err := Open(t.Context(), Options{Version: "v1.2.3", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	a.Follow(source)
	t.Cleanup(a.Close)
	return a
}

// get asks without a network.
func get(a *Admin, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	a.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	return w
}

// wantsReady fails unless /readyz answers so.
func wantsReady(t *testing.T, a *Admin, status int, want string) {
	t.Helper()
	w := get(a, "/readyz")
	if w.Code != status || strings.TrimSpace(w.Body.String()) != want {
		t.Errorf("/readyz: %d\n%s\nand not %d\n%s", w.Code, w.Body, status, want)
	}
	if !json.Valid(w.Body.Bytes()) || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("that is no JSON, or not told to be: %q", w.Header())
	}
}

// wantsHealth fails unless /healthz answers with that status, and the text in it.
func wantsHealth(t *testing.T, a *Admin, status int, text string) {
	t.Helper()
	w := get(a, "/healthz")
	if w.Code != status || !strings.Contains(w.Body.String(), text) {
		t.Errorf("/healthz: %d %q and not %d %q", w.Code, w.Body, status, text)
	}
}

// call asks over the network and returns the status, the body and the headers.
func call(t *testing.T, method, url string) (status int, body string, header http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }() // all was read
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data), resp.Header
}
