package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
	"limber/bot/bottest"
)

// refusing refuses the first n replies that hold a text.
func refusing(n int, holds string, err error) func(bot.Reply) error {
	return func(r bot.Reply) error {
		if n == 0 || !strings.Contains(r.Text, holds) {
			return nil
		}
		n--
		return err
	}
}

func TestACueThatIsRefusedForNowComesLateAndSaysSo(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.fake.Refuse(refusing(1, "**Go**", &bot.RateLimited{After: 2 * second}))
		said := w.after(time.Minute)
		w.wants(said, "(That comes 2 seconds late.", "Switch sides", "**Go**", "is done")
		if gap := said[1].At.Sub(said[0].At); gap != 18*second {
			t.Errorf("the cue after the late one came after %v, want it on time after 18s", gap)
		}
	})
}

func TestACueThatCannotComeInTimePauses(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.fake.Refuse(refusing(1, "**Go**", &bot.RateLimited{After: 30 * second}))
		said := w.after(29 * second) // 19 s after the refusal
		w.wants(said)
		said = w.after(time.Minute)
		w.wants(said, "I was away for 30 seconds. You were at step 1 of 2, Sole roll, right side, with 20 seconds left")
		w.wants(w.presses(said, "resume"), "Going on", "**Go**, for 20 seconds")
	})
}

func TestAPlatformThatIsAway(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		began := time.Now()
		w.fake.Refuse(func(bot.Reply) error {
			if time.Since(began) < 70*second {
				return fmt.Errorf("sending: %w", bot.ErrUnavailable)
			}
			return nil
		})
		w.wants(w.after(69 * second))
		said := w.after(time.Minute)
		w.wants(said, "I was away for 1 minute")
		w.wants(w.presses(said, "resume"), "Going on", "**Go**")
		w.wants(w.after(time.Minute), "Switch sides", "**Go**", "is done")
		if away, back := strings.Count(w.log.String(), "does not take messages"), strings.Count(w.log.String(), "answers again"); away != 1 || back != 1 {
			t.Errorf("the operator was told %d times that the platform is away and %d times that it is back, want once each:\n%s", away, back, w.log)
		}
	})
}

func TestAMemberWhoCannotBeReached(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.fake.Refuse(func(bot.Reply) error { return bot.ErrGone })
		w.after(time.Minute)
		w.fake.Refuse(nil)
		w.wants(w.after(time.Hour))
		if !strings.Contains(w.log.String(), "its member cannot be reached") {
			t.Errorf("the operator was not told:\n%s", w.log)
		}
		w.wants(w.says("resume"), "**Go**")
	})
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.after(15 * second)
		w.wants(w.event(bot.Event{From: bottest.Me, Gone: true}))
		w.wants(w.says("resume"), "15 seconds left")
		chat := bottest.Me
		chat.Member = "" // the bot was removed from it
		w.wants(w.event(bot.Event{From: chat, Gone: true}))
		w.wants(w.after(time.Hour))
		w.wants(w.says("resume"), "15 seconds left")
	})
}

func TestACueThatMayHaveArrivedIsNotRepeated(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.fake.Refuse(refusing(1, "Switch sides", bot.ErrUncertain))
		said := w.after(time.Minute)
		w.wants(said, "**Go**", "Something went wrong on my side, so I stopped the clock at step 2 of 2")
		w.wants(w.presses(said, "resume"), "Going on")
		w.wants(w.after(time.Minute), "**Go**", "is done")
	})
}

// nonced is a platform that takes each nonce only once.
type nonced struct{ *bottest.Fake }

func (nonced) Nonced() {}

func TestWhatMayHaveArrivedIsRepeatedWithItsNonce(t *testing.T) {
	onPlatform(t, nil, func() (bot.Adapter, *bottest.Fake) {
		f := bottest.NewFake()
		return nonced{f}, f
	}, func(w *world) {
		w.starts("two steps")
		var nonces []string
		doubt := refusing(2, "**Go**", bot.ErrUncertain)
		w.fake.Refuse(func(r bot.Reply) error {
			nonces = append(nonces, r.Nonce)
			return doubt(r)
		})
		w.wants(w.after(time.Minute), "**Go**", "Switch sides", "**Go**", "is done")
		if len(nonces) != 6 || nonces[0] != nonces[2] || nonces[2] == nonces[3] || len(nonces[0]) > 25 {
			t.Errorf("the nonces were %q", nonces)
		}
	})
}

func TestReplies(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.fake.Refuse(refusing(3, "Once a day", bot.ErrUnavailable))
		w.wants(w.says("how often should i roll the ball?"), "Once a day")

		w.fake.Refuse(refusing(1, "Once a day", bot.ErrUncertain))
		w.fake.Take()
		err := w.fake.Handle(w.Context(), bot.Event{From: bottest.Me, Text: "how often should i roll the ball?"})
		if !errors.Is(err, bot.ErrUncertain) {
			t.Errorf("the error is %v, want ErrUncertain", err)
		}
		w.wants(w.after(time.Minute))
	})
}

func TestTheEndDoesNotWaitForAPlatformThatIsAway(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.fake.Fail(bot.ErrUnavailable)
		handled := make(chan error)
		ctx, cancel := context.WithCancel(w.Context())
		go func() {
			handled <- w.fake.Handle(ctx, bot.Event{From: bottest.Me, Text: "how often should i roll the ball?"})
		}()
		synctest.Wait()
		began := time.Now()
		cancel()
		if err := <-handled; !errors.Is(err, context.Canceled) {
			t.Errorf("handling ended with %v", err)
		}
		w.end()
		if took := time.Since(began); took > 10*second {
			t.Errorf("the end took %v", took)
		}
	})
}

func TestStopIsNotHeldUpByThePlatform(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		w.starts("two steps")
		w.after(12 * second)
		w.fake.Refuse(refusing(1, "20 seconds to the end", &bot.RateLimited{After: 30 * second}))
		var handled []error
		done := make(chan error, 2)
		dealt := make(chan struct{})
		go func() {
			done <- w.fake.Handle(w.Context(), bot.Event{From: bottest.Me, Text: "how long left", Dealt: func() { close(dealt) }})
		}()
		<-dealt
		go func() { done <- w.fake.Handle(w.Context(), bot.Event{From: bottest.Me, Text: "sharp pain!"}) }()
		synctest.Wait()
		for range 2 {
			handled = append(handled, <-done)
		}
		if err := errors.Join(handled...); err != nil {
			t.Error(err)
		}
		w.wants(w.fake.Take(), "Step 1 of 2", "Stop. Ask a doctor.")
		w.wants(w.after(time.Minute)) // nothing runs any more
	})
}

func TestAMemberWhoFloodsIsSlowedDownAlone(t *testing.T) {
	inStrictWorld(t, func(w *world, _ *bottest.Strict) {
		w.starts("two steps")
		other := bottest.Me
		other.Chat, other.Member = "another chat", "another"
		ask := func(from bot.Address, text string) {
			go func() {
				if err := w.fake.Handle(w.Context(), bot.Event{From: from, Text: text}); err != nil {
					t.Error(err)
				}
			}()
			synctest.Wait()
		}
		for range 100 {
			ask(bottest.Me, "how often should i roll the ball?")
		}
		ask(bottest.Me, "there is a stabbing feeling in my foot")
		ask(other, "how often should i roll the ball?")
		heard := map[string]int{}
		for _, s := range w.after(5 * time.Minute) {
			heard[s.To.Chat+": "+strings.Fields(s.Text)[0]]++
		}
		if heard["another chat: Once"] != 1 || heard["chat: Once"] > 31 || heard["chat: That"] != 1 || heard["chat: Stop."] != 1 {
			t.Errorf("heard %v", heard)
		}
	})
}

func TestManyWithinTheLimits(t *testing.T) {
	inStrictWorld(t, func(w *world, _ *bottest.Strict) {
		const members = 30
		for i := range members {
			from := bottest.Me
			from.Chat, from.Member = fmt.Sprint("chat", i), fmt.Sprint("member", i)
			for _, text := range []string{"start two steps", "none"} {
				go func() {
					if err := w.fake.Handle(w.Context(), bot.Event{From: from, Text: text}); err != nil {
						t.Error(err)
					}
				}()
				time.Sleep(time.Second)
			}
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		cues := map[string][]string{}
		for _, said := range w.fake.Take() {
			if said.Urgency == bot.Boundary {
				cues[said.To.Chat] = append(cues[said.To.Chat], said.Text)
			}
		}
		for chat, list := range cues {
			for i, want := range []string{"Get ready", "**Go**", "Switch sides", "**Go**", "is done"} {
				if len(list) != 5 || !strings.Contains(list[i], want) {
					t.Fatalf("%s heard %d cues, want 5 in order:\n%s", chat, len(list), strings.Join(list, "\n"))
				}
			}
		}
		if len(cues) != members {
			t.Errorf("%d members were guided, want %d", len(cues), members)
		}
	})
}

func TestTheOldStepsButtonsGoAway(t *testing.T) {
	inStrictWorld(t, func(w *world, s *bottest.Strict) {
		w.starts("two steps")
		w.after(2 * time.Minute)
		if n := len(s.Tidied()); n != 5 {
			t.Errorf("tidied %d times, want once after each of 5 cues", n)
		}
		if slices.ContainsFunc(s.Tidied(), func(track string) bool { return track == "" }) {
			t.Errorf("tidied %q", s.Tidied())
		}
	})
}

func TestAPressOnAnEarlierStep(t *testing.T) {
	inWorld(t, nil, func(w *world) {
		first := w.starts("two steps")
		w.wants(w.presses(first, "skip"), "Skipped", "Switch sides")
		w.wants(w.presses(first, "skip"), "for an earlier step")
		w.wants(w.presses(first, "pause"), "Paused at step 2 of 2")
		w.wants(w.presses(first, "pain"), "Stopped")
		w.wants(w.presses(first, "pause"), "something that is over")
		w.wants(w.presses(first, "pain"), "Ask a doctor") // pain is never too late
	})
}

func TestAnEventIsTakenBeforeItsFirstEffect(t *testing.T) {
	for text, effect := range map[string]func(w *world) bool{
		"how often should i roll the ball?": func(w *world) bool { return len(w.fake.Take()) > 0 },
		"start own time":                    func(w *world) bool { return len(w.fake.Take()) > 0 },
	} {
		inWorld(t, nil, func(w *world) {
			taken := 0
			err := w.fake.Handle(w.Context(), bot.Event{From: bottest.Me, Text: text, Take: func(context.Context) error {
				taken++
				if effect(w) {
					t.Errorf("%q had an effect before it was taken", text)
				}
				return nil
			}})
			if err != nil || taken != 1 {
				t.Errorf("%q was taken %d times, error %v", text, taken, err)
			}
		})
	}
}
