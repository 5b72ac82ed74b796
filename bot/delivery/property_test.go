package delivery

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWhateverHappens(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawScenario(rt)
		stays := s.play(t)
		for name, broken := range map[string]string{
			"limits":    s.brokenLimit(stays),
			"order":     brokenOrder(stays),
			"holds":     s.brokenHold(stays),
			"expected":  s.disturbedBoundary(stays),
			"all there": s.lost(stays),
		} {
			if broken != "" {
				rt.Errorf("%s: %s", name, broken)
			}
		}
	})
}

// brokenLimit is a strict platform: it sees when calls arrive, and nothing else.
func (s *scenario) brokenLimit(stays []stay) string {
	var all []time.Duration
	chats := make([][]time.Duration, len(s.chats))
	for _, one := range stays {
		if one.err == nil {
			all = append(all, one.arrived)
			chats[one.chat] = append(chats[one.chat], one.arrived)
		}
	}
	for i, arrivals := range chats {
		if broken := tooMany(arrivals, s.chats[i]); broken != "" {
			return fmt.Sprintf("in chat %d %s", i, broken)
		}
	}
	return tooMany(all, s.overall)
}

func tooMany(arrivals []time.Duration, limits []Limit) string {
	slices.Sort(arrivals)
	for _, l := range limits {
		for i := l.Count; i < len(arrivals); i++ {
			if first := arrivals[i-l.Count]; arrivals[i]-first < l.Per {
				return fmt.Sprintf("%d calls arrive from %v to %v, the limit being %v", l.Count+1, first, arrivals[i], l)
			}
		}
	}
	return ""
}

// brokenOrder looks for a call that went while one of a higher rank waited.
func brokenOrder(stays []stay) string {
	for _, went := range stays {
		if went.err != nil || went.blurred() {
			continue
		}
		for _, other := range stays {
			waited := other.entered < went.ended && went.ended < other.ended
			if waited && other.chat == went.chat && other.outranks(went.visitor) {
				return fmt.Sprintf("%+v went before %+v", went, other)
			}
		}
	}
	return ""
}

// blurred is a stay of which it is not known when the call was allowed.
func (s stay) blurred() bool { return s.first && s.dawdles > 0 }

// outranks reports whether one visitor surely goes first: who of two that come
// in the same moment joins first is left to chance.
func (v visitor) outranks(o visitor) bool {
	if v.urgency != o.urgency {
		return v.urgency > o.urgency
	}
	if v.urgency == Decoration && (v.key != "" || o.key != "") {
		return false // it may have taken the place of an earlier one
	}
	at := func(v visitor) time.Duration {
		if v.due > 0 {
			return v.due
		}
		return v.comes
	}
	if at(v) != at(o) {
		return at(v) < at(o)
	}
	return v.comes < o.comes
}

func (s *scenario) brokenHold(stays []stay) string {
	for _, went := range stays {
		for _, h := range s.holds {
			concerns := h.chat < 0 || h.chat == went.chat
			if concerns && went.err == nil && !went.blurred() && h.at < went.ended && went.ended < h.until {
				return fmt.Sprintf("%+v went during %+v", went, h)
			}
		}
	}
	return ""
}

func (s *scenario) disturbedBoundary(stays []stay) string {
	for _, went := range stays {
		if went.err != nil || went.urgency != Decoration || went.blurred() {
			continue
		}
		for _, e := range s.expected {
			known := e.chat == went.chat && e.at < went.ended
			if known && e.due-callTime < went.ended && went.ended < e.due+overdue {
				return fmt.Sprintf("%+v went in the way of %+v", went, e)
			}
		}
	}
	return ""
}

// lost looks for calls that should have been made and were not.
func (s *scenario) lost(stays []stay) string {
	made, wanted := 0, 0
	for _, v := range s.visitors {
		if v.urgency > Decoration && v.patience == 0 {
			wanted += len(v.calls)
		}
	}
	for _, one := range stays {
		switch {
		case one.patience > 0 && errors.Is(one.err, context.DeadlineExceeded):
		case one.urgency == Decoration && (errors.Is(one.err, ErrDropped) || errors.Is(one.err, ErrReplaced)):
		case one.err != nil:
			return fmt.Sprintf("%+v failed", one)
		case one.urgency > Decoration && one.patience == 0:
			made++
		}
	}
	if made != wanted {
		return fmt.Sprintf("%d calls were made of %d", made, wanted)
	}
	return ""
}
