//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/adapters/telegram/telegramtest"
	"limber/knowledge"
)

// corner is where one member talks with the bot, on whatever platform.
type corner struct {
	of, name string // its connection, and the member
	ids      func() []string
	says     func(text string)
	hears    func() []heard
	report   func() string
}

// heard is a message of the bot as its reader finds it.
type heard struct {
	id      string
	at      time.Time
	text    string
	buttons []string
	press   func(label string)
}

func (h heard) offers(label string) bool { return slices.Contains(h.buttons, label) }

// sorry reports whether a message says that something was not done.
func (h heard) sorry() bool {
	return strings.HasPrefix(h.text, interrupted) || strings.HasPrefix(h.text, "I cannot save anything just now")
}

// corner is a new member's, on one of the connections.
func (c *chaos) corner(connection int, random *rand.Rand) *corner {
	name := fmt.Sprintf("Member %x", random.Uint32())
	is := &corner{of: c.connection(connection), name: name}
	if connection < chaosBots {
		is.onTelegram(c.telegram[connection])
	} else {
		is.onDiscord(c.discord, c.guilds[connection-chaosBots])
	}
	says := is.says
	is.says = func(text string) {
		c.journal.called(call{at: time.Now(), replica: nobody, of: is.of, what: "says", place: is.name, text: text})
		says(text)
	}
	return is
}

func (k *corner) onTelegram(s *telegramtest.Server) {
	u := s.User(k.name)
	k.ids = func() []string { return []string{fmt.Sprint(u.ID)} }
	k.report = func() string { return s.Transcript(u.ID) }
	k.says = func(text string) { u.Write(text) }
	k.hears = func() (list []heard) {
		for _, m := range s.Said(u.ID) {
			list = append(list, heard{fmt.Sprint(m.ID), m.At, m.Text, labelsOf(m), func(label string) { u.Press(m, label) }})
		}
		return list
	}
}

func (k *corner) onDiscord(s *discordtest.Server, g *discordtest.Guild) {
	u := s.User(k.name)
	g.Join(u)
	channel := g.Text(strings.ReplaceAll(strings.ToLower(k.name), " ", "-")).ID
	k.ids = func() []string {
		ids := []string{channel}
		for _, t := range s.Threads(channel) {
			ids = append(ids, t.ID)
		}
		return ids
	}
	k.report = func() (text string) {
		for _, id := range k.ids() {
			text += s.Transcript(id)
		}
		return text
	}
	k.says = func(text string) { u.Mention(channel, text) }
	k.hears = func() (list []heard) {
		for _, id := range k.ids() {
			for _, m := range s.Messages(id) {
				if m.FromBot && !m.Notice {
					list = append(list, heard{m.ID, m.At, shown(m), pressable(m), func(label string) { u.Press(m, label) }})
				}
			}
		}
		slices.SortStableFunc(list, func(a, b heard) int { return a.at.Compare(b.at) })
		return list
	}
}

// guided is a member in a session.
type guided struct {
	*corner
	finished bool
}

const (
	look = 50 * time.Millisecond // how often members look
	// waits is how long they wait for something to come of a button, or of what
	// they have asked for in vain.
	waits = 5 * time.Second
)

// areGuided are members, one after another, who each follow the routine to its
// end and press Resume where it is offered, until the chaos is over.
func (c *chaos) areGuided(connection int, random *rand.Rand, over, tired chan struct{}) {
	for {
		select {
		case <-over:
			return
		case <-time.After(time.Duration(random.Int64N(int64(3 * time.Second)))):
		}
		g := &guided{corner: c.corner(connection, random)}
		c.mu.Lock()
		c.guided = append(c.guided, g)
		c.mu.Unlock()
		g.follow(random, tired)
	}
}

func (g *guided) follow(random *rand.Rand, tired chan struct{}) {
	g.says("start quick")
	asked, reaction := time.Now(), time.Duration(0)
	pressed := "" // the message whose button was pressed last
	for {
		select {
		case <-tired:
			return
		case <-time.After(look):
		}
		said := g.hears()
		if len(said) == 0 {
			continue
		}
		if slices.ContainsFunc(said, func(h heard) bool { return strings.Contains(h.text, "Quick is done") }) {
			g.finished = true
			return
		}
		offer := slices.IndexFunc(said, func(h heard) bool { return h.offers("Resume") || h.offers("Pause") })
		last := said[len(said)-1]
		for _, h := range slices.Backward(said) {
			if h.offers("Resume") || h.offers("Pause") {
				last = h
				break
			}
		}
		if last.id != pressed {
			reaction = time.Duration(random.Int64N(int64(2 * time.Second)))
		}
		switch {
		case last.offers("Resume") && (last.id != pressed && time.Since(last.at) > reaction || last.id == pressed && time.Since(asked) > waits):
			pressed, asked = last.id, time.Now()
			last.press("Resume")
		case offer < 0 && last.sorry() && time.Since(asked) > waits:
			asked = time.Now()
			g.says("start quick")
		}
	}
}

// asker is a member who asks, and what.
type asker struct {
	*corner
	asked []asked
}

type asked struct {
	entry *knowledge.Entry
	at    time.Time
}

// asks is a member who asks one question after another until the chaos is over,
// and then a last one, whose answer says that all before it were dealt with.
func (c *chaos) asks(connection int, random *rand.Rand, over, tired chan struct{}) {
	a := &asker{corner: c.corner(connection, random)}
	c.mu.Lock()
	c.askers = append(c.askers, a)
	c.mu.Unlock()
	ask := func(e *knowledge.Entry) {
		a.asked = append(a.asked, asked{e, time.Now()})
		a.says(e.Question)
	}
	usual, last := c.entries[:len(c.entries)-1], c.entries[len(c.entries)-1]
	for i := 0; ; i++ {
		select {
		case <-over:
			ask(last)
			for !slices.ContainsFunc(a.hears(), func(h heard) bool { return strings.HasPrefix(h.text, strings.TrimSpace(last.Answer)) }) {
				select {
				case <-tired:
					return
				case <-time.After(look):
				}
			}
			return
		case <-time.After(time.Duration(random.Int64N(int64(3 * time.Second)))):
			ask(usual[i%len(usual)])
		}
	}
}
