package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/adapters/telegram/telegramtest"
)

// wordsOfMembers are in no sentence of a pack or of the program.
var wordsOfMembers = []string{"Quillfeather", "quxelbone", "zanzibar", "frobnicates", "wobbegong"}

// whatMembersSay has such words where the bot answers, where it does not know,
// where it warns, and where it steers.
var whatMembersSay = []string{
	"How often should I foam roll my quxelbone?", "does zanzibar run on wobbegong?",
	"my quxelbone is broken, it frobnicates", "next wobbegong", "i am Quillfeather",
}

// keepsWordsOut fails where the log has a member's words, or any of these
// besides, or where a line about a session does not say which and of which
// connection. It wants a line with each of the messages, so that something was
// logged at all.
func (l *logBook) keepsWordsOut(t *testing.T, members []string, messages ...string) {
	t.Helper()
	for _, message := range messages {
		if !strings.Contains(l.String(), message) {
			t.Errorf("the log does not say %q:\n%s", message, l)
		}
	}
	for line := range strings.Lines(l.String()) {
		for _, word := range slices.Concat(wordsOfMembers, members) {
			if strings.Contains(strings.ToLower(line), strings.ToLower(word)) {
				t.Errorf("a member's %q is in %s", word, line)
			}
		}
		about := strings.Contains(line, "session started") || strings.Contains(line, "session finished") ||
			strings.Contains(line, "a session was paused") || strings.Contains(line, "a pause was not saved")
		if (about || strings.Contains(line, " session=")) && (!strings.Contains(line, " session=") || !strings.Contains(line, " connection=")) {
			t.Errorf("which session and connection is not said in %s", line)
		}
	}
}

// TestTheLogOfTelegramKeepsWordsOut has members say much in good times and bad:
// with the database away, and with Telegram refusing, away and blocked.
func TestTheLogOfTelegramKeepsWordsOut(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		p := w.private("Quillfeather")
		p.says("/start")
		sayAll := func() {
			for _, text := range whatMembersSay {
				p.says(text)
			}
		}
		sayAll()
		timeline := w.timeline("extension")
		p.startsSession("/start_extension")
		w.wait(timeline.Total() + time.Minute)

		p.startsSession("/start_upper_back_5")
		w.store.Fail(errors.New("the database is away"))
		sayAll()
		w.store.Fail(nil)
		w.wait(time.Minute)
		p.says("/stop")

		p.startsSession("/start_upper_back_5")
		refuses := func(code int, why string) (heals func()) {
			return w.server.Fail(func(c *telegramtest.Call) *telegramtest.Fault {
				if c.Method != "sendMessage" {
					return nil
				}
				return &telegramtest.Fault{Code: code, Description: why}
			})
		}
		heals := refuses(400, "Bad Request: message text is empty")
		w.wait(time.Minute)
		sayAll()
		heals()
		p.says("/stop")

		p.startsSession("/start_upper_back_5")
		w.server.Away(time.Minute)
		w.wait(2 * time.Minute)
		p.says("/stop")

		p.startsSession("/start_upper_back_5")
		refuses(403, "Forbidden: bot was blocked by the user")
		w.wait(time.Minute)
		w.log.keepsWordsOut(t, []string{strconv.FormatInt(p.user.ID, 10)},
			"session started", "session finished", "the database is away", "an event was not dealt with in full",
			"a session was paused", "the platform does not take messages", "its member cannot be reached")
	})
}

// TestTheLogOfDiscordKeepsWordsOut does likewise on a server with a thread.
func TestTheLogOfDiscordKeepsWordsOut(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		w.patience = time.Hour // the database is away for some
		_, people := w.inServer("Quillfeather")
		p := people[0]
		for _, text := range whatMembersSay {
			p.mentions(text)
			p.uses("ask", "question", text)
		}
		there, _ := p.startsRoutine(fiveMinutes)
		for _, text := range whatMembersSay {
			there.says(text)
		}
		w.store.Fail(errors.New("the database is away"))
		for _, text := range whatMembersSay {
			there.says(text)
		}
		w.store.Fail(nil)
		heals := w.server.Fail(func(*discordtest.Call) *discordtest.Fault {
			return discordtest.Error(400, 50035, "Invalid Form Body")
		})
		for _, text := range whatMembersSay {
			p.mentions(text)
		}
		heals()
		w.log.keepsWordsOut(t, []string{p.user.ID}, "session started", "an event was not dealt with in full")
	})
}
