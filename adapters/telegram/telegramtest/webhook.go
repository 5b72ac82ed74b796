package telegramtest

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"limber/adapters/internal/fakeserver"
)

// webhook is where updates are brought to, if url is not "".
type webhook struct {
	url     string
	secret  string
	most    int // deliveries at once
	flying  int
	set     int // counts webhooks, so that a delivery notices a change
	failed  time.Time
	problem string
	carry   http.RoundTripper
}

// deliveryTimeout is how long the bot may take for an update.
const deliveryTimeout = time.Minute

// InMemory is a transport that calls a handler without sockets, such as the
// webhook of a bot.
func InMemory(h http.Handler) http.RoundTripper { return fakeserver.InMemory(h) }

// CarryWebhook sends updates by a transport of the test, such as InMemory of the
// bot's handler. Otherwise they go over the network.
func (s *Server) CarryWebhook(by http.RoundTripper) {
	s.Lock()
	defer s.Unlock()
	s.hook.carry = by
}

func (s *Server) setWebhook(c *Call) (any, *refusal) {
	p := object(c.Params)
	if p.text("url") == "" {
		return s.deleteWebhook(c)
	}
	if no := s.checkWebhook(p.text("url")); no != nil {
		return nil, no
	}
	s.dropPending(p)
	s.want(p)
	s.hook = webhook{
		url: p.text("url"), secret: p.text("secret_token"), most: 40, set: s.hook.set + 1, carry: s.hook.carry,
	}
	if n := p.number("max_connections"); n > 0 {
		s.hook.most = int(n)
	}
	for _, u := range s.updates {
		u.busy, u.tries, u.next = false, 0, time.Time{}
	}
	return true, nil
}

func (s *Server) checkWebhook(address string) *refusal {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return breach("bad webhook: invalid URL")
	}
	if s.opts.PlainWebhook && u.Scheme == "http" {
		return nil
	}
	if u.Scheme != "https" {
		return breach("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if !slices.Contains([]string{"", "443", "80", "88", "8443"}, u.Port()) {
		return breach("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	}
	return nil
}

func (s *Server) deleteWebhook(c *Call) (any, *refusal) {
	s.dropPending(c.Params)
	s.hook = webhook{set: s.hook.set + 1, carry: s.hook.carry}
	return true, nil
}

func (s *Server) dropPending(p object) {
	if p.flag("drop_pending_updates") {
		s.updates = nil
	}
}

func (s *Server) getWebhookInfo(*Call) (any, *refusal) {
	o := object{"url": s.hook.url, "has_custom_certificate": false, "pending_update_count": len(s.updates)}
	if s.hook.url != "" {
		o["max_connections"] = s.hook.most
	}
	if !s.hook.failed.IsZero() {
		o["last_error_date"], o["last_error_message"] = s.hook.failed.Unix(), s.hook.problem
	}
	if s.allowed != nil {
		o["allowed_updates"] = s.allowed
	}
	return o, nil
}

// pump sends what may go to the webhook now: of each lane the first, and not
// more at once than the bot wants. The caller holds the lock.
func (s *Server) pump() {
	if s.hook.url == "" || s.Ctx.Err() != nil {
		return
	}
	lanes := map[int64]bool{}
	for _, u := range s.updates {
		if s.hook.flying >= s.hook.most {
			return
		}
		if lanes[u.lane] {
			continue
		}
		lanes[u.lane] = true
		if u.busy || time.Now().Before(u.next) {
			continue
		}
		u.busy = true
		s.hook.flying++
		hook := s.hook
		s.Go(func() { s.deliver(u, hook) })
	}
}

// deliver brings one update to the webhook.
func (s *Server) deliver(u *update, hook webhook) {
	problem := s.push(u, hook)

	s.Lock()
	defer s.Unlock()
	if hook.set != s.hook.set {
		return // it is for another webhook to bring
	}
	s.hook.flying--
	u.busy = false
	if problem == nil {
		s.updates = slices.DeleteFunc(s.updates, func(v *update) bool { return v == u })
		s.Touch()
		return
	}
	s.hook.failed, s.hook.problem = s.Now(), problem.Error()
	wait := min(time.Second<<u.tries, time.Minute)
	u.tries = min(u.tries+1, 6)
	u.next = time.Now().Add(wait)
	s.Later(wait, func() {})
	s.Touch()
}

func (s *Server) push(u *update, hook webhook) error {
	r, err := http.NewRequestWithContext(s.Ctx, http.MethodPost, hook.url, bytes.NewReader(u.body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if hook.secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", hook.secret)
	}
	carry := hook.carry
	if carry == nil {
		network := &http.Transport{DialContext: (&net.Dialer{}).DialContext, DisableKeepAlives: true}
		defer network.CloseIdleConnections()
		carry = network
	}
	resp, err := (&http.Client{Transport: carry, Timeout: deliveryTimeout}).Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("wrong response from the webhook: %s", resp.Status)
	}
	return nil
}
