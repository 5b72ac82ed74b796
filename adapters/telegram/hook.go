package telegram

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"limber/bot"
	"limber/bot/platform"
)

const (
	longestUpdate = 1 << 20 // bytes
	headerTimeout = 10 * time.Second
	// silenceTimeout is more than the minute in which Telegram wants an answer.
	silenceTimeout = 90 * time.Second
	// keepWithin is how long keeping an update may take.
	keepWithin = 20 * time.Second
	// untilLed is how long it may take from the start of a process until somebody
	// leads, and has Telegram hand out what waited.
	untilLed = 30 * time.Second
)

// Hook receives what Telegram calls with, for one bot: as long as the process
// lives, whether it leads the connection or stands by. Updates go into the inbox,
// where the adapter that leads finds them, in this process or another.
type Hook struct {
	webhook Webhook // with its secret
	path    string
	of      bot.Connection
	inbox   bot.Inbox
	log     *slog.Logger
	began   time.Time
	open    chan struct{} // closed once calls can arrive

	mu     sync.Mutex
	leader *leader   // nil: this process does not lead
	told   time.Time // when it told Telegram last where to call
}

// leader is the adapter that leads the connection, in this process.
type leader struct {
	// sort returns what must be kept of an update.
	sort func(raw json.RawMessage, late bool) []bot.Parcel
	bell bell
}

// bell wakes one who waits for it, once for however many rings.
type bell chan struct{}

func newBell() bell { return make(bell, 1) }

func (b bell) ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}

// NewHook returns a hook for the bot of o. Of o it needs the token, the webhook,
// an inbox that takes parcels of any process, and the log. If the inbox is a
// bot.Sharer, the adapters of other processes hear of what came here.
func NewHook(o Options) (*Hook, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Webhook == nil {
		return nil, errors.New("telegram.webhook is missing: it says where Telegram calls")
	}
	o.setDefaults()
	return newHook(o), nil
}

// newHook returns a hook for options that were checked.
func newHook(o Options) *Hook {
	w := o.Webhook.complete(o.Token)
	return &Hook{
		webhook: w, path: w.path(), of: connection(o.Token), inbox: o.Inbox, log: o.Log.With("connection", connection(o.Token).String()),
		began: time.Now(), open: make(chan struct{}),
	}
}

// Run takes calls until ctx is done. It runs once.
func (h *Hook) Run(ctx context.Context) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", h.webhook.Listen)
	if err != nil {
		return fmt.Errorf("telegram.webhook: listening: %w", err)
	}
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: silenceTimeout,
		ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	var serving sync.WaitGroup
	defer serving.Wait()
	serving.Go(func() { served <- server.Serve(listener) })
	close(h.open)
	select {
	case err := <-served:
		return fmt.Errorf("telegram.webhook: serving: %w", err)
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), platform.FinishWithin)
	defer cancel()
	if server.Shutdown(finish) != nil {
		_ = server.Close() // who is cut off sends again
	}
	return nil
}

// attach makes an adapter the leader until it detaches.
func (h *Hook) attach(l *leader) (detach func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.leader = l
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.leader == l {
			h.leader = nil
		}
	}
}

// tell notes that Telegram is told where to call, now.
func (h *Hook) tell() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told = time.Now()
}

// leading is who leads the connection in this process, nil for nobody, and
// whether Telegram may be handing out what waited.
func (h *Hook) leading() (l *leader, late bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.leader == nil {
		return nil, time.Since(h.began) < untilLed
	}
	return h.leader, time.Since(h.told) < inStock
}

// ServeHTTP answers 200 once an update is kept, and not before: what is
// answered otherwise comes again.
func (h *Hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	given := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	switch {
	case subtle.ConstantTimeCompare([]byte(given), []byte(h.webhook.Secret)) != 1:
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
	if _, ok := updateID(body); err != nil || !ok {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	// Who hangs up does not stop what is under way: it may be kept by now.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), keepWithin)
	defer cancel()
	if err := h.keep(ctx, body); err != nil {
		h.log.Error("an update is refused, and Telegram will send it again", "error", err)
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// keep keeps what must be kept of an update, and lets the leader know.
func (h *Hook) keep(ctx context.Context, raw json.RawMessage) error {
	parcels := h.sort(raw)
	if len(parcels) == 0 {
		return nil
	}
	_, err := h.inbox.Receive(ctx, h.of, parcels)
	// Who leads by now may not have done so before. And it may be kept although
	// there was an error.
	if l, _ := h.leading(); l != nil {
		l.bell.ring()
	}
	return err
}

// sort returns what must be kept of an update. A process that does not lead
// keeps it whole: who does decides.
func (h *Hook) sort(raw json.RawMessage) []bot.Parcel {
	l, late := h.leading()
	if l != nil {
		return l.sort(raw, late)
	}
	u, err := read(raw)
	if err != nil {
		leftOut(h.log, raw, err)
		return nil
	}
	return []bot.Parcel{parcel(u, u.sender(), kept{Update: raw, Late: late, Unsorted: true})}
}

// arrivals has a value after parcels came in elsewhere; nil where none can.
func (h *Hook) arrivals(ctx context.Context) <-chan struct{} {
	if s, ok := h.inbox.(bot.Sharer); ok {
		return s.Arrivals(ctx, h.of)
	}
	return nil
}
