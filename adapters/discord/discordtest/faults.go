package discordtest

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"limber/adapters/internal/fakeserver"
)

// Fault is what the bot gets instead of the answer to a call.
type Fault struct {
	Status     int
	Code       int
	Message    string
	RetryAfter float64 // seconds, of a 429
	Scope      string  // of a 429: "user", "global", "shared"
	HTML       string
	Effect     bool          // the call has its effect all the same
	Reset      bool          // the connection ends instead of an answer
	Hang       bool          // nothing comes until the caller gives up
	Delay      time.Duration // only this: the call is dealt with later
}

// What may happen to any call. Each is a new Fault, to be changed at will.

// Unauthorized is what a bot hears whose token was reset.
func Unauthorized() *Fault {
	return &Fault{Status: http.StatusUnauthorized, Message: "401: Unauthorized"}
}

// TooMany is a 429 for the calls of the same bucket.
func TooMany(seconds float64) *Fault {
	return &Fault{
		Status: http.StatusTooManyRequests, Message: "You are being rate limited.", RetryAfter: seconds, Scope: "user",
	}
}

// TooManyGlobal is a 429 for all calls.
func TooManyGlobal(seconds float64) *Fault {
	f := TooMany(seconds)
	f.Scope = global
	return f
}

// TooManyShared is a 429 that others have caused.
func TooManyShared(seconds float64) *Fault {
	f := TooMany(seconds)
	f.Scope = "shared"
	return f
}

// Cloudflare is a 429, 502 or 520 of the proxy before Discord, in HTML. After a
// 429 all calls have to wait.
func Cloudflare(status int) *Fault {
	f := &Fault{
		Status: status, Message: http.StatusText(status),
		HTML: "<!DOCTYPE html>\n<html><head><title>discord.com | Cloudflare</title></head><body><h1>Error</h1></body></html>",
	}
	if status == http.StatusTooManyRequests {
		f.RetryAfter = 5
	}
	return f
}

// ServerError is trouble on the platform's side, 500 to 504, in JSON.
func ServerError(status int) *Fault {
	return &Fault{Status: status, Message: fmt.Sprintf("%d: %s", status, http.StatusText(status))}
}

// ResetBefore cuts the connection before the call has its effect.
func ResetBefore() *Fault { return &Fault{Reset: true} }

// ResetAfter cuts the connection when the call has had its effect.
func ResetAfter() *Fault { return &Fault{Reset: true, Effect: true} }

// Hang lets the caller wait until it gives up. The call has no effect.
func Hang() *Fault { return &Fault{Hang: true} }

// HangAfter lets the caller wait, when the call has had its effect.
func HangAfter() *Fault { return &Fault{Hang: true, Effect: true} }

// Slow lets a call have its effect and its answer only after d.
func Slow(d time.Duration) *Fault { return &Fault{Delay: d} }

// Error is any refusal in Discord's words, such as 403, 50013, "Missing
// Permissions".
func Error(status, code int, message string) *Fault {
	return &Fault{Status: status, Code: code, Message: message}
}

func (f *Fault) refusal() *refusal {
	no := &refusal{
		status: f.Status, code: f.Code, text: f.Message, html: f.HTML, retry: f.RetryAfter, scope: f.Scope,
	}
	if f.Reset {
		no.cut = fakeserver.ErrReset
	}
	return no
}

// What picks the calls that a fault befalls.
var (
	// Times lets a fault happen to the first n calls that a rule picks.
	Times = fakeserver.Times[Call, Fault]
	// Share lets a fault happen to a share of the calls that a rule picks, the
	// same ones for the same seed and order.
	Share = fakeserver.Share[Call, Fault]
)

// To picks the calls of some names.
func To(f *Fault, ops ...string) func(*Call) *Fault {
	return fakeserver.On(f, func(c *Call) bool { return slices.Contains(ops, c.Op) })
}

// Messages picks all calls that send or edit a message.
func Messages(f *Fault) func(*Call) *Fault { return fakeserver.On(f, (*Call).isMessage) }

// Away ends all connections, of the gateway too, and takes no new ones for a
// time.
func (s *Server) Away(d time.Duration) {
	s.Core.Away(d)
	s.Lock()
	defer s.Unlock()
	for _, conn := range s.conns() {
		conn.drop()
	}
}
