package fakeserver

import (
	"math/rand/v2"
	"slices"
)

// injected is a rule of the test for what is to go wrong.
type injected[C, F any] struct{ find func(*C) *F }

// Fail lets calls go wrong: find is asked for each, one at a time, and returns
// nil where nothing is to happen. It may not use the server. The first that
// returns a fault counts. The function that Fail returns takes it away again.
func (c *Core[C, F]) Fail(find func(*C) *F) (stop func()) {
	c.Lock()
	defer c.Unlock()
	f := &injected[C, F]{find}
	c.faults = append(c.faults, f)
	return func() {
		c.Lock()
		defer c.Unlock()
		c.faults = slices.DeleteFunc(c.faults, func(g *injected[C, F]) bool { return g == f })
	}
}

// Fault is what befalls a call, nil if nothing. The caller holds the lock.
func (c *Core[C, F]) Fault(call *C) *F {
	for _, f := range c.faults {
		if found := f.find(call); found != nil {
			return found
		}
	}
	return nil
}

// On picks the calls that are meant for a fault.
func On[C, F any](f *F, meant func(*C) bool) func(*C) *F {
	return func(c *C) *F {
		if meant(c) {
			return f
		}
		return nil
	}
}

// Times lets a fault happen to the first n calls that find picks.
func Times[C, F any](n int, find func(*C) *F) func(*C) *F {
	return func(c *C) *F {
		f := find(c)
		if f == nil || n == 0 {
			return nil
		}
		n--
		return f
	}
}

// Share lets a fault happen to a share of the calls that find picks, the same
// ones for the same seed and order.
func Share[C, F any](share float64, seed uint64, find func(*C) *F) func(*C) *F {
	dice := rand.New(rand.NewPCG(seed, seed))
	return func(c *C) *F {
		f := find(c)
		if f == nil || dice.Float64() >= share {
			return nil
		}
		return f
	}
}
