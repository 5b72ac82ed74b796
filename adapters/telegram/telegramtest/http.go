package telegramtest

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"limber/adapters/internal/fakeserver"
)

// serve answers one call.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	c, no := s.receive(r)
	result, no := s.deal(r.Context(), c, no)
	s.answer(r.Context(), w, c, result, no)
}

// deal takes a call in, and says what it has led to.
func (s *Server) deal(ctx context.Context, c *Call, no *refusal) (result any, _ *refusal) {
	// What was sent arrives, also when whoever sent it has died since.
	if !s.Pause(context.WithoutCancel(ctx), s.opts.Latency/2) || s.IsAway() {
		return nil, &refusal{cut: fakeserver.ErrReset}
	}
	f, early := s.note(c, no)
	switch {
	case early != nil:
		return nil, early
	case f == nil:
		return s.perform(ctx, c, no)
	case f.Effect:
		s.perform(ctx, c, no)
	}
	if f.Hang {
		s.Hang(ctx)
		return nil, &refusal{cut: fakeserver.ErrReset}
	}
	return nil, f.refusal()
}

// note writes a call down and says what stands against it from the start: a
// fault of the test, or that the bot was told to wait.
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
		c.Violation = c.Method + ": " + no.breach
	}
	if early := s.held(c); early != nil {
		return nil, early
	}
	f := s.Fault(c)
	c.Injected = f != nil
	return f, nil
}

// perform has the effect of a call, unless it is refused.
func (s *Server) perform(ctx context.Context, c *Call, no *refusal) (any, *refusal) {
	if no != nil {
		return nil, no
	}
	s.Lock()
	defer s.Unlock()
	if c.Method == "getUpdates" {
		return s.poll(ctx, c)
	}
	result, no := rules[c.Method].run(s, c)
	c.effect = no == nil
	if c.effect {
		s.unsure[c.print()] = true // until the answer has arrived
	}
	if no != nil && no.breach != "" && !s.unsure[c.print()] {
		c.Violation = c.Method + ": " + no.breach
	}
	s.Touch()
	return result, no
}

// answer writes down what became of the call, and tells the bot.
func (s *Server) answer(ctx context.Context, w http.ResponseWriter, c *Call, result any, no *refusal) {
	arrived := s.Pause(ctx, s.opts.Latency/2) && !s.IsAway()
	body := object{"ok": true, "result": result}
	status := http.StatusOK
	if no != nil {
		status = no.code
		body = object{"ok": false, "error_code": no.code, "description": no.text}.with(object{"parameters": no.params})
	}
	s.Lock()
	c.Done = true
	if no != nil {
		c.Description = no.text
	}
	if arrived && (no == nil || no.cut == nil) {
		c.Status = status
	}
	if c.effect && c.Status == http.StatusOK {
		delete(s.unsure, c.print())
	}
	if no != nil && no.code == http.StatusTooManyRequests {
		s.hold(c, no)
	}
	w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat))
	s.Touch()
	s.Unlock()

	switch {
	case c.Status == 0 && no != nil && no.cut != nil:
		fakeserver.Cut(w, no.cut)
	case c.Status == 0:
		fakeserver.Cut(w, fakeserver.ErrReset)
	case no != nil && no.body != "":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(no.code)
		_, _ = w.Write([]byte(no.body)) // who hung up has its own trouble
		return
	}
	text, err := json.Marshal(body)
	if err != nil {
		s.T.Errorf("%s: %v", c.Method, err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
