package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/bot"
)

// steering are the buttons of a step.
var steering = []string{"Pause", "Back", "Skip", "+10 s", "Stop", "Pain"}

// startsRoutine starts a routine by its command, answers the medical question
// and returns the guest where the session is, with its first cue.
func (p *guest) startsRoutine(name string) (*guest, discordtest.Message) {
	p.Helper()
	before := len(p.server.Threads(p.place))
	said := p.uses("routine start", "name", name)
	if len(said) == 1 && strings.Contains(said[0].Text, "does any of these apply") {
		said = p.presses("None of these")
	}
	there := p
	if len(p.server.Threads(p.place)) > before {
		p.wantsAlone(said, "over there")
		there = p.thread()
		said = there.seen()
	}
	return there, there.wantsPublic(said[max(0, len(said)-1):], "Get ready", steering...)
}

// followed looks at each message of a session, from its first, when the message
// is two seconds old: when the next one has not come and the buttons of the one
// before cannot be pressed any more. A sound alone is not looked at.
func (p *guest) followed(first discordtest.Message, t bot.Timeline) {
	p.Helper()
	for i, c := range t.Cues {
		p.wait(time.Until(first.At.Add(c.At + moment)))
		said := slices.DeleteFunc(p.since(first), func(m discordtest.Message) bool { return m.Text == "" })
		if len(said) != i+1 {
			p.Fatalf("after cue %d there are %d messages:\n%s", i, len(said), p.server.Transcript(p.place))
		}
		p.checkCue(said[i], first.At, t, i)
		for _, old := range said[:i] {
			if !c.Quiet && len(pressable(old)) > 0 {
				p.Errorf("%q still has its buttons", old.Text)
			}
			if !c.Quiet && countsTo.MatchString(old.Content) {
				p.Errorf("%q still counts", old.Text)
			}
		}
	}
	p.wantsSilence(p.then(func() { p.wait(10 * time.Minute) }))
}

// since are the public messages of the bot from one on.
func (p *guest) since(first discordtest.Message) []discordtest.Message {
	said := p.server.Said(p.place)
	i := slices.IndexFunc(said, func(m discordtest.Message) bool { return m.ID == first.ID })
	return said[max(i, 0):]
}

// checkCue checks one message of a session whose first came at start.
func (p *guest) checkCue(m discordtest.Message, start time.Time, t bot.Timeline, i int) {
	p.Helper()
	c := t.Cues[i]
	if off := m.At.Sub(start) - c.At; off.Abs() > exact {
		p.Errorf("cue %d came %v off its time", i, off)
	}
	if !strings.Contains(shown(m), plain(c.Text)) {
		p.Errorf("cue %d is %q and not %q", i, m.Text, c.Text)
	}
	if m.Silent != c.Quiet {
		p.Errorf("cue %d, %q: silent is %t", i, m.Text, m.Silent)
	}
	if c.Quiet || c.Kind == bot.CueFinish {
		if len(m.Buttons) > 0 {
			p.Errorf("cue %d, %q, has buttons", i, m.Text)
		}
		return
	}
	if got := pressable(m); !slices.Equal(got, steering) {
		p.Errorf("cue %d has the buttons %q", i, got)
	}
	next := i + 1
	for t.Cues[next].Quiet {
		next++
	}
	p.checkCountdown(m, start.Add(t.Cues[next].At))
}

// countsTo is a moment that Discord's apps count down to.
var countsTo = regexp.MustCompile(`<t:(\d+):R>`)

// checkCountdown checks that a message counts down to a moment.
func (p *guest) checkCountdown(m discordtest.Message, until time.Time) {
	p.Helper()
	found := countsTo.FindStringSubmatch(m.Content)
	if found == nil {
		p.Errorf("%q counts down to nothing", m.Text)
		return
	}
	seconds, _ := strconv.ParseInt(found[1], 10, 64) // a pattern found it
	if off := time.Unix(seconds, 0).Sub(until); off.Abs() > time.Second {
		p.Errorf("%q counts down to a moment that is %v off", m.Text, off)
	}
}

func TestDiscordAWholeRoutineInAChannel(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada", "Bob")
		ada := people[0]
		there, first := ada.startsRoutine(fiveMinutes)
		if threads := w.server.Threads(ada.place); len(threads) != 1 || threads[0].Name != fiveMinutes || !slices.Contains(threads[0].Members, ada.user.ID) {
			t.Errorf("the session's thread is %+v", threads)
		}
		there.followed(first, w.timeline("upper-back-5"))
		if said := w.server.Said(ada.place); len(said) > 0 {
			t.Errorf("the channel itself was told %q", said[0].Text)
		}
	})
}

func TestDiscordAWholeRoutineInAForum(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		g, people := w.inServer("Ada")
		post := g.Forum("questions").Post(people[0].user, "My back", "is stiff")
		w.wait(moment)
		ada := w.at(post.ID, people[0].user)
		ada.wants(ada.mentions(often), "Daily or several times a week")
		there, first := ada.startsRoutine(fiveMinutes)
		if there.place != post.ID {
			t.Error("the session is in another place than the post")
		}
		there.followed(first, w.timeline("upper-back-5"))
	})
}

func TestDiscordAWholeRoutineInPrivate(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		ada := w.at(people[0].user.DM(), people[0].user)
		ada.wants(ada.says(often), "Daily or several times a week", "Why this?", "Not what I meant")
		ada.wants(ada.uses("ask", "question", "which roller should i buy?"), "medium or high density")
		ada.wants(ada.says("start five minute routine"), "does any of these apply to you?", "None of these", "One applies")
		first := ada.wants(ada.presses("None of these"), "Get ready", steering...)
		ada.followed(first, w.timeline("upper-back-5"))
	})
}

// TestDiscordARoutineWhereTheBotIsNot lets somebody who has installed the app
// for themselves ask on a server without the bot: they are guided in private.
func TestDiscordARoutineWhereTheBotIsNot(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		u := people[0].user
		u.Install()
		away := w.at(w.server.ForeignGuild("Others", u).Text("general").ID, u)
		away.wants(away.uses("ask", "question", often), "Daily or several times a week")
		away.wantsAlone(away.uses("routine start", "name", fiveMinutes), "does any of these apply to you?")
		away.wantsAlone(away.presses("None of these"), "over there")
		private := w.at(u.DM(), u)
		first := private.wants(private.seen(), "Get ready", steering...)
		private.followed(first, w.timeline("upper-back-5"))
	})
}
