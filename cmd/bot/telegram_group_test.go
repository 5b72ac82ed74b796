package main

import (
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
)

// in is a person in a group, in one of its topics unless thread is 0.
func (w *telegramWorld) in(g *telegramtest.Group, u *telegramtest.User, thread int64) *person {
	return &person{telegramWorld: w, user: u, group: g, thread: thread}
}

// inGroup runs a test with two members of a group whom the bot can hear all of.
func inGroup(t *testing.T, found func(*telegramtest.Server, ...*telegramtest.User) *telegramtest.Group, test func(ada, bob *person)) {
	t.Helper()
	onTelegram(t, telegramtest.Options{PrivacyOff: true}, TelegramConfig{}, func(w *telegramWorld) {
		a, b := w.server.User("Ada"), w.server.User("Bob")
		g := found(w.server, a, b)
		test(w.in(g, a, 0), w.in(g, b, 0))
	})
}

func basicGroup(s *telegramtest.Server, members ...*telegramtest.User) *telegramtest.Group {
	return s.BasicGroup("Friends", members...)
}

func superGroup(s *telegramtest.Server, members ...*telegramtest.User) *telegramtest.Group {
	return s.Group("Club", members...)
}

func TestTelegramAGroupIsLeftAlone(t *testing.T) {
	inGroup(t, superGroup, func(ada, bob *person) {
		ada.wantsSilence(ada.says("hello everybody"))
		ada.wantsSilence(ada.says(often))
		ada.wantsSilence(ada.says("/weather")) // some other bot's
		ada.wantsSilence(ada.says("/ask@other_bot " + often))
		ada.wantsSilence(ada.says("stop"))
		ada.wants(ada.says("/ask "+often), "Daily or several times a week")
		ada.wants(ada.says("@"+ada.server.Username()+" "+often), "Daily or several times a week")
		answer := ada.wants(ada.says("/ask@"+ada.server.Username()+" "+often), "Daily or several times a week")
		replied := bob.sends(telegramtest.Post{Text: "which roller should i buy?", ReplyTo: answer.ID})
		bob.wants(replied, "medium or high density")
	})
}

func TestTelegramAskAnswersTheMessageThatItPointsAt(t *testing.T) {
	inGroup(t, superGroup, func(ada, bob *person) {
		asked := bob.group.Send(bob.user, telegramtest.Post{Text: often})
		ada.wait(moment)
		said := ada.wants(ada.sends(telegramtest.Post{Text: "/ask", ReplyTo: asked.ID}), "Daily or several times a week")
		if said.ReplyTo != asked.ID {
			t.Errorf("the answer replies to message %d and not to %d, which asked", said.ReplyTo, asked.ID)
		}
	})
}

func TestTelegramTopicsStayApart(t *testing.T) {
	inGroup(t, func(s *telegramtest.Server, members ...*telegramtest.User) *telegramtest.Group {
		return s.Forum("Forum", members...)
	}, func(ada, bob *person) {
		ada.thread = ada.group.Topic(ada.user, "Mornings")
		bob.thread = bob.group.Topic(bob.user, "Evenings")
		first := ada.startsSession("/start_extension@" + ada.server.Username())
		bob.wants(bob.says("/ask "+often), "Daily or several times a week")
		bob.wants(bob.says("/pause"), plain(bob.pack.Phrase("nothing_running")))
		ada.wait(5 * time.Minute)
		timeline := ada.timeline("extension")
		inTopic := 0
		for _, m := range ada.since(first.ID - 1) {
			switch m.Thread {
			case ada.thread:
				inTopic++
			case bob.thread:
			default:
				t.Errorf("%q stands in thread %d", m.Text, m.Thread)
			}
		}
		if inTopic != len(timeline.Cues) {
			t.Errorf("%d messages in the topic of the session instead of %d:\n%s", inTopic, len(timeline.Cues), ada.server.Transcript(ada.chat()))
		}
	})
}

func TestTelegramAGroupSessionIsItsStarters(t *testing.T) {
	inGroup(t, superGroup, func(ada, bob *person) {
		ada.startsSession("/start_extension")
		ada.wait(10 * time.Second)
		bob.wantsSilence(bob.presses("Pause"))
		if want := plain(bob.pack.Phrase("not_yours")); bob.toast() != want {
			t.Errorf("somebody else's press says %q and not %q", bob.toast(), want)
		}
		bob.wants(bob.says("/stop"), plain(bob.pack.Phrase("nothing_running")))
		ada.wants(ada.presses("Pause"), "Paused at step 1")
		bob.wantsSilence(bob.presses("Resume"))
		bob.wantsSilence(bob.then(func() { bob.wait(10 * time.Minute) }))
		ada.wants(ada.presses("Resume"), "Going on")
		ada.wait(5 * time.Minute)
		if last := ada.server.Last(ada.chat()); !strings.Contains(last.Text, "is done") {
			t.Errorf("the routine ended with %q", last.Text)
		}
	})
}

func TestTelegramAGroupMovesInTheMiddleOfASession(t *testing.T) {
	inGroup(t, basicGroup, func(ada, _ *person) {
		timeline := ada.timeline("extension")
		first := ada.startsSession("/start_extension")
		ada.wait(timeline.Cues[1].At + moment)
		ada.group.Migrate(ada.user)
		ada.wait(timeline.Total())
		said := ada.server.Said(ada.chat())
		rest := timeline.Cues[2:]
		if len(said) != len(rest) {
			t.Fatalf("%d messages after the move instead of %d:\n%s", len(said), len(rest), ada.server.Transcript(ada.chat()))
		}
		for i, c := range rest {
			if off := said[i].At.Sub(first.At) - c.At; off.Abs() > exact {
				t.Errorf("cue %d after the move came %v off its time", i, off)
			}
		}
		ada.wants(ada.says("/ask "+often), "Daily or several times a week")
	})
}

func TestTelegramTheMoveOfAGroupIsFirstSeenByASend(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		u := w.server.User("Ada")
		ada := w.in(w.server.BasicGroup("Friends", u), u, 0)
		ada.startsSession("/start_extension")
		w.wait(10 * time.Second)
		ada.says("/pause")
		w.end()
		ada.group.Migrate(u)
		w.begin()
		ada.wants(ada.says("/resume"), "Going on", "Pause", "Back", "Skip", "+10 s", "Stop", "Pain")
		w.wait(5 * time.Minute)
		if last := w.server.Last(ada.chat()); !strings.Contains(last.Text, "is done") {
			t.Errorf("the routine ended with %q", last.Text)
		}
	})
}

func TestTelegramWhatDoesNotFitAGroupIsGuidedInPrivate(t *testing.T) {
	few := TelegramConfig{Limits: TelegramLimitsConfig{Group: 3}}
	onTelegram(t, telegramtest.Options{}, few, func(w *telegramWorld) {
		u := w.server.User("Ada")
		group, private := w.in(w.server.Group("Club", u), u, 0), &person{telegramWorld: w, user: u}
		group.says("/start_extension")
		full := group.wants(group.presses("None of these"), "I can do it in private", "Guide me in private")
		link := full.Keyboard[0][0].URL
		start, ok := strings.CutPrefix(link, "https://t.me/"+w.server.Username()+"?start=")
		if !ok {
			t.Fatalf("the link is %q", link)
		}
		first := private.wants(private.then(func() { u.Start(start) }), "Get ready")
		w.wait(5 * time.Minute)
		if got, want := len(private.since(first.ID-1)), len(w.timeline("extension").Cues); got != want {
			t.Errorf("%d messages in private instead of %d", got, want)
		}
	})
}

// TestTelegramSessionsThatFitAGroupAreOnTime lets members of one group start
// one after the other. Who is not sent away must not be left alone either.
func TestTelegramSessionsThatFitAGroupAreOnTime(t *testing.T) {
	onTelegram(t, telegramtest.Options{}, TelegramConfig{}, func(w *telegramWorld) {
		var people []*telegramtest.User
		for _, name := range []string{"Ada", "Bob", "Cy", "Di", "Ed", "Flo"} {
			people = append(people, w.server.User(name))
		}
		g := w.server.Group("Club", people...)
		for _, u := range people {
			p := w.in(g, u, 0)
			p.says("/start_upper_back_10")
			p.presses("None of these")
			w.wait(10 * time.Second)
		}
		w.wait(12 * time.Minute)
		for _, m := range w.server.Said(g.ID()) {
			if strings.Contains(m.Text, "I was away for") {
				t.Errorf("at %v a member was told %q", m.At.Format(time.TimeOnly), m.Text)
			}
		}
	})
}

func TestTelegramAutoAnswer(t *testing.T) {
	onTelegram(t, telegramtest.Options{PrivacyOff: true}, TelegramConfig{}, func(w *telegramWorld) {
		u := w.server.User("Ada")
		g := w.server.Group("Club", u)
		w.end()
		w.config.AutoAnswer = []int64{g.ID()}
		w.begin()
		ada := w.in(g, u, 0)
		ada.wants(ada.says("how often should i foam roll my back?"), "Daily or several times a week")
		question, _ := ambiguous(t, w.pack)
		ada.wantsSilence(ada.says(question))
		for _, chat := range []string{"see you on tuesday", "what is the capital of France?", "thanks", "stop", "pause", "help"} {
			ada.wantsSilence(ada.says(chat))
		}
	})
}

func TestTelegramRemovedFromAGroup(t *testing.T) {
	inGroup(t, superGroup, func(ada, _ *person) {
		ada.startsSession("/start_extension")
		ada.wait(10 * time.Second)
		ada.group.Kick(ada.user)
		ada.wantsSilence(ada.then(func() { ada.wait(10 * time.Minute) }))
		if n := strings.Count(ada.log.String(), "\n"); n > 5 {
			t.Errorf("%d lines in the log", n)
		}
		ada.group.Add(ada.user)
		ada.wait(moment)
		said := ada.says("/resume")
		if len(said) == 0 || !strings.Contains(said[0].Text, "Going on") {
			t.Errorf("back in the group, resume says:\n%s", ada.server.Transcript(ada.chat()))
		}
	})
}
