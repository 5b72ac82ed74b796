package bottest

import (
	"context"
	"strings"
	"time"

	"limber/bot"
	"limber/bot/delivery"
)

// Strict is a Fake of a platform with limits: a chat may get one message a
// second and ten in half a minute, all chats together five a second. A message
// that breaks them is kept in Broken.
type Strict struct {
	*Fake
	Broken []Said
	calls  []Said
	tidied []string
}

// The limits of a Strict.
var (
	strictOverall = []delivery.Limit{{Count: 5, Per: time.Second}}
	strictChat    = []delivery.Limit{{Count: 1, Per: time.Second}, {Count: 10, Per: 30 * time.Second}}
)

// NewStrict returns a Strict that has said nothing yet.
func NewStrict() *Strict { return &Strict{Fake: NewFake()} }

// Overall implements bot.Paced.
func (*Strict) Overall() []delivery.Limit { return strictOverall }

// Chat implements bot.Paced.
func (*Strict) Chat(bot.Address) []delivery.Limit { return strictChat }

// Parts implements bot.Paced: each line of three dots begins a new message.
func (*Strict) Parts(r bot.Reply) []bot.Reply {
	var parts []bot.Reply
	for _, text := range strings.Split(r.Text, "\n...\n") {
		part := r
		part.Text = text
		parts = append(parts, part)
	}
	return parts
}

// Send implements bot.Adapter.
func (s *Strict) Send(ctx context.Context, r bot.Reply) error {
	s.count(r)
	return s.Fake.Send(ctx, r)
}

// Tidy implements bot.Tidier.
func (s *Strict) Tidy(_ context.Context, to bot.Address, track string) (more bool, err error) {
	s.count(bot.Reply{To: to})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidied = append(s.tidied, track)
	return false, nil
}

// Tidied returns the tracks that were tidied, once for each time.
func (s *Strict) Tidied() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tidied
}

// Invite implements bot.Inviter.
func (*Strict) Invite(_ bot.Address, command, about string) string {
	return "https://chat.invalid/" + command + "_" + about
}

func (s *Strict) count(r bot.Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	call := Said{r, time.Now()}
	s.calls = append(s.calls, call)
	all := func(Said) bool { return true }
	here := func(c Said) bool { return c.To.Chat == r.To.Chat }
	for _, l := range strictOverall {
		s.check(call, l, all)
	}
	for _, l := range strictChat {
		s.check(call, l, here)
	}
}

func (s *Strict) check(call Said, l delivery.Limit, counts func(Said) bool) {
	n := 0
	for _, c := range s.calls {
		if counts(c) && call.At.Sub(c.At) < l.Per {
			n++
		}
	}
	if n > l.Count {
		s.Broken = append(s.Broken, call)
	}
}
