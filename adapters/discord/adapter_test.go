package discord

import (
	"testing"

	"limber/adapters/discord/discordtest"
	"limber/bot"
	"limber/bot/bottest"
)

var (
	_ bot.Paced   = (*Adapter)(nil)
	_ bot.Tidier  = (*Adapter)(nil)
	_ bot.Toaster = (*Adapter)(nil)
	_ bot.Nonced  = (*Adapter)(nil)
	_ bot.Roomer  = (*Adapter)(nil)
)

func TestAdapterKeepsThePromises(t *testing.T) {
	bottest.TestAdapter(t, func(t *testing.T) bottest.AdapterRig {
		s := discordtest.New(t, discordtest.Options{Limits: &discordtest.Limits{}})
		w := newWorld(t, s, bottest.NewMemory(), Options{APIURL: s.Start(t)})
		ann := s.User("Ann")
		s.Guild("Backs", ann) // who shares no server with the bot cannot be written to
		dm := ann.DM()
		return bottest.AdapterRig{
			Adapter: w, To: w.at(dm, ann),
			Write: func(text string) {
				s.AwaitReady(t)
				ann.Write(dm, text)
			},
			Shown: func() string { return s.Transcript(dm) },
		}
	})
}
