package terminal

import (
	"slices"
	"sync"
)

// queue is a line without an end: who stands in it never makes the one who
// brings something wait.
type queue[T any] struct {
	mu    sync.Mutex
	items []T
	more  chan struct{} // there may be something
}

func newQueue[T any]() *queue[T] {
	return &queue[T]{more: make(chan struct{}, 1)}
}

func (q *queue[T]) push(x T) {
	q.mu.Lock()
	q.items = append(q.items, x)
	q.mu.Unlock()
	q.wake()
}

func (q *queue[T]) wake() {
	select {
	case q.more <- struct{}{}:
	default:
	}
}

// putBack stands x at the head again.
func (q *queue[T]) putBack(x T) {
	q.mu.Lock()
	q.items = slices.Insert(q.items, 0, x)
	q.mu.Unlock()
	q.wake()
}

// pop takes the head. It waits for one until stop is closed, and reports
// whether there was one.
func (q *queue[T]) pop(stop <-chan struct{}) (head T, ok bool) {
	for {
		if head, ok = q.take(); ok {
			return head, true
		}
		select {
		case <-q.more:
		case <-stop:
			return q.take() // it may have come last
		}
	}
}

func (q *queue[T]) take() (head T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		return head, false
	}
	head, q.items = q.items[0], q.items[1:]
	return head, true
}

// remove takes the first that is meant out and reports whether it was there.
func (q *queue[T]) remove(meant func(T) bool) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.IndexFunc(q.items, meant)
	if i < 0 {
		return false
	}
	q.items = slices.Delete(q.items, i, i+1)
	return true
}
