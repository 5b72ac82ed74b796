package discord

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// way is how far a request came. A transport that reports nothing to httptrace
// has the request once it has read it all.
type way struct{ traced, wrote, read atomic.Bool }

func (w *way) written() bool {
	if w.traced.Load() {
		return w.wrote.Load()
	}
	return w.read.Load()
}

func (w *way) watch(req *http.Request) *http.Request {
	if req.Body != nil {
		req.Body = &watched{req.Body, &w.read}
	}
	return req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn:      func(string) { w.traced.Store(true) },
		WroteRequest: func(info httptrace.WroteRequestInfo) { w.wrote.Store(info.Err == nil) },
	}))
}

// watched is a body that notes when it was read to its end.
type watched struct {
	io.ReadCloser
	end *atomic.Bool
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		w.end.Store(true)
	}
	return n, err
}
