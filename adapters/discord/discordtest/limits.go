package discordtest

import (
	"crypto/md5"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Limit is at most Count calls in a window of Per, which the first call opens.
// The zero Limit is none.
type Limit struct {
	Count int
	Per   time.Duration
}

// Limits are how much the bot may call.
type Limits struct {
	Global  Limit            // all calls but those with the token of an interaction
	Default Limit            // each call, by channel, server or interaction
	Calls   map[string]Limit // instead, for the calls of these names
}

// DefaultLimits are the documented one for all calls together, and for each call
// what Discord commonly tells.
func DefaultLimits() Limits {
	return Limits{
		Global: Limit{50, time.Second}, Default: Limit{10, 10 * time.Second},
		Calls: map[string]Limit{
			"createMessage": {5, 5 * time.Second}, "editMessage": {5, 5 * time.Second},
			"deleteMessage": {5, time.Second}, "typing": {5, 5 * time.Second},
			"followUp": {5, 5 * time.Second}, "editFollowUp": {5, 5 * time.Second}, "editOriginal": {5, 5 * time.Second},
		},
	}
}

// window counts the calls since it was opened.
type window struct {
	opened time.Time
	used   int
}

// hold is a time that the bot was told to wait for.
type hold struct {
	told  int64 // when, in the order of calls and answers
	until time.Time
}

const global = "global"

// bucket names what a call shares its limit with: the same call in the same
// channel, in the same server, or with the same interaction.
func (c *Call) bucket() string {
	key := c.Op
	for _, major := range []string{"channel", "guild", "token"} {
		if c.Args[major] != "" {
			key += " " + c.Args[major]
			break
		}
	}
	return key
}

func (s *Server) limitOf(c *Call) Limit {
	if l, ok := s.opts.Limits.Calls[c.Op]; ok {
		return l
	}
	return s.opts.Limits.Default
}

// allow counts a call against the limits, or refuses it.
func (s *Server) allow(c *Call) *refusal {
	if wait := s.wait(global, s.opts.Limits.Global, c.At); wait > 0 && !c.rule.open {
		return s.earn(c, wait, global)
	}
	if wait := s.wait(c.bucket(), s.limitOf(c), c.At); wait > 0 {
		return s.earn(c, wait, "user")
	}
	if !c.rule.open {
		s.windows[global].used++
	}
	s.windows[c.bucket()].used++
	return nil
}

func (s *Server) earn(c *Call, wait time.Duration, scope string) *refusal {
	no := tooMany(wait, scope)
	c.Status = no.status
	s.Earn(c)
	return no
}

// wait is how long from now a call must wait for the window, which is opened anew
// where it is over.
func (s *Server) wait(key string, limit Limit, now time.Time) time.Duration {
	w := s.windows[key]
	if w == nil || now.Sub(w.opened) >= limit.Per {
		w = &window{opened: now}
		s.windows[key] = w
	}
	if limit.Count <= 0 || w.used < limit.Count {
		return 0
	}
	return w.opened.Add(limit.Per).Sub(now)
}

func tooMany(wait time.Duration, scope string) *refusal {
	return &refusal{
		status: http.StatusTooManyRequests, text: "You are being rate limited.", retry: wait.Seconds(), scope: scope,
	}
}

// tellLimit writes the headers that say how much of the limit is left.
func (s *Server) tellLimit(h http.Header, c *Call, no *refusal) {
	limit := s.limitOf(c)
	if w := s.windows[c.bucket()]; c.Op != "" && w != nil && limit.Count > 0 {
		after := max(0, time.Until(w.opened.Add(limit.Per)))
		sum := md5.Sum([]byte(c.Op))
		h.Set("X-RateLimit-Limit", strconv.Itoa(limit.Count))
		h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, limit.Count-w.used)))
		h.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(s.Now().Add(after).UnixMilli())/1000))
		h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", after.Seconds()))
		h.Set("X-RateLimit-Bucket", fmt.Sprintf("%x", sum))
	}
	if no == nil || no.status != http.StatusTooManyRequests {
		return
	}
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(no.retry))))
	if no.html != "" {
		return // whoever sends it does not know the buckets
	}
	h.Set("X-RateLimit-Scope", no.scope)
	if no.scope == global {
		h.Set("X-RateLimit-Global", "true")
		return
	}
	h.Set("X-RateLimit-Remaining", "0")
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", no.retry))
}

// hold remembers for how long the bot was told to wait.
func (s *Server) hold(c *Call, no *refusal) {
	scope := c.bucket()
	if no.scope == global || no.html != "" {
		scope = global
	}
	h := s.holds[scope]
	h.told = s.turn.Add(1)
	if until := time.Now().Add(time.Duration(no.retry * float64(time.Second))); until.After(h.until) {
		h.until = until
	}
	s.holds[scope] = h
}

// held refuses a call that was sent though the bot was told to wait.
func (s *Server) held(c *Call) *refusal {
	scopes := []string{c.bucket()}
	if !c.rule.open {
		scopes = append(scopes, global)
	}
	for _, scope := range scopes {
		h := s.holds[scope]
		if c.turn < h.told || !c.At.Before(h.until) {
			continue
		}
		s.Hurry(c)
		name := "user"
		if scope == global {
			name = global
		}
		return tooMany(h.until.Sub(c.At), name)
	}
	return nil
}

// countInvalid counts what Discord bans an address for after 10,000 in 10 minutes.
func (s *Server) countInvalid(no *refusal) {
	switch {
	case no == nil || no.scope == "shared":
	case no.status == http.StatusUnauthorized, no.status == http.StatusForbidden, no.status == http.StatusTooManyRequests:
		s.invalid++
	}
}

// Invalid is the number of calls that were answered with 401, 403 or a 429 whose
// scope is not shared.
func (s *Server) Invalid() int { return locked(s, func() int { return s.invalid }) }

// isMessage says whether a call sends or edits a message.
func (c *Call) isMessage() bool {
	return strings.HasSuffix(c.Op, "Message") || strings.HasSuffix(c.Op, "ollowUp") || c.Op == "editOriginal" || c.Op == "callback"
}
