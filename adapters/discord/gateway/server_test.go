package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// server is a gateway whose every move the test makes. It lives in memory, so
// that time can be virtual.
type server struct {
	t      *testing.T
	peers  chan *peer
	pipes  chan net.Conn
	closed chan struct{}

	mu    sync.Mutex
	dials []dialled
	dead  map[string]bool // addresses where nobody is
}

type dialled struct {
	address string
	at      time.Time
}

// newServer makes one that is served by a handler, by itself if that is nil.
func newServer(t *testing.T, h http.Handler) *server {
	s := &server{t: t, peers: make(chan *peer, 10000), pipes: make(chan net.Conn), closed: make(chan struct{}), dead: map[string]bool{}}
	if h == nil {
		h = http.HandlerFunc(s.accept)
	}
	web := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)} //nolint:gosec // its one client is the test
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = web.Serve(s)
	}()
	t.Cleanup(func() {
		_ = web.Close()
		<-ended
	})
	return s
}

func (s *server) accept(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	p := &peer{t: s.t, ws: ws, host: r.Host, query: r.URL.RawQuery, got: make(chan sent, 10000), ended: make(chan int, 1), writing: make(chan struct{}, 1)}
	p.acks.Store(true)
	go p.listen()
	s.peers <- p
}

// Accept, Close and Addr make it a net.Listener.
func (s *server) Accept() (net.Conn, error) {
	select {
	case c := <-s.pipes:
		return c, nil
	case <-s.closed:
		return nil, net.ErrClosed
	}
}

// Close is called once.
func (s *server) Close() error {
	close(s.closed)
	return nil
}

func (s *server) Addr() net.Addr { return &net.TCPAddr{} }

func (s *server) dial(ctx context.Context, _, address string) (net.Conn, error) {
	s.mu.Lock()
	s.dials = append(s.dials, dialled{address, time.Now()})
	dead := s.dead[address]
	s.mu.Unlock()
	if dead {
		return nil, errors.New("connection refused")
	}
	here, there := net.Pipe()
	select {
	case s.pipes <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *server) kill(address string, dead bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead[address] = dead
}

// next is the next connection that is made.
func (s *server) next() *peer {
	s.t.Helper()
	select {
	case p := <-s.peers:
		return p
	case <-time.After(20 * time.Minute):
		s.t.Fatal("no connection in 20 minutes")
		return nil
	}
}

// peer is one connection, seen from Discord.
type peer struct {
	t           *testing.T
	ws          *websocket.Conn
	host, query string
	got         chan sent // heartbeats too
	ended       chan int  // the code with which it was closed, 0 for none

	writing chan struct{} // a lock that virtual time can see somebody wait for
	acks    atomic.Bool
}

// sent is what the client sent.
type sent struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	at   time.Time
}

func (p *peer) listen() {
	for {
		_, body, err := p.ws.ReadMessage()
		if err != nil {
			code := 0
			var c *websocket.CloseError
			if errors.As(err, &c) && c.Code != websocket.CloseAbnormalClosure {
				code = c.Code
			}
			p.ended <- code
			_ = p.ws.Close()
			return
		}
		var m sent
		if err := json.Unmarshal(body, &m); err != nil || len(body) > 4096 {
			p.t.Errorf("the client sent %d bytes: %s", len(body), body)
		}
		m.at = time.Now()
		p.got <- m
		if m.Op == opHeartbeat && p.acks.Load() {
			go p.send(opHeartbeatACK, nil) // reading goes on while writing cannot
		}
	}
}

func (p *peer) deaf() { p.acks.Store(false) }

// write reports whether the client was still there.
func (p *peer) write(body string) bool {
	p.writing <- struct{}{}
	defer func() { <-p.writing }()
	return p.ws.WriteMessage(websocket.TextMessage, []byte(body)) == nil
}

func (p *peer) send(op int, data any) {
	body, err := json.Marshal(map[string]any{"op": op, "d": data, "s": nil, "t": nil})
	if err != nil {
		p.t.Error(err)
	}
	p.write(string(body))
}

func (p *peer) hello(interval time.Duration) {
	p.send(opHello, map[string]any{"heartbeat_interval": interval.Milliseconds()})
}

func (p *peer) dispatch(seq int, kind, data string) bool {
	return p.write(fmt.Sprintf(`{"op":0,"s":%d,"t":%q,"d":%s}`, seq, kind, data))
}

func (p *peer) ready() {
	p.dispatch(1, "READY", `{"session_id":"abc","resume_gateway_url":"ws://resume.test"}`)
}

func (p *peer) close(code int, text string) {
	_ = p.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(time.Second))
}

func (p *peer) drop() { _ = p.ws.Close() }

// await returns the next of an opcode. What comes before is passed over.
func (p *peer) await(op int) sent {
	p.t.Helper()
	for {
		select {
		case m := <-p.got:
			if m.Op == op {
				return m
			}
		case <-time.After(10 * time.Minute):
			p.t.Fatalf("no opcode %d in 10 minutes", op)
		}
	}
}

// opening returns the IDENTIFY or RESUME.
func (p *peer) opening() sent {
	p.t.Helper()
	for {
		select {
		case m := <-p.got:
			if m.Op == opIdentify || m.Op == opResume {
				return m
			}
		case <-time.After(10 * time.Minute):
			p.t.Fatal("neither IDENTIFY nor RESUME in 10 minutes")
		}
	}
}

func (p *peer) resumed(want resume) {
	p.t.Helper()
	m := p.opening()
	var got resume
	if err := json.Unmarshal(m.Data, &got); err != nil || m.Op != opResume || got != want {
		p.t.Errorf("got opcode %d %s, want a RESUME of %+v", m.Op, m.Data, want)
	}
}

// session leads a new connection to READY.
func (p *peer) session(interval time.Duration) sent {
	p.t.Helper()
	p.hello(interval)
	m := p.await(opIdentify)
	p.ready()
	return m
}

func (p *peer) end() int {
	p.t.Helper()
	select {
	case code := <-p.ended:
		return code
	case <-time.After(10 * time.Minute):
		p.t.Fatal("the connection stays")
		return 0
	}
}
