package main

import (
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
)

// TestDiscordTenFaultsOfTheGateway lets ten faults follow each other while five
// members are guided. What is said by REST does not depend on the gateway: each
// boundary comes once and on time. After each fault the members are heard again,
// also what they said meanwhile where Discord keeps it.
func TestDiscordTenFaultsOfTheGateway(t *testing.T) {
	pack := densePack(t, 30*time.Second)
	onDiscordWith(t, pack, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada", "Bob", "Cy", "Di", "Ed")
		there := startsQuick(people)
		gateway := w.server.Gateway()
		identifies := 1
		for _, fault := range []struct {
			name       string
			strike     func()
			lasts      time.Duration
			identifies int  // that it costs
			loses      bool // what is said while it lasts
		}{
			{"drop", gateway.Drop, 10 * time.Second, 0, false},
			{"reconnect", gateway.Reconnect, 10 * time.Second, 0, false},
			{"reconnect before it is resumed", func() { gateway.ReconnectEarly(2); gateway.Drop() }, 20 * time.Second, 0, false},
			{"invalid, to be resumed", func() { gateway.Invalidate(true) }, 15 * time.Second, 0, false},
			{"invalid", func() { gateway.Invalidate(false) }, 20 * time.Second, 1, true},
			{"no HELLO", func() { gateway.SkipHello(2); gateway.Drop() }, 40 * time.Second, 0, false},
			{"refused dials", func() { gateway.RefuseDials(4); gateway.Drop() }, 45 * time.Second, 0, false},
			{"zombie", func() { gateway.Deaf(true); w.wait(70 * time.Second); gateway.Deaf(false) }, 30 * time.Second, 0, false},
			{"closed for an unknown error", func() { gateway.Close(discordtest.CloseUnknownError) }, 10 * time.Second, 0, false},
			{"session timed out", func() { gateway.Close(discordtest.CloseTimedOut) }, 20 * time.Second, 1, true},
		} {
			fault.strike()
			ada := people[0]
			before := len(w.server.Said(ada.place))
			ada.user.Mention(ada.place, "privacy")
			w.wait(fault.lasts)
			if gateway.Ready() != 1 {
				t.Fatalf("%s: %d connections after %v\n%s", fault.name, gateway.Ready(), fault.lasts, w.log)
			}
			if n := len(w.server.Said(ada.place)) - before; n != 1 && !fault.loses || n > 1 {
				t.Errorf("%s: %d answers to what was said meanwhile", fault.name, n)
			}
			ada.wantsAlone(ada.uses("privacy"), "I keep what I need to answer you")
			identifies += fault.identifies
			if all, early := gateway.Identifies(); all != identifies || early != 0 {
				t.Errorf("%s: %d IDENTIFYs instead of %d, %d of them too early", fault.name, all, identifies, early)
				identifies = all
			}
		}
		w.guidesAll(there)
		w.wantsNoncesOnce()
	})
}

// wantsNoncesOnce fails where two messages have the same nonce, or where one of
// the calls for a message in a channel has none.
func (w *discordWorld) wantsNoncesOnce() {
	w.Helper()
	seen := map[string]bool{}
	calls := w.server.CallsOf("createMessage")
	for _, c := range calls {
		nonce, _ := c.Body["nonce"].(string)
		switch {
		case nonce == "" || c.Body["enforce_nonce"] != true:
			w.Errorf("a message without a nonce: %v", &c)
		case seen[nonce] && c.Status == 200:
			w.Errorf("a nonce was used again: %v", &c)
		}
		seen[nonce] = true
	}
	w.Logf("%d messages with %d nonces", len(calls), len(seen))
}

// TestDiscordAPressDuringADropIsAnswered presses just when the connection is
// lost: Discord brings the press with the resume, and waits for three seconds.
func TestDiscordAPressDuringADropIsAnswered(t *testing.T) {
	t.Parallel()
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		w.patience = 3 * time.Second
		ada := people[0]
		ada.wants(ada.mentions(often), "Daily or several times a week")
		for range 5 {
			w.wait(time.Minute)
			w.server.Gateway().Drop()
			ada.wants(ada.presses("Why this?"), "I took your question for")
		}
	})
}
