package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"limber/knowledge"
)

// lateFrom is from when on a cue that comes late says so.
const lateFrom = 1500 * time.Millisecond

// cue is the k-th cue of a session as a message, with the buttons that steer
// it.
func (v voice) cue(s *Session, k int, late time.Duration) Reply {
	c := s.Timeline.Cues[k]
	r := Reply{
		To: s.Address, Text: c.Text, Silent: c.Quiet, Urgency: Boundary,
		Picture: c.Picture, Sound: c.Sound, Spoken: s.Options.Spoken,
	}
	if late > lateFrom {
		r.Text += "\n\n" + v.pack.Phrase("late", "time", v.pack.SayRoughly(late))
	}
	if c.Quiet {
		return r
	}
	v.steering(&r, s, k)
	return r
}

// steering adds to a reply what steers a session and shows the time left, while
// its k-th cue is the last one said.
func (v voice) steering(r *Reply, s *Session, k int) {
	c := s.Timeline.Cues[k]
	r.Track = s.ID
	switch {
	case c.Kind == CueFinish:
	case c.Waits:
		r.Buttons = v.buttons(s, c.Block, "done", "back", "stop", "pain")
	default:
		r.Buttons = v.buttons(s, c.Block, "pause", "back", "skip", "extend", "stop", "pain")
		r.Countdown = v.countdown(s, k)
	}
}

// countdown counts to the end of what the k-th cue announces: to the next one
// that is not quiet.
func (v voice) countdown(s *Session, k int) *Countdown {
	if s.State != Running {
		return nil
	}
	until := s.Timeline.Total()
	for _, c := range s.Timeline.Cues[k+1:] {
		if !c.Quiet {
			until = c.At
			break
		}
	}
	step := s.Timeline.Blocks[s.Timeline.Cues[k].Block].Step
	return &Countdown{
		Until: s.Anchor.Add(until),
		Text:  v.pack.Phrase("countdown", "step", step, "of", s.Timeline.Steps),
		Plain: v.pack.Phrase("countdown_in", "time", v.pack.Say(until-s.At(time.Now()))),
	}
}

// buttons are those that steer a session while it is in a block.
func (v voice) buttons(s *Session, block int, actions ...string) []Button {
	list := make([]Button, len(actions))
	for i, action := range actions {
		about := s.ID
		if slices.Contains(stepWords, action) {
			about += "." + strconv.Itoa(block)
		}
		list[i] = v.button(action, about)
	}
	return list
}

// whereabouts is a sentence about where a session stands.
func (v voice) whereabouts(key string, s *Session, pairs ...any) Reply {
	b, now := s.Block(), time.Now()
	pairs = append(pairs, "step", b.Step, "of", s.Timeline.Steps, "name", b.Name, "routine", s.Timeline.Name,
		"left", v.pack.Say(s.LeftInBlock(now)), "all", v.pack.Say(s.LeftInAll(now)))
	return Reply{To: s.Address, Text: v.pack.Phrase(key, pairs...)}
}

// under is a sentence about a session that is under way, with what steers it.
func (v voice) under(key string, s *Session) Reply {
	r := v.whereabouts(key, s)
	r.Silent = true
	v.steering(&r, s, max(s.Cursor-1, 0))
	return r
}

// standing is a sentence about a session that stands still, with what it can do
// next.
func (v voice) standing(key string, s *Session, actions []string, pairs ...any) Reply {
	r := v.whereabouts(key, s, pairs...)
	r.Buttons, r.Track = v.buttons(s, s.block(), actions...), s.ID
	return r
}

func (v voice) paused(s *Session) Reply {
	return v.standing("paused", s, []string{"resume", "back", "skip", "stop"})
}

// holding adds to a reply that the clock holds, and how to go on.
func (v voice) holding(r Reply, s *Session) Reply {
	where := v.whereabouts("holding", s)
	r.Text += "\n\n" + where.Text
	r.Buttons, r.Track = append(r.Buttons, v.buttons(s, s.block(), "resume", "stop")...), s.ID
	return r
}

func (v voice) away(s *Session, gone time.Duration) Reply {
	r := v.standing("away", s, []string{"resume", "back", "stop"}, "away", v.pack.SayRoughly(gone))
	r.Urgency = Boundary
	return r
}

func (v voice) parked(s *Session) Reply {
	r := v.standing("parked", s, nil)
	r.Urgency = Alarm
	return r
}

func (v voice) trouble(s *Session) Reply {
	r := v.standing("session_trouble", s, []string{"resume", "stop"})
	r.Urgency = Alarm
	return r
}

// already says that another routine is under way.
func (v voice) already(s *Session) Reply {
	r := v.whereabouts("already", s)
	r.Buttons = v.buttons(s, s.block(), "resume", "stop")
	return r
}

// repeat says the last cue again, because the member asked for it.
func (v voice) repeat(s *Session) Reply {
	r := v.cue(s, max(s.Cursor-1, 0), 0)
	r.Urgency = Personal
	return r
}

// gate asks the medical question before a routine.
func (v voice) gate(r *knowledge.Routine, pending string) Reply {
	var list []string
	for _, x := range v.pack.Safety.Restrictions {
		list = append(list, "- "+x.Text)
	}
	t := Compile(v.pack, r, Options{})
	text := v.pack.Phrase("gate", "name", r.Name, "time", v.pack.SayRoughly(t.Total()), "list", strings.Join(list, "\n"))
	if len(list) == 0 {
		text = v.pack.Phrase("gate_open", "name", r.Name, "time", v.pack.SayRoughly(t.Total()))
		return Reply{Text: text, Buttons: []Button{v.button("start", r.ID)}}
	}
	return Reply{
		Text:    text,
		Private: true,
		Small:   v.pack.Phrase("source", "source", v.pack.CiteText(v.restrictionSources())),
		Buttons: []Button{v.button("none", pending), v.button("some", pending)},
	}
}

// lobby invites to do a routine together.
func (v voice) lobby(r *knowledge.Routine, id string) Reply {
	t := Compile(v.pack, r, Options{})
	return Reply{
		Text:    v.pack.Phrase("lobby", "name", r.Name, "time", v.pack.SayRoughly(t.Total()), "description", r.Description),
		Buttons: []Button{v.button("join", id), v.button("begin", id), v.button("cancel", id)},
		Track:   lobbyPrefix + id,
	}
}

// othersPain says to those who do a session together that it hurts somebody.
func (v voice) othersPain(s *Session) Reply {
	r := v.standing("others_pain", s, []string{"resume", "stop"})
	r.Urgency = Alarm
	return r
}

// noRoom says that there is no room for a routine, and offers to guide in
// private where there is a link for that.
func (v voice) noRoom(r *knowledge.Routine, link string) Reply {
	if link == "" {
		return Reply{
			Text:    v.pack.Phrase("no_room", "name", r.Name),
			Buttons: []Button{{Label: v.pack.Phrase("button_start"), Action: "start " + r.ID}},
		}
	}
	return Reply{
		Text:    v.pack.Phrase("no_room_here", "name", r.Name),
		Buttons: []Button{{Label: v.pack.Phrase("button_private"), Link: link}},
	}
}

func (v voice) restrictionSources() []knowledge.Cite {
	var cites []knowledge.Cite
	for _, x := range v.pack.Safety.Restrictions {
		cites = append(cites, x.Sources...)
	}
	return cites
}

// routines lists the routines, each with a button that shows it.
func (v voice) routines() Reply {
	return v.whichRoutine("preview", v.pack.Routines)
}

// whichRoutine offers routines to start or to look at.
func (v voice) whichRoutine(action string, list []*knowledge.Routine) Reply {
	if len(list) == 0 {
		return Reply{Text: v.pack.Phrase("no_routines")}
	}
	var lines []string
	r := Reply{}
	for _, x := range list {
		t := Compile(v.pack, x, Options{})
		lines = append(lines, v.pack.Phrase("routine_line", "name", x.Name,
			"time", v.pack.SayRoughly(t.Total()), "description", x.Description))
		r.Buttons = append(r.Buttons, Button{Label: x.Name, Action: action + " " + x.ID})
	}
	r.Text = v.pack.Phrase("routines_"+action, "list", strings.Join(lines, "\n"))
	return r
}

// preview shows a routine's steps, times, equipment and restrictions.
func (v voice) preview(r *knowledge.Routine) Reply {
	t := Compile(v.pack, r, Options{})
	var steps, restrictions []string
	for _, b := range t.Blocks {
		steps = append(steps, v.pack.Phrase("preview_step", "name", b.Name, "time", v.pack.Say(b.Ends-b.Works)))
	}
	for _, x := range v.pack.Safety.Restrictions {
		restrictions = append(restrictions, x.Text)
	}
	text := []string{v.pack.Phrase("preview", "name", r.Name, "description", r.Description,
		"time", v.pack.SayRoughly(t.Total()), "steps", strings.Join(steps, "\n"))}
	if len(r.Equipment) > 0 {
		text = append(text, v.pack.Phrase("preview_equipment", "list", strings.Join(r.Equipment, ", ")))
	}
	if len(restrictions) > 0 {
		text = append(text, v.pack.Phrase("preview_restrictions", "list", strings.Join(restrictions, "; ")))
	}
	if r.Note != "" {
		text = append(text, strings.TrimSpace(r.Note))
	}
	return Reply{Text: strings.Join(text, "\n\n"), Buttons: []Button{v.button("start", r.ID)}}
}

// progress is where a session stands, for a display that counts by itself.
func (v voice) progress(s *Session, now time.Time) Progress {
	b := s.Block()
	at := s.At(now)
	p := Progress{
		State: s.State, Routine: s.Timeline.Name, Step: b.Step, Of: s.Timeline.Steps,
		Label: b.Name, Left: max(b.Ends-at, 0), LeftInAll: s.LeftInAll(now),
	}
	from, until := b.Works, b.Ends
	if said := s.Timeline.Cues[max(s.Cursor-1, 0)]; said.At < b.Works && b.Works > b.Starts {
		from, until = b.Starts, b.Works
		p.Label = v.pack.Phrase("getting_ready", "name", b.Name)
	} else {
		p.Reps, p.Pace = b.Reps, b.Pace
	}
	p.Left, p.Whole = max(until-at, 0), until-from
	if s.State == Running {
		p.From, p.Until = s.Anchor.Add(from), s.Anchor.Add(until)
		p.Ends = s.Anchor.Add(s.Timeline.Total())
	}
	return p
}
