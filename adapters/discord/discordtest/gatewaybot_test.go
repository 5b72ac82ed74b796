package discordtest

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// got is what came by the gateway.
type got struct {
	Op   int64
	Data json.RawMessage `json:"d"`
	Seq  int64           `json:"s"`
	Name string          `json:"t"`
	Code int             `json:"-"` // of a close; -1: cut
}

// bot is the bot's end of a connection.
type bot struct {
	t    *testing.T
	ws   *websocket.Conn
	in   chan got
	last int64
	// Of READY:
	session, again string
}

// wired is a world on a port.
func wired(t *testing.T, o Options) (world, string) {
	w := newWorld(t, o)
	return w, strings.Replace(w.Start(t), "http", "ws", 1)
}

func connect(t *testing.T, url string) *bot {
	t.Helper()
	ws, resp, err := websocket.DefaultDialer.Dial(url+"/?v=10&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	b := &bot{t: t, ws: ws, in: make(chan got, 4096)}
	ended := make(chan struct{})
	t.Cleanup(func() { _ = ws.Close(); <-ended })
	go func() {
		defer close(ended)
		for {
			var g got
			err := ws.ReadJSON(&g)
			var closed *websocket.CloseError
			switch {
			case errors.As(err, &closed):
				b.in <- got{Op: -1, Code: closed.Code}
				return
			case err != nil:
				b.in <- got{Op: -1, Code: -1}
				return
			}
			b.in <- g
		}
	}()
	return b
}

func (b *bot) send(op int64, data any) {
	b.t.Helper()
	if err := b.ws.WriteJSON(object{"op": op, "d": data}); err != nil {
		b.t.Fatal(err)
	}
}

// next is the next of an op, -1 for the end.
func (b *bot) next(op int64) got {
	b.t.Helper()
	late := time.After(10 * time.Second)
	for {
		select {
		case g := <-b.in:
			b.last = max(b.last, g.Seq)
			if g.Op == op {
				return g
			}
			if g.Op == -1 {
				b.t.Fatalf("closed with %d instead of op %d", g.Code, op)
			}
		case <-late:
			b.t.Fatalf("no op %d", op)
		}
	}
}

// event is the next of a name.
func (b *bot) event(name string) (o map[string]any) {
	b.t.Helper()
	for {
		g := b.next(opDispatch)
		if g.Name != name {
			continue
		}
		if err := json.Unmarshal(g.Data, &o); err != nil {
			b.t.Fatal(err)
		}
		return o
	}
}

func identity(w world, intents int64) object {
	return object{"token": w.Token(), "intents": intents, "properties": object{"os": "linux", "browser": "x", "device": "x"}}
}

const usual = IntentGuilds | IntentMessages | IntentDMs

// login opens a session.
func login(w world, base string, intents int64) *bot {
	w.t.Helper()
	b := connect(w.t, base+gatewayPath)
	b.next(opHello)
	b.send(opIdentify, identity(w, intents))
	ready := b.event("READY")
	b.session, _ = ready["session_id"].(string)
	b.again, _ = ready["resume_gateway_url"].(string)
	return b
}

func (b *bot) resume(w world, url string, seq int64) *bot {
	b.t.Helper()
	next := connect(b.t, url)
	next.next(opHello)
	next.send(opResume, object{"token": w.Token(), "session_id": b.session, "seq": seq})
	return next
}
