package discord

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/bot"
	"limber/bot/bottest"
)

// A whole session as members see it: from the command and the medical question
// to the end, in a thread of its own, with a press on the way.
func TestASession(t *testing.T) {
	pack := bottest.Pack(t)
	synctest.Test(t, func(t *testing.T) {
		s := discordtest.New(t, discordtest.Options{Latency: 30 * time.Millisecond})
		w := newWorld(t, s, bottest.NewMemory(), Options{})
		ann, ben := s.User("Ann"), s.User("Ben")
		here := s.Guild("Backs", ann, ben).Text("general")
		b := bot.New(bot.Config{Pack: pack, Adapter: w.Adapter, Store: w.memory, Log: w.options.Log})
		pipes := s.Pipes(t)
		w.options.Dial = pipes.Dial
		stop := start(t, b)
		quiet(time.Second)

		ann.Slash(here.ID, "routine start", "name", "two steps")
		quiet(time.Second)
		gate := s.LastTo(ann, here.ID)
		ann.Press(gate, pack.Phrase("button_none"))
		quiet(2 * time.Second)
		threads := s.Threads(here.ID)
		if len(threads) != 1 {
			t.Fatalf("threads: %+v\n%s", threads, s.Report())
		}
		room := threads[0].ID
		first := s.Last(room)
		if !strings.Contains(first.Text, "Get ready") || len(first.Buttons) != 6 {
			t.Fatalf("in the thread: %+v", first)
		}
		quiet(12 * time.Second)
		ben.Press(s.Last(room), pack.Phrase("button_pause"))
		quiet(time.Second)
		if got := s.LastTo(ben, room).Text; got != pack.Phrase("not_yours") {
			t.Errorf("Ben is told %q", got)
		}
		ann.Press(s.Last(room), pack.Phrase("button_pause"))
		quiet(time.Minute)
		ann.Press(s.Last(room), pack.Phrase("button_resume"))
		quiet(2 * time.Minute)
		if last := s.Last(room); !strings.Contains(last.Text, "is done") || len(w.buttoned(room)) > 0 {
			t.Errorf("it ended with %q, with buttons at %q", last.Text, w.buttoned(room))
		}
		for _, i := range s.Interactions() {
			if i.Answer == "" || i.Late || i.Took > time.Second {
				t.Errorf("an interaction: %+v", i)
			}
		}
		if len(s.Earned())+len(s.Pings())+s.Invalid() > 0 {
			t.Errorf("earned %v, pings %v, %d invalid", s.Earned(), s.Pings(), s.Invalid())
		}
		if t.Failed() {
			t.Log(s.Transcript(here.ID) + s.Transcript(room))
		}
		stop()
		pipes.End()
	})
}
