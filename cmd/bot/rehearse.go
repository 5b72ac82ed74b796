package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"limber/bot"
	"limber/knowledge"
)

type rehearseCommand struct {
	Routine string  `arg:"" optional:"" help:"The routine's id or name."`
	JSON    bool    `name:"json" help:"One line of JSON a cue: at (seconds), kind, text, step, of."`
	Speed   float64 `help:"Say it live, so many times as fast; without it everything is printed at once." placeholder:"N"`
	Pack    string  `help:"A built-in pack or a folder, instead of the configured one." placeholder:"NAME"`
}

// rehearsedCue is one line of -json.
type rehearsedCue struct {
	At   float64     `json:"at"` // seconds from the start
	Kind bot.CueKind `json:"kind"`
	Text string      `json:"text"`
	Step int         `json:"step"` // from 1
	Of   int         `json:"of"`
}

func (c *rehearseCommand) Run(ctx context.Context, global *commands, s streams) error {
	if c.Speed < 0 || c.Speed > 1000 {
		return errors.New("-speed is a number from 0.1 to 1000: 10 is ten times as fast")
	}
	p, err := chosenPack(global.Config, c.Pack)
	if err != nil {
		return err
	}
	p, r, err := oneRoutine(p, c.Routine)
	if err != nil {
		return err
	}
	t := bot.Compile(p, r, bot.Options{})
	encode := json.NewEncoder(s.out)
	encode.SetEscapeHTML(false)
	start := time.Now()
	for _, cue := range t.Cues {
		if c.Speed > 0 && !waitUntil(ctx, start.Add(time.Duration(float64(cue.At)/c.Speed))) {
			return nil
		}
		step := t.Blocks[cue.Block].Step
		if c.JSON {
			err = encode.Encode(rehearsedCue{cue.At.Seconds(), cue.Kind, cue.Text, step, t.Steps})
		} else {
			_, err = fmt.Fprintf(s.out, "%s  %s\n", offset(cue.At), cue.Text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// oneRoutine finds the routine that is named, and the pack in its language, or
// says which there are.
func oneRoutine(p *knowledge.Pack, name string) (*knowledge.Pack, *knowledge.Routine, error) {
	var all, found []*knowledge.Routine
	for _, in := range p.Languages() {
		if r := in.Routine(name); r != nil {
			return in, r, nil
		}
		if some := in.FindRoutine(name); name != "" && len(some) == 1 {
			return in, some[0], nil
		} else if name != "" {
			found = append(found, some...)
		}
		all = append(all, in.Routines...)
	}
	if len(found) == 0 {
		found = all
	}
	message := "which routine? These are there:"
	if name != "" {
		message = fmt.Sprintf("there is no one routine %q; these may be meant:", name)
	}
	for _, r := range found {
		message += fmt.Sprintf("\n  %-16s %s", r.ID, r.Name)
	}
	return nil, nil, errors.New(message)
}

// offset writes a place on the timeline as minutes, seconds and tenths.
func offset(d time.Duration) string {
	tenths := int(d / (100 * time.Millisecond))
	return fmt.Sprintf("%2d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
}

// waitUntil waits for a moment and reports false if ctx ended before.
func waitUntil(ctx context.Context, moment time.Time) bool {
	timer := time.NewTimer(time.Until(moment))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
