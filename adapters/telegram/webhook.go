package telegram

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"time"

	api "github.com/go-telegram/bot"

	"limber/bot/platform"
)

// Webhook says where Telegram calls.
type Webhook struct {
	URL    string // public, https, port 443, 80, 88 or 8443
	Listen string // where the calls arrive here, such as 127.0.0.1:8080
	// Secret comes with each call: 1–256 of A–Z, a–z, 0–9, _ and -. "" makes
	// one at each start.
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

const (
	mostConnections = 40      // what Telegram uses by default
	longestUpdate   = 1 << 20 // bytes
	headerTimeout   = 10 * time.Second
	// silenceTimeout is more than the minute in which Telegram wants an answer.
	silenceTimeout = 90 * time.Second
)

// listen serves Telegram's calls until ctx is done. The webhook stays set, so
// that Telegram keeps what comes meanwhile.
func (a *Adapter) listen(ctx context.Context) error {
	w := *a.options.Webhook
	if w.Secret == "" {
		w.Secret = rand.Text()
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", w.Listen)
	if err != nil {
		return fmt.Errorf("telegram.webhook: listening: %w", err)
	}
	u, _ := url.Parse(w.URL) // was checked
	hook := &hook{adapter: a, ctx: ctx, secret: w.Secret, path: u.EscapedPath(), since: time.Now()}
	server := &http.Server{
		Handler: hook, ReadHeaderTimeout: headerTimeout, ReadTimeout: silenceTimeout,
		ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	var serving sync.WaitGroup
	serving.Go(func() { served <- server.Serve(listener) })
	defer func() {
		defer serving.Wait()
		finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), platform.FinishWithin)
		defer cancel()
		if server.Shutdown(finish) != nil {
			_ = server.Close() // who is cut off sends again
		}
	}()
	if err := a.setWebhook(ctx, w); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-served:
		return fmt.Errorf("telegram.webhook: serving: %w", err)
	}
}

// setWebhook tells Telegram where to call, until it has understood. Only a wrong
// token or a URL that Telegram refuses is an error.
func (a *Adapter) setWebhook(ctx context.Context, w Webhook) error {
	final := func(err error) bool {
		e, ok := errors.AsType[*callError](err)
		return isTokenError(err) || ok && e.kind == nil
	}
	err := platform.Insist(ctx, a.log, final, func(ctx context.Context) error {
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

// hook receives the calls.
type hook struct {
	adapter *Adapter
	ctx     context.Context // Run's: the calls' own end with them
	secret  string
	path    string
	since   time.Time
}

// ServeHTTP answers 200 once an update is kept, and not before: what is
// answered otherwise comes again.
func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	given := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	switch {
	case subtle.ConstantTimeCompare([]byte(given), []byte(h.secret)) != 1:
		w.WriteHeader(http.StatusUnauthorized)
		return
	case r.URL.EscapedPath() != h.path && r.URL.EscapedPath() != h.path+"/":
		w.WriteHeader(http.StatusNotFound)
		return
	case r.Method != http.MethodPost:
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestUpdate))
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	var id struct {
		ID *int64 `json:"update_id"`
	}
	if err != nil || json.Unmarshal(body, &id) != nil || id.ID == nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(h.keep(body))
}

// keep keeps an update and returns the status to answer with.
func (h *hook) keep(body []byte) int {
	d := h.adapter.openDesk()
	if d == nil || h.ctx.Err() != nil {
		return http.StatusServiceUnavailable
	}
	late := time.Since(h.since) < inStock
	parcels, _ := h.adapter.sort(h.ctx, d, []json.RawMessage{body})
	if err := h.adapter.keep(h.ctx, d, parcels, late); err != nil {
		h.adapter.log.Error("an update is refused, and Telegram will send it again", "error", err)
		return http.StatusInternalServerError
	}
	return http.StatusOK
}
