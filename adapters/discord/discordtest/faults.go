package discordtest

import (
	"fmt"
	"math/rand/v2"
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

// injected is a rule of the test for what is to go wrong.
type injected struct{ find func(*Call) *Fault }

// Fail lets calls go wrong: find is asked for each, one at a time, and returns
// nil where nothing is to happen. It may not use the server. The first that
// returns a fault counts. The function that Fail returns takes it away again.
func (s *Server) Fail(find func(*Call) *Fault) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &injected{find}
	s.faults = append(s.faults, f)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.faults = slices.DeleteFunc(s.faults, func(g *injected) bool { return g == f })
	}
}

// fault asks for one. The caller holds the lock.
func (s *Server) fault(c *Call) *Fault {
	for _, f := range s.faults {
		if found := f.find(c); found != nil {
			c.Injected = true
			return found
		}
	}
	return nil
}

// To picks the calls of some names for a fault.
func To(f *Fault, ops ...string) func(*Call) *Fault {
	return func(c *Call) *Fault {
		if slices.Contains(ops, c.Op) {
			return f
		}
		return nil
	}
}

// Times lets a fault happen to the first n calls that find picks.
func Times(n int, find func(*Call) *Fault) func(*Call) *Fault {
	return func(c *Call) *Fault {
		f := find(c)
		if f == nil || n == 0 {
			return nil
		}
		n--
		return f
	}
}

// Share lets a fault happen to a share of the calls that find picks, the same
// ones for the same seed and order.
func Share(share float64, seed uint64, find func(*Call) *Fault) func(*Call) *Fault {
	dice := rand.New(rand.NewPCG(seed, seed))
	return func(c *Call) *Fault {
		f := find(c)
		if f == nil || dice.Float64() >= share {
			return nil
		}
		return f
	}
}

// Messages picks all calls that send or edit a message.
func Messages(f *Fault) func(*Call) *Fault {
	return func(c *Call) *Fault {
		if c.isMessage() {
			return f
		}
		return nil
	}
}

// Away ends all connections, of the gateway too, and takes no new ones for a
// time.
func (s *Server) Away(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = time.Now().Add(d)
	s.touch()
	l := s.listener
	if l != nil {
		l.Leave()
	}
	for _, conn := range s.conns() {
		conn.drop()
	}
	s.later(d, func() {
		if l == nil || s.isAway() { // it was sent away for longer since
			return
		}
		if err := l.Come(); err != nil {
			s.t.Errorf("discordtest: cannot come back: %v", err)
		}
	})
}

func (s *Server) isAway() bool {
	return locked(s, func() bool { return time.Now().Before(s.away) })
}

// later does something after d unless the test ends before.
func (s *Server) later(d time.Duration, do func()) {
	s.running.Go(func() {
		if s.pause(s.ctx, d) {
			do()
			s.mu.Lock()
			defer s.mu.Unlock()
			s.touch()
		}
	})
}
