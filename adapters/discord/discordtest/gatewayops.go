package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// deal does what a client asks for. The caller holds the lock.
func (c *conn) deal(op int64, data json.RawMessage) (code int) {
	switch op {
	case opHeartbeat:
		c.beat = time.Now()
		c.s.gw.heartbeats++
		if !c.s.gw.trouble.deaf {
			c.send(payload{Op: opAck})
		}
		return 0
	case opIdentify:
		return c.identify(data)
	case opResume:
		return c.resume(data)
	case opPresence, opMembers, 4:
		if c.session == nil {
			return c.problem(CloseNotAuthenticated, fmt.Sprintf("op %d before IDENTIFY or RESUME", op))
		}
		return 0
	}
	return c.problem(CloseUnknownOp, fmt.Sprintf("unknown op %d", op))
}

// identify begins a session.
func (c *conn) identify(data json.RawMessage) (code int) {
	var in struct {
		Token      string         `json:"token"`
		Properties map[string]any `json:"properties"`
		Shard      *[2]int64      `json:"shard"`
		Intents    *int64         `json:"intents"`
	}
	s, g := c.s, &c.s.gw
	if err := json.Unmarshal(data, &in); err != nil || in.Properties == nil || in.Intents == nil {
		return c.problem(CloseDecodeError, "an IDENTIFY without token, properties and intents")
	}
	shard := [2]int64{0, 1}
	if in.Shard != nil {
		shard = *in.Shard
	}
	start := Start{At: time.Now(), Shard: shard[0]}
	defer func() { g.starts = append(g.starts, start) }()
	switch {
	case c.session != nil:
		return c.problem(CloseAlready, "a second IDENTIFY on a connection")
	case in.Token != s.opts.Token && in.Token != "Bot "+s.opts.Token:
		return CloseBadToken
	case shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1]:
		return c.problem(CloseBadShard, fmt.Sprintf("shard %v", shard))
	case *in.Intents < 0 || *in.Intents > allIntents:
		return c.problem(CloseBadIntents, fmt.Sprintf("intents %d", *in.Intents))
	case *in.Intents&privileged&^s.opts.Privileged != 0:
		return CloseDisallowed
	case s.startsToday() >= s.opts.Starts:
		return c.problem(CloseBadToken, "more IDENTIFYs than a day has: the token would be reset")
	}
	key := shard[0] % int64(s.opts.Concurrency)
	start.Early = start.At.Sub(g.lastStart[key]) < 5*time.Second
	g.lastStart[key] = start.At
	if start.Early || take(&g.trouble.identify) {
		c.send(payload{Op: opInvalid, Data: false})
		return 0
	}
	if take(&g.trouble.early) {
		c.send(payload{Op: opReconnect})
		return 0
	}
	start.OK = true
	x := &session{id: "s" + s.newID(), shard: shard, intents: *in.Intents, conn: c}
	g.sessions[x.id], c.session = x, x
	c.ready(x)
	return 0
}

func (s *Server) startsToday() (n int) {
	for _, start := range s.gw.starts {
		if !start.Resume && time.Since(start.At) < 24*time.Hour {
			n++
		}
	}
	return n
}

// ready tells a new session what there is.
func (c *conn) ready(x *session) {
	s := c.s
	var mine []*guild
	list := []any{}
	for _, g := range s.guilds {
		if g.present && g.onShard(x.shard) {
			mine = append(mine, g)
			list = append(list, object{"id": g.id, "unavailable": true})
		}
	}
	x.tell("READY", object{
		"v": 10, "user": s.users[s.botID].object(), "guilds": list, "session_id": x.id, "shard": x.shard,
		"resume_gateway_url": "ws://" + c.host + resumePath, "private_channels": []any{},
		"application": object{"id": s.botID, "flags": 0},
	})
	if x.intents&IntentGuilds != 0 {
		for _, g := range mine {
			x.tell("GUILD_CREATE", s.guildCreate(g))
		}
	}
}

// resume goes on with a session.
func (c *conn) resume(data json.RawMessage) (code int) {
	var in struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     *int64 `json:"seq"`
	}
	s, g := c.s, &c.s.gw
	if err := json.Unmarshal(data, &in); err != nil || in.Seq == nil {
		return c.problem(CloseDecodeError, "a RESUME without token, session_id and seq")
	}
	x := g.sessions[in.Session]
	start := Start{At: time.Now(), Resume: true}
	defer func() { g.starts = append(g.starts, start) }()
	if x != nil {
		start.Shard = x.shard[0]
	}
	if !c.again && !c.told {
		c.problem(0, "a RESUME to the address for new sessions, not to resume_gateway_url")
	}
	switch {
	case c.session != nil:
		return c.problem(CloseAlready, "a RESUME on a connection that has a session")
	case in.Token != s.opts.Token && in.Token != "Bot "+s.opts.Token:
		return CloseBadToken
	case take(&g.trouble.early):
		c.send(payload{Op: opReconnect})
		return 0
	case x == nil || x.over || take(&g.trouble.resume) || x.conn == nil && time.Since(x.ended) > s.opts.SessionLife:
		if x != nil {
			x.over = true
		}
		c.send(payload{Op: opInvalid, Data: false})
		return 0
	case *in.Seq > x.seq:
		return c.problem(CloseBadSeq, fmt.Sprintf("a RESUME from seq %d, the last was %d", *in.Seq, x.seq))
	}
	if old := x.conn; old != nil { // it has not noticed yet
		old.close(CloseUnknownError)
	}
	x.conn, c.session, start.OK = c, x, true
	from, _ := slices.BinarySearchFunc(x.history, *in.Seq+1, func(p payload, seq int64) int { return int(*p.Seq - seq) })
	for _, p := range x.history[from:] {
		c.send(p)
	}
	x.tell("RESUMED", object{})
	return 0
}
