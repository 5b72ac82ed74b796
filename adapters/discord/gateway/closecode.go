package gateway

import (
	"errors"
	"fmt"
	"strings"
)

// The close codes after which Discord will go on refusing.
const (
	CodeToken             = 4004
	CodeInvalidShard      = 4010
	CodeShardingRequired  = 4011
	CodeVersion           = 4012
	CodeInvalidIntents    = 4013
	CodeDisallowedIntents = 4014
)

// The close codes after which a session cannot be gone on with.
const (
	codeNotAuthenticated = 4003
	codeSessionInvalid   = 4006 // of earlier versions
	codeInvalidSeq       = 4007
	codeSessionTimeout   = 4009
)

// codeAway is what a connection is closed with whose session is to be gone on
// with. 1000 and 1001 would end the session.
const codeAway = 4000

// Refused is what Discord will not let us do until somebody changes something.
// Its text says what.
type Refused struct {
	Code    int // one of the exported codes
	Intents int // what was asked for
}

// privileged are the intents that have a switch in the Developer Portal, by its
// name there.
var privileged = []struct {
	bit  int
	name string
}{
	{1 << 1, "Server Members Intent"},
	{1 << 8, "Presence Intent"},
	{1 << 15, "Message Content Intent"},
}

func (e *Refused) Error() string {
	switch e.Code {
	case CodeToken:
		return "Discord does not accept the token: in the Developer Portal open your application, Bot, Reset Token, and put the new token into the configuration"
	case CodeDisallowedIntents:
		var names []string
		for _, p := range privileged {
			if e.Intents&p.bit != 0 {
				names = append(names, fmt.Sprintf("%q", p.name))
			}
		}
		if len(names) == 0 {
			names = []string{`what the bot needs, such as "Message Content Intent"`}
		}
		return "Discord does not allow what the bot asks to see: in the Developer Portal open your application, Bot, and under " +
			`"Privileged Gateway Intents" turn on ` + strings.Join(names, " and ") + "; or turn off what needs it in the configuration"
	case CodeInvalidShard:
		return "Discord does not know this shard: set shards to auto, or to numbers below the number of all"
	case CodeShardingRequired:
		return "the bot is in too many servers for so few connections: set shards to auto"
	case CodeVersion:
		return "Discord no longer speaks version 10 of the gateway: update this program"
	case CodeInvalidIntents:
		return fmt.Sprintf("Discord does not know the intents %d that the bot asks for: update this program", e.Intents)
	}
	return fmt.Sprintf("Discord refuses the connection with code %d", e.Code)
}

func fatal(code int) bool {
	return code == CodeToken || code >= CodeInvalidShard && code <= CodeDisallowedIntents
}

// closed is a connection that Discord closed.
type closed struct {
	code int
	text string
}

func (e *closed) Error() string {
	return strings.TrimSpace(fmt.Sprintf("Discord closed the connection with code %d %s", e.code, e.text))
}

// invalid is opcode 9.
type invalid struct{ resumable bool }

func (e *invalid) Error() string {
	if e.resumable {
		return "Discord asks to take the session up again"
	}
	return "Discord has ended the session"
}

// How else a connection ends.
var (
	errReconnect = errors.New("the gateway asks to connect anew")
	errNoHello   = errors.New("the gateway does not say hello")
	errZombie    = errors.New("the gateway does not acknowledge heartbeats")
	errNoSession = errors.New("the gateway says hello and nothing more")
)

// over reports whether a connection ended such that its session has, too.
func over(err error) bool {
	var i *invalid
	if errors.As(err, &i) {
		return !i.resumable
	}
	var c *closed
	if !errors.As(err, &c) {
		return false
	}
	switch c.code {
	case codeNotAuthenticated, codeSessionInvalid, codeInvalidSeq, codeSessionTimeout:
		return true
	}
	return false
}
