package main

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/telegram"
	"limber/adapters/telegram/telegramtest"
	"limber/knowledge"
)

// telegramWorld is a bot and its adapter, wired as the program wires them, at a
// fake Telegram in virtual time.
type telegramWorld struct {
	world
	server *telegramtest.Server
	config TelegramConfig
	// unanswered allows presses without their acknowledgement, and such as did
	// not wait because another one's was refused.
	unanswered bool
}

// onTelegram runs a test in a bubble of virtual time with a bot of the shipped
// pack that has just started. At the end no call may have broken a rule or a
// limit, no press may be without its acknowledgement, and the log must not hold
// the token.
func onTelegram(t *testing.T, o telegramtest.Options, c TelegramConfig, test func(*telegramWorld)) {
	t.Helper()
	onTelegramWith(t, shipped(t), o, c, test)
}

// onTelegramWith is onTelegram for another pack.
func onTelegramWith(t *testing.T, p *knowledge.Pack, o telegramtest.Options, c TelegramConfig, test func(*telegramWorld)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if o.Latency == 0 {
			o.Latency = 30 * time.Millisecond
		}
		w := &telegramWorld{world: newWorld(t, p), server: telegramtest.New(t, o), config: c}
		w.config.Token = secret(w.server.Token())
		w.lives(w.begin, func() { test(w) }, w.lawful)
	})
}

// begin starts the bot, again after end.
func (w *telegramWorld) begin() {
	w.Helper()
	adapter, err := telegramAt(w.server, w.config, w.pack, w.store, w.logger())
	if err != nil {
		w.Fatal(err)
	}
	w.runs(adapter)
}

// telegramAt is an adapter as the program makes it, at the fake server, by a
// transport that works in a bubble.
func telegramAt(s *telegramtest.Server, c TelegramConfig, p *knowledge.Pack, db keeper, log *slog.Logger) (*telegram.Adapter, error) {
	o := telegramOptions(c, p, db, log)
	o.APIURL, o.HTTP = telegramtest.URL, s.Transport()
	return telegram.New(o)
}

// lawful looks for calls that Telegram would have minded. The server itself
// fails the test for each that breaks a rule of the description.
func (w *telegramWorld) lawful() {
	w.Helper()
	for _, c := range w.server.Earned() {
		w.Errorf("at %v a 429 was earned by %v", c.At.Format(time.TimeOnly), &c)
	}
	for _, c := range w.server.Impatient() {
		if c.Method == "answerCallbackQuery" && w.unanswered {
			continue
		}
		w.Errorf("at %v a call came before its retry_after was over: %v", c.At.Format(time.TimeOnly), &c)
	}
	if n := w.server.Unanswered(); n > 0 && !w.unanswered {
		w.Errorf("%d presses were never acknowledged", n)
	}
	w.keepsSecret(w.server.Token())
}

// person is a member in a place: in private, in a group, in a topic.
type person struct {
	*telegramWorld
	user    *telegramtest.User
	group   *telegramtest.Group // nil: in private
	thread  int64
	pressed time.Time // when resumes last did
}

func (w *telegramWorld) private(name string) *person {
	return &person{telegramWorld: w, user: w.server.User(name)}
}

// chat is the id of where the person is.
func (p *person) chat() int64 {
	if p.group == nil {
		return p.user.ID
	}
	return p.group.ID()
}

// sends lets the person send something and returns what the bot has said there
// a moment later.
func (p *person) sends(post telegramtest.Post) []telegramtest.Message {
	p.Helper()
	return p.then(func() {
		if p.group == nil {
			p.user.Send(post)
			return
		}
		post.Thread = p.thread
		p.group.Send(p.user, post)
	})
}

func (p *person) says(text string) []telegramtest.Message {
	p.Helper()
	return p.sends(telegramtest.Post{Text: text})
}

// presses presses the latest button with that label.
func (p *person) presses(label string) []telegramtest.Message {
	p.Helper()
	m, ok := p.withButton(label)
	if !ok {
		p.Fatalf("nothing has a button %q:\n%s", label, p.server.Transcript(p.chat()))
	}
	return p.pressesOn(m, label)
}

func (p *person) pressesOn(m telegramtest.Message, label string) []telegramtest.Message {
	p.Helper()
	return p.then(func() { p.user.Press(m, label) })
}

// withButton finds the latest message with a button of that label.
func (p *person) withButton(label string) (telegramtest.Message, bool) {
	said := p.server.Said(p.chat())
	for _, m := range slices.Backward(said) {
		if slices.Contains(labelsOf(m), label) {
			return m, true
		}
	}
	return telegramtest.Message{}, false
}

// then does something and returns the messages of the bot that are new in the
// chat a moment later.
func (p *person) then(do func()) []telegramtest.Message {
	before := p.server.Last(p.chat()).ID
	do()
	p.wait(moment)
	return p.since(before)
}

// since returns the bot's messages after one, by its number.
func (p *person) since(id int64) []telegramtest.Message {
	return slices.DeleteFunc(p.server.Said(p.chat()), func(m telegramtest.Message) bool { return m.ID <= id })
}

// wants fails unless the bot said one message, with that text in it and exactly
// these buttons; without any, its buttons do not matter. It returns the message.
func (p *person) wants(said []telegramtest.Message, text string, buttons ...string) telegramtest.Message {
	p.Helper()
	if len(said) != 1 || !strings.Contains(said[0].Text, text) {
		p.Errorf("%d messages instead of one with %q:\n%s", len(said), text, p.server.Transcript(p.chat()))
		return telegramtest.Message{}
	}
	if got := labelsOf(said[0]); len(buttons) > 0 && !slices.Equal(got, buttons) {
		p.Errorf("%q has the buttons %q instead of %q", text, got, buttons)
	}
	return said[0]
}

func (p *person) wantsSilence(said []telegramtest.Message) {
	p.Helper()
	if len(said) != 0 {
		p.Errorf("the bot was to be silent and said %q", said[0].Text)
	}
}

// toast is what the person's last press was answered with.
func (p *person) toast() string {
	for _, t := range slices.Backward(p.server.Toasts()) {
		if t.User == p.user.ID {
			return t.Text
		}
	}
	return ""
}

func labelsOf(m telegramtest.Message) []string {
	var out []string
	for _, row := range m.Keyboard {
		for _, b := range row {
			out = append(out, b.Label)
		}
	}
	return out
}
