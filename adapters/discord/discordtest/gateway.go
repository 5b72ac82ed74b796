package discordtest

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"limber/adapters/internal/fakeserver"
)

// The ops of the gateway.
const (
	opDispatch  = 0
	opHeartbeat = 1
	opIdentify  = 2
	opPresence  = 3
	opResume    = 6
	opReconnect = 7
	opMembers   = 8
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

// Why the gateway ends a connection.
const (
	CloseUnknownError     = 4000
	CloseUnknownOp        = 4001
	CloseDecodeError      = 4002
	CloseNotAuthenticated = 4003
	CloseBadToken         = 4004
	CloseAlready          = 4005
	CloseBadSeq           = 4007
	CloseRateLimited      = 4008
	CloseTimedOut         = 4009
	CloseBadShard         = 4010
	CloseBadVersion       = 4012
	CloseBadIntents       = 4013
	CloseDisallowed       = 4014
)

const (
	gatewayPath = "/gateway/first"
	resumePath  = "/gateway/again"
	mostBytes   = 4096
	mostSends   = 120 // a minute
)

// gateway is what the server knows of connections.
type gateway struct {
	sessions   map[string]*session
	live       map[*conn]bool
	starts     []Start
	lastStart  map[int64]time.Time // by what Concurrency makes of the shard
	heartbeats int
	problems   []string
	trouble    trouble
}

func (g *gateway) begin() {
	g.sessions, g.live, g.lastStart = map[string]*session{}, map[*conn]bool{}, map[int64]time.Time{}
}

// Start is an IDENTIFY or a RESUME.
type Start struct {
	At     time.Time
	Resume bool
	Shard  int64
	// Early is an IDENTIFY within 5 s of another, which is refused with INVALID
	// SESSION.
	Early bool
	OK    bool // READY or RESUMED was the answer
}

func (s *Server) conns() []*conn {
	var out []*conn
	for c := range s.gw.live {
		out = append(out, c)
	}
	return out
}

func (s *Server) getGateway(c *Call) (any, *refusal) {
	return object{"url": "ws://" + c.host + gatewayPath}, nil
}

func (s *Server) getGatewayBot(c *Call) (any, *refusal) {
	used := 0
	for _, start := range s.gw.starts {
		if !start.Resume {
			used++
		}
	}
	return object{
		"url": "ws://" + c.host + gatewayPath, "shards": s.opts.Shards, "session_start_limit": object{
			"total": s.opts.Starts, "remaining": max(0, s.opts.Starts-used), "reset_after": int64(24 * time.Hour / time.Millisecond),
			"max_concurrency": s.opts.Concurrency,
		},
	}, nil
}

// conn is one connection to the gateway.
type conn struct {
	s       *Server
	ws      *websocket.Conn
	host    string
	again   bool // it came to the address for a RESUME
	session *session
	sends   []time.Time // of the client, in the last minute
	beat    time.Time   // the last heartbeat
	told    bool        // that its session is invalid
	over    bool        // what still comes is not listened to
	queue   chan payload
	closing chan int // a code; 0: a reset
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	if locked(s, func() bool { return take(&s.gw.trouble.dials) }) {
		http.Error(w, "upstream connect error", http.StatusServiceUnavailable)
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	c := &conn{
		s: s, ws: ws, host: r.Host, again: strings.HasPrefix(r.URL.Path, resumePath), beat: time.Now(),
		queue: make(chan payload, 1<<16), closing: make(chan int, 1),
	}
	hello := true
	s.change(func() {
		s.gw.live[c] = true
		hello = !take(&s.gw.trouble.hello)
	})
	defer context.AfterFunc(s.Ctx, func() { _ = ws.Close() })() // whatever is under way
	ended := make(chan struct{})
	s.Go(func() { c.write(ended) })
	defer close(ended)
	query := r.URL.Query()
	s.Lock()
	switch {
	case query.Get("v") != "9" && query.Get("v") != "10", query.Get("encoding") != "json" && query.Get("encoding") != "":
		c.close(CloseBadVersion)
	case hello:
		c.send(payload{Op: opHello, Data: object{"heartbeat_interval": s.opts.Heartbeat.Milliseconds()}})
	}
	s.Unlock()
	c.read()
}

// read deals with what the client sends until the connection ends.
func (c *conn) read() {
	s := c.s
	for {
		kind, text, err := c.ws.ReadMessage()
		s.Lock()
		if err != nil {
			c.end(websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway))
			s.Touch()
			s.Unlock()
			return
		}
		if c.over {
			s.Unlock()
			continue
		}
		if code := c.receive(kind, text); code != 0 {
			c.end(code != CloseUnknownError && code != CloseRateLimited)
			c.close(code)
		}
		s.Touch()
		s.Unlock()
	}
}

// end parts a connection from its session. The caller holds the lock.
func (c *conn) end(over bool) {
	delete(c.s.gw.live, c)
	if x := c.session; x != nil && x.conn == c {
		x.conn, x.ended, x.over = nil, time.Now(), x.over || over
	}
}

// write sends what is in line, in its order.
func (c *conn) write(ended chan struct{}) {
	defer func() { _ = c.ws.Close() }()
	silence := time.NewTicker(c.s.opts.Heartbeat)
	defer silence.Stop()
	for {
		select {
		case p := <-c.queue:
			if wait := locked(c.s, func() time.Duration { return c.s.gw.trouble.delay }); wait > 0 && p.Op == opDispatch {
				c.s.Pause(c.s.Ctx, wait)
			}
			_ = c.ws.WriteMessage(websocket.TextMessage, encode(p)) // the reader notices the end
		case code := <-c.closing:
			c.farewell(code)
			if code == 0 {
				return
			}
		case <-silence.C:
			c.timeOut()
		case <-ended:
			return
		case <-c.s.Ctx.Done():
			return
		}
	}
}

// farewell ends the connection from this side.
func (c *conn) farewell(code int) {
	for len(c.queue) > 0 && code != 0 {
		_ = c.ws.WriteMessage(websocket.TextMessage, encode(<-c.queue))
	}
	if code == 0 {
		fakeserver.Reset(c.ws.UnderlyingConn())
		return
	}
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
}

// timeOut closes a connection on which heartbeats are missing.
func (c *conn) timeOut() {
	c.s.Lock()
	defer c.s.Unlock()
	if time.Since(c.beat) > 2*c.s.opts.Heartbeat {
		c.end(true)
		c.close(CloseTimedOut)
	}
}

// send puts something in line.
func (c *conn) send(p payload) {
	select {
	case c.queue <- p:
	default: // nobody has read for very long
	}
}

// close ends the connection with a code. The caller holds the lock.
func (c *conn) close(code int) {
	c.over = true
	select {
	case c.closing <- code:
	default:
	}
}

// drop cuts the connection. The caller holds the lock.
func (c *conn) drop() {
	c.end(false)
	c.close(0)
}

// incoming is what a client sends.
type incoming struct {
	Op   *int64          `json:"op"`
	Data json.RawMessage `json:"d"`
}

// receive deals with one message and returns the code to close with, if any. The
// caller holds the lock.
func (c *conn) receive(kind int, text []byte) (code int) {
	now := time.Now()
	for len(c.sends) > 0 && now.Sub(c.sends[0]) >= time.Minute {
		c.sends = c.sends[1:]
	}
	c.sends = append(c.sends, now)
	var in incoming
	switch {
	case len(c.sends) > mostSends:
		return c.problem(CloseRateLimited, "more than 120 messages in a minute")
	case len(text) > mostBytes:
		return c.problem(CloseDecodeError, "a message of more than 4096 bytes")
	case kind != websocket.TextMessage || json.Unmarshal(text, &in) != nil || in.Op == nil:
		return c.problem(CloseDecodeError, "a message that is not JSON with an op")
	}
	return c.deal(*in.Op, in.Data)
}

// problem remembers that the client has broken a rule.
func (c *conn) problem(code int, text string) int {
	c.s.gw.problems = append(c.s.gw.problems, "gateway: "+text)
	return code
}
