package telegramtest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Limit is at most Count messages in any window of Per. The zero Limit is none.
type Limit struct {
	Count int
	Per   time.Duration
}

// Limits are how much the bot may say. All that sends or edits a message counts.
type Limits struct {
	Chat    Limit // each chat
	Group   Limit // each group, besides
	Overall Limit // all chats together
}

// DefaultLimits are the documented ones.
var DefaultLimits = Limits{
	Chat:    Limit{1, time.Second},
	Group:   Limit{20, time.Minute},
	Overall: Limit{30, time.Second},
}

// hold is a time that the bot was told to wait for.
type hold struct{ told, until time.Time }

const overall = "overall"

// allow counts a call against the limits, or refuses it.
func (s *Server) allow(call *Call, c *chat) *refusal {
	key := chatKey(c.id)
	windows := map[string]Limit{key: s.opts.Limits.Chat, overall: s.opts.Limits.Overall}
	if c.kind != private {
		windows["group "+key] = s.opts.Limits.Group
	}
	var wait time.Duration
	for key, limit := range windows {
		wait = max(wait, s.wait(key, limit, call.At))
	}
	if wait > 0 {
		no := tooMany(int((wait + time.Second - 1) / time.Second))
		call.Status = no.code
		s.Earn(call)
		return no
	}
	for key := range windows {
		s.windows[key] = append(s.windows[key], call.At)
	}
	return nil
}

// wait is how long from now a call must wait for the window.
func (s *Server) wait(key string, limit Limit, now time.Time) time.Duration {
	if limit.Count <= 0 {
		return 0
	}
	in := s.windows[key]
	for len(in) > 0 && now.Sub(in[0]) >= limit.Per {
		in = in[1:]
	}
	s.windows[key] = in
	if len(in) < limit.Count {
		return 0
	}
	return in[len(in)-limit.Count].Add(limit.Per).Sub(now)
}

func tooMany(seconds int) *refusal {
	return &refusal{
		code: http.StatusTooManyRequests, text: "Too Many Requests: retry after " + strconv.Itoa(seconds),
		params: object{"retry_after": seconds},
	}
}

func chatKey(id int64) string { return fmt.Sprintf("chat %d", id) }

// scopeOf says what a 429 to a call holds back: all messages to the chat, or
// only calls of the same method.
func scopeOf(c *Call) string {
	if c.counts() {
		return chatKey(c.Chat())
	}
	return c.Method + " " + chatKey(c.Chat())
}

// hold remembers for how long the bot was told to wait.
func (s *Server) hold(c *Call, no *refusal) {
	scope := scopeOf(c)
	if no.all {
		scope = overall
	}
	seconds, _ := no.params["retry_after"].(int)
	h := s.holds[scope]
	h.told = time.Now()
	if until := h.told.Add(time.Duration(seconds) * time.Second); until.After(h.until) {
		h.until = until
	}
	s.holds[scope] = h
}

// held refuses a call that was sent though the bot was told to wait.
func (s *Server) held(c *Call) *refusal {
	for _, scope := range []string{scopeOf(c), overall} {
		h := s.holds[scope]
		if !c.Sent.After(h.told) || !c.At.Before(h.until) {
			continue
		}
		s.Hurry(c)
		return tooMany(max(1, int((h.until.Sub(c.At)+time.Second-1)/time.Second)))
	}
	return nil
}
