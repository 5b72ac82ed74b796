// Package fakeserver is what the fake servers of platforms have in common: a
// state whose changes can be waited for, a journal of the calls, faults, calls
// without sockets, connections that end before their time, and a port that goes
// away and comes back.
package fakeserver

import (
	"context"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Core is what a fake server of any platform embeds; it calls Begin before all
// else. C is a call, F what may befall one. The mutex guards the core and all
// of the fake that embeds it.
type Core[C, F any] struct {
	sync.Mutex
	T   testing.TB
	Ctx context.Context // done when the test ends

	fake     Fake
	running  sync.WaitGroup
	changed  chan struct{} // closed and made anew at every change
	skew     time.Duration // of the server's clock
	back     atomic.Int64  // no connection is taken before, in Unix nanoseconds
	listener *Listener     // nil unless Start was called

	calls         []*C
	earned, hasty []C
	faults        []*injected[C, F]
}

// Fake is what each platform has of its own.
type Fake struct {
	Serve      http.HandlerFunc // deals with a call, unless the server is away
	Changed    func()           // is called at every change, under the lock; nil: nothing
	Report     func() string    // what went on, for who reads why a test has failed
	Violations func() []string  // which rules were broken; each fails the test when it ends
	Lenient    bool             // no violation fails the test
}

// Begin lets a server live as long as the test.
func (c *Core[C, F]) Begin(t testing.TB, f Fake) {
	ctx, cancel := context.WithCancel(context.Background())
	c.T, c.Ctx, c.fake, c.changed = t, ctx, f, make(chan struct{})
	t.Cleanup(func() {
		cancel()
		c.Lock()
		l := c.listener
		c.Unlock()
		if l != nil {
			l.Close()
		}
		c.running.Wait()
		if f.Lenient {
			return
		}
		for _, v := range f.Violations() {
			t.Errorf("violation: %s", v)
		}
	})
}

// ServeHTTP answers one call.
func (c *Core[C, F]) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.running.Add(1)
	defer c.running.Done()
	defer c.guard(r)
	if c.IsAway() {
		Cut(w, ErrAway)
	}
	c.fake.Serve(w, r)
}

// guard makes a panic a failure of the test, except one that cuts a connection.
func (c *Core[C, F]) guard(r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if !WasCut(p) {
		c.T.Errorf("%s %s: panic: %v\n%s", r.Method, r.URL.Path, p, debug.Stack())
	}
	panic(p)
}

// Transport serves calls in memory. It works inside a testing/synctest bubble.
func (c *Core[C, F]) Transport() http.RoundTripper { return InMemory(c) }

// Start serves on a port of the loopback and returns the base URL, for programs
// that run by themselves.
func (c *Core[C, F]) Start(t testing.TB) string {
	t.Helper()
	l, err := Listen(c)
	if err != nil {
		t.Fatal(err)
	}
	c.Lock()
	defer c.Unlock()
	c.listener = l
	return l.URL()
}

// Away ends all calls and connections and takes no new ones for a time.
func (c *Core[C, F]) Away(d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.back.Store(time.Now().Add(d).UnixNano())
	c.Touch()
	l := c.listener
	if l != nil {
		l.Leave()
	}
	c.Later(d, func() {
		if l == nil || c.IsAway() { // it was sent away for longer since
			return
		}
		if err := l.Come(); err != nil {
			c.T.Errorf("cannot come back: %v", err)
		}
	})
}

// IsAway says whether no connection is taken now.
func (c *Core[C, F]) IsAway() bool { return time.Now().UnixNano() < c.back.Load() }

// SetClock lets the server's clock go wrong by d: the Date header and all that
// calls tell of times.
func (c *Core[C, F]) SetClock(d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.skew = d
}

// Now is what the server's clock shows. The caller holds the lock.
func (c *Core[C, F]) Now() time.Time { return time.Now().Add(c.skew) }

// Go does something that the end of the test waits for.
func (c *Core[C, F]) Go(do func()) { c.running.Go(do) }

// Later does something and wakes all after a time, unless the test ends before.
func (c *Core[C, F]) Later(d time.Duration, do func()) {
	c.Go(func() {
		if c.Pause(c.Ctx, d) {
			do()
			c.Lock()
			defer c.Unlock()
			c.Touch()
		}
	})
}

// Pause waits and reports whether anybody still wants an answer.
func (c *Core[C, F]) Pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-c.Ctx.Done():
	}
	return false
}

// Hang waits until the caller has given up.
func (c *Core[C, F]) Hang(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-c.Ctx.Done():
	}
}
