package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/adapters/telegram/telegramtest"
)

// discordUnlimited is a server for tests of the program in real time, which
// have none to spare for limits; discordQuickly is the setting for it.
var discordUnlimited = discordtest.Options{Limits: &discordtest.Limits{}, Latency: 20 * time.Millisecond}

const discordQuickly = "  limits: {overall: 1000, chat: 1000}\n"

// wrongToken is one that Discord does not take.
const wrongToken = "MTAwMDAwMDAwMDAwMDAwMDAx.old.a-token-that-was-reset"

// discordConfig writes a configuration for one bot at a server, and the zoo's
// pack, and returns their folder. More are lines of its settings.
func discordConfig(t *testing.T, pack, token, url string, more ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	writeZoo(t, dir)
	write(t, filepath.Join(dir, "config.yaml"), fmt.Sprintf("packs: [%s]\ndiscord:\n  token: %s\n  api_url: %s\n%s%s",
		pack, token, url, discordQuickly, strings.Join(more, "")))
	return dir
}

// answeredIn waits until something with a text in it was said in a channel.
func answeredIn(t *testing.T, s *discordtest.Server, p *process, channel, text string) {
	t.Helper()
	await(t, s, p, "no answer with "+text, func() bool {
		return slices.ContainsFunc(s.Messages(channel), func(m discordtest.Message) bool { return m.FromBot && strings.Contains(shown(m), text) })
	})
}

func TestDiscordWrongToken(t *testing.T) {
	t.Parallel()
	for name, token := range map[string]string{"reset": wrongToken, "no token": "a-client-secret-instead-of-a-token"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t, discordUnlimited)
			startProcess(t, discordConfig(t, "zoo", token, s.Start(t))).refuses(token, "Reset Token")
		})
	}
}

// TestDiscordTheTokenIsResetMeanwhile lets Discord refuse the token of a program
// that runs.
func TestDiscordTheTokenIsResetMeanwhile(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t, discordUnlimited)
	p := startProcess(t, discordConfig(t, "zoo", s.Token(), s.Start(t)))
	s.AwaitReady(t)
	s.Fail(func(*discordtest.Call) *discordtest.Fault { return discordtest.Unauthorized() })
	s.Gateway().Close(discordtest.CloseBadToken)
	if status := p.exit(); status != 1 {
		t.Errorf("exit %d", status)
	}
	if !strings.Contains(p.output.String(), "Reset Token") {
		t.Errorf("it says\n%s", p.output)
	}
	p.keepsSecret(s.Token())
}

// TestDiscordTheIntentIsSwitchedOff turns on auto-answer where the bot may not
// read messages, and lets Discord refuse the intent later.
func TestDiscordTheIntentIsSwitchedOff(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t, discordUnlimited)
	ada := s.User("Ada")
	g := s.Guild("Zoo", ada)
	channel := g.Text("general").ID
	p := startProcess(t, discordConfig(t, "zoo", s.Token(), s.Start(t),
		fmt.Sprintf("  servers: {%q: {auto_answer: [%q]}}\n", g.ID, channel)))
	s.AwaitReady(t)
	ada.Mention(channel, zooQuestion)
	answeredIn(t, s, p, channel, zooAnswer)
	if said := p.output.String(); strings.Count(said, "Message Content Intent") != 1 {
		t.Errorf("it says\n%s", said)
	}
	s.Gateway().Close(discordtest.CloseDisallowed)
	if status := p.exit(); status != 1 {
		t.Errorf("exit %d", status)
	}
	if said := p.output.String(); strings.Count(said, "Privileged Gateway Intents") != 2 {
		t.Errorf("it says\n%s", said)
	}
	p.keepsSecret(s.Token())
}

// TestDiscordTroubleIsOneLine lets the first calls fail. The bot goes on when
// that is over.
func TestDiscordTroubleIsOneLine(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]*discordtest.Fault{
		"HTML": discordtest.Cloudflare(502), "reset": discordtest.ResetBefore(), "5xx": discordtest.ServerError(503),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t, discordUnlimited)
			s.Fail(discordtest.Times(4, discordtest.To(fault, "me", "application", "gatewayBot")))
			ada := s.User("Ada")
			channel := s.Guild("Zoo", ada).Text("general").ID
			p := startProcess(t, discordConfig(t, "zoo", s.Token(), s.Start(t)))
			s.Await(t, patience, "a session", func() bool { return s.Gateway().Ready() > 0 })
			ada.Mention(channel, zooQuestion)
			answeredIn(t, s, p, channel, zooAnswer)
			said := p.output.String()
			if n := strings.Count(said, "level=ERROR") + strings.Count(said, "level=WARN"); n != 1 {
				t.Errorf("%d lines of trouble:\n%s", n, said)
			}
			p.keepsSecret(s.Token())
		})
	}
}

// TestTwoPlatformsInOneProcess runs a bot on Discord, one on Telegram, and one
// that is refused, with different packs.
func TestTwoPlatformsInOneProcess(t *testing.T) {
	t.Parallel()
	d, tg := discordtest.New(t, discordUnlimited), telegramtest.New(t, unlimited)
	dir := t.TempDir()
	writeZoo(t, dir)
	writeNumberedPack(t, dir, 2, time.Minute)
	write(t, filepath.Join(dir, "config.yaml"), fmt.Sprintf(`packs: [zoo, quick]
discord:
  - {token: "%s", api_url: "%s"}
  - {token: "%s", api_url: "%s"}
telegram: {token: "%s", api_url: "%s", pack: quick}
`, d.Token(), d.Start(t), wrongToken, d.Start(t), tg.Token(), tg.Start(t)))
	ada, bob := d.User("Ada"), tg.User("Bob")
	channel := d.Guild("Zoo", ada).Text("general").ID
	p := startProcess(t, dir)
	d.AwaitReady(t)
	ada.Mention(channel, zooQuestion)
	answeredIn(t, d, p, channel, zooAnswer)
	bob.Write("start quick")
	answered(t, tg, p, bob, "cue number 1.")
	await(t, d, p, "the end of the one that is refused", func() bool { return strings.Contains(p.output.String(), "the others go on") })
	ada.Mention(channel, "pause")
	answeredIn(t, d, p, channel, plain(shippedPhrase(t, "nothing_running")))
	p.keepsSecret(d.Token())
	p.keepsSecret(tg.Token())
}
