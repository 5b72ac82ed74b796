package bot

import (
	"slices"
	"time"

	"limber/bot/delivery"
)

const (
	// shortest is the shortest window that sessions are checked in: within it
	// cues may wait for each other without anybody minding.
	shortest = 10 * time.Second
	// forReplies is the share of the overall limits that sessions leave for
	// replies and for what is said besides, and inChat the share of a chat's,
	// where that is more: each step's old buttons are taken away too.
	forReplies, inChat = 0.1, 0.5
)

// room says whether another session fits into what the platform allows.
type room int

const (
	enough   room = iota
	chatFull      // not in this chat
	allFull       // nowhere on this connection
)

// roomFor checks a timeline that would begin now against the limits that the
// running sessions leave.
func (b *Bot) roomFor(a Address, t Timeline) room {
	paced, ok := b.adapter.(Paced)
	if !ok {
		return enough
	}
	now := time.Now()
	var here, all []time.Time
	for _, c := range t.Cues {
		here = append(here, now.Add(c.At))
	}
	all = slices.Clone(here)
	b.mu.Lock()
	for _, s := range b.sessions {
		due := s.followed.ahead()
		all = append(all, due...)
		if s.followed.Address.Chat == a.Chat {
			here = append(here, due...)
		}
	}
	b.mu.Unlock()
	switch {
	case !fit(here, paced.Chat(a), inChat):
		return chatFull
	case !fit(all, paced.Overall(), forReplies):
		return allFull
	}
	return enough
}

// ahead returns when the cues of a running session that are still to come are
// due.
func (s *Session) ahead() []time.Time {
	if s.State != Running {
		return nil
	}
	var due []time.Time
	for _, c := range s.Timeline.Cues[s.Cursor:] {
		due = append(due, s.Anchor.Add(c.At))
	}
	return due
}

// fit reports whether calls at these moments keep each limit, with a share left.
func fit(calls []time.Time, limits []delivery.Limit, left float64) bool {
	slices.SortFunc(calls, time.Time.Compare)
	for _, l := range limits {
		if l.Per < shortest {
			l = delivery.Limit{Count: int(float64(l.Count) * float64(shortest) / float64(l.Per)), Per: shortest}
		}
		most := int(float64(l.Count) * (1 - left))
		for i := most; i < len(calls); i++ {
			if calls[i].Sub(calls[i-most]) < l.Per {
				return false
			}
		}
	}
	return true
}
