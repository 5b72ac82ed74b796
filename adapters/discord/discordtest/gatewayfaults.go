package discordtest

import (
	"slices"
	"testing"
	"time"
)

// trouble is what is to go wrong with the gateway: how often, or as long as set.
type trouble struct {
	dials, hello, identify, resume, early int
	deaf                                  bool
	delay                                 time.Duration
}

// take uses up one of n.
func take(n *int) bool {
	if *n == 0 {
		return false
	}
	*n--
	return true
}

// Gateway lets the gateway go wrong and tells what came to it.
type Gateway struct {
	s    *Server
	only *int64 // the shard whose connections go wrong; nil: all
}

// Gateway is the gateway of the server.
func (s *Server) Gateway() *Gateway { return &Gateway{s: s} }

// Shard is the gateway of which only the connections of one shard are meant,
// where a method says all connections.
func (g *Gateway) Shard(n int64) *Gateway { return &Gateway{s: g.s, only: &n} }

// each does something to all connections, or to those of the one shard.
func (g *Gateway) each(do func(*conn)) {
	g.s.change(func() {
		for _, c := range g.s.conns() {
			if g.only == nil || c.session != nil && c.session.shard[0] == *g.only {
				do(c)
			}
		}
	})
}

// Drop cuts all connections. Sessions can be resumed.
func (g *Gateway) Drop() { g.each((*conn).drop) }

// Close ends all connections with a code. With those for which Discord asks for
// a new session, and those that are final, no session can be resumed.
func (g *Gateway) Close(code int) {
	final := []int{
		1000, 1001, CloseBadToken, CloseBadSeq, CloseTimedOut, CloseBadShard, CloseBadVersion, CloseBadIntents,
		CloseDisallowed,
	}
	g.each(func(c *conn) {
		c.end(slices.Contains(final, code))
		c.close(code)
	})
}

// Reconnect asks all connections to connect anew (op 7).
func (g *Gateway) Reconnect() { g.each(func(c *conn) { c.send(payload{Op: opReconnect}) }) }

// Invalidate tells all connections that their session is invalid (op 9), and
// whether it can be resumed.
func (g *Gateway) Invalidate(resumable bool) {
	g.each(func(c *conn) {
		if c.session != nil && !resumable {
			c.session.over = true
		}
		if x := c.session; x != nil {
			x.conn, x.ended, c.session = nil, time.Now(), nil
		}
		c.told = true
		c.send(payload{Op: opInvalid, Data: resumable})
	})
}

// AskHeartbeat asks all connections for a heartbeat at once (op 1).
func (g *Gateway) AskHeartbeat() { g.each(func(c *conn) { c.send(payload{Op: opHeartbeat}) }) }

func (g *Gateway) set(do func(*trouble)) { g.s.change(func() { do(&g.s.gw.trouble) }) }

// RefuseDials answers the next n connections with 503.
func (g *Gateway) RefuseDials(n int) { g.set(func(t *trouble) { t.dials = n }) }

// SkipHello says nothing to the next n connections.
func (g *Gateway) SkipHello(n int) { g.set(func(t *trouble) { t.hello = n }) }

// RefuseIdentify answers the next n IDENTIFYs with INVALID SESSION.
func (g *Gateway) RefuseIdentify(n int) { g.set(func(t *trouble) { t.identify = n }) }

// RefuseResume answers the next n RESUMEs with INVALID SESSION, and their
// sessions are over.
func (g *Gateway) RefuseResume(n int) { g.set(func(t *trouble) { t.resume = n }) }

// ReconnectEarly asks the next n who IDENTIFY or RESUME to connect anew, before
// READY or RESUMED.
func (g *Gateway) ReconnectEarly(n int) { g.set(func(t *trouble) { t.early = n }) }

// Deaf stops or resumes the acknowledging of heartbeats. Events still come.
func (g *Gateway) Deaf(on bool) { g.set(func(t *trouble) { t.deaf = on }) }

// Delay makes each event come later by d than the one before it was sent.
func (g *Gateway) Delay(d time.Duration) { g.set(func(t *trouble) { t.delay = d }) }

// Event tells all sessions of anything, such as something that is not known.
func (g *Gateway) Event(name string, data map[string]any) {
	g.s.change(func() {
		for _, x := range g.s.gw.sessions {
			if !x.over {
				x.tell(name, data)
			}
		}
	})
}

// Flood tells all sessions of n people who are typing somewhere.
func (g *Gateway) Flood(n int) {
	for range n {
		g.Event("TYPING_START", map[string]any{
			"channel_id": "1", "user_id": "2", "timestamp": time.Now().Unix(),
		})
	}
}

// Starts returns all IDENTIFYs and RESUMEs.
func (g *Gateway) Starts() []Start {
	return locked(g.s, func() []Start { return slices.Clone(g.s.gw.starts) })
}

// Identifies is the number of IDENTIFYs, Early how many of them came within 5 s
// of another.
func (g *Gateway) Identifies() (all, early int) {
	for _, start := range g.Starts() {
		if !start.Resume {
			all++
		}
		if start.Early {
			early++
		}
	}
	return all, early
}

// Heartbeats is the number of heartbeats so far.
func (g *Gateway) Heartbeats() int { return locked(g.s, func() int { return g.s.gw.heartbeats }) }

// Connections is the number of open connections.
func (g *Gateway) Connections() int { return locked(g.s, func() int { return len(g.s.gw.live) }) }

// Ready is the number of sessions that have a connection now.
func (g *Gateway) Ready() int {
	return locked(g.s, func() (n int) {
		for _, x := range g.s.gw.sessions {
			if x.conn != nil {
				n++
			}
		}
		return n
	})
}

// AwaitReady waits until the bot has a session.
func (s *Server) AwaitReady(t testing.TB) {
	t.Helper()
	s.Await(t, 10*time.Second, "a session of the gateway", func() bool { return s.Gateway().Ready() > 0 })
}
