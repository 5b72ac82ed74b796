package fakeserver

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hello answers, or is cut where that is asked for.
var hello = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/cut":
		Cut(w, ErrAway)
	case "/abort":
		panic(http.ErrAbortHandler)
	case "/hang":
		<-r.Context().Done()
	}
	_, _ = io.WriteString(w, "hello")
})

func get(ctx context.Context, t *testing.T, over http.RoundTripper, url string) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := over.RoundTrip(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func TestInMemory(t *testing.T) {
	over := InMemory(hello)
	if body, err := get(t.Context(), t, over, "http://fake.test/"); body != "hello" || err != nil {
		t.Errorf("%q, %v", body, err)
	}
	if _, err := get(t.Context(), t, over, "http://fake.test/cut"); !errors.Is(err, ErrAway) {
		t.Errorf("cut: %v", err)
	}
	if _, err := get(t.Context(), t, over, "http://fake.test/abort"); !errors.Is(err, ErrReset) {
		t.Errorf("aborted: %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	given := errors.New("given up")
	cancel(given)
	if _, err := get(ctx, t, over, "http://fake.test/hang"); !errors.Is(err, given) {
		t.Errorf("given up: %v", err)
	}
}

func TestListenerGoesAndComesBack(t *testing.T) {
	l, err := Listen(hello)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	over := &http.Transport{}
	defer over.CloseIdleConnections()
	wants := func(when string, there bool) {
		t.Helper()
		if body, err := get(t.Context(), t, over, l.URL()); (err == nil && body == "hello") != there {
			t.Errorf("%s: %q, %v", when, body, err)
		}
	}
	wants("at first", true)
	if _, err := get(t.Context(), t, over, l.URL()+"/cut"); err == nil {
		t.Error("a connection that is cut brings an answer")
	}
	l.Leave()
	wants("away", false)
	if err := l.Come(); err != nil {
		t.Fatal(err)
	}
	wants("back", true)
	l.Close()
	if err := l.Come(); err != nil {
		t.Error(err)
	}
	wants("closed", false)
}
