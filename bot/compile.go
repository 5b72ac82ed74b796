package bot

import (
	"strings"
	"time"

	"limber/knowledge"
)

// What a routine gets where its author gave no time.
const (
	defaultGetReady = 10 * time.Second
	defaultChange   = 20 * time.Second
	defaultSwitch   = 10 * time.Second
)

// halfwayFrom is the length from which a step has a word in its middle even if
// its author wrote none: shorter, it would come close upon the others.
const halfwayFrom = 40 * time.Second

// Compile makes the timeline of a routine. It is a pure function: the same
// pack, routine and options give the same cues.
func Compile(p *knowledge.Pack, r *knowledge.Routine, o Options) Timeline {
	c := &compiler{pack: p, routine: r, tempo: o.Tempo, t: Timeline{Routine: r.ID, Name: r.Name}}
	if c.tempo == 0 {
		c.tempo = 1
	}
	for _, s := range r.Steps {
		c.t.Steps += steps(s)
	}
	for i := range r.Steps {
		c.add(&r.Steps[i])
	}
	c.cue(CueFinish, "cue_finish", "finish", r.Finish, "name", r.Name)
	return c.t
}

func steps(s knowledge.Step) int {
	switch {
	case s.Rest != 0:
		return 0
	case s.EachSide:
		return 2
	}
	return 1
}

type compiler struct {
	pack     *knowledge.Pack
	routine  *knowledge.Routine
	tempo    float64
	t        Timeline
	at       time.Duration
	step     int
	position string
}

func (c *compiler) add(s *knowledge.Step) {
	switch {
	case s.Rest != 0:
		c.rest(s)
	case s.EachSide:
		c.work(s, c.pack.Phrase("side_right"), false)
		c.work(s, c.pack.Phrase("side_left"), true)
	default:
		c.work(s, "", false)
	}
}

func (c *compiler) rest(s *knowledge.Step) {
	name := s.Name
	if name == "" {
		name = c.pack.Phrase("rest")
	}
	c.open(Block{Name: name, Step: max(c.step, 1)})
	c.cue(CueRest, "cue_rest", "name", name, "time", c.pack.Say(s.Rest.Span()), "say", join(s.Setup, s.Say))
	c.at += s.Rest.Span()
	c.close()
}

// work adds the block of one step for one side: getting ready, then the step.
func (c *compiler) work(s *knowledge.Step, side string, second bool) {
	c.step++
	name := s.Name
	if x := c.pack.Exercise(s.Exercise); name == "" && x != nil {
		name = x.Name
	}
	full := name
	if side != "" {
		full = c.pack.Phrase("with_side", "name", name, "side", side)
	}
	c.open(Block{Name: full, Topic: s.Exercise, Step: c.step, Reps: s.Reps, Pace: c.scale(s.Pace.Span())})

	kind, key, ready := c.preparation(s, second)
	setup := s.Setup
	if second {
		setup = "" // the same as on the first side
	}
	c.cue(kind, key, "name", full, "side", side, "position", s.Position, "setup", setup, "time", c.pack.Say(ready))
	c.at += ready
	c.position = s.Position

	c.t.Blocks[len(c.t.Blocks)-1].Works = c.at
	key, length := c.length(s)
	cue := c.cue(CueStart, key, "name", full, "say", s.Say, "time", c.pack.Say(length),
		"reps", s.Reps, "pace", c.pack.Say(c.scale(s.Pace.Span())))
	cue.Waits = s.UntilDone
	cue.Picture, cue.Sound = mediaPath(s.Picture), mediaPath(s.Sound)
	c.halfway(s, length)
	c.at += length
	c.close()
}

// halfway adds the word in the middle of a step: the author's, or the
// language's where the step is long and the member moves.
func (c *compiler) halfway(s *knowledge.Step, length time.Duration) {
	moves := s.Hold == 0 && s.Breathe == 0
	if length == 0 || s.Halfway == "" && (!moves || length < halfwayFrom) {
		return
	}
	start := c.at
	c.at += length / 2
	cue := c.cue(CueHalfway, "cue_halfway")
	cue.Quiet = true
	if s.Halfway != "" {
		cue.Text = tidy(s.Halfway)
	}
	c.at = start
}

// preparation tells how a member gets ready for a step, and how long.
func (c *compiler) preparation(s *knowledge.Step, second bool) (kind CueKind, key string, d time.Duration) {
	switch {
	case second:
		return CueSwitch, "cue_switch", c.scale(c.routine.Switch.Or(defaultSwitch))
	case len(c.t.Blocks) == 1:
		return CueReady, "cue_first", c.scale(s.GetReady.Or(c.routine.GetReady.Or(defaultGetReady)))
	case s.Position != "" && s.Position != c.position:
		return CueChange, "cue_change", c.scale(s.GetReady.Or(c.routine.Change.Or(defaultChange)))
	}
	return CueReady, "cue_next", c.scale(s.GetReady.Or(defaultGetReady))
}

// length tells how long a step lasts and how its start is worded.
func (c *compiler) length(s *knowledge.Step) (key string, d time.Duration) {
	switch {
	case s.Reps != 0:
		return "cue_reps", time.Duration(s.Reps) * c.scale(s.Pace.Span())
	case s.Hold != 0:
		return "cue_hold", s.Hold.Span()
	case s.Breathe != 0:
		return "cue_breathe", s.Breathe.Span()
	case s.UntilDone:
		return "cue_until_done", 0
	}
	return "cue_timed", s.Timed.Span()
}

// scale applies the tempo, to a tenth of a second.
func (c *compiler) scale(d time.Duration) time.Duration {
	return time.Duration(float64(d) * c.tempo).Round(100 * time.Millisecond)
}

func (c *compiler) open(b Block) {
	b.Starts, b.Works = c.at, c.at
	c.t.Blocks = append(c.t.Blocks, b)
}

func (c *compiler) close() { c.t.Blocks[len(c.t.Blocks)-1].Ends = c.at }

func (c *compiler) cue(kind CueKind, key string, pairs ...any) *Cue {
	pairs = append(pairs, "step", max(c.step, 1), "of", c.t.Steps)
	c.t.Cues = append(c.t.Cues, Cue{
		At: c.at, Kind: kind, Block: max(len(c.t.Blocks)-1, 0),
		Text: tidy(c.pack.Phrase(key, pairs...)),
	})
	return &c.t.Cues[len(c.t.Cues)-1]
}

// tidy closes the gaps that empty placeholders leave.
func tidy(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func join(sentences ...string) string { return tidy(strings.Join(sentences, " ")) }

func mediaPath(m *knowledge.Media) string {
	switch {
	case m == nil:
		return ""
	case m.Link != "":
		return m.Link
	}
	return m.File
}
