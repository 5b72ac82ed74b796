package platform

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"limber/bot"
)

// Way is how far a request came. A transport that reports nothing to httptrace
// has the request once it has read it all.
type Way struct{ traced, wrote, read atomic.Bool }

// Watch returns the request to send in the place of req. The message that its
// body carries leaves when the body is read: by then there is a connection.
func (w *Way) Watch(req *http.Request) *http.Request {
	watching := req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn:      func(string) { w.traced.Store(true) },
		WroteRequest: func(info httptrace.WroteRequestInfo) { w.wrote.Store(info.Err == nil) },
	}))
	if req.Body != nil {
		watching.Body = &watched{ReadCloser: req.Body, end: &w.read, leaving: func() error { return bot.Leaving(req.Context()) }}
	}
	return watching
}

// Written reports whether the whole request went out, so that the platform may
// have taken it.
func (w *Way) Written() bool {
	if w.traced.Load() {
		return w.wrote.Load()
	}
	return w.read.Load()
}

// watched is a body that notes when it was read to its end, and cannot be read
// where it may not leave.
type watched struct {
	io.ReadCloser
	end     *atomic.Bool
	leaving func() error
}

func (w *watched) Read(p []byte) (int, error) {
	if err := w.leaving(); err != nil {
		return 0, err
	}
	n, err := w.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		w.end.Store(true)
	}
	return n, err
}
