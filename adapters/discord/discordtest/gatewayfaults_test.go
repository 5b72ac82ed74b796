package discordtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestCloses(t *testing.T) {
	for name, test := range map[string]struct {
		code int
		do   func(world, *bot)
	}{
		"a wrong token": {CloseBadToken, func(w world, b *bot) {
			b.send(opIdentify, identity(w, usual).with(object{"token": "x"}))
		}},
		"intents that are not on": {CloseDisallowed, func(w world, b *bot) { b.send(opIdentify, identity(w, usual|IntentContent)) }},
		"intents that are none":   {CloseBadIntents, func(w world, b *bot) { b.send(opIdentify, identity(w, 1<<40)) }},
		"a shard out of bounds": {CloseBadShard, func(w world, b *bot) {
			b.send(opIdentify, identity(w, usual).with(object{"shard": []int{2, 2}}))
		}},
		"no intents":            {CloseDecodeError, func(w world, b *bot) { b.send(opIdentify, object{"token": w.Token()}) }},
		"no JSON":               {CloseDecodeError, func(_ world, b *bot) { _ = b.ws.WriteMessage(websocket.TextMessage, []byte("{")) }},
		"too long":              {CloseDecodeError, func(_ world, b *bot) { b.send(opPresence, long(4096)) }},
		"an unknown op":         {CloseUnknownOp, func(_ world, b *bot) { b.send(77, nil) }},
		"presence before ready": {CloseNotAuthenticated, func(_ world, b *bot) { b.send(opPresence, nil) }},
		"identify twice": {CloseAlready, func(w world, b *bot) {
			b.send(opIdentify, identity(w, usual))
			b.send(opIdentify, identity(w, usual))
		}},
		"too much": {CloseRateLimited, func(_ world, b *bot) {
			for range mostSends + 1 {
				b.send(opHeartbeat, nil)
			}
		}},
		"by the test": {4000, func(w world, _ *bot) { w.Gateway().Close(4000) }},
		"a drop":      {-1, func(w world, _ *bot) { w.Gateway().Drop() }},
		"away":        {-1, func(w world, _ *bot) { w.Away(time.Hour) }},
	} {
		t.Run(name, func(t *testing.T) {
			w, base := wired(t, Options{})
			b := connect(t, base+gatewayPath)
			b.next(opHello)
			test.do(w, b)
			for {
				g := <-b.in
				if g.Op != -1 {
					continue
				}
				if g.Code != test.code && (test.code != -1 || g.Code != 1006) {
					t.Errorf("closed with %d, want %d", g.Code, test.code)
				}
				return
			}
		})
	}
}

func TestGatewayTrouble(t *testing.T) {
	w, base := wired(t, Options{Heartbeat: 50 * time.Millisecond})
	g := w.Gateway()
	g.RefuseDials(1)
	_, resp, err := websocket.DefaultDialer.Dial(base+gatewayPath+"?v=10", nil)
	if err == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	g.SkipHello(1)
	silent := connect(t, base+gatewayPath)
	if c := silent.next(-1); c.Code != CloseTimedOut { // it sends no heartbeats either
		t.Errorf("%+v", c)
	}
	w, base = wired(t, Options{})
	g = w.Gateway()
	g.RefuseIdentify(1)
	b := connect(t, base+gatewayPath)
	b.next(opHello)
	b.send(opIdentify, identity(w, usual))
	if inv := b.next(opInvalid); string(inv.Data) != "false" {
		t.Errorf("%s", inv.Data)
	}
	old := connect(t, base+"/gateway/first?v=6&encoding=json&x=")
	if c := old.next(-1); c.Code != CloseBadVersion {
		t.Errorf("%+v", c)
	}
}

func TestZombieAndFlood(t *testing.T) {
	w, base := wired(t, Options{})
	b := login(w, base, usual)
	w.Gateway().Deaf(true)
	b.send(opHeartbeat, 1)
	w.Gateway().Flood(1000)
	for range 1000 {
		b.event("TYPING_START")
	}
	w.Gateway().Deaf(false)
	b.send(opHeartbeat, 1)
	b.next(opAck)
	w.Gateway().Reconnect()
	b.next(opReconnect)
	w.Gateway().Invalidate(true)
	if g := b.next(opInvalid); string(g.Data) != "true" {
		t.Errorf("%s", g.Data)
	}
	b.send(opResume, object{"token": w.Token(), "session_id": b.session, "seq": b.last})
	b.event("RESUMED")
	if v := w.Violations(); v != nil {
		t.Error(v)
	}
}

func TestShards(t *testing.T) {
	w, base := wired(t, Options{Concurrency: 2, Shards: 2})
	var shards []*bot
	for n := range 2 {
		b := connect(t, base+gatewayPath)
		b.next(opHello)
		b.send(opIdentify, identity(w, usual).with(object{"shard": []int{n, 2}}))
		b.event("READY")
		shards = append(shards, b)
	}
	mine := slices.IndexFunc([]int64{0, 1}, func(n int64) bool { return w.g.g.onShard([2]int64{n, 2}) })
	w.ann.Write(w.here.ID, "hello")
	shards[mine].event("MESSAGE_CREATE")
	w.ann.Write(w.ann.DM(), "hello")
	shards[0].event("MESSAGE_CREATE")
	w.Gateway().Shard(1).Reconnect()
	shards[1].next(opReconnect)
	w.Gateway().Shard(0).Close(4000)
	if got := shards[0].next(-1); got.Code != 4000 || w.Gateway().Ready() != 1 {
		t.Errorf("closed with %d, %d are left", got.Code, w.Gateway().Ready())
	}
	if got := w.must("GET gateway/bot", nil).Body; !strings.Contains(got, `"max_concurrency":2`) || !strings.Contains(got, fmt.Sprintf(`"remaining":%d`, 998)) {
		t.Error(got)
	}
}

func TestStartsOfADay(t *testing.T) {
	w, base := wired(t, Options{Starts: 1})
	login(w, base, usual)
	b := connect(t, base+gatewayPath)
	b.next(opHello)
	b.send(opIdentify, identity(w, usual))
	if c := b.next(-1); c.Code != CloseBadToken || len(w.Violations()) != 1 {
		t.Errorf("%+v %q", c, w.Violations())
	}
	if got := w.must("GET gateway/bot", nil).Body; !strings.Contains(got, `"remaining":0`) {
		t.Error(got)
	}
}

// Without heartbeats the connection ends, and the session with it.
func TestMissingHeartbeats(t *testing.T) {
	w, base := wired(t, Options{Heartbeat: 250 * time.Millisecond})
	b := login(w, base, usual)
	if c := b.next(-1); c.Code != CloseTimedOut {
		t.Errorf("%+v", c)
	}
	if inv := b.resume(w, b.again, b.last).next(opInvalid); string(inv.Data) != "false" {
		t.Errorf("%s", inv.Data)
	}
}

func TestInvalidSession(t *testing.T) {
	w, base := wired(t, Options{})
	b := login(w, base, usual)
	w.Gateway().Invalidate(false)
	b.next(opInvalid)
	if inv := b.resume(w, b.again, b.last).next(opInvalid); string(inv.Data) != "false" {
		t.Errorf("%s", inv.Data)
	}
	if n := w.Gateway().Ready(); n != 0 {
		t.Errorf("%d ready", n)
	}
}
