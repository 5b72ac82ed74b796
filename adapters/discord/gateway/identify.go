package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// startIsOld is how long an answer of Where is good for.
	startIsOld   = time.Minute
	whereTimeout = 15 * time.Second
)

// budget says when a shard may IDENTIFY. The shards of a token share one:
// Discord takes a thousand a day and resets the token of who needs more.
type budget struct {
	where  func(context.Context) (Start, error)
	log    *slog.Logger
	asking chan struct{} // holds a value while somebody asks

	mu      sync.Mutex
	start   Start
	asked   time.Time
	told    bool // the operator knows that none remains
	shards  map[int]*record
	keys    map[int]time.Time // when a key's last IDENTIFY went out
	taken   map[int]bool      // keys whose turn somebody has
	changed chan struct{}     // closed when a turn ends
}

// record is what one shard has done.
type record struct {
	spent     []time.Time // its IDENTIFYs of the last hour
	fruitless int         // IDENTIFYs in a row without READY
	waiting   bool
}

func newBudget(o *Options) *budget {
	return &budget{
		where: o.Where, log: o.Log, asking: make(chan struct{}, 1), shards: map[int]*record{},
		keys: map[int]time.Time{}, taken: map[int]bool{}, changed: make(chan struct{}),
	}
}

// turn is the right to IDENTIFY, which nobody with the same key has meanwhile.
type turn struct {
	b          *budget
	shard, key int
	url        string
	among      time.Time // when it was taken among other processes, too
	done       bool
}

// turn waits until a shard may IDENTIFY. The turn must be ended.
func (b *budget) turn(ctx context.Context, shard int) (*turn, error) {
	b.line(shard, true)
	defer b.line(shard, false)
	for {
		t, wait, changed := b.try(shard)
		if t != nil {
			return t, nil
		}
		if wait == 0 {
			if err := b.ask(ctx); err != nil {
				return nil, err
			}
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-changed:
			timer.Stop()
		case <-ctx.Done():
			timer.Stop()
			return nil, context.Cause(ctx)
		}
	}
}

// line notes whether a shard waits for its turn.
func (b *budget) line(shard int, waiting bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.record(shard).waiting = waiting
}

// try takes the turn, or says for how long to wait unless a channel closes
// before. With neither, Where is to be asked.
func (b *budget) try(shard int) (t *turn, wait time.Duration, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if wait := b.reset(); wait > 0 {
		return nil, wait, b.changed
	}
	key := b.key(shard)
	if b.taken[key] || b.behind(shard) {
		return nil, identifyEvery, b.changed
	}
	if wait := time.Until(b.earliest(shard)); wait > 0 {
		return nil, wait, b.changed
	}
	if b.old() {
		return nil, 0, nil
	}
	b.taken[key] = true
	return &turn{b: b, shard: shard, key: key, url: b.start.URL}, 0, nil
}

// old reports whether Where must be asked before an IDENTIFY.
func (b *budget) old() bool {
	return b.asked.IsZero() || time.Since(b.asked) > startIsOld || b.start.Remaining <= 0
}

// ask asks Where, unless somebody else did meanwhile.
func (b *budget) ask(ctx context.Context) error {
	select {
	case b.asking <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-b.asking }()
	b.mu.Lock()
	old := b.old() && b.reset() == 0
	b.mu.Unlock()
	if !old {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, whereTimeout, errors.New("no answer in time"))
	defer cancel()
	start, err := b.where(ctx)
	if err != nil {
		return fmt.Errorf("asking where the gateway is: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.start, b.asked, b.told = start, time.Now(), b.told && start.Remaining <= 0
	return nil
}

// known is what Where last answered. It is asked if it never was.
func (b *budget) known(ctx context.Context) (Start, error) {
	for {
		b.mu.Lock()
		start, asked := b.start, !b.asked.IsZero()
		b.mu.Unlock()
		if asked {
			return start, nil
		}
		if err := b.ask(ctx); err != nil {
			return Start{}, err
		}
	}
}

// spend notes that the IDENTIFY goes out now, and ends the turn.
func (t *turn) spend() {
	t.finish(func(b *budget) {
		now := time.Now()
		b.start.Remaining--
		b.keys[t.key] = now
		r := b.record(t.shard)
		r.spent = append(r.spent, now)
		r.fruitless++
	})
}

// end gives back a turn that was not spent.
func (t *turn) end() { t.finish(func(*budget) {}) }

func (t *turn) finish(do func(*budget)) {
	if t.done {
		return
	}
	t.done = true
	t.b.mu.Lock()
	defer t.b.mu.Unlock()
	do(t.b)
	delete(t.b.taken, t.key)
	close(t.b.changed)
	t.b.changed = make(chan struct{})
}

// fruitful notes that a shard has a session.
func (b *budget) fruitful(shard int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.record(shard).fruitless = 0
}
