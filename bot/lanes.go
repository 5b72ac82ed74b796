package bot

import "sync"

// lanes lets one goroutine at a time into each conversation, in the order of
// arrival, and never makes different conversations wait for each other.
type lanes struct {
	mu   sync.Mutex
	open map[Address]*lane
}

type lane struct {
	turn    chan struct{} // holds one token while somebody is inside
	holders int           // inside or waiting; the last one removes the lane
}

// enter waits for the turn and returns what ends it.
func (l *lanes) enter(a Address) (leave func()) {
	l.mu.Lock()
	if l.open == nil {
		l.open = map[Address]*lane{}
	}
	in := l.open[a]
	if in == nil {
		in = &lane{turn: make(chan struct{}, 1)}
		l.open[a] = in
	}
	in.holders++
	l.mu.Unlock()

	in.turn <- struct{}{}
	return func() {
		<-in.turn
		l.mu.Lock()
		defer l.mu.Unlock()
		if in.holders--; in.holders == 0 {
			delete(l.open, a)
		}
	}
}
