package discord

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"limber/adapters/discord/discordtest"
	"limber/bot"
	"limber/bot/bottest"
)

// story is a server with two members and a bot that listens.
type story struct {
	*world
	ann, ben *discordtest.User
	guild    *discordtest.Guild
	here     *discordtest.Channel
	forum    *discordtest.Channel
	heard    heard
}

// telling runs a test with a server where questions to nobody are answered in
// the channel "here" and posts in the forum get hints.
func telling(t *testing.T, test func(s *story)) {
	t.Helper()
	s := &story{}
	withOptions(t, discordtest.Options{Privileged: discordtest.IntentContent}, func(server *discordtest.Server) Options {
		s.ann, s.ben = server.User("Ann"), server.User("Ben")
		s.guild = server.Guild("Backs", s.ben, s.ann)
		s.here, s.forum = s.guild.Text("here"), s.guild.Forum("questions")
		return Options{Servers: map[string]Server{s.guild.ID: {
			AutoAnswer: []string{s.here.ID}, Forums: []string{s.forum.ID}, Moderators: []string{s.guild.ModeratorRole()},
		}}}
	}, func(_ *testing.T, w *world) {
		s.world = w
		w.run(s.heard.Handle)
		test(s)
	})
}

func TestWhatBecomesAnEvent(t *testing.T) {
	type brief struct {
		Command, Text, Press, Quoted string
		Hello, Private, Overheard    bool
		Moderator, Gone              bool
	}
	for name, c := range map[string]struct {
		do   func(s *story)
		want []brief
	}{
		"a private message": {func(s *story) { s.ann.Write(s.ann.DM(), "why?") }, []brief{{Text: "why?"}}},
		"a mention":         {func(s *story) { s.ann.Mention(s.guild.Text("else").ID, "why?") }, []brief{{Text: "why?"}}},
		"a mention alone":   {func(s *story) { s.ann.Mention(s.here.ID, "") }, []brief{{Hello: true}}},
		"a mention alone in a reply": {func(s *story) {
			m := s.ben.Write(s.guild.Text("else").ID, "why?")
			s.ann.Send(m.Channel, discordtest.Words{Mention: true, ReplyTo: m.ID})
		}, []brief{{Command: "ask", Quoted: "why?"}}},
		"a reply to the bot": {func(s *story) {
			if err := s.Send(s.t.Context(), bot.Reply{To: s.at(s.here.ID, s.ann), Text: "so"}); err != nil {
				s.t.Error(err)
			}
			s.ann.Reply(s.server.Last(s.here.ID), "and why?")
		}, []brief{{Text: "and why?"}}},
		"said to nobody":              {func(s *story) { s.ann.Write(s.here.ID, "why?") }, []brief{{Text: "why?", Overheard: true}}},
		"said to nobody in a thread":  {func(s *story) { s.ann.Write(s.here.Thread(s.ann, "t").ID, "why?") }, []brief{{Text: "why?", Overheard: true}}},
		"said to nobody elsewhere":    {func(s *story) { s.ann.Write(s.guild.Text("else").ID, "why?") }, nil},
		"said to somebody":            {func(s *story) { s.ann.Reply(s.ben.Write(s.guild.Text("else").ID, "so"), "why?") }, nil},
		"said to somebody by mention": {func(s *story) { s.ann.Write(s.here.ID, "<@"+s.ben.ID+"> why?") }, nil},
		"a post":                      {func(s *story) { s.forum.Post(s.ann, "Why?", "it hurts") }, []brief{{Text: "Why?", Overheard: true}}},
		"ask":                         {func(s *story) { s.ann.Slash(s.here.ID, "ask", "question", "why?") }, []brief{{Command: "ask", Text: "why?"}}},
		"ask in private":              {func(s *story) { s.ann.Slash(s.here.ID, "ask", "question", "why?", "private", true) }, []brief{{Command: "ask", Text: "why?", Private: true}}},
		"start":                       {func(s *story) { s.ann.Slash(s.here.ID, "routine start", "name", "five") }, []brief{{Command: "start", Text: "five", Private: true}}},
		"start together":              {func(s *story) { s.ann.Slash(s.here.ID, "routine start", "name", "five", "together", true) }, []brief{{Command: "together", Text: "five"}}},
		"list":                        {func(s *story) { s.ann.Slash(s.here.ID, "routine list") }, []brief{{Command: "routines", Private: true}}},
		"pause":                       {func(s *story) { s.ann.Slash(s.here.ID, "session pause") }, []brief{{Command: "pause"}}},
		"answer this": {func(s *story) {
			s.ann.MessageCommand(s.ben.Write(s.guild.Text("else").ID, "why?"), "Answer this")
		}, []brief{{Command: "ask", Quoted: "why?"}}},
		"a moderator": {func(s *story) {
			s.guild.Moderator(s.ann)
			s.ann.Slash(s.here.ID, "session pause")
			s.ann.Mention(s.here.ID, "pause")
		}, []brief{{Command: "pause", Moderator: true}, {Text: "pause", Moderator: true}}},
		"a press": {func(s *story) {
			r := bot.Reply{To: s.at(s.here.ID, s.ann), Text: "so", Buttons: []bot.Button{{Label: "Why?", Action: "why 1"}}}
			if err := s.Send(s.t.Context(), r); err != nil {
				s.t.Error(err)
			}
			s.ann.Press(s.server.Last(s.here.ID), "Why?")
		}, []brief{{Press: "why 1"}}},
		"a pick": {func(s *story) {
			r := bot.Reply{To: s.at(s.here.ID, s.ann), Text: "so"}
			for _, n := range []string{"1", "2", "3", "4", "5", "6"} {
				r.Buttons = append(r.Buttons, bot.Button{Label: "A question that is long enough for a menu " + n, Action: "entry " + n})
			}
			if err := s.Send(s.t.Context(), r); err != nil {
				s.t.Error(err)
			}
			s.ann.Choose(s.server.Last(s.here.ID), "", r.Buttons[3].Label)
		}, []brief{{Press: "entry 4"}}},
		"removed": {func(s *story) {
			s.ann.Mention(s.here.ID, "why?")
			quiet(time.Second)
			s.guild.Kick()
		}, []brief{{Text: "why?"}, {Gone: true}}},
		"an outage": {func(s *story) {
			s.ann.Mention(s.here.ID, "why?")
			s.guild.Outage(true)
			s.guild.Outage(false)
		}, []brief{{Text: "why?"}}},
		"a thread is deleted": {func(s *story) {
			thread := s.here.Thread(s.ann, "t")
			s.ann.Mention(thread.ID, "why?")
			quiet(time.Second)
			thread.Delete()
		}, []brief{{Text: "why?"}, {Gone: true}}},
		"names in the place of ids": {func(s *story) {
			s.ann.Mention(s.here.ID, "does <@"+s.ben.ID+"> roll <:back:12>?")
		}, []brief{{Text: "does @Ben roll :back:?"}}},
	} {
		t.Run(name, func(t *testing.T) {
			telling(t, func(s *story) {
				c.do(s)
				quiet(time.Minute)
				var got []brief
				for _, ev := range s.heard.Events() {
					got = append(got, brief{
						ev.Command, ev.Text, ev.Press, ev.Quoted, ev.Hello, ev.Private, ev.Overheard, ev.Moderator, ev.Gone,
					})
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Without the privileged intent everything works but what needs it, and the
// operator is told which switch is off.
func TestWithoutTheIntent(t *testing.T) {
	withOptions(t, discordtest.Options{}, func(*discordtest.Server) Options {
		return Options{Servers: map[string]Server{"": {AutoAnswer: []string{"1"}}}}
	}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		here := w.server.Guild("Backs", ann).Text("general")
		var h heard
		w.run(h.Handle)
		ann.Mention(here.ID, "why?")
		ann.Write(here.ID, "why indeed?")
		ann.Write(ann.DM(), "how?")
		quiet(time.Minute)
		if got := h.texts(); got != "why?|how?" && got != "how?|why?" {
			t.Errorf("heard %q", got)
		}
		if w.log.count("turn on Message Content Intent") != 1 {
			t.Errorf("the log does not say what to do:\n%s", w.log)
		}
	})
}

// What was received and not dealt with is dealt with by the next process, and
// nothing twice, whatever Discord sends again.
func TestKilledWhileHandling(t *testing.T) {
	inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		here := w.server.Guild("Backs", ann).Text("general")
		dm := ann.DM()
		var first heard
		stop := w.run(func(ctx context.Context, ev bot.Event) error {
			if ev.Text == "two" {
				<-ctx.Done() // the kill comes now
				return ctx.Err()
			}
			return first.Handle(ctx, ev)
		})
		for _, text := range []string{"one", "two", "three"} {
			ann.Write(dm, text)
		}
		id := ann.Slash(here.ID, "ask", "question", "two")
		quiet(500 * time.Millisecond)
		killed := w.memory.Copy()
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		var second heard
		next := w.again(killed)
		next.run(func(ctx context.Context, ev bot.Event) error {
			_ = second.Handle(ctx, ev)
			return next.Send(ctx, bot.Reply{To: ev.From, ReplyTo: ev.Message, Text: "because so"})
		})
		ann.Write(dm, "four")
		quiet(time.Minute)
		if got := first.texts(); got != "one" {
			t.Errorf("first dealt with %q", got)
		}
		events := second.texts()
		if events != "two|three|ask two|four" && events != "ask two|two|three|four" && events != "two|ask two|three|four" {
			t.Errorf("then with %q", events)
		}
		if i := w.server.Interaction(id); i.Answer != "defer" {
			t.Errorf("the interaction was answered by %q", i.Answer)
		}
		check(t, "in the channel", w.server.Said(here.ID), "because so")
	})
}

func TestTakenIsNotDealtWithAgain(t *testing.T) {
	inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		here := w.server.Guild("Backs", ann).Text("general")
		stop := w.run(func(ctx context.Context, ev bot.Event) error {
			if err := ev.Take(ctx); err != nil {
				t.Error(err)
			}
			<-ctx.Done() // the kill comes now
			return ctx.Err()
		})
		ann.Write(ann.DM(), "one")
		ann.Slash(here.ID, "ask", "question", "two")
		quiet(500 * time.Millisecond)
		killed := w.memory.Copy()
		_ = stop()
		var second heard
		next := w.again(killed)
		stop = next.run(second.Handle)
		quiet(time.Minute)
		got := second.Events()
		if len(got) != 2 || !got[0].Interrupted || !got[1].Interrupted {
			t.Errorf("the next start hands on %+v, want both events as interrupted", got)
		}
		_ = stop()
		var third heard
		w.again(next.memory.Copy()).run(third.Handle)
		quiet(time.Minute)
		if got := third.Events(); len(got) != 0 {
			t.Errorf("handed on once more: %+v", got)
		}
	})
}

func TestAnUndeliveredEventComesAfterTheRestart(t *testing.T) {
	inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		w.server.Guild("Backs", ann)
		var h heard
		stop := w.run(h.Handle)
		ann.Write(ann.DM(), "one")
		quiet(3 * time.Second)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		ann.Write(ann.DM(), "two") // nobody listens
		next := w.again(w.memory)
		next.run(h.Handle)
		quiet(time.Minute)
		if got := h.texts(); got != "one|two" {
			t.Errorf("heard %q", got)
		}
		if all, _ := w.server.Gateway().Identifies(); all != 1 {
			t.Errorf("%d IDENTIFYs", all)
		}
	})
}

func TestAStoreInTroubleKeepsNobodyWaiting(t *testing.T) {
	inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		w.server.Guild("Backs", ann)
		var h heard
		w.run(h.Handle)
		w.memory.Fail(errOnPurpose)
		ann.Write(ann.DM(), "one")
		quiet(time.Second)
		w.memory.Fail(nil)
		if got := h.texts(); got != "one" {
			t.Errorf("heard %q", got)
		}
	})
}

func TestAPanicEndsNothing(t *testing.T) {
	inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		w.server.Guild("Backs", ann)
		var h heard
		w.run(func(ctx context.Context, ev bot.Event) error {
			if ev.Text == "one" {
				panic("on purpose")
			}
			return h.Handle(ctx, ev)
		})
		ann.Write(ann.DM(), "one")
		ann.Write(ann.DM(), "two")
		quiet(time.Second)
		if got := h.texts(); got != "two" {
			t.Errorf("heard %q", got)
		}
	})
}

// doubtful is an inbox that other processes share, and that keeps what it is
// given without ever saying so while in trouble.
type doubtful struct {
	*bottest.Memory
	trouble *atomic.Int32 // how often
}

func (d doubtful) Arrivals(context.Context, bot.Connection) <-chan struct{} { return nil }

func (d doubtful) Receive(ctx context.Context, c bot.Connection, list []bot.Parcel) ([]bot.Parcel, error) {
	fresh, err := d.Memory.Receive(ctx, c, list)
	if d.trouble.Add(-1) >= 0 {
		return nil, errOnPurpose
	}
	return fresh, err
}

// What an inbox may not have kept is dealt with when Discord brings it again, and
// not before: another process may be brought it.
func TestAnInboxThatOthersShareInTrouble(t *testing.T) {
	inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		here := w.server.Guild("Backs", ann).Text("general")
		shared := doubtful{w.memory, &atomic.Int32{}}
		w.options.Inbox, w.inbox.Store = shared, shared
		var h heard
		w.run(h.Handle)
		shared.trouble.Store(2)
		ann.Write(ann.DM(), "one")
		ann.Slash(here.ID, "ask", "question", "two")
		quiet(100 * time.Millisecond)
		if got := h.texts(); got != "" {
			t.Errorf("heard %q", got)
		}
		quiet(time.Minute)
		if got := h.texts(); got != "one|ask two" && got != "ask two|one" {
			t.Errorf("heard %q in the end", got)
		}
		if all, _ := w.server.Gateway().Identifies(); all != 1 {
			t.Errorf("%d IDENTIFYs", all)
		}
	})
}
