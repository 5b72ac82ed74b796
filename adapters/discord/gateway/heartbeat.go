package gateway

import (
	"context"
	"math/rand/v2"
	"time"
)

// lastWord is how long a connection that cannot be written to is still read
// from: Discord may have said why it closed.
const lastWord = time.Second

// heart is what one connection's heartbeats have come to.
type heart struct {
	shard   *Shard
	link    *link
	sent    time.Time // when the latest was sent
	waiting bool      // for an acknowledgement
	late    *time.Timer
}

// beat sends heartbeats until ctx is done, one cannot be sent, or one is not
// acknowledged in half an interval: so a connection that is dead is noticed
// within one and a half.
func (s *Shard) beat(ctx context.Context, l *link) error {
	h := heart{shard: s, link: l, late: time.NewTimer(l.interval)}
	h.late.Stop()
	defer h.late.Stop()
	due := time.Now().Add(rand.N(l.interval))
	next := time.NewTimer(time.Until(due))
	defer next.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-next.C:
			due = due.Add(l.interval)
			next.Reset(time.Until(due))
			err = h.send(ctx)
		case <-l.asked:
			if l.sends.allow(time.Now()) {
				err = h.send(ctx)
			}
		case <-l.acked:
			h.acknowledged()
		case <-h.late.C:
			err = h.overdue()
		}
		if err != nil {
			return err
		}
	}
}

func (h *heart) send(ctx context.Context) error {
	var seq any // null before the first event
	if n := h.shard.seq.Load(); n > 0 {
		seq = n
	}
	h.sent = time.Now()
	if err := h.link.send(opHeartbeat, seq); err != nil {
		pause(ctx, lastWord)
		return err
	}
	if !h.waiting {
		h.waiting = true
		h.late.Reset(h.link.interval / 2)
	}
	return nil
}

func (h *heart) acknowledged() {
	if !h.waiting {
		return
	}
	h.waiting = false
	h.late.Stop()
	h.shard.latency.Store(int64(time.Since(h.sent)))
}

func (h *heart) overdue() error {
	select {
	case <-h.link.acked:
		h.acknowledged()
		return nil
	default:
	}
	if len(h.link.events) == cap(h.link.events) {
		// The handler is behind and nobody reads: that says nothing of Discord.
		h.late.Reset(h.link.interval / 2)
		return nil
	}
	return errZombie
}
