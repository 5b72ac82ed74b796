package bot

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// clock is a timer heap: it fires each address at its moment. It holds nothing
// that the store does not: it is built anew from the rows at the start.
type clock struct {
	mu    sync.Mutex
	items alarms
	index map[Address]*alarm
	wake  chan struct{} // one token: the earliest alarm may have changed
}

type alarm struct {
	address Address
	due     time.Time
	pos     int
}

func newClock() *clock {
	return &clock{index: map[Address]*alarm{}, wake: make(chan struct{}, 1)}
}

// set fires a at due, in place of any moment set before.
func (c *clock) set(a Address, due time.Time) {
	c.mu.Lock()
	if it := c.index[a]; it != nil {
		it.due = due
		heap.Fix(&c.items, it.pos)
	} else {
		it = &alarm{address: a, due: due}
		c.index[a] = it
		heap.Push(&c.items, it)
	}
	earliest := c.items[0].address == a
	c.mu.Unlock()
	if earliest {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}

// remove makes a not fire.
func (c *clock) remove(a Address) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if it := c.index[a]; it != nil {
		heap.Remove(&c.items, it.pos)
		delete(c.index, a)
	}
}

// run calls fire for each address when it is due, in its own goroutine, until
// ctx is done. It returns when all of these have ended.
func (c *clock) run(ctx context.Context, fire func(Address)) {
	var firing sync.WaitGroup
	defer firing.Wait()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		due, next := c.pop(time.Now())
		for _, a := range due {
			firing.Go(func() { fire(a) })
		}
		timer.Reset(next)
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		case <-timer.C:
		}
	}
}

// pop takes what is due off the heap and tells how long to wait for the rest.
func (c *clock) pop(now time.Time) (due []Address, next time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.items) > 0 {
		if wait := c.items[0].due.Sub(now); wait > 0 {
			return due, wait
		}
		it := heap.Pop(&c.items).(*alarm)
		delete(c.index, it.address)
		due = append(due, it.address)
	}
	return due, time.Hour
}

// alarms is a heap by due time.
type alarms []*alarm

func (h alarms) Len() int           { return len(h) }
func (h alarms) Less(i, j int) bool { return h[i].due.Before(h[j].due) }
func (h alarms) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].pos, h[j].pos = i, j
}

func (h *alarms) Push(x any) {
	it := x.(*alarm)
	it.pos = len(*h)
	*h = append(*h, it)
}

func (h *alarms) Pop() any {
	old := *h
	it := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return it
}
