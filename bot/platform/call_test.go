package platform

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
)

// carried is a transport of a test's own.
type carried func(*http.Request) (*http.Response, error)

func (c carried) RoundTrip(r *http.Request) (*http.Response, error) { return c(r) }

// call makes one with a body, which may take 10 seconds and bring 5 bytes.
func call(ctx context.Context, t *testing.T, over http.RoundTripper, url string) (answer string, lost *Lost) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	resp, body, lost := Call(over, r, 10*time.Second, 5)
	if lost == nil {
		defer func() { _ = resp.Body.Close() }() // a second time
	}
	return string(body), lost
}

var errCut = errors.New("the line was cut")

// reading is a transport in memory that reads the request and then does
// something else.
func reading(then carried) carried {
	return func(r *http.Request) (*http.Response, error) {
		if _, err := io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		return then(r)
	}
}

func cut(*http.Request) (*http.Response, error) { return nil, errCut }

// hang waits for as long as it may.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestCallsThatGetNoAnswer(t *testing.T) {
	told := errors.New("told to end")
	for name, c := range map[string]struct {
		over  carried
		ended bool // the caller ends it after a second
		kind  error
		twice error // where it does no harm twice
		text  string
	}{
		"cut before":        {cut, false, bot.ErrUnavailable, bot.ErrUnavailable, "the line was cut"},
		"cut after":         {reading(cut), false, bot.ErrUncertain, bot.ErrUnavailable, "the line was cut"},
		"hangs":             {reading(hang), false, bot.ErrUncertain, bot.ErrUnavailable, "no answer in 10s"},
		"hangs from before": {hang, false, bot.ErrUnavailable, bot.ErrUnavailable, "no answer in 10s"},
		"told to end":       {reading(hang), true, bot.ErrUncertain, bot.ErrUnavailable, "told to end"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				if c.ended {
					time.AfterFunc(time.Second, func() { cancel(told) })
				}
				defer cancel(nil)
				_, lost := call(ctx, t, c.over, "http://chat.test")
				if lost == nil {
					t.Fatal("it got an answer")
				}
				if lost.Error() != c.text || !errors.Is(lost.Kind(false), c.kind) || !errors.Is(lost.Kind(true), c.twice) {
					t.Errorf("%v, %v, %v", lost, lost.Kind(false), lost.Kind(true))
				}
				if got := errors.Is(lost.Kind(false), told) && errors.Is(lost.Kind(false), context.Canceled); got != c.ended {
					t.Errorf("ended by the caller: %v", got)
				}
			})
		})
	}
}

func TestCallReadsTheAnswer(t *testing.T) {
	over := reading(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("hello to you"))}, nil
	})
	if body, lost := call(t.Context(), t, over, "http://chat.test"); lost != nil || body != "hello" {
		t.Errorf("%q, %v", body, lost)
	}
}

// Over a network a request that was read from memory has not gone out yet.
func TestWayOverTheNetwork(t *testing.T) {
	transport := NewTransport()
	defer CloseIdle(transport)
	reset := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_ = conn.Close()
	}))
	defer reset.Close()
	_, lost := call(t.Context(), t, transport, reset.URL)
	if lost == nil || !lost.Written {
		t.Errorf("an answer that is lost: %+v", lost)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	_, lost = call(t.Context(), t, transport, "http://"+listener.Addr().String())
	if lost == nil || lost.Written {
		t.Errorf("nobody listens: %+v", lost)
	}
}
