package platform

import (
	"context"
	"sync"

	"limber/bot"
)

const (
	// mostServed is how many jobs are under way at once.
	mostServed = 512
	// mostOfOne is how many of them may be one conversation's: those that were
	// dealt with and whose replies still wait. The bot slows down who floods
	// long before, so that "stop" does not wait here.
	mostOfOne = 64
	// mostWaiting is how many jobs wait. Beyond it, receiving waits too.
	mostWaiting = 4096
)

// Desk deals with jobs: those of a conversation one after the other, those of
// different conversations at once.
type Desk[Job any] struct {
	serve  func(j Job, dealt func())
	places chan struct{} // one for each that waits

	mu     sync.Mutex
	closed bool
	lines  map[bot.Address]*line[Job]
	ready  []*line[Job] // whose turn it is as soon as somebody is free
	served int
	work   sync.WaitGroup
}

// line is what waits of a conversation.
type line[Job any] struct {
	of     bot.Address
	jobs   []Job
	served int  // under way
	busy   bool // one is being dealt with
	ready  bool // stands in Desk.ready
}

// NewDesk returns a desk where each job is served by a call of serve. Where that
// calls dealt, which it may do from any goroutine, the next job of the
// conversation begins before serve has returned.
func NewDesk[Job any](serve func(j Job, dealt func())) *Desk[Job] {
	return &Desk[Job]{serve: serve, places: make(chan struct{}, mostWaiting), lines: map[bot.Address]*line[Job]{}}
}

// Go runs something that the desk waits for when it closes. It does nothing
// where the desk is closed.
func (d *Desk[Job]) Go(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.work.Go(f)
	}
}

// Add puts a job of a conversation in line. It waits while too many do; the only
// error is that of ctx.
func (d *Desk[Job]) Add(ctx context.Context, of bot.Address, j Job) error {
	select {
	case d.places <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lines[of]
	if l == nil {
		l = &line[Job]{of: of}
		d.lines[of] = l
	}
	l.jobs = append(l.jobs, j)
	d.next(l)
	return nil
}

// next begins the line's next job, if it may.
func (d *Desk[Job]) next(l *line[Job]) {
	switch {
	case d.closed || l.busy || l.ready || len(l.jobs) == 0 || l.served >= mostOfOne:
		return
	case d.served >= mostServed:
		l.ready = true
		d.ready = append(d.ready, l)
		return
	}
	j := l.jobs[0]
	l.jobs = l.jobs[1:]
	<-d.places
	l.busy = true
	l.served++
	d.served++
	d.work.Go(func() { d.run(l, j) })
}

func (d *Desk[Job]) run(l *line[Job], j Job) {
	dealt := sync.OnceFunc(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		l.busy = false
		d.next(l)
	})
	d.serve(j, dealt)
	dealt()

	d.mu.Lock()
	defer d.mu.Unlock()
	l.served--
	d.served--
	d.next(l)
	if l.served == 0 && len(l.jobs) == 0 {
		delete(d.lines, l.of)
	}
	for d.served < mostServed && len(d.ready) > 0 {
		first := d.ready[0]
		d.ready = d.ready[1:]
		first.ready = false
		d.next(first)
	}
}

// Close waits for what is under way. What waits in line is not begun: it stays
// in the inbox.
func (d *Desk[Job]) Close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.work.Wait()
}
