package platform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"limber/bot"
)

// Call makes one call and reads its answer, up to so many bytes, within limit.
// The error is a *Lost, and the body of the response is closed.
//
// It goes to the transport and not through an http.Client, which would follow a
// redirect with the token to wherever it leads, and put the address into its
// errors.
func Call(over http.RoundTripper, req *http.Request, limit time.Duration, longest int64) (*http.Response, []byte, *Lost) {
	caller := req.Context()
	ctx, cancel := context.WithTimeoutCause(caller, limit, fmt.Errorf("no answer in %v", limit))
	defer cancel()
	var way Way
	resp, body, err := exchange(over, way.Watch(req.WithContext(ctx)), longest)
	if err == nil {
		return resp, body, nil
	}
	lost := &Lost{Written: way.Written(), text: err.Error()}
	switch {
	case caller.Err() != nil:
		lost.ended = errors.Join(caller.Err(), context.Cause(caller))
		lost.text = context.Cause(caller).Error()
	case ctx.Err() != nil:
		lost.text = context.Cause(ctx).Error()
	}
	return nil, nil, lost
}

func exchange(over http.RoundTripper, req *http.Request, longest int64) (*http.Response, []byte, error) {
	resp, err := over.RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, longest))
	if closing := resp.Body.Close(); err == nil {
		err = closing
	}
	return resp, body, err
}

// Lost is a call that got no answer.
type Lost struct {
	Written bool // the platform may have taken it
	text    string
	ended   error // what the caller's context ended with; nil: it has not
}

func (l *Lost) Error() string { return l.text }

// Kind returns what became of the call, as one of the errors of bot together
// with what ended the caller's context, if anything did. A call that does no
// harm twice is never uncertain.
func (l *Lost) Kind(harmlessTwice bool) error {
	kind := bot.ErrUnavailable
	if l.Written && !harmlessTwice {
		kind = bot.ErrUncertain
	}
	if l.ended == nil {
		return kind
	}
	return errors.Join(kind, l.ended)
}

// NewTransport returns a transport for an adapter that is given none. Idle
// connections are closed before the platform does it, perhaps under a message.
func NewTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 32
	t.IdleConnTimeout = 30 * time.Second
	// Without these a connection that died unnoticed would take call after call,
	// until the system gives it up after a quarter of an hour.
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 10 * time.Second}
	return t
}

// CloseIdle gives up the connections of a transport that are not in use.
func CloseIdle(over http.RoundTripper) {
	if t, ok := over.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}
