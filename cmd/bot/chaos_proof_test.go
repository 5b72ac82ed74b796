//go:build unix

package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// violation is a promise that was not kept.
type violation struct {
	at   time.Time
	what string
	who  *corner // nil if it is no member's
}

// proof is what the platforms and the replicas have seen, held against what is
// promised.
type proof struct {
	*chaos
	violations []violation
	leads      map[string][]lead // by connection, by epoch
	places     map[string]string // the connection of each channel on Discord

	cues, covered, questions, missed, sorry int
	takeovers                               []time.Duration // while nothing else went wrong
}

// lead is the beginning of a leadership, as a replica's log has it.
type lead struct {
	at      time.Time
	epoch   int
	replica int
	life    *life
}

// prove fails the test for each promise that was broken, and shows what
// happened about that time.
func (c *chaos) prove() {
	p := &proof{chaos: c, leads: map[string][]lead{}, places: map[string]string{}}
	p.readLogs()
	for _, g := range c.guided {
		p.learn(g.corner)
		p.guidance(g)
	}
	for _, a := range c.askers {
		p.learn(a.corner)
		p.answers(a)
	}
	p.oneAtATime()
	p.takeOvers()
	p.ends()
	p.manners()
	var slowest time.Duration
	if len(p.takeovers) > 0 {
		slowest = slices.Max(p.takeovers)
	}
	c.Logf("seed %d: %d blows, %d calls, %d sessions with %d cues, %d of them shown and not said; %d questions, %d without an answer and %d words of it; %d take-overs watched, the slowest took %v",
		c.seed, len(c.journal.disturbances), len(c.journal.calls), len(c.guided), p.cues, p.covered, p.questions, p.missed, p.sorry, len(p.takeovers), slowest.Round(time.Millisecond))
	p.tell()
}

func (p *proof) breaks(at time.Time, who *corner, format string, about ...any) {
	p.violations = append(p.violations, violation{at, fmt.Sprintf(format, about...), who})
}

var leadLine = regexp.MustCompile(`(?m)^time=(\S+) .*msg="this replica leads the connection".* connection=(\S+) epoch=(\d+)`)

func (p *proof) readLogs() {
	for _, r := range p.replicas {
		for _, l := range r.lives {
			for _, m := range leadLine.FindAllStringSubmatch(l.log.String(), -1) {
				at, err := time.Parse(time.RFC3339Nano, m[1])
				epoch, err2 := strconv.Atoi(m[3])
				if err != nil || err2 != nil {
					p.Fatalf("the log says %q", m[0])
				}
				p.leads[m[2]] = append(p.leads[m[2]], lead{at, epoch, r.n, l})
			}
		}
	}
	for _, list := range p.leads {
		slices.SortFunc(list, func(a, b lead) int { return cmp.Compare(a.epoch, b.epoch) })
	}
}

func (p *proof) learn(k *corner) {
	for _, id := range k.ids() {
		p.places[id] = k.of
	}
}

var shownStep = regexp.MustCompile(`at step (\d+) of \d+`)

// guidance holds what a member heard against the routine: each cue once and in
// order. One may be missing that was on its way when its replica ended or lost
// the lead: then the member was shown its step before the next one.
func (p *proof) guidance(g *guided) {
	if !g.finished {
		p.breaks(p.journal.end(), g.corner, "the session did not come to its end")
	}
	next, shown := 1, map[int]bool{}
	for _, h := range g.hears() {
		if m := shownStep.FindStringSubmatch(h.text); m != nil {
			step, _ := strconv.Atoi(m[1]) // the pattern found digits
			shown[step] = true
		}
		for _, n := range cuesIn(h.text) {
			if n < next {
				p.breaks(h.at, g.corner, "cue %d came after cue %d", n, next-1)
				continue
			}
			for ; next < n; next++ {
				p.covers(h.at, g.corner, next, shown)
			}
			p.cues++
			next, shown = n+1, map[int]bool{}
		}
	}
	for ; g.finished && next <= 2*chaosSteps; next++ {
		p.covers(p.journal.end(), g.corner, next, shown)
	}
}

// covers looks whether a cue that was not said was shown.
func (p *proof) covers(at time.Time, who *corner, cue int, shown map[int]bool) {
	p.covered++
	if !shown[(cue+1)/2] {
		p.breaks(at, who, "cue %d was neither said nor shown", cue)
	}
}

// answers holds what a member heard against what they asked: each answer at most
// once, in order, and a word for each that is missing.
func (p *proof) answers(a *asker) {
	next, missed, sorry := 0, 0, 0
	for _, h := range a.hears() {
		if h.sorry() {
			sorry++
			continue
		}
		i := slices.IndexFunc(a.asked[next:], func(q asked) bool {
			return strings.HasPrefix(h.text, strings.TrimSpace(q.entry.Answer)) && q.at.Before(h.at)
		})
		if i < 0 {
			p.breaks(h.at, a.corner, "told %q, again, out of order, or unasked", h.text)
			continue
		}
		missed += i
		next += i + 1
	}
	missed += len(a.asked) - next
	if missed > sorry {
		p.breaks(p.journal.end(), a.corner, "%d of %d questions had no answer, and the member was told so %d times", missed, len(a.asked), sorry)
	}
	p.questions, p.missed, p.sorry = p.questions+len(a.asked), p.missed+missed, p.sorry+sorry
}

// oneAtATime holds what was sent against who led: once a leader has sent
// something, none before it does.
func (p *proof) oneAtATime() {
	latest := map[string]lead{}
	for _, c := range p.journal.calls {
		of := c.of
		if of == "discord" {
			of = p.places[c.place]
		}
		if !c.sends() || of == "" {
			continue
		}
		by := p.leader(of, c)
		switch was := latest[of]; {
		case by.epoch == 0:
			p.breaks(c.at, nil, "replica %d sent %q to %s of %s, and never led it", c.replica, c.text, c.place, of)
		case by.epoch < was.epoch:
			p.breaks(c.at, nil, "replica %d, of epoch %d, sent %q to %s of %s, after replica %d of epoch %d had sent",
				c.replica, by.epoch, c.text, c.place, of, was.replica, was.epoch)
		default:
			latest[of] = by
		}
	}
}

// leader is the latest leadership of a connection that who calls can mean.
func (p *proof) leader(of string, c call) (by lead) {
	for _, l := range p.leads[of] {
		if l.replica == c.replica && !l.at.After(c.at) {
			by = l
		}
	}
	return by
}

const (
	// soon is how long it may take after a kill until somebody else leads.
	soon = 10 * time.Second
	// recovered is how long after a blow a replica is well again.
	recovered = 5 * time.Second
)

// takeOvers looks how long it took after each kill until the platforms were
// called again for what the killed one led. It must be soon where there was
// another replica that nothing happened to.
func (p *proof) takeOvers() {
	for _, d := range p.journal.disturbances {
		if d.what != "killed" {
			continue
		}
		for of, leads := range p.leads {
			i := slices.IndexFunc(leads, func(l lead) bool { return l.at.After(d.from) })
			before := leads[:max(i, 0)]
			if i < 0 {
				before = leads
			}
			if len(before) == 0 || before[len(before)-1].replica != d.whom || before[len(before)-1].life.asked.Before(d.from.Add(-time.Second)) {
				continue // another one led it
			}
			took := p.nextCall(of, d.from).Sub(d.from)
			if !p.somebodyWell(d) {
				continue
			}
			p.takeovers = append(p.takeovers, took)
			if took > soon {
				p.breaks(d.from, nil, "%s was taken over after %v", of, took)
			}
		}
	}
}

// nextCall is when a platform was first called after a moment for a connection.
func (p *proof) nextCall(of string, after time.Time) time.Time {
	if strings.HasPrefix(of, "discord/") {
		for _, s := range p.discord.Gateway().Starts() {
			if s.At.After(after) && strings.HasSuffix(of, fmt.Sprintf("/%d", s.Shard)) {
				return s.At
			}
		}
		return time.Now()
	}
	for _, c := range p.journal.calls {
		// What a process has sent may come a little after its end.
		if c.of == of && c.at.After(after.Add(again/2)) {
			return c.at
		}
	}
	return time.Now()
}

// somebodyWell reports whether another replica, and PostgreSQL, had nothing to
// suffer while a kill could be noticed.
func (p *proof) somebodyWell(kill disturbance) bool {
	well := func(whom int) bool {
		return !slices.ContainsFunc(p.journal.disturbances, func(d disturbance) bool {
			return d.whom == whom && d.from.Before(kill.from.Add(soon)) && d.to.After(kill.from.Add(-recovered))
		})
	}
	for n := range chaosReplicas {
		if n != kill.whom && well(n) && well(nobody) {
			return true
		}
	}
	return false
}

// twice are what platforms say of a call that a leader made again, because the
// one before it had made it and died before it could note that. No harm is done.
var twice = []string{"message is not modified", "query is too old", "already been acknowledged"}

// manners looks for calls that break a rule of the platforms.
func (p *proof) manners() {
	broken := p.discord.Violations()
	for _, s := range p.telegram {
		broken = append(broken, s.Violations()...)
	}
	for _, b := range broken {
		if !slices.ContainsFunc(twice, func(text string) bool { return strings.Contains(b, text) }) {
			p.breaks(p.journal.end(), nil, "a rule of a platform was broken: %s", b)
		}
	}
}
