package fakeserver

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"syscall"
)

// InMemory is a transport that calls a handler without sockets. It works inside
// a testing/synctest bubble. A handler that is aborted is a connection that was
// reset.
func InMemory(h http.Handler) http.RoundTripper { return wire{h} }

type wire struct{ handler http.Handler }

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	in := r.Clone(ctx)
	in.RequestURI = r.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:1"
	if in.Body == nil {
		in.Body = http.NoBody
	}
	out := &inMemory{header: http.Header{}, status: http.StatusOK}
	ended := make(chan error, 1)
	go func() {
		defer cancel()
		defer func() { ended <- ending(recover()) }()
		w.handler.ServeHTTP(out, in)
	}()
	// Closing the body ends a handler that is still reading it.
	defer func() { _ = in.Body.Close() }()
	select {
	case err := <-ended:
		if err != nil {
			return nil, err
		}
	case <-r.Context().Done():
		cancel()
		return nil, context.Cause(r.Context())
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", out.status, http.StatusText(out.status)), StatusCode: out.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: out.header, Request: r,
		Body: io.NopCloser(&out.body), ContentLength: int64(out.body.Len()),
	}, nil
}

// ending is the error that the caller sees of a handler that panicked.
func ending(p any) error {
	switch p := p.(type) {
	case nil:
		return nil
	case broken:
		return p.error
	case error:
		if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it as well
			return ErrReset
		}
	}
	return fmt.Errorf("the handler panicked: %v\n%s", p, debug.Stack())
}

// inMemory keeps a response until the handler has ended.
type inMemory struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *inMemory) Header() http.Header            { return w.header }
func (w *inMemory) WriteHeader(status int)         { w.status = status }
func (w *inMemory) Write(part []byte) (int, error) { return w.body.Write(part) }

// broken ends a connection. In memory the caller sees its error.
type broken struct{ error }

// What a caller sees of a connection that ends, and of one that does not begin.
var (
	ErrReset = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	ErrAway  = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
)

// Cut ends the connection of a handler without an answer and does not return.
// In memory the caller gets err, over a network a reset.
func Cut(w http.ResponseWriter, err error) {
	if _, ok := w.(*inMemory); ok {
		panic(broken{err})
	}
	conn, _, hijack := http.NewResponseController(w).Hijack()
	if hijack == nil {
		Reset(conn)
	}
	panic(http.ErrAbortHandler)
}

// WasCut reports whether what a handler panicked with is Cut's.
func WasCut(p any) bool {
	_, ok := p.(broken)
	return ok || p == http.ErrAbortHandler //nolint:errorlint // net/http compares it as well
}

// Reset closes a connection so that the other side sees a reset.
func Reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
