package replica

import (
	"context"
	"sync"
	"time"
)

// bell wakes the one goroutine that waits. A ring while it does not is kept.
type bell struct {
	mu   sync.Mutex
	rung bool
	wake context.CancelFunc // nil while nobody waits
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rung = true
	if b.wake != nil {
		b.wake()
	}
}

// during calls f with a context that ends at the given moment or with the next
// ring. Where the bell has rung since the last call it returns at once.
func (b *bell) during(at time.Time, f func(context.Context) error) error {
	ctx, cancel := context.WithDeadline(context.Background(), at)
	defer cancel()
	b.mu.Lock()
	if b.rung {
		b.rung = false
		b.mu.Unlock()
		return nil
	}
	b.wake = cancel
	b.mu.Unlock()
	err := f(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wake, b.rung = nil, false
	return err
}

// wait waits until the given moment or the next ring.
func (b *bell) wait(at time.Time) {
	_ = b.during(at, func(ctx context.Context) error {
		<-ctx.Done()
		return nil
	})
}
