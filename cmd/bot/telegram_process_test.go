package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
)

// unlimited is a server for tests of the program in real time, which have none
// to spare for limits; quickly is the setting for it.
var unlimited = telegramtest.Options{Limits: &telegramtest.Limits{}, Latency: 20 * time.Millisecond}

const quickly = "  limits: {overall: 1000, chat: 1000, group: 1000}\n"

// telegramConfig writes a configuration for one bot at a server, and the zoo's
// pack, and returns their folder. More are lines of its settings.
func telegramConfig(t *testing.T, pack, token, url string, more ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	writeZoo(t, dir)
	write(t, filepath.Join(dir, "config.yaml"), fmt.Sprintf("packs: [%s]\ntelegram:\n  token: %s\n  api_url: %s\n%s%s",
		pack, token, url, quickly, strings.Join(more, "")))
	return dir
}

// answered waits until the last thing said to somebody has a text in it.
func answered(t *testing.T, s *telegramtest.Server, p *process, u *telegramtest.User, text string) {
	t.Helper()
	await(t, s, p, "no answer with "+text, func() bool {
		return slices.ContainsFunc(s.Said(u.ID), func(m telegramtest.Message) bool { return strings.Contains(m.Text, text) })
	})
}
