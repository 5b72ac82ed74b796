package bot_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
	"limber/bot/bottest"
	"limber/knowledge"
)

// somebody is another member of the same chat.
func somebody() bot.Address {
	a := bottest.Me
	a.Member = "somebody else"
	return a
}

func TestASessionBelongsToWhoStartedIt(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		said := w.starts("two steps")
		skip := ""
		for _, b := range said[len(said)-1].Buttons {
			if strings.HasPrefix(b.Action, "skip") {
				skip = b.Action
			}
		}
		w.wants(w.event(bot.Event{From: somebody(), Press: skip}), "Somebody else is being guided")
		w.wants(w.event(bot.Event{From: somebody(), Text: "stop"}), "No routine is running")
		w.wants(w.after(12*second), "**Go**")
	})
}

func TestASessionIsSteeredFromAnotherPlace(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.after(12 * second)
		there := bottest.Me
		there.Chat = "another chat"
		says := func(text string) []bottest.Said { return w.event(bot.Event{From: there, Text: text}) }
		w.wants(says("how often should i roll the ball?"), "Once a day") // and the clock goes on
		w.wants(says("start mixed bag"), "**Two steps** is under way")
		// Where it was said, and where the session goes on.
		w.wants(says("pause"), "Paused at step 1 of 2", "Paused at step 1 of 2")
		w.wants(says("resume"), "Going on", "Going on")
		said := says("sharp pain!")
		heard := map[bot.Address]string{}
		for _, one := range said {
			heard[one.To] = one.Text
		}
		if !strings.Contains(heard[there], "Ask a doctor") || !strings.HasPrefix(heard[bottest.Me], "Stopped") || len(said) != 2 {
			t.Errorf("after a sharp pain, told elsewhere: %q", heard)
		}
		w.wants(w.after(time.Hour))
	})
}

// roomy is a platform where each session gets a thread.
type roomy struct{ *bottest.Fake }

func (roomy) Room(_ context.Context, from bot.Address, name string, _ []string) (bot.Address, error) {
	from.Thread = name
	return from, nil
}

func TestASessionInAPlaceOfItsOwn(t *testing.T) {
	onPlatform(t, nil, func() (bot.Adapter, *bottest.Fake) {
		f := bottest.NewFake()
		return roomy{f}, f
	}, func(w *world) {
		said := w.starts("two steps")
		w.wants(said, "over there", "2 steps")
		if said[0].To != bottest.Me || said[1].To.Thread != "Two steps" {
			t.Errorf("the replies went to %+v and %+v", said[0].To, said[1].To)
		}
		w.wants(w.says("pause"), "Paused at step 1 of 2", "Paused at step 1 of 2")
		there := bottest.Me
		there.Thread = "Two steps"
		w.wants(w.event(bot.Event{From: there, Text: "resume"}), "Going on")
		w.wants(w.after(time.Minute), "**Go**", "Switch sides", "**Go**", "is done")
	})
}

func TestOverheard(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		hears := func(text string) []bottest.Said {
			return w.event(bot.Event{From: bottest.Me, Text: text, Overheard: true})
		}
		w.wants(hears("has anybody seen the match yesterday"))
		w.wants(hears("pause"))
		w.wants(hears("i had a sharp pain in my wallet when i saw the bill"))
		w.wants(hears("How often should I roll the ball?"), "Once a day")
		w.wants(hears("How often should I roll the ball?")) // not again at once
		w.after(time.Minute)
		w.wants(hears("How often should I roll the ball?"), "Once a day")
		w.starts("two steps")
		w.wants(hears("lovely weather today"))
		w.wants(w.after(12*second), "**Go**")
		w.wants(hears("pause"), "Paused")
		w.wants(hears("resume"), "Going on")
		w.wants(hears("ouch, a sharp pain"), "Ask a doctor")
		w.wants(w.after(time.Hour))
	})
}

func TestAnEventThatWasInterrupted(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.wants(w.event(bot.Event{From: bottest.Me, Text: "how often should i roll the ball?", Interrupted: true}), "please ask again")
		w.wants(w.event(bot.Event{From: bottest.Me, Press: "why", Interrupted: true}))
		w.wants(w.event(bot.Event{From: bottest.Me, Text: "hello all", Interrupted: true, Overheard: true}))
		w.starts("two steps")
		w.wants(w.event(bot.Event{From: bottest.Me, Text: "how long left", Interrupted: true}))
	})
}

func TestWhatIsKeptOfAMemberIsNotForOthersToRead(t *testing.T) {
	inStrictWorld(t, func(w *world, _ *bottest.Strict) {
		said := w.event(bot.Event{From: bottest.Me, Command: "mydata", Shared: true})
		w.wants(said, "for you alone")
		if link := said[0].Buttons[0].Link; link != "https://chat.invalid/mydata_" {
			t.Errorf("the way to a private conversation is %q", link)
		}
		w.after(time.Minute)
		w.wants(w.event(bot.Event{From: bottest.Me, Command: "mydata", Shared: true, Private: true}), "I keep")
	})
}

func TestAServerWithAPackOfItsOwn(t *testing.T) {
	gym := bottest.PackWith(t, "id: small", "id: gym", "Once a day.", "Thrice a week.", "Two steps", "Gym steps")
	synctest.Test(t, func(t *testing.T) {
		fake, store := bottest.NewFake(), bottest.NewMemory()
		b := bot.New(bot.Config{
			Pack: bottest.Pack(t), Packs: map[string]*knowledge.Pack{"gym": gym},
			Adapter: fake, Store: store, Log: slog.New(slog.DiscardHandler),
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- b.Run(ctx) }()
		w := &world{T: t, fake: fake}
		here := func(text string) []bottest.Said {
			return w.event(bot.Event{From: bottest.Me, Server: "gym", Text: text})
		}
		w.wants(here("how often should i roll the ball?"), "Thrice a week")
		w.wants(w.event(bot.Event{From: somebody(), Text: "how often should i roll the ball?"}), "Once a day")
		here("start gym steps")
		w.wants(here("none"), "**Gym steps**")
		w.wants(w.after(time.Minute), "**Go**", "Switch sides", "**Go**", "**Gym steps** is done")
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestAskAnswersTheMessageThatItRepliesTo(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		said := w.event(bot.Event{
			From: bottest.Me, Command: "ask", Message: "12",
			Quoted: "how often should i roll the ball?", QuotedMessage: "7",
		})
		w.wants(said, "Once a day")
		if said[0].ReplyTo != "7" {
			t.Errorf("the reply is to message %q, want 7", said[0].ReplyTo)
		}
		said = w.event(bot.Event{From: bottest.Me, Command: "ask", Message: "13"})
		w.wants(said, "What would you like to ask?")
		if said[0].ReplyTo != "13" {
			t.Errorf("the reply is to message %q, want 13", said[0].ReplyTo)
		}
		w.wants(w.event(bot.Event{From: bottest.Me, Command: "dance"}), "I do not know the command “dance”")
		w.wants(w.event(bot.Event{From: bottest.Me, Command: "ask", Text: "my foot has a stabbing feeling"}), "Ask a doctor")
		w.wants(w.event(bot.Event{From: bottest.Me, Command: "start", Text: "two-steps"}), "does any of these apply")
	})
}

func TestAChatThatMoves(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.after(12 * second)
		w.wants(w.event(bot.Event{From: bottest.Me, MovedTo: "elsewhere"}))
		said := w.after(time.Minute)
		w.wants(said, "Switch sides", "**Go**", "is done")
		for _, s := range said {
			if s.To.Chat != "elsewhere" {
				t.Errorf("%q went to %q", s.Text, s.To.Chat)
			}
		}
		there := bottest.Me
		there.Chat = "elsewhere"
		w.wants(w.event(bot.Event{From: there, Text: "start two steps"}), "2 steps") // the medical answer stands
		w.wants(w.event(bot.Event{From: there, Text: "pause"}), "Paused")
	})
}

func TestARoutineThatWouldNotFit(t *testing.T) {
	inStrictWorld(t, func(w *world, _ *bottest.Strict) {
		begin := func(member, chat string) []bottest.Said {
			from := bottest.Me
			from.Member, from.Chat = member, chat
			w.event(bot.Event{From: from, Text: "start two steps"})
			return append(w.event(bot.Event{From: from, Text: "none"}), w.after(time.Second)...)
		}
		w.wants(begin("one", "gym"), "2 steps")
		said := begin("two", "gym")
		w.wants(said[len(said)-1:], "too much going on in this chat")
		if link := said[len(said)-1].Buttons[0].Link; link != "https://chat.invalid/start_two-steps" {
			t.Errorf("the way to a private conversation is %q", link)
		}
		w.after(2 * time.Minute)
		from := bottest.Me
		from.Member, from.Chat = "two", "gym"
		w.wants(w.event(bot.Event{From: from, Text: "start two steps"}), "2 steps")
	})
}
