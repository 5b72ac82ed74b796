package telegramtest

import (
	"context"
	"testing"
	"time"
)

func TestLimitOfAChat(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		ann := w.User("Ann")
		ann.Start("")
		w.say(ann.ID, "1")
		time.Sleep(time.Second - time.Millisecond)
		no := w.refused("sendMessage", object{"chat_id": ann.ID, "text": "2"}, 429, "retry after 1")
		if no.Parameters.RetryAfter != 1 {
			t.Errorf("retry_after %d", no.Parameters.RetryAfter)
		}
		w.must("sendChatAction", object{"chat_id": ann.ID, "action": "typing"})
		time.Sleep(time.Millisecond) // the window is over, the time to wait is not
		w.refused("sendMessage", object{"chat_id": ann.ID, "text": "3"}, 429, "retry after 1")
		time.Sleep(time.Second)
		w.say(ann.ID, "4")
		if e, i := len(w.Earned()), len(w.Impatient()); e != 1 || i != 1 {
			t.Errorf("earned %d, impatient %d, want 1 and 1", e, i)
		}
		if v := w.Violations(); v != nil {
			t.Errorf("violations %q", v)
		}
	})
}

func TestLimitOfAGroup(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		g := w.Group("Backs", w.User("Ann"))
		start := time.Now()
		for range 20 {
			w.say(g.ID(), "x")
			time.Sleep(time.Second)
		}
		no := w.refused("sendMessage", object{"chat_id": g.ID(), "text": "21"}, 429, "retry after")
		wait := time.Duration(no.Parameters.RetryAfter) * time.Second
		if got := time.Since(start) + wait; got != time.Minute {
			t.Errorf("to be tried again after %v", got)
		}
		time.Sleep(wait)
		w.say(g.ID(), "21")
	})
}

func TestLimitOverall(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		for range 30 {
			u := w.User("U")
			u.Start("")
			w.say(u.ID, "x")
		}
		last := w.User("U")
		last.Start("")
		w.refused("sendMessage", object{"chat_id": last.ID, "text": "x"}, 429, "retry after 1")
		time.Sleep(time.Second)
		w.say(last.ID, "x")
	})
}

// A call that was under way when another one was told to wait is not impatient.
func TestPatience(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{Latency: 200 * time.Millisecond, Limits: &Limits{}})
		ann := w.User("Ann")
		ann.Start("")
		w.Fail(Times(1, Messages(TooMany(3))))
		second := make(chan error)
		go func() {
			time.Sleep(150 * time.Millisecond)
			_, err := w.try(context.Background(), "sendMessage", object{"chat_id": ann.ID, "text": "b"})
			second <- err
		}()
		w.refused("sendMessage", object{"chat_id": ann.ID, "text": "a"}, 429, "retry after 3")
		if err := <-second; err != nil {
			t.Error(err)
		}
		if n := len(w.Impatient()); n != 0 {
			t.Errorf("%d impatient", n)
		}
		time.Sleep(time.Second)
		w.refused("sendMessage", object{"chat_id": ann.ID, "text": "c"}, 429, "retry after 2")
		if n := len(w.Impatient()); n != 1 {
			t.Errorf("%d impatient, want 1", n)
		}
	})
}
