package fakeserver

import (
	"context"
	"testing"
	"time"
)

// Touch wakes all who wait for a change. The caller holds the lock.
func (c *Core[C, F]) Touch() {
	close(c.changed)
	c.changed = make(chan struct{})
	if c.fake.Changed != nil {
		c.fake.Changed()
	}
}

// Changed is closed at the next change. The caller holds the lock.
func (c *Core[C, F]) Changed() <-chan struct{} { return c.changed }

// AwaitContext waits until ok, which is asked again after every change of the
// server, or until ctx is done.
func (c *Core[C, F]) AwaitContext(ctx context.Context, ok func() bool) error {
	for {
		c.Lock()
		changed := c.Changed()
		c.Unlock()
		if ok() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Await waits until ok, which is asked again after every change of the server.
// After the time it ends the test and shows what went on.
func (c *Core[C, F]) Await(t testing.TB, within time.Duration, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(c.Ctx, within)
	defer cancel()
	if err := c.AwaitContext(ctx, ok); err != nil {
		t.Fatalf("not within %v: %s\n%s", within, what, c.fake.Report())
	}
}

// Record writes a call down. The caller holds the lock.
func (c *Core[C, F]) Record(call *C) { c.calls = append(c.calls, call) }

// Earn writes down a call that the limits refuse. The caller holds the lock.
func (c *Core[C, F]) Earn(call *C) { c.earned = append(c.earned, *call) }

// Hurry writes down a call that should have waited. The caller holds the lock.
func (c *Core[C, F]) Hurry(call *C) { c.hasty = append(c.hasty, *call) }

// Calls returns all calls so far, in the order of their coming.
func (c *Core[C, F]) Calls() []C {
	c.Lock()
	defer c.Unlock()
	out := make([]C, len(c.calls))
	for i, call := range c.calls {
		out[i] = *call
	}
	return out
}

// Earned are the calls that the limits refused; injected refusals are not among
// them.
func (c *Core[C, F]) Earned() []C {
	c.Lock()
	defer c.Unlock()
	return append([]C(nil), c.earned...)
}

// Impatient are the calls that came before the time was over for which a 429
// had told the bot to wait.
func (c *Core[C, F]) Impatient() []C {
	c.Lock()
	defer c.Unlock()
	return append([]C(nil), c.hasty...)
}

// Last returns the last of a list, the zero value of an empty one.
func Last[M any](list []M) (last M) {
	if len(list) > 0 {
		last = list[len(list)-1]
	}
	return last
}
