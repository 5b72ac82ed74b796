package bot_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"limber/bot"
	"limber/bot/bottest"
	"limber/knowledge"
)

const second = time.Second

type brief struct {
	At   time.Duration
	Kind bot.CueKind
	Step int
}

func briefly(t bot.Timeline) []brief {
	var list []brief
	for _, c := range t.Cues {
		list = append(list, brief{c.At, c.Kind, t.Blocks[c.Block].Step})
	}
	return list
}

func TestCompile(t *testing.T) {
	p := bottest.Pack(t)
	tests := []struct {
		routine string
		options bot.Options
		want    []brief
	}{
		{"two-steps", bot.Options{}, []brief{
			{0, bot.CueReady, 1},
			{10 * second, bot.CueStart, 1},
			{30 * second, bot.CueSwitch, 2},
			{35 * second, bot.CueStart, 2},
			{55 * second, bot.CueFinish, 2},
		}},
		{"mixed", bot.Options{}, []brief{
			{0, bot.CueReady, 1},
			{10 * second, bot.CueStart, 1},
			{40 * second, bot.CueHalfway, 1},
			{70 * second, bot.CueRest, 1},
			{80 * second, bot.CueChange, 2},
			{100 * second, bot.CueStart, 2},
			{120 * second, bot.CueReady, 3},
			{130 * second, bot.CueStart, 3},
			{145 * second, bot.CueReady, 4},
			{155 * second, bot.CueStart, 4},
			{175 * second, bot.CueFinish, 4},
		}},
		// Slower stretches getting ready and the pace, not the prescribed times.
		{"two-steps", bot.Options{Tempo: 2}, []brief{
			{0, bot.CueReady, 1},
			{20 * second, bot.CueStart, 1},
			{40 * second, bot.CueSwitch, 2},
			{50 * second, bot.CueStart, 2},
			{70 * second, bot.CueFinish, 2},
		}},
	}
	for _, tt := range tests {
		got := bot.Compile(p, p.Routine(tt.routine), tt.options)
		if diff := cmp.Diff(tt.want, briefly(got)); diff != "" {
			t.Errorf("%s at tempo %v (-want +got):\n%s", tt.routine, tt.options.Tempo, diff)
		}
	}
}

func TestCompileSaysSidesRepetitionsAndTimes(t *testing.T) {
	p := bottest.Pack(t)
	two := bot.Compile(p, p.Routine("two-steps"), bot.Options{})
	if got, want := two.Cues[1].Text, "**Go**, for 20 seconds. Roll slowly."; got != want {
		t.Errorf("start = %q, want %q", got, want)
	}
	if got, want := two.Blocks[1].Name, "Sole roll, left side"; got != want {
		t.Errorf("second side = %q, want %q", got, want)
	}
	mixed := bot.Compile(p, p.Routine("mixed"), bot.Options{})
	if got, want := mixed.Cues[5].Text, "**Go**: 5 repetitions, about 4 seconds each."; got != want {
		t.Errorf("repetitions = %q, want %q", got, want)
	}
}

// anyRoutine draws a routine of one to eight steps of every kind.
func anyRoutine(t *rapid.T) *knowledge.Routine {
	span := func(label string, low, high int) knowledge.Duration {
		return knowledge.Duration(time.Duration(rapid.IntRange(low, high).Draw(t, label)) * time.Second)
	}
	r := &knowledge.Routine{ID: "any", Name: "Any"}
	for range rapid.IntRange(1, 8).Draw(t, "steps") {
		s := knowledge.Step{Name: "Step", Position: rapid.SampledFrom([]string{"", "floor", "side"}).Draw(t, "position")}
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			s.Timed = span("timed", 1, 300)
		case 1:
			s.Hold = span("hold", 1, 60)
		case 2:
			s.Reps, s.Pace = rapid.IntRange(1, 20).Draw(t, "reps"), span("pace", 1, 10)
		case 3:
			s.Breathe = span("breathe", 1, 60)
		case 4:
			s.Rest = span("rest", 1, 60)
		case 5:
			s.UntilDone = true
		}
		if s.Rest == 0 {
			s.EachSide = rapid.Bool().Draw(t, "each side")
		}
		r.Steps = append(r.Steps, s)
	}
	return r
}

func TestTimelineProperties(t *testing.T) {
	p := bottest.Pack(t)
	rapid.Check(t, func(t *rapid.T) {
		line := bot.Compile(p, anyRoutine(t), bot.Options{Tempo: rapid.SampledFrom([]float64{0, 0.64, 0.8, 1, 1.25, 2}).Draw(t, "tempo")})
		sum := time.Duration(0)
		for i, b := range line.Blocks {
			if b.Starts != sum || b.Works < b.Starts || b.Ends < b.Works {
				t.Fatalf("block %d is not where the one before ends: %+v after %v", i, b, sum)
			}
			sum = b.Ends
		}
		if line.Total() != sum {
			t.Fatalf("total is %v, the blocks last %v", line.Total(), sum)
		}
		for i, c := range line.Cues {
			if i > 0 && c.At < line.Cues[i-1].At {
				t.Fatalf("cue %d at %v comes after one at %v", i, c.At, line.Cues[i-1].At)
			}
			if c.Text == "" {
				t.Fatalf("cue %d says nothing", i)
			}
		}
		if last := line.Cues[len(line.Cues)-1]; last.Kind != bot.CueFinish {
			t.Fatalf("the last cue is %v", last.Kind)
		}
	})
}

// running is a session that has said its first n cues, each when it was due.
func running(t *rapid.T, p *knowledge.Pack) (s bot.Session, now time.Time) {
	now = time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	s = bot.Session{State: bot.Running, Anchor: now, Timeline: bot.Compile(p, anyRoutine(t), bot.Options{})}
	for range rapid.IntRange(1, len(s.Timeline.Cues)-1).Draw(t, "said") {
		now = s.Due()
		s.Said(now)
		if s.State == bot.Paused {
			s.Resume(now)
		}
	}
	return s, now
}

func TestPauseAndResumeKeepWhatIsLeft(t *testing.T) {
	p := bottest.Pack(t)
	rapid.Check(t, func(t *rapid.T) {
		s, now := running(t, p)
		gap := s.Due().Sub(now)
		now = now.Add(time.Duration(rapid.Int64Range(0, int64(gap)).Draw(t, "into")))
		left, all, next := s.LeftInBlock(now), s.LeftInAll(now), s.Due().Sub(now)
		s.Pause(now, bot.ByMember)
		now = now.Add(time.Duration(rapid.Int64Range(0, int64(100*time.Hour)).Draw(t, "paused")))
		if s.LeftInBlock(now) != left || s.LeftInAll(now) != all {
			t.Fatalf("time went on during the pause")
		}
		s.Resume(now)
		if got := s.Due().Sub(now); got != next || s.LeftInBlock(now) != left || s.LeftInAll(now) != all {
			t.Fatalf("%v to the next cue after the pause, %v before", got, next)
		}
	})
}

func TestSkipThenBackIsWhereItWas(t *testing.T) {
	p := bottest.Pack(t)
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
		s := bot.Session{State: bot.Running, Anchor: now, Timeline: bot.Compile(p, anyRoutine(t), bot.Options{})}
		s.Said(now)
		for range rapid.IntRange(0, len(s.Timeline.Blocks)-1).Draw(t, "blocks") {
			s.Skip(now)
			s.Said(now)
		}
		if s.State != bot.Running || s.Cursor >= len(s.Timeline.Cues)-1 {
			t.Skip("at a step that waits, or at the end")
		}
		before := s
		s.Skip(now)
		if s.Cursor == len(s.Timeline.Cues)-1 {
			t.Skip("skipped to the finish")
		}
		s.Said(now)
		s.Back(now)
		s.Said(now)
		if diff := cmp.Diff(before, s); diff != "" {
			t.Fatalf("skip, then back (-before +after):\n%s", diff)
		}
	})
}

func TestExtendAddsTimeAndRepeatsNothing(t *testing.T) {
	p := bottest.Pack(t)
	rapid.Check(t, func(t *rapid.T) {
		s, now := running(t, p)
		cursor, due := s.Cursor, s.Due()
		s.Extend(now, 10*time.Second)
		if s.Cursor != cursor || s.Due() != due.Add(10*time.Second) {
			t.Fatalf("cue %d due %v became cue %d due %v", cursor, due, s.Cursor, s.Due())
		}
	})
}

func TestComingBackIsBetweenTheCues(t *testing.T) {
	p := bottest.Pack(t)
	rapid.Check(t, func(t *rapid.T) {
		s, now := running(t, p)
		s.Sending = rapid.Bool().Draw(t, "sending")
		from, to := s.Timeline.Cues[s.Cursor-1].At, s.Timeline.Cues[s.Cursor].At
		cursor, sending := s.Cursor, s.Sending
		alive := now.Add(time.Duration(rapid.Int64Range(-int64(time.Hour), int64(time.Hour)).Draw(t, "alive")))
		s.ComeBack(alive.Add(time.Minute), alive)
		if s.State != bot.Paused || s.Reason != bot.Away || s.Sending {
			t.Fatalf("it came back %v, %v", s.State, s.Reason)
		}
		if s.Offset < from || s.Offset > to {
			t.Fatalf("it came back at %v, outside %v to %v", s.Offset, from, to)
		}
		last := len(s.Timeline.Cues) - 1
		if want := min(cursor+map[bool]int{true: 1}[sending], last); s.Cursor != want {
			t.Fatalf("the next cue is %d, want %d", s.Cursor, want)
		}
	})
}

func TestRetimeKeepsThePlace(t *testing.T) {
	p := bottest.Pack(t)
	r := p.Routine("two-steps")
	now := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	s := bot.Session{State: bot.Running, Anchor: now, Timeline: bot.Compile(p, r, bot.Options{})}
	s.Said(now)
	now = now.Add(5 * second) // half of getting ready
	o := bot.Options{Tempo: 2}
	s.Retime(now, bot.Compile(p, r, o), o)
	if got := s.Due().Sub(now); got != 10*second {
		t.Errorf("%v to the start, want the other half of 20s", got)
	}
}
