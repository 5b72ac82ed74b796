package knowledge

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Phrase returns a sentence of the bot with its placeholders filled. Pairs are
// names and values: Phrase("left", "time", "20 seconds"). An unknown key
// returns the key, so that a member sees at least which sentence is missing.
func (p *Pack) Phrase(key string, pairs ...any) string {
	text, ok := p.phrases[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%s}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return strings.TrimSpace(text)
}

// HasPhrase reports whether the pack or its language has words for key.
func (p *Pack) HasPhrase(key string) bool { return strings.TrimSpace(p.phrases[key]) != "" }

// Say puts a time span into words, to the second: "1 minute 30 seconds".
func (p *Pack) Say(d time.Duration) string {
	seconds := int(d.Round(time.Second) / time.Second)
	if seconds < 0 {
		seconds = 0
	}
	var parts []string
	if m := seconds / 60; m > 0 {
		parts = append(parts, p.count(m, "one_minute", "minutes"))
	}
	if s := seconds % 60; s > 0 || seconds == 0 {
		parts = append(parts, p.count(s, "one_second", "seconds"))
	}
	return strings.Join(parts, " ")
}

// SayRoughly puts a time span into words for somebody who does not count
// seconds: from a minute and a half on to half a minute, from four on to the
// minute, from an hour on to the hour, from two days on to the day.
func (p *Pack) SayRoughly(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < 90*time.Second:
		return p.Say(d)
	case d < 4*time.Minute:
		return p.Say(d.Round(30 * time.Second))
	case d < time.Hour-30*time.Second:
		return p.Say(d.Round(time.Minute))
	case d < 2*day:
		return p.count(int(d.Round(time.Hour)/time.Hour), "one_hour", "hours")
	}
	return p.count(int(d.Round(day)/day), "one_day", "days")
}

func (p *Pack) count(n int, one, many string) string {
	if n == 1 {
		return p.Phrase(one, "n", n)
	}
	return p.Phrase(many, "n", n)
}
