package bot

import "time"

// State says whether a session's clock runs.
type State string

// The states of a session.
const (
	Running State = "running"
	Paused  State = "paused"
	Ended   State = "ended"
)

// Reason says why a session is paused or ended.
type Reason string

// The reasons for a pause, then those for an end.
const (
	ByMember   Reason = "member"   // said pause, or stop
	ByQuestion Reason = "question" // asked something: the clock holds
	Waiting    Reason = "waiting"  // a step that lasts until the member says done
	Away       Reason = "away"     // the process was gone, or too late
	Parked     Reason = "parked"   // the process was told to end
	Trouble    Reason = "trouble"  // it could not be saved or sent

	// Unreachable: nobody can be reached at the session's address.
	Unreachable Reason = "unreachable"

	Finished Reason = "finished"
	BySafety Reason = "safety" // a red flag or the pain button
)

// backGrace is how far into a step "back" still means the step before: pressed
// later, it means the start of this one.
const backGrace = 5 * time.Second

// Session is one person following one timeline. Its methods are pure moves:
// they change the value and do nothing else.
type Session struct {
	ID       string // short: it is part of buttons' actions
	Address  Address
	Pack     string
	Timeline Timeline
	Options  Options

	State  State
	Reason Reason // "" while running
	// Cursor is the next cue to be said, an index into Timeline.Cues.
	Cursor int
	// Sending is set while cue Cursor is on its way. A process that died then
	// cannot know whether it arrived.
	Sending bool
	// Anchor is, while running, the moment of offset 0. Cue k is due at
	// Anchor + its offset, however late cue k-1 was.
	Anchor time.Time
	// Offset is, while not running, how far along the timeline it stands.
	Offset time.Duration
	// Updated is when the session last changed.
	Updated time.Time
}

// At returns how far along the timeline the session is.
func (s *Session) At(now time.Time) time.Duration {
	if s.State != Running {
		return s.Offset
	}
	return now.Sub(s.Anchor)
}

// Due returns when the next cue is to be said. It has meaning while running.
func (s *Session) Due() time.Time { return s.Anchor.Add(s.Timeline.Cues[s.Cursor].At) }

// Block returns the block that was last announced.
func (s *Session) Block() Block {
	return s.Timeline.Blocks[s.block()]
}

func (s *Session) block() int {
	return s.Timeline.Cues[max(s.Cursor-1, 0)].Block
}

// LeftInBlock returns what is left of the block, preparation included.
func (s *Session) LeftInBlock(now time.Time) time.Duration {
	return max(s.Block().Ends-s.At(now), 0)
}

// LeftInAll returns what is left to the end of the timeline.
func (s *Session) LeftInAll(now time.Time) time.Duration {
	return max(s.Timeline.Total()-s.At(now), 0)
}

// Pause holds the clock where it is.
func (s *Session) Pause(now time.Time, why Reason) {
	s.Offset = s.At(now)
	s.State, s.Reason, s.Anchor, s.Updated = Paused, why, time.Time{}, now
}

// Resume lets the clock go on from where it was held.
func (s *Session) Resume(now time.Time) {
	s.Anchor = now.Add(-s.At(now))
	s.State, s.Reason, s.Offset, s.Updated = Running, "", 0, now
}

// Stop ends the session.
func (s *Session) Stop(now time.Time, why Reason) {
	s.Offset = s.At(now)
	s.State, s.Reason, s.Anchor, s.Sending, s.Updated = Ended, why, time.Time{}, false, now
}

// Skip moves to the start of the next block, or to the finish, and runs.
func (s *Session) Skip(now time.Time) { s.moveTo(now, s.block()+1) }

// Back moves to the start of this block, or of the one before where this one
// has only just begun, and runs.
func (s *Session) Back(now time.Time) {
	b := s.block()
	if s.At(now)-s.Timeline.Blocks[b].Starts < backGrace {
		b--
	}
	s.moveTo(now, max(b, 0))
}

// Hurry brings the next boundary to this moment: the member is ready.
func (s *Session) Hurry(now time.Time) {
	next := s.Cursor
	for s.Timeline.Cues[next].Quiet {
		next++
	}
	s.Cursor, s.Anchor, s.Updated = next, now.Add(-s.Timeline.Cues[next].At), now
}

// moveTo stands the session just before the first cue of a block.
func (s *Session) moveTo(now time.Time, block int) {
	s.Cursor, s.Sending = s.Timeline.firstCue(block), false
	s.State, s.Offset = Paused, s.Timeline.Cues[s.Cursor].At
	s.Resume(now)
}

// Extend gives the current block more time. Cues already said are not said
// again.
func (s *Session) Extend(now time.Time, more time.Duration) {
	if s.State == Running {
		s.Anchor = s.Anchor.Add(more)
	} else {
		s.Offset -= more
	}
	s.Updated = now
}

// Retime follows another timeline of the same routine, such as a slower one,
// from the same place in it.
func (s *Session) Retime(now time.Time, t Timeline, o Options) {
	at := s.At(now)
	from, to := s.Timeline.around(s.Cursor)
	newFrom, newTo := t.around(s.Cursor)
	share := 0.0
	if to > from {
		share = float64(at-from) / float64(to-from)
	}
	at = newFrom + time.Duration(share*float64(newTo-newFrom))
	s.Timeline, s.Options, s.Updated = t, o, now
	if s.State == Running {
		s.Anchor = now.Add(-at)
	} else {
		s.Offset = at
	}
}

// Said moves past the cue that was just said and reports whether it was the
// last.
func (s *Session) Said(now time.Time) (last bool) {
	cue := s.Timeline.Cues[s.Cursor]
	s.Cursor++
	s.Sending, s.Updated = false, now
	switch {
	case s.Cursor == len(s.Timeline.Cues):
		s.Stop(now, Finished)
		return true
	case cue.Waits:
		s.Offset = cue.At
		s.State, s.Reason, s.Anchor = Paused, Waiting, time.Time{}
	}
	return false
}

// ComeBack pauses a session that ran in a process that is gone, last alive at
// the given moment. It stands where it stood then: never before the last cue
// said, never after the next one due.
func (s *Session) ComeBack(now, alive time.Time) {
	at := s.At(alive)
	from, to := s.Timeline.around(s.Cursor)
	s.Offset = min(max(at, from), to)
	if s.Sending {
		// It may have been said: it is shown, not said again.
		s.Cursor = min(s.Cursor+1, len(s.Timeline.Cues)-1)
		s.Offset, s.Sending = to, false
	}
	s.State, s.Reason, s.Anchor, s.Updated = Paused, Away, time.Time{}, now
}
