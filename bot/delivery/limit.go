// Package delivery is the line that calls to one platform wait in: it knows the
// platform's limits, keeps the order within a chat and lets the urgent go first.
package delivery

import (
	"math"
	"slices"
	"time"
)

// Limit is at most Count calls in any window of time of length Per. One whose
// Count or Per is not above zero limits nothing.
type Limit struct {
	Count int
	Per   time.Duration
}

// Moments inside a line are durations since it began, which a change of the
// machine's clock does not touch. never is after all of them.
const never = time.Duration(math.MaxInt64)

// window remembers the calls that may still count for a limit.
type window struct {
	over []time.Duration // when each was over, the oldest first
	keep time.Duration   // the longest that any limit looks back
}

// widen makes the window look back far enough for the limits.
func (w *window) widen(limits []Limit) {
	for _, l := range limits {
		w.keep = max(w.keep, l.Per)
	}
}

// add counts a call that is over at this moment.
func (w *window) add(now time.Duration) {
	w.over = append(w.over[w.lapsed(now-w.keep):], now)
}

// lapsed returns how many of the calls were over at a moment.
func (w *window) lapsed(at time.Duration) int {
	n, _ := slices.BinarySearch(w.over, at+1)
	return n
}

// free returns from when on a limit lets another call go while some are in
// flight: never where those alone use it up.
//
// The platform sees a call at some moment between its start and its end. It is
// counted until Per after its end, so that no two calls can come closer at the
// platform than they are counted here.
func (w *window) free(l Limit, inFlight int) time.Duration {
	if l.Count <= 0 || l.Per <= 0 {
		return 0
	}
	room := l.Count - inFlight
	switch {
	case room <= 0:
		return never
	case room > len(w.over):
		return 0
	}
	return w.over[len(w.over)-room] + l.Per
}

// used returns how many of the calls still count for a limit at a moment.
func (w *window) used(l Limit, at time.Duration) int {
	return len(w.over) - w.lapsed(at-l.Per)
}

// empty returns from when on none of the calls counts any more.
func (w *window) empty() time.Duration {
	if len(w.over) == 0 {
		return 0
	}
	return w.over[len(w.over)-1] + w.keep
}
