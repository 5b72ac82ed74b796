package discordtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
)

// URL is where the bot finds the server through Transport. Any other works too.
const URL = "http://discord.test"

// Transport serves REST in memory. It works inside a testing/synctest bubble.
func (s *Server) Transport() http.RoundTripper { return wire{s} }

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
			return errReset
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
