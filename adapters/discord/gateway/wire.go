package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"runtime"
)

// The opcodes in use.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatACK   = 11
)

const (
	longestSend  = 4096     // bytes, Discord's limit
	longestFrame = 64 << 20 // far beyond a READY or a guild of the largest
)

// frame is what Discord sends.
type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  int64           `json:"s"` // 0 where there is none
	Type string          `json:"t"`
}

type hello struct {
	Interval int64 `json:"heartbeat_interval"` // milliseconds
}

type ready struct {
	Session string `json:"session_id"`
	URL     string `json:"resume_gateway_url"`
}

type identify struct {
	Token      string          `json:"token"`
	Intents    int             `json:"intents"`
	Shard      [2]int          `json:"shard"`
	Properties properties      `json:"properties"`
	Presence   json.RawMessage `json:"presence,omitempty"`
}

type properties struct {
	OS      string `json:"os"`
	Browser string `json:"browser"`
	Device  string `json:"device"`
}

type resume struct {
	Token   string `json:"token"`
	Session string `json:"session_id"`
	Seq     int64  `json:"seq"`
}

func (o *Options) identify() identify {
	return identify{
		Token: o.Token, Intents: o.Intents, Shard: [2]int{o.Shard, o.Shards}, Presence: o.Presence,
		Properties: properties{runtime.GOOS, "limber", "limber"},
	}
}

// payload words what is sent. Discord drops a connection that sends too much.
func payload(op int, data any) ([]byte, error) {
	body, err := json.Marshal(struct {
		Op   int `json:"op"`
		Data any `json:"d"`
	}{op, data})
	if err != nil {
		return nil, fmt.Errorf("wording what is sent to the gateway, opcode %d: %w", op, err)
	}
	if len(body) > longestSend {
		return nil, fmt.Errorf("what is sent to the gateway, opcode %d, has %d bytes and may have %d: shorten the presence", op, len(body), longestSend)
	}
	return body, nil
}

// address makes of a gateway's URL the one to connect to.
func address(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "wss" && u.Scheme != "ws") {
		return "", errors.New("the gateway's address is no wss or ws address")
	}
	if u.Path == "" {
		u.Path = "/"
	}
	q := u.Query()
	q.Set("v", "10")
	q.Set("encoding", "json")
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// safe reports whether the token may be sent to an address that was told over a
// connection to another: not without encryption where there was some.
func safe(told, over string) bool {
	t, err := url.Parse(told)
	if err != nil || t.Host == "" {
		return false
	}
	o, err := url.Parse(over)
	return err == nil && (t.Scheme == "wss" || t.Scheme == o.Scheme)
}
