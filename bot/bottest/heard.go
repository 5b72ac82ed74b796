package bottest

import (
	"context"
	"slices"
	"sync"

	"limber/bot"
)

// Heard collects the events that an adapter hands on.
type Heard struct {
	mu   sync.Mutex
	list []bot.Event
}

// Handle is a bot.Handler. What an event can be told, Take and Dealt, is not kept.
func (h *Heard) Handle(_ context.Context, ev bot.Event) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	ev.Take, ev.Dealt = nil, nil
	h.list = append(h.list, ev)
	return nil
}

// Events are all so far, in the order in which they came.
func (h *Heard) Events() []bot.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.list)
}
