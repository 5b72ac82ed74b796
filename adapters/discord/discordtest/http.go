package discordtest

import (
	"context"
	"math"
	"net/http"
	"strings"
	"time"

	"limber/adapters/internal/fakeserver"
)

// serve answers one call, or serves the gateway.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, gatewayPath) || strings.HasPrefix(r.URL.Path, resumePath) {
		s.serveGateway(w, r)
		return
	}
	c, no := s.receive(r)
	result, no := s.deal(r.Context(), c, no)
	s.answer(r.Context(), w, c, result, no)
}

// deal takes a call in, and says what it has led to.
func (s *Server) deal(ctx context.Context, c *Call, no *refusal) (result any, _ *refusal) {
	if !s.Pause(ctx, s.opts.Latency/2) || s.IsAway() {
		return nil, &refusal{cut: fakeserver.ErrReset}
	}
	f, early := s.note(c, no)
	switch {
	case early != nil:
		return nil, early
	case f == nil:
		return s.perform(c, no)
	case f.Delay > 0:
		if !s.Pause(ctx, f.Delay) {
			return nil, &refusal{cut: fakeserver.ErrReset}
		}
		return s.perform(c, no)
	case f.Effect:
		s.perform(c, no)
	}
	if f.Hang {
		s.Hang(ctx)
		return nil, &refusal{cut: fakeserver.ErrReset}
	}
	return nil, f.refusal()
}

// note writes a call down and says what stands against it from the start: a
// fault of the test, or the limits.
func (s *Server) note(c *Call, no *refusal) (*Fault, *refusal) {
	s.Lock()
	defer s.Unlock()
	c.At = time.Now()
	s.Record(c)
	defer s.Touch()
	if no != nil && no.cut != nil {
		return nil, no
	}
	if no != nil && no.breach != "" {
		c.Violation = c.name() + ": " + no.breach
	}
	if early := s.held(c); early != nil {
		return nil, early
	}
	if f := s.Fault(c); f != nil {
		c.Injected = true
		return f, nil
	}
	if no != nil && no.status == http.StatusUnauthorized {
		return nil, no
	}
	return nil, s.allow(c)
}

// name is how a call is named in what this package says of it.
func (c *Call) name() string {
	if c.Op == "" {
		return c.Method + " " + c.Path
	}
	return c.Op
}

// perform has the effect of a call, unless it is refused.
func (s *Server) perform(c *Call, no *refusal) (any, *refusal) {
	if no != nil {
		return nil, no
	}
	s.Lock()
	defer s.Unlock()
	result, no := c.rule.run(s, c)
	c.effect = no == nil
	if c.effect {
		s.unsure[c.print()] = true // until the answer has arrived
	}
	if no != nil && no.breach != "" && !s.unsure[c.print()] {
		c.Violation = c.Op + ": " + no.breach
	}
	s.Touch()
	return result, no
}

// answer writes down what became of the call, and tells the bot.
func (s *Server) answer(ctx context.Context, w http.ResponseWriter, c *Call, result any, no *refusal) {
	arrived := s.Pause(ctx, s.opts.Latency/2) && !s.IsAway()
	status, body := c.outcome(result, no)
	s.Lock()
	c.Done = true
	if no != nil {
		c.Code, c.Message = no.code, no.text
	}
	if arrived && (no == nil || no.cut == nil) {
		c.Status = status
	}
	if c.effect && c.Status != 0 && c.Status < 300 {
		delete(s.unsure, c.print())
	}
	if no != nil && no.status == http.StatusTooManyRequests {
		s.hold(c, no)
	}
	s.countInvalid(no)
	s.tellLimit(w.Header(), c, no)
	w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat))
	s.Touch()
	s.Unlock()

	switch {
	case c.Status == 0 && no != nil && no.cut != nil:
		fakeserver.Cut(w, no.cut)
	case c.Status == 0:
		fakeserver.Cut(w, fakeserver.ErrReset)
	}
	w.Header().Set("Content-Type", "application/json")
	if no != nil && no.html != "" {
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	}
	if len(body) == 0 {
		w.Header().Del("Content-Type")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // who hung up has its own trouble
}

// outcome is the status and the body of the answer.
func (c *Call) outcome(result any, no *refusal) (status int, body []byte) {
	switch {
	case no == nil && result == nil:
		return http.StatusNoContent, nil
	case no == nil:
		return max(http.StatusOK, c.rule.status), encode(result)
	case no.html != "":
		return no.status, []byte(no.html)
	case no.status == http.StatusTooManyRequests:
		return no.status, encode(object{
			"message": no.text, "retry_after": math.Round(no.retry*1000) / 1000, "global": no.scope == global,
		})
	}
	o := object{"message": no.text, "code": no.code}
	if no.errors != nil {
		o["errors"] = no.errors
	}
	return no.status, encode(o)
}
