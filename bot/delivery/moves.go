package delivery

import "time"

// The moves of places through the line. The line is locked.

// enter puts a place in line.
func (l *Line) enter(p *Place, now time.Duration) {
	c := l.chat(p.ask.Chat)
	c.calls.widen(p.ask.Limits)
	c.decorations.widen(p.ask.Limits)
	p.state, p.decided = waiting, make(chan struct{})
	c.waiting.put(p)
	if p.ask.decoration() {
		l.aging.put(p)
	}
	l.file(c, now)
}

// exit takes a place that waits out of the queues.
func (l *Line) exit(p *Place, to state, now time.Duration) {
	c := l.chat(p.ask.Chat)
	c.waiting.remove(p)
	l.aging.remove(p)
	p.state = to
	c.busy = c.busy || to == granted
	l.file(c, now)
	close(p.decided)
}

// release ends the call of a place.
func (l *Line) release(p *Place, called bool, now time.Duration) {
	if p.state != granted {
		return
	}
	c := l.chat(p.ask.Chat)
	p.state, c.busy = over, false
	l.inFlight--
	if called {
		l.calls.add(now)
		c.calls.add(now)
		if p.ask.decoration() {
			c.decorations.add(now)
		}
	}
	l.file(c, now)
}

// again puts a place back in line.
func (l *Line) again(p *Place, now time.Duration) {
	l.release(p, true, now)
	switch {
	case p.state != over:
	case l.chat(p.ask.Chat).sibling(p.ask) != nil:
		l.leave(p, ErrReplaced, false, now)
	default:
		l.enter(p, now)
	}
}

// leave takes a place out for good.
func (l *Line) leave(p *Place, why error, called bool, now time.Duration) {
	switch p.state {
	case gone:
		return
	case waiting:
		l.exit(p, gone, now)
	case granted:
		l.release(p, called, now)
	}
	p.state, p.err = gone, why
}

// advance lets go all that may go now and returns when there is more to do.
func (l *Line) advance(now time.Duration) (next time.Duration) {
	for p, ok := l.aging.first(); ok && p.stale <= now; p, ok = l.aging.first() {
		l.leave(p, ErrDropped, false, now)
	}
	for c, ok := l.asleep.first(); ok && c.wake <= now; c, ok = l.asleep.first() {
		l.file(c, now)
	}
	next = never
	for c, ok := l.ready.first(); ok; c, ok = l.ready.first() {
		if c.when(now) > now { // a boundary has come near while it was ready
			l.file(c, now)
			continue
		}
		p := c.waiting.items[0]
		if next = l.free(p); next > now {
			break // all others rank lower
		}
		next = never
		l.inFlight++
		l.exit(p, granted, now)
	}
	if c, ok := l.asleep.first(); ok {
		next = min(next, c.wake)
	}
	if p, ok := l.aging.first(); ok {
		next = min(next, p.stale)
	}
	return next
}

// free returns from when on a place can go, as far as all chats together are
// concerned: never if only the end of another call can tell.
func (l *Line) free(p *Place) time.Duration {
	at := l.held
	for _, limit := range l.overall {
		if p.ask.decoration() {
			limit = share(limit, 2, 3)
		}
		at = max(at, l.calls.free(limit, l.inFlight))
	}
	return at
}

// file puts a chat where it belongs after a change, or forgets it.
func (l *Line) file(c *chat, now time.Duration) {
	wake := never // the end of its call will tell
	switch {
	case c.busy:
	case c.waiting.Len() > 0:
		if wake = c.when(now); wake <= now {
			l.asleep.remove(c)
			l.ready.put(c)
			return
		}
	default:
		if wake = c.rest(); wake <= now {
			delete(l.chats, c.name)
			wake = never
		}
	}
	l.ready.remove(c)
	if c.wake = wake; wake == never {
		l.asleep.remove(c)
	} else {
		l.asleep.put(c)
	}
}
