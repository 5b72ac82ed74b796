package discord

import (
	"context"
	"slices"
	"strings"
	"time"

	"limber/bot"
)

// spending are the words of the actions that answer a question once and for all:
// the question's buttons are of no more use then.
var spending = []string{"none", "some"}

func spends(action string) bool {
	word, _, _ := strings.Cut(action, " ")
	return slices.Contains(spending, word)
}

// asked notes the exchange that a question was asked in: for a while only that
// can take the buttons of what one member alone sees.
func (xs *exchanges) asked(s sent, r bot.Reply) {
	if s.via == nil || !slices.ContainsFunc(r.Buttons, func(b bot.Button) bool { return spends(b.Action) }) {
		return
	}
	xs.mu.Lock()
	defer xs.mu.Unlock()
	if xs.questions == nil {
		xs.questions = map[string]sent{}
	}
	for id, old := range xs.questions {
		if time.Since(old.via.came) > talkWithin {
			delete(xs.questions, id)
		}
	}
	xs.questions[s.ID] = s
}

// question returns a message with a question, as it was sent. Where that is not
// known any more, it is said to be for one member alone if it is.
func (xs *exchanges) question(m *incoming) sent {
	xs.mu.Lock()
	defer xs.mu.Unlock()
	if s, ok := xs.questions[m.ID]; ok {
		delete(xs.questions, m.ID)
		return s
	}
	return sent{ID: m.ID, private: m.Flags&ephemeral != 0}
}

// spend takes the buttons of the question that a press has answered, unless its
// acknowledgement did. The exchange is the caller's.
func (a *Adapter) spend(ctx context.Context, x *exchange) {
	if x.question == nil {
		return
	}
	s := shownMessage{sent: a.exchanges.question(x.question)}
	if err := a.strip(ctx, bot.Address{Chat: x.question.Channel}, s); err != nil {
		a.log.Debug("a question that was answered keeps its buttons", "error", err)
	}
}
