package delivery

import "container/heap"

// queue holds items, the first by its order in front. An item is in it at most
// once and keeps its own position, so that it can be moved and removed.
type queue[T any] struct {
	items  []T
	before func(a, b T) bool
	at     func(T) *int // the item's position in this queue from 1, 0 outside
}

// first returns the item in front.
func (q *queue[T]) first() (item T, ok bool) {
	if len(q.items) == 0 {
		return item, false
	}
	return q.items[0], true
}

// put brings in an item, or moves it where its order has changed.
func (q *queue[T]) put(item T) {
	if at := *q.at(item); at > 0 {
		heap.Fix(q, at-1)
		return
	}
	heap.Push(q, item)
}

// remove takes out an item if it is there.
func (q *queue[T]) remove(item T) {
	if at := *q.at(item); at > 0 {
		heap.Remove(q, at-1)
	}
}

// Len is part of heap.Interface, as are the methods after it.
func (q *queue[T]) Len() int { return len(q.items) }

func (q *queue[T]) Less(i, j int) bool { return q.before(q.items[i], q.items[j]) }

func (q *queue[T]) Swap(i, j int) {
	q.items[i], q.items[j] = q.items[j], q.items[i]
	*q.at(q.items[i]), *q.at(q.items[j]) = i+1, j+1
}

// Push appends.
func (q *queue[T]) Push(x any) {
	item := x.(T)
	q.items = append(q.items, item)
	*q.at(item) = len(q.items)
}

// Pop takes away the last.
func (q *queue[T]) Pop() any {
	last := len(q.items) - 1
	item := q.items[last]
	var none T
	q.items[last] = none // let it be collected
	q.items = q.items[:last]
	*q.at(item) = 0
	return item
}
