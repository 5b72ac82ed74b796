package platform

import (
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// mostSkew is how far the clock may be off before countdowns look wrong.
const mostSkew = 5 * time.Second

// Clock compares this machine's clock with the platform's.
type Clock struct {
	Log *slog.Logger

	mu  sync.Mutex
	off time.Duration
}

// Check reads the header Date of an answer that came at the given moment. The
// operator is told once. A date that cannot be read says nothing.
func (c *Clock) Check(date string, now time.Time) {
	theirs, err := http.ParseTime(date)
	if err != nil {
		return
	}
	off := now.Sub(theirs)
	if off > 0 {
		off = max(off-time.Second, 0) // Date has no fractions
	}
	c.mu.Lock()
	was := c.off
	c.off = off
	c.mu.Unlock()
	if s := clockFault(off); s != "" && clockFault(was) == "" {
		c.Log.Warn(s)
	}
}

// Fault says for the operator that the clock is wrong, "" if it is right as far
// as is known.
func (c *Clock) Fault() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return clockFault(c.off)
}

func clockFault(off time.Duration) string {
	direction := "ahead"
	switch {
	case off.Abs() <= mostSkew:
		return ""
	case off < 0:
		direction = "behind"
	}
	return "this machine's clock is " + off.Abs().Round(time.Second).String() + " " + direction +
		": turn on its synchronization (timedatectl set-ntp true), or countdowns are wrong"
}
