package telegram

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"

	api "github.com/go-telegram/bot"

	"limber/bot"
	"limber/bot/platform"
)

// Webhook says where Telegram calls.
type Webhook struct {
	URL    string // public, https, port 443, 80, 88 or 8443
	Listen string // where the calls arrive here, such as 127.0.0.1:8080
	// Secret comes with each call: 1–256 of A–Z, a–z, 0–9, _ and -. "" is one
	// that is derived from the token, so that it is the same in all processes.
	Secret string
}

var secretShape = regexp.MustCompile(`^[A-Za-z0-9_-]{0,256}$`)

func (w *Webhook) check() error {
	u, err := url.Parse(w.URL)
	switch {
	case err != nil || u.Host == "":
		return fmt.Errorf("telegram.webhook: the public URL %q is no address: it looks like https://bot.example.org/telegram", w.URL)
	case w.Listen == "":
		return errors.New("telegram.webhook: listen is missing: the address here that the calls arrive at, such as 127.0.0.1:8080")
	case !secretShape.MatchString(w.Secret):
		return errors.New("telegram.webhook: the secret may have letters, digits, _ and -, at most 256: or leave it out, and one is made")
	}
	return nil
}

// reachable says why Telegram will not call a URL, "" if nothing is known
// against it.
func (w *Webhook) reachable() string {
	u, err := url.Parse(w.URL)
	if err != nil || u.Scheme != "https" {
		return "telegram.webhook: Telegram calls https addresses only: put https:// in front, with a certificate that browsers accept"
	}
	if port := u.Port(); port != "" && !slices.Contains([]string{"443", "80", "88", "8443"}, port) {
		return "telegram.webhook: Telegram calls the ports 443, 80, 88 and 8443 only, not " + port
	}
	return ""
}

// complete returns the webhook with a secret: where none was chosen, one that
// every process with the same token comes to.
func (w *Webhook) complete(t Token) Webhook {
	full := *w
	if full.Secret == "" {
		sum := hmac.New(sha256.New, []byte(t.Reveal()))
		_, _ = sum.Write([]byte("limber: the secret of Telegram's webhook")) // never fails, by its documentation
		full.Secret = hex.EncodeToString(sum.Sum(nil))
	}
	return full
}

// path is that of the calls.
func (w *Webhook) path() string {
	u, _ := url.Parse(w.URL) // was checked
	return u.EscapedPath()
}

// mostConnections is what Telegram uses by default.
const mostConnections = 40

// listen lets Telegram call, and puts in line what comes, until ctx is done. The
// webhook stays set, so that Telegram keeps what comes meanwhile, or brings it to
// another process.
func (a *Adapter) listen(ctx context.Context, d *platform.Desk[job]) error {
	h, ended := a.options.Hook, make(chan error, 1)
	if h == nil {
		h = newHook(a.options)
		d.Go(func() { ended <- h.Run(ctx) })
	}
	detach := h.attach(&leader{bell: a.bell, sort: func(raw json.RawMessage, late bool) []bot.Parcel {
		parcels, _ := a.sort(ctx, d, []json.RawMessage{raw}, late)
		return parcels
	}})
	defer detach()
	d.Go(func() { a.collect(ctx, d, h.arrivals(ctx)) })
	select {
	case <-h.open:
	case err := <-ended:
		return err
	case <-ctx.Done():
		return nil
	}
	if err := a.setWebhook(ctx, h); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-ended:
		return err
	}
}

// collect puts in line what comes into the inbox, whoever kept it, until ctx is
// done. What comes to this process goes that way too: it may belong behind what
// came to another.
func (a *Adapter) collect(ctx context.Context, d *platform.Desk[job], arrivals <-chan struct{}) {
	for ctx.Err() == nil {
		a.line(ctx, d, a.inbox.More(ctx))
		select {
		case <-a.bell:
		case <-arrivals:
		case <-ctx.Done():
		}
	}
}

// setWebhook tells Telegram where to call, until it has understood. Only a wrong
// token or a URL that Telegram refuses is an error.
func (a *Adapter) setWebhook(ctx context.Context, h *Hook) error {
	w := h.webhook
	final := func(err error) bool {
		e, ok := errors.AsType[*callError](err)
		return isTokenError(err) || ok && e.kind == nil
	}
	err := platform.Insist(ctx, a.log, final, func(ctx context.Context) error {
		h.tell()
		_, err := a.client.api.SetWebhook(ctx, &api.SetWebhookParams{
			URL: w.URL, SecretToken: w.Secret, MaxConnections: mostConnections, AllowedUpdates: a.kinds(),
		})
		return plain(err)
	})
	switch {
	case err == nil:
		a.log.Info("Telegram calls by webhook", "url", a.options.Token.Redact(w.URL), "listen", w.Listen)
	case final(err):
		return err
	}
	return nil
}
