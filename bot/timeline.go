package bot

import "time"

// CueKind says what a cue is for.
type CueKind string

// The kinds of cues.
const (
	CueReady   CueKind = "ready"   // get ready for the next step
	CueChange  CueKind = "change"  // move into another position
	CueSwitch  CueKind = "switch"  // change sides
	CueStart   CueKind = "start"   // a step begins
	CueHalfway CueKind = "halfway" // the middle of a step
	CueRest    CueKind = "rest"    // a rest begins
	CueFinish  CueKind = "finish"  // all done
)

// Cue is one thing said at one moment.
type Cue struct {
	At    time.Duration `json:"at"` // from the anchor
	Kind  CueKind       `json:"kind"`
	Text  string        `json:"text"`
	Quiet bool          `json:"quiet,omitempty"` // not a boundary: it does not notify
	Waits bool          `json:"waits,omitempty"` // the clock holds until the member says done

	Picture string `json:"picture,omitempty"`
	Sound   string `json:"sound,omitempty"`

	Block int `json:"block"` // index into Timeline.Blocks
}

// Block is a stretch of the timeline: getting ready and then a step, or a rest.
// Skip and back move by blocks. A step for each side is two blocks.
type Block struct {
	Name   string        `json:"name"`            // the exercise and, where there is one, the side
	Topic  string        `json:"topic,omitempty"` // the exercise's id
	Step   int           `json:"step"`            // from 1; a rest has the number of the step before it
	Starts time.Duration `json:"starts"`          // the first cue
	Works  time.Duration `json:"works"`           // the step itself, after getting ready
	Ends   time.Duration `json:"ends"`
	Reps   int           `json:"reps,omitempty"`
	Pace   time.Duration `json:"pace,omitempty"`
}

// Timeline is a routine compiled for one person: cues at offsets from one
// anchor. The same routine and options always give the same timeline.
type Timeline struct {
	Routine string  `json:"routine"` // its id
	Name    string  `json:"name"`
	Steps   int     `json:"steps"` // how many, rests not counted
	Blocks  []Block `json:"blocks"`
	Cues    []Cue   `json:"cues"`
}

// Options are what a member may choose about a timeline.
type Options struct {
	// Tempo scales the time to get ready and the pace of repetitions: 1 is as
	// written (0 means 1), 1.25 is slower. Prescribed times stay as they are.
	Tempo float64 `json:"tempo,omitempty"`
	// Spoken has the steps read aloud.
	Spoken bool `json:"spoken,omitempty"`
	// Together is a session for all in its place. Who began it steers it.
	Together bool `json:"together,omitempty"`
}

// Total is how long the timeline takes.
func (t *Timeline) Total() time.Duration { return t.Cues[len(t.Cues)-1].At }

// firstCue returns the index of a block's first cue; past the last block it is
// the finish.
func (t *Timeline) firstCue(block int) int {
	for i, c := range t.Cues {
		if c.Block >= block && c.Kind != CueFinish {
			return i
		}
	}
	return len(t.Cues) - 1
}

// around returns the offsets of the cue before cursor and of the one at it.
func (t *Timeline) around(cursor int) (from, to time.Duration) {
	if cursor > 0 {
		from = t.Cues[cursor-1].At
	}
	return from, t.Cues[min(cursor, len(t.Cues)-1)].At
}
