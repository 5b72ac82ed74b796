package bottest_test

import (
	"testing"

	"limber/bot"
	"limber/bot/bottest"
)

func TestMemoryIsAStore(t *testing.T) {
	bottest.TestStore(t, func(*testing.T) bot.Store { return bottest.NewMemory() })
}
