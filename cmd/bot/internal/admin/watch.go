package admin

import (
	"context"
	"slices"
	"sync"

	"limber/bot"
)

// Gauged is a bot.Bot, as far as it is looked at.
type Gauged interface {
	Gauges() bot.Gauges
}

// watched is a bot that runs.
type watched struct {
	connection bot.Connection
	gauges     question[bot.Gauges]
}

// Watch has a bot looked at until unwatch is called, which is when it does not
// run any more.
func (a *Admin) Watch(c bot.Connection, b Gauged) (unwatch func()) {
	w := &watched{c, newQuestion(func(context.Context) bot.Gauges { return b.Gauges() })}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bots = append(a.bots, w)
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.bots = slices.DeleteFunc(a.bots, func(other *watched) bool { return other == w })
	}
}

func (a *Admin) watching() []*watched {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.bots)
}

// running are the connections of the bots that run.
func (a *Admin) running() []bot.Connection {
	var list []bot.Connection
	for _, w := range a.watching() {
		list = append(list, w.connection)
	}
	return list
}

// seen is what a bot said of itself.
type seen struct {
	connection bot.Connection
	gauges     bot.Gauges
	answered   bool // before ctx was done
}

// look asks all bots at once.
func (a *Admin) look(ctx context.Context) []seen {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	bots := a.watching()
	list := make([]seen, len(bots))
	var asking sync.WaitGroup
	for i, w := range bots {
		asking.Go(func() {
			g, ok := w.gauges.put(ctx)
			list[i] = seen{w.connection, g, ok}
		})
	}
	asking.Wait()
	return list
}

// question is put to something that may be stuck. Who is stuck is not asked
// again, so that one goroutine at most waits for it.
type question[T any] struct {
	answer func(context.Context) T
	free   chan struct{} // has a value while nobody asks
}

func newQuestion[T any](answer func(context.Context) T) question[T] {
	q := question[T]{answer, make(chan struct{}, 1)}
	q.free <- struct{}{}
	return q
}

// put returns the answer, or false where it did not come before ctx was done.
func (q question[T]) put(ctx context.Context) (answer T, ok bool) {
	select {
	case <-ctx.Done():
		return answer, false
	case <-q.free:
	}
	came := make(chan T, 1)
	go func() {
		came <- q.answer(ctx)
		q.free <- struct{}{}
	}()
	select {
	case <-ctx.Done():
		return answer, false
	case answer = <-came:
		return answer, true
	}
}
