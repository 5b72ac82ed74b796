package replica

import (
	"context"
	"slices"
	"time"

	"limber/bot"
	"limber/bot/store"
)

// plan decides what to take and what to give up.
func (s *sitting) plan() {
	now := time.Now()
	holders := map[string]bool{}
	for _, other := range s.standings {
		for _, c := range other.Holds {
			holders[c] = true
		}
	}
	leads := spread(s.standings)
	free := false
	var surplus []*place
	for _, p := range s.places {
		mine := leads[p.String()] == s.options.Name
		p.wanted = false
		switch {
		case p.held:
			p.free = time.Time{}
			if !mine {
				surplus = append(surplus, p)
			}
		case holders[p.String()]:
			p.free = time.Time{}
		default:
			free = true
			if p.free.IsZero() {
				p.free = now
			}
			p.wanted = mine || since(p.free) >= overdue
		}
	}
	s.giveUp(surplus, free)
}

// giveUp gives one connection up that others should lead, if that has been so
// for some time and the one before it has found its next leader.
func (s *sitting) giveUp(surplus []*place, free bool) {
	switch {
	case len(surplus) == 0:
		s.uneven = time.Time{}
	case s.uneven.IsZero():
		s.uneven = time.Now()
	case since(s.uneven) < settled || free || slices.ContainsFunc(s.places, func(p *place) bool { return p.given }):
	default:
		p := surplus[0]
		if i := slices.IndexFunc(surplus, func(p *place) bool { return p.lease == nil }); i >= 0 {
			p = surplus[i]
		}
		p.given = true
		if p.leading() {
			p.log.Info("handing the connection over to another replica, which leads fewer")
			p.tell(bot.ErrHandedOver)
		}
	}
}

// tellAll tells all Lead functions to end, because the program does.
func (s *sitting) tellAll() {
	for _, p := range s.places {
		p.given, p.wanted = true, false
		if !p.leading() {
			continue
		}
		if slices.ContainsFunc(s.standings, func(other store.Standing) bool {
			return other.Replica != s.options.Name && slices.Contains(other.Serves, p.String())
		}) {
			p.tell(bot.ErrHandedOver)
		} else {
			p.tell(context.Canceled)
		}
	}
}
