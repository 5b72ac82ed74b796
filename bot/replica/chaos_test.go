package replica

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// blow is something that goes wrong.
type blow struct {
	After time.Duration
	What  string
	Whom  int
	For   time.Duration
}

func drawBlows(t *rapid.T) []blow {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) blow {
		return blow{
			After: time.Duration(rapid.IntRange(0, 8000).Draw(t, "after")) * time.Millisecond,
			What: rapid.SampledFrom([]string{
				"start", "kill", "end", "freeze", "freeze", "cut", "silent", "outage", "refuse",
			}).Draw(t, "what"),
			Whom: rapid.IntRange(0, 9).Draw(t, "whom"),
			For:  time.Duration(rapid.IntRange(1, 9000).Draw(t, "for")) * time.Millisecond,
		}
	}), 1, 25).Draw(t, "blows")
}

// Whatever goes wrong, no promise is broken, and when it is over all is led.
func TestNoPromiseIsBroken(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		blows := drawBlows(rt)
		count := rapid.IntRange(1, 7).Draw(rt, "connections")
		ends := time.Duration(rapid.IntRange(0, 5000).Draw(rt, "ends within")) * time.Millisecond
		var broken []string
		synctest.Test(t, func(*testing.T) { broken = play(blows, count, ends) })
		if len(broken) > 0 {
			rt.Fatalf("%s", strings.Join(broken, "\n"))
		}
	})
}

// play plays blows against three replicas, whose work takes some time to end,
// and returns what was broken.
func play(blows []blow, count int, ends time.Duration) []string {
	w, all := newWorld(), connections(count)
	work := func(ctx context.Context, l *Lease) error {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			select {
			case <-ctx.Done():
			case <-tick.C:
				if w.write(l) != nil {
					l.Lose()
				}
			}
		}
		time.Sleep(ends)
		return nil
	}
	var every, alive []*process
	start := func() {
		p := w.start(fmt.Sprint("replica", len(every)), all, work)
		every, alive = append(every, p), append(alive, p)
	}
	pass := func(d time.Duration) {
		for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			synctest.Wait()
			w.check()
		}
	}
	start()
	start()
	start()
	for _, b := range blows {
		pass(b.After)
		if len(alive) == 0 {
			start()
		}
		at := b.Whom % len(alive)
		p := alive[at]
		switch b.What {
		case "start":
			start()
		case "kill":
			p.kill()
			alive = append(alive[:at:at], alive[at+1:]...)
		case "end":
			p.Replica.log.Info("told to end")
			p.cancel()
			alive = append(alive[:at:at], alive[at+1:]...)
		case "freeze":
			p.freeze(b.For)
		case "cut", "silent":
			p.cutOff(b.What == "silent")
			time.AfterFunc(b.For, p.mend)
		case "outage":
			w.outage(true)
			time.AfterFunc(b.For, func() { w.outage(false) })
		case "refuse":
			if leases := p.now.Load().leases; len(leases) > 0 {
				leases[b.Whom%len(leases)].Lose()
			}
		}
	}
	start()
	pass(10*time.Second + 20*time.Second) // the longest blow, and what is promised after it
	w.mu.Lock()
	for _, c := range all {
		if len(w.leases[c.String()]) != 1 {
			w.fault("%s has %d leaders in the end", c, len(w.leases[c.String()]))
		}
	}
	w.mu.Unlock()
	for _, p := range every {
		p.cancel()
	}
	for _, p := range every {
		if err := <-p.done; err != nil {
			w.fault("%s: %v", p.name, err)
		}
	}
	return w.faults
}

// outage takes PostgreSQL from all, or gives it back.
func (w *world) outage(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = down
	for s := range w.seats {
		if down {
			w.end(s)
		}
	}
}
