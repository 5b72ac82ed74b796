package discord

import (
	"context"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"limber/adapters/discord/discordtest"
	"limber/bot"
)

func TestASessionGetsAThread(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		w.run(w.replying(0, bot.Reply{}))
		from := w.at(here.ID, ann)
		room, err := w.Room(t.Context(), from, "Upper *back*", nil)
		if err != nil || room.Chat == from.Chat || room.Member != from.Member {
			t.Fatalf("the room is %+v, %v", room, err)
		}
		threads := w.server.Threads(here.ID)
		if len(threads) != 1 || threads[0].ID != room.Chat || threads[0].Name != "Upper *back*" {
			t.Errorf("threads: %+v", threads)
		}
		if err := w.Send(t.Context(), bot.Reply{To: room, Text: "Go"}); err != nil {
			t.Error(err)
		}
		check(t, "in the thread", w.server.Said(room.Chat), "Go")
		w.server.Channel(room.Chat).Archive(false)
		if err := w.Send(t.Context(), bot.Reply{To: room, Text: "and on"}); err != nil {
			t.Error(err)
		}
		check(t, "in the thread", w.server.Said(room.Chat), "Go", "and on")
		// In a thread it stays where it is.
		if again, err := w.Room(t.Context(), room, "Upper back", nil); err != nil || again != room {
			t.Errorf("in the thread: %+v, %v", again, err)
		}
	})
}

func TestNoThreadsMayBeMade(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		here.Deny(discordgo.PermissionCreatePublicThreads)
		from := w.at(here.ID, ann)
		for range 2 {
			if room, err := w.Room(t.Context(), from, "Upper back", nil); err != nil || room != from {
				t.Errorf("the room is %+v, %v", room, err)
			}
		}
		if n := w.log.count("Create Public Threads"); n != 1 {
			t.Errorf("told %d times", n)
		}
		if n := len(w.server.CallsOf("createThread")); n != 1 {
			t.Errorf("%d calls", n)
		}
	})
}

func TestInPrivateThereIsRoom(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, _ *discordtest.Channel) {
		from := w.at(ann.DM(), ann)
		if room, err := w.Room(t.Context(), from, "Upper back", nil); err != nil || room != from {
			t.Errorf("the room is %+v, %v", room, err)
		}
	})
}

// Where the bot was brought along by a member and is not itself, a session is led
// in private.
func TestWhereTheBotIsNot(t *testing.T) {
	inBubble(t, discordtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		ann.Install()
		there := w.server.ForeignGuild("Others", ann).Text("general")
		var room bot.Address
		w.run(func(ctx context.Context, ev bot.Event) (err error) {
			if room, err = w.Room(ctx, ev.From, "Upper back", nil); err != nil {
				return err
			}
			return w.Send(ctx, bot.Reply{To: ev.From, ReplyTo: ev.Message, Private: ev.Private, Text: "over there"})
		})
		ann.Slash(there.ID, "routine start", "name", "five")
		quiet(time.Minute)
		if room.Chat != ann.DM() {
			t.Errorf("the room is %+v", room)
		}
		check(t, "to Ann", w.server.SaidTo(ann, there.ID), "over there")
	})
}
