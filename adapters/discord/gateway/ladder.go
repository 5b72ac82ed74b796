package gateway

import "time"

const (
	// identifyEvery is 5 seconds, and a little for what arrives faster than
	// what was sent before it.
	identifyEvery = 5*time.Second + 500*time.Millisecond
	// The waits between IDENTIFYs that bring nothing double from firstLadder to
	// longestLadder.
	firstLadder   = 5 * time.Second
	longestLadder = 5 * time.Minute
	// usual is how many IDENTIFYs of one shard in an hour are nothing to worry
	// about. More of them wait as if they brought nothing.
	usual = 10
	// mostInHour is how often all shards together may IDENTIFY again.
	mostInHour = 100
)

// What follows is called with the budget's lock held.

func (b *budget) record(shard int) *record {
	if b.shards[shard] == nil {
		b.shards[shard] = &record{}
	}
	return b.shards[shard]
}

// key is what Discord counts the IDENTIFYs of a shard by.
func (b *budget) key(shard int) int { return shard % max(b.start.MaxConcurrency, 1) }

// reset returns for how long none may be sent because none remains.
func (b *budget) reset() time.Duration {
	if b.asked.IsZero() || b.start.Remaining > 0 {
		return 0
	}
	at := b.asked.Add(max(b.start.ResetAfter, firstLadder))
	wait := max(time.Until(at), 0)
	if wait > 0 && !b.told {
		b.told = true
		b.log.Error("Discord lets the bot start no more sessions until the reset: does another program use the token?",
			"total", b.start.Total, "reset", at.Round(time.Second))
	}
	return wait
}

// behind reports whether a lower shard with the same key could go now: Discord
// wants them in order.
func (b *budget) behind(shard int) bool {
	for other, r := range b.shards {
		if other < shard && r.waiting && b.key(other) == b.key(shard) && time.Until(b.earliest(other)) <= 0 {
			return true
		}
	}
	return false
}

// earliest is when a shard may IDENTIFY, going by what was sent before.
func (b *budget) earliest(shard int) time.Time {
	at := b.keys[b.key(shard)].Add(identifyEvery) // long ago, if there was none
	r := b.record(shard)
	r.forget()
	if n := len(r.spent); n > 0 {
		at = latest(at, r.spent[n-1].Add(ladder(max(r.fruitless, n-usual))))
	}
	again, oldest := len(b.taken), time.Now()
	for _, r := range b.shards {
		r.forget()
		if n := len(r.spent); n > 0 {
			again += n - 1 // the first of each starts it
			if r.spent[0].Before(oldest) {
				oldest = r.spent[0]
			}
		}
	}
	if again >= mostInHour {
		at = latest(at, oldest.Add(time.Hour))
	}
	return at
}

func (r *record) forget() {
	for len(r.spent) > 0 && time.Since(r.spent[0]) >= time.Hour {
		r.spent = r.spent[1:]
	}
}

// ladder is the wait after so many IDENTIFYs that brought nothing.
func ladder(steps int) time.Duration {
	if steps <= 0 {
		return 0
	}
	return min(firstLadder<<min(steps-1, 10), longestLadder)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
