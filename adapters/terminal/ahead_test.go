package terminal

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestTabCompletesTheLine(t *testing.T) {
	p := newPlayer("Limber")
	p.guess = func(line string) string {
		if full := "how often?"; strings.HasPrefix(full, line) {
			return "How often?"
		}
		return ""
	}
	shown := func() bool { return strings.Contains(ansi.Strip(p.draw().Content), "⇥ How often?") }
	p.keys("ho")
	if shown() {
		t.Error("two letters are completed")
	}
	p.keys("w")
	if !shown() {
		t.Errorf("three letters are not completed:\n%s", p.draw().Content)
	}
	p.keys("tab")
	if got := p.input.Value(); got != "How often?" {
		t.Errorf("tab made the line %q", got)
	}
	if shown() {
		t.Error("a complete line is still completed")
	}
	p.keys("enter")
	if len(p.sent) != 1 || p.sent[0] != "text: How often?" {
		t.Errorf("sent %q", p.sent)
	}
	p.keys("xyz", "tab")
	if got := p.input.Value(); got != "xyz" {
		t.Errorf("with nothing to complete, tab made the line %q", got)
	}
}
