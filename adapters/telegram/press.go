package telegram

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	api "github.com/go-telegram/bot"

	"limber/bot"
	"limber/bot/platform"
)

const (
	// toastWithin is how long a press waits for a word to show with its
	// acknowledgement. Until then the button shows that it is busy.
	toastWithin = 300 * time.Millisecond
	// mostAcknowledgements is how often it is tried, each within
	// acknowledgeWithin: later it is of no use to anybody.
	mostAcknowledgements = 3
	acknowledgeWithin    = 10 * time.Second
	// longestToast is in UTF-16 units.
	longestToast = 200
)

// presses are those that wait to be acknowledged, the latest of each member in
// each place.
type presses struct {
	mu      sync.Mutex
	waiting map[bot.Address]*press
	held    time.Time // none may be acknowledged before
}

// press is acknowledged once, by whoever claims it.
type press struct {
	id      string
	taken   atomic.Bool
	claimed chan struct{}
}

func (ps *presses) open(from bot.Address, id string) *press {
	p := &press{id: id, claimed: make(chan struct{})}
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.waiting == nil {
		ps.waiting = map[bot.Address]*press{}
	}
	ps.waiting[from] = p
	return p
}

func (ps *presses) close(from bot.Address, p *press) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.waiting[from] == p {
		delete(ps.waiting, from)
	}
}

// claim returns the id of the press that waits there, "" if none does.
func (ps *presses) claim(from bot.Address) (id string) {
	ps.mu.Lock()
	p := ps.waiting[from]
	ps.mu.Unlock()
	if p == nil || !p.claim() {
		return ""
	}
	return p.id
}

func (p *press) claim() bool {
	if p.taken.Swap(true) {
		return false
	}
	close(p.claimed)
	return true
}

// wait waits for a word to show, and reports whether none came.
func (p *press) wait(returned <-chan struct{}) bool {
	t := time.NewTimer(toastWithin)
	defer t.Stop()
	select {
	case <-t.C:
	case <-returned:
	case <-p.claimed:
	}
	return p.claim()
}

// Toast implements bot.Toaster: it shows a word with the acknowledgement of the
// press that waits for it, and reports whether one did.
func (a *Adapter) Toast(ctx context.Context, r bot.Reply) bool {
	id := a.presses.claim(r.To)
	if id == "" {
		return false
	}
	a.acknowledge(ctx, id, clipped(render(r).text, longestToast))
	return true
}

// acknowledge answers a press. Where Telegram wants to be left alone for a
// while, so do all presses. One that was not answered in time shows so to the
// member by itself.
func (a *Adapter) acknowledge(ctx context.Context, id, text string) {
	for range mostAcknowledgements {
		if !a.presses.calm(ctx) {
			return
		}
		err := a.answerPress(ctx, id, text)
		if err == nil {
			return
		}
		a.log.Debug("a press was not acknowledged", "error", err)
		limited, ok := errors.AsType[*bot.RateLimited](err)
		if !ok || limited.After > acknowledgeWithin {
			return
		}
		a.presses.hold(time.Now().Add(limited.After))
	}
}

// hold lets no press be acknowledged before a moment.
func (ps *presses) hold(until time.Time) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if until.After(ps.held) {
		ps.held = until
	}
}

// calm waits until presses may be acknowledged, and reports whether ctx is not
// done by then.
func (ps *presses) calm(ctx context.Context) bool {
	ps.mu.Lock()
	held := ps.held
	ps.mu.Unlock()
	if left := time.Until(held); left > 0 {
		platform.Pause(ctx, left)
	}
	return ctx.Err() == nil
}

func (a *Adapter) answerPress(ctx context.Context, id, text string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), platform.FinishWithin)
	defer cancel()
	_, err := a.client.api.AnswerCallbackQuery(ctx, &api.AnswerCallbackQueryParams{CallbackQueryID: id, Text: text})
	return plain(err)
}

// expired acknowledges a press that may have waited for long, and reports
// whether it did: presses do not say when they were made, but Telegram refuses
// to acknowledge old ones.
func (a *Adapter) expired(ctx context.Context, id string) bool {
	err := a.answerPress(ctx, id, "")
	return says(err, "query is too old", "query ID is invalid")
}
