package knowledge

import "sync"

// lazy is a value that is made when it is first asked for. It may be asked for
// by any number of goroutines.
type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(build func() T) T {
	l.once.Do(func() { l.value = build() })
	return l.value
}
