package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const (
	dialTimeout  = 10 * time.Second
	helloTimeout = 10 * time.Second
	writeTimeout = 5 * time.Second
	// partTimeout is for each of the two steps of closing a connection.
	partTimeout = 500 * time.Millisecond
	// queued is how many events may wait for the handler. A bot in 2500
	// servers, the most of one shard, starts with one for each.
	queued = 4096
)

// link is one connection to the gateway.
type link struct {
	ws       *websocket.Conn
	url      string
	token    string
	interval time.Duration // of heartbeats
	events   chan Event    // closed when nothing more comes
	asked    chan struct{} // Discord wants a heartbeat now
	acked    chan struct{} // Discord has had a heartbeat
	sends    sends
}

// dial connects. When ctx is done the connection does not outlive it.
func (s *Shard) dial(ctx context.Context, raw string) (*link, error) {
	to, err := address(raw)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, dialTimeout, fmt.Errorf("no connection in %v", dialTimeout))
	defer cancel()
	inTime := func() bool { return true }
	d := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: s.o.TLS.Clone(), HandshakeTimeout: dialTimeout,
		NetDialContext: func(_ context.Context, network, address string) (net.Conn, error) {
			conn, err := s.dialNet(ctx, network, address)
			if err == nil {
				// The library looks at its context only before the handshake.
				inTime = context.AfterFunc(ctx, func() { _ = conn.Close() })
			}
			return conn, err
		},
	}
	ws, resp, err := d.DialContext(ctx, to, nil)
	if resp != nil {
		_ = resp.Body.Close() // it holds the first bytes, in memory
	}
	switch {
	case !inTime() || err != nil && ctx.Err() != nil: // which closes it
		return nil, fmt.Errorf("connecting to the gateway: %w", context.Cause(ctx))
	case err != nil && resp != nil:
		return nil, fmt.Errorf("connecting to the gateway: it answers %s", resp.Status)
	case err != nil:
		return nil, fmt.Errorf("connecting to the gateway: %w", err)
	}
	ws.SetReadLimit(longestFrame)
	return &link{
		ws: ws, url: raw, token: s.o.Token, events: make(chan Event, queued),
		asked: make(chan struct{}, 1), acked: make(chan struct{}, 1),
	}, nil
}

func (s *Shard) dialNet(ctx context.Context, network, address string) (net.Conn, error) {
	if s.o.Dial != nil {
		return s.o.Dial(ctx, network, address)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, address)
}

// interrupt makes whoever reads or writes give up.
func (l *link) interrupt() { _ = l.ws.UnderlyingConn().SetDeadline(time.Unix(1, 0)) }

// next reads one frame. It must come within the given time.
func (l *link) next(ctx context.Context, within time.Duration) (frame, error) {
	_ = l.ws.SetReadDeadline(time.Now().Add(within))
	if ctx.Err() != nil { // whose interruption this may have undone
		return frame{}, context.Cause(ctx)
	}
	_, body, err := l.ws.ReadMessage()
	if err != nil {
		return frame{}, l.explain(err)
	}
	var f frame
	if err := json.Unmarshal(body, &f); err != nil {
		return frame{}, fmt.Errorf("the gateway sends what cannot be read: %w", err)
	}
	switch f.Op {
	case opReconnect:
		return f, errReconnect
	case opInvalidSession:
		return f, &invalid{resumable: string(f.Data) == "true"}
	}
	return f, nil
}

func (l *link) explain(err error) error {
	var c *websocket.CloseError
	if errors.As(err, &c) && c.Code != websocket.CloseAbnormalClosure {
		return &closed{c.Code, strings.ReplaceAll(c.Text, l.token, "[token]")}
	}
	return fmt.Errorf("the connection to the gateway broke: %w", err)
}

// send is for one goroutine at a time.
func (l *link) send(op int, data any) error {
	body, err := payload(op, data)
	if err != nil {
		return err
	}
	_ = l.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	l.sends.note(time.Now())
	if err := l.ws.WriteMessage(websocket.TextMessage, body); err != nil {
		return fmt.Errorf("sending to the gateway: %w", err)
	}
	return nil
}

// hangUp closes the connection with a code and waits a little for the other
// side to have read it. Nobody else reads any more.
func (l *link) hangUp(code int) {
	defer func() { _ = l.ws.Close() }()
	bye := websocket.FormatCloseMessage(code, "")
	if l.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(partTimeout)) != nil {
		return
	}
	conn := l.ws.UnderlyingConn()
	_ = conn.SetReadDeadline(time.Now().Add(partTimeout))
	_, _ = io.Copy(io.Discard, conn)
}

// sends counts what was sent in the last minute: Discord drops a connection
// that sends more than 120.
type sends struct{ at []time.Time }

// spare is how many heartbeats asked for are sent in a minute. The rest is for
// those that are due.
const spare = 100

func (s *sends) note(now time.Time) { s.at = append(s.at, now) }

// allow reports whether something may be sent that can be left out.
func (s *sends) allow(now time.Time) bool {
	for len(s.at) > 0 && now.Sub(s.at[0]) >= time.Minute {
		s.at = s.at[1:]
	}
	return len(s.at) < spare
}
