package main

import (
	"strings"
	"sync"
	"testing"
	"time"

	"limber/bot"
	"limber/bot/bottest"
	"limber/knowledge"
)

// What the tests of the platforms say to a bot of the shipped pack.
const (
	fiveMinutes = "Upper back rolling, 5 minutes"
	often       = "how often should i foam roll?"
)

// shippedPack is the pack that the program comes with, opened once.
var shippedPack = sync.OnceValues(func() (*knowledge.Pack, error) { return openPack("foam-rolling") })

// shipped is shippedPack for a test.
func shipped(t *testing.T) *knowledge.Pack {
	t.Helper()
	p, err := shippedPack()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func shippedPhrase(t *testing.T, key string) string { return shipped(t).Phrase(key) }

const (
	// moment is enough for an answer, also for one that waits for the second in
	// which its chat has had a message.
	moment = 2 * time.Second
	// exact is how far a boundary may be from its time.
	exact = 100 * time.Millisecond
)

// ambiguous finds words that may mean several of the pack's entries.
func ambiguous(t *testing.T, p *knowledge.Pack) (question string, titles []string) {
	t.Helper()
	for _, e := range p.Entries {
		words := strings.Fields(e.Question)
		for n := 1; n < len(words); n++ {
			question := strings.Join(words[n:], " ")
			if _, _, command := p.Command(question); command || p.RedFlag(question) != nil {
				continue
			}
			if o := p.Search(knowledge.Query{Text: question}); o.Kind == knowledge.KindChoices {
				for _, h := range o.Hits {
					titles = append(titles, h.Title())
				}
				return question, titles
			}
		}
	}
	t.Fatal("no words of the pack are ambiguous")
	return "", nil
}

// timelineOf is a routine of a pack as it is guided by default.
func timelineOf(p *knowledge.Pack, routine string) bot.Timeline {
	return bot.Compile(p, p.Routine(routine), bot.Options{})
}

// plain is what a member reads of one of the pack's texts.
func plain(text string) string { return strings.ReplaceAll(text, "**", "") }

// logBook is a log with what tests want of it.
type logBook struct{ bottest.Log }
