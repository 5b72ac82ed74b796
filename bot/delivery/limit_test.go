package delivery

import (
	"testing"
	"time"
)

func TestWindow(t *testing.T) {
	const s = time.Second
	two := Limit{2, 10 * s}
	var w window
	w.widen([]Limit{two, {1, s}})
	for _, step := range []struct {
		now               time.Duration // a call is over then
		free, freeWithOne time.Duration // when another may go
		used, usedAt11    int
		empty             time.Duration
	}{
		{now: 1 * s, free: 0, freeWithOne: 11 * s, used: 1, usedAt11: 0, empty: 11 * s},
		{now: 4 * s, free: 11 * s, freeWithOne: 14 * s, used: 2, usedAt11: 1, empty: 14 * s},
		{now: 12 * s, free: 14 * s, freeWithOne: 22 * s, used: 2, usedAt11: 2, empty: 22 * s},
	} {
		w.add(step.now)
		if got := w.free(two, 0); got != step.free {
			t.Errorf("at %v free from %v, want %v", step.now, got, step.free)
		}
		if got := w.free(two, 1); got != step.freeWithOne {
			t.Errorf("at %v with one in flight free from %v, want %v", step.now, got, step.freeWithOne)
		}
		if got := w.free(two, 2); got != never {
			t.Errorf("at %v with two in flight free from %v, want never", step.now, got)
		}
		if got := w.used(two, step.now); got != step.used {
			t.Errorf("at %v %d are used, want %d", step.now, got, step.used)
		}
		// A call counts until Per after it, and not at that moment any more.
		if got := w.used(two, 11*s); got != step.usedAt11 {
			t.Errorf("after the call at %v %d are used at 11 s, want %d", step.now, got, step.usedAt11)
		}
		if got := w.empty(); got != step.empty {
			t.Errorf("at %v empty from %v, want %v", step.now, got, step.empty)
		}
	}
	if n := len(w.over); n != 2 {
		t.Errorf("%d calls are remembered, want the two that count", n)
	}
}

func TestALimitThatLimitsNothing(t *testing.T) {
	w := window{over: []time.Duration{1, 2, 3}}
	for _, l := range []Limit{{}, {Count: 1}, {Per: time.Second}, {-1, time.Second}, {1, -time.Second}} {
		if got := w.free(l, 100); got != 0 {
			t.Errorf("%+v lets a call go from %v on, want at once", l, got)
		}
	}
}
