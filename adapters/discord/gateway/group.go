package gateway

import (
	"context"
	"sync"
	"time"
)

// Group is shards of one token, which share what Discord lets a token do.
type Group struct{ Shards []*Shard }

// Connect prepares the given shards, all where none are given. With
// Options.Shards 0 there are as many in all as Discord recommends, for which it
// is asked until it answers; Options.Shard is not looked at. The error is nil, a
// *Refused, one of the options, or the cause why ctx is done.
func Connect(ctx context.Context, o Options, shards ...int) (*Group, error) {
	o.Shard = 0
	auto := o.Shards == 0
	if err := o.complete(); err != nil {
		return nil, err
	}
	b := newBudget(&o)
	if auto {
		start, err := recommended(ctx, &o, b)
		if err != nil {
			return nil, err
		}
		o.Shards = max(start.Shards, 1)
	}
	if len(shards) == 0 {
		for n := range o.Shards {
			shards = append(shards, n)
		}
	}
	g := &Group{}
	for _, n := range shards {
		o.Shard = n
		if err := o.complete(); err != nil {
			return nil, err
		}
		g.Shards = append(g.Shards, newShard(o, b))
	}
	return g, nil
}

// recommended asks until it is told.
func recommended(ctx context.Context, o *Options, b *budget) (Start, error) {
	asking := newShard(*o, b) // for its waits and words
	for {
		start, err := b.known(ctx)
		if err == nil {
			return start, nil
		}
		if refused := asking.refused(err); refused != nil {
			return Start{}, refused
		}
		if ctx.Err() == nil {
			asking.lost(err)
		}
		if !pause(ctx, asking.wait(err, 0)) {
			return Start{}, context.Cause(ctx)
		}
	}
}

// Run runs all shards until ctx is done, and returns nil, or until one is
// refused, and returns its error. Events of one shard are handed on one at a
// time, those of several at the same time.
func (g *Group) Run(ctx context.Context, handle Handler) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var once sync.Once
	var first error
	var running sync.WaitGroup
	for _, s := range g.Shards {
		if s.session.ID == "" { // in line before any of them goes
			s.budget.line(s.o.Shard, true)
		}
	}
	for _, s := range g.Shards {
		running.Go(func() {
			if err := s.Run(ctx, handle); err != nil {
				once.Do(func() { first = err })
				cancel(err)
			}
		})
	}
	running.Wait()
	return first
}

// Latency is the longest of the shards.
func (g *Group) Latency() time.Duration {
	var longest time.Duration
	for _, s := range g.Shards {
		longest = max(longest, s.Latency())
	}
	return longest
}
