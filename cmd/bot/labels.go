package main

import (
	"limber/adapters/terminal"
	"limber/knowledge"
)

// labels takes the words that the terminal's screen needs from the pack.
func labels(p *knowledge.Pack) terminal.Labels {
	return terminal.Labels{
		You:    p.Phrase("screen_you"),
		Hint:   p.Phrase("screen_hint"),
		Press:  p.Phrase("screen_press"),
		Step:   p.Phrase("screen_step"),
		Rep:    p.Phrase("screen_rep"),
		Left:   p.Phrase("screen_left"),
		Paused: p.Phrase("screen_paused"),
		Space:  p.Phrase("screen_space"),
	}
}
