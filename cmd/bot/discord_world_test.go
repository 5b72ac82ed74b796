package main

import (
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/discord"
	"limber/adapters/discord/discordtest"
	"limber/knowledge"
)

// discordWorld is a bot and its adapter, wired as the program wires them, at a
// fake Discord in virtual time.
type discordWorld struct {
	world
	server *discordtest.Server
	pipes  *discordtest.Pipes
	config DiscordConfig
	// patience is how long an interaction may wait for its answer.
	patience time.Duration
}

// onDiscord runs a test in a bubble of virtual time with a bot of the shipped
// pack that has just started. At the end no call may have broken a rule or a
// limit, each interaction must have been answered within a second (patience),
// nobody may have been mentioned, and the log must not hold the token.
func onDiscord(t *testing.T, o discordtest.Options, c DiscordConfig, test func(*discordWorld)) {
	t.Helper()
	onDiscordWith(t, shipped(t), o, c, test)
}

// onDiscordWith is onDiscord for another pack.
func onDiscordWith(t *testing.T, p *knowledge.Pack, o discordtest.Options, c DiscordConfig, test func(*discordWorld)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if o.Latency == 0 {
			o.Latency = 30 * time.Millisecond
		}
		s := discordtest.New(t, o)
		w := &discordWorld{world: newWorld(t, p), server: s, pipes: s.Pipes(t), config: c, patience: time.Second}
		w.config.Token = secret(s.Token())
		w.lives(w.begin, func() { test(w) }, w.lawful)
	})
}

// begin starts the bot, again after end.
func (w *discordWorld) begin() {
	w.Helper()
	o := discordOptions(w.config, w.pack, w.store, w.logger())
	o.APIURL, o.HTTP, o.Dial = discordtest.URL, w.server.Transport(), w.pipes.Dial
	adapter, err := discord.New(o)
	if err != nil {
		w.Fatal(err)
	}
	w.runs(adapter)
}

// beginWith starts the bot anew with settings for servers.
func (w *discordWorld) beginWith(servers map[string]DiscordServerConfig) {
	w.Helper()
	w.end()
	w.config.Servers = servers
	w.wait(betweenStarts)
	w.begin()
}

// betweenStarts is how long Discord wants from one IDENTIFY to the next.
const betweenStarts = 5 * time.Second

// lawful looks for what Discord or its people would have minded. The server
// itself fails the test for each call that breaks a rule of the description.
func (w *discordWorld) lawful() {
	w.Helper()
	for _, c := range w.server.Earned() {
		w.Errorf("at %v a 429 was earned by %v", c.At.Format(time.TimeOnly), &c)
	}
	for _, p := range w.server.Pings() {
		w.Errorf("somebody was mentioned: %+v", p)
	}
	if _, early := w.server.Gateway().Identifies(); early > 0 {
		w.Errorf("%d IDENTIFYs came within 5 s of another", early)
	}
	w.punctual()
	w.keepsSecret(w.server.Token())
}

// punctual looks for interactions that members waited for, and for calls that
// came though the bot was told to wait.
func (w *discordWorld) punctual() {
	w.Helper()
	for _, i := range w.server.Unanswered() {
		w.Errorf("never answered: %+v", i)
	}
	for _, i := range w.server.Answers() {
		if i.Late || i.Took > w.patience {
			w.Errorf("answered after %v: %+v", i.Took, i)
		}
	}
	for _, c := range w.server.Impatient() {
		w.Errorf("at %v a call came before its retry_after was over: %v", c.At.Format(time.TimeOnly), &c)
	}
}
