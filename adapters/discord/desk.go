package discord

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

// job is an event to be dealt with.
type job struct {
	id       int64 // of its parcel, 0 if it has none
	event    bot.Event
	exchange *exchange // that it waits in for an answer, nil if none
}

// desk deals with jobs: those of a conversation one after the other, those of
// different conversations at once.
type desk struct {
	serve  func(j job, dealt func())
	places chan struct{} // one for each that waits

	mu     sync.Mutex
	closed bool
	lines  map[bot.Address]*line
	ready  []*line // whose turn it is as soon as somebody is free
	served int
	work   sync.WaitGroup
}

// line is what waits of a conversation.
type line struct {
	jobs   []job
	served int  // under way
	busy   bool // one is being dealt with
	ready  bool // stands in desk.ready
}

func newDesk(serve func(j job, dealt func())) *desk {
	return &desk{serve: serve, places: make(chan struct{}, mostWaiting), lines: map[bot.Address]*line{}}
}

// Go runs something that the desk waits for when it closes.
func (d *desk) Go(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.work.Go(f)
	}
}

// add puts a job in line. It waits while too many do.
func (d *desk) add(ctx context.Context, j job) error {
	select {
	case d.places <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lines[j.event.From]
	if l == nil {
		l = &line{}
		d.lines[j.event.From] = l
	}
	l.jobs = append(l.jobs, j)
	d.next(l)
	return nil
}

// next begins the line's next job, if it may.
func (d *desk) next(l *line) {
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

func (d *desk) run(l *line, j job) {
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
		delete(d.lines, j.event.From)
	}
	for d.served < mostServed && len(d.ready) > 0 {
		first := d.ready[0]
		d.ready = d.ready[1:]
		first.ready = false
		d.next(first)
	}
}

// close waits for what is under way. What waits in line stays in the inbox.
func (d *desk) close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.work.Wait()
}
