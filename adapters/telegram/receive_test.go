package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
	"limber/bot/bottest"
)

func TestAdapterKeepsThePromises(t *testing.T) {
	bottest.TestAdapter(t, func(t *testing.T) bottest.AdapterRig {
		s := telegramtest.New(t, telegramtest.Options{Limits: &telegramtest.Limits{}})
		w := newWorld(t, s, bottest.NewMemory(), Options{})
		ann := s.User("Ann")
		ann.Start("")
		return bottest.AdapterRig{
			Adapter: w, To: to(ann, s),
			Write: func(text string) { ann.Write(text) },
			Shown: func() string { return s.Transcript(ann.ID) },
		}
	})
}

// The library confirms updates before they are handled. Here none is lost when
// the process dies while it deals with them, and none is dealt with twice.
func TestFault1KilledWhileHandling(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		var first heard
		stop := w.run(func(ctx context.Context, ev bot.Event) error {
			if ev.Text == "two" {
				<-ctx.Done() // the kill comes now
				return ctx.Err()
			}
			return first.Handle(ctx, ev)
		})
		for _, text := range []string{"one", "two", "three"} {
			ann.Write(text)
		}
		quiet(time.Second)
		killed := w.memory.Copy()
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		var second heard
		w.again(killed).run(second.Handle)
		ann.Write("four")
		quiet(time.Minute)
		if got := first.texts() + "|" + second.texts(); got != "one|two three four" {
			t.Errorf("dealt with %q", got)
		}
	})
}

func TestTakenIsNotDealtWithAgain(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		stop := w.run(func(ctx context.Context, ev bot.Event) error {
			if err := ev.Take(ctx); err != nil {
				t.Error(err)
			}
			<-ctx.Done()
			return ctx.Err()
		})
		ann.Write("one")
		quiet(time.Second)
		_ = stop()
		var second heard
		next := w.again(w.memory.Copy())
		next.run(second.Handle)
		quiet(time.Minute)
		if got := second.Events(); len(got) != 1 || !got[0].Interrupted {
			t.Errorf("the next start hands on %+v, want the event as interrupted", got)
		}
		var third heard
		w.again(next.memory.Copy()).run(third.Handle)
		quiet(time.Minute)
		if got := third.Events(); len(got) != 0 {
			t.Errorf("handed on once more: %+v", got)
		}
	})
}

// The library handles updates in no order, or makes all wait for each other.
func TestFault2OrderInAConversationAndNoWaitingForOthers(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann, ben := w.server.User("Ann"), w.server.User("Ben")
		var h heard
		held := make(chan struct{})
		w.run(func(ctx context.Context, ev bot.Event) error {
			if ev.Text == "slow" {
				<-held
			}
			return h.Handle(ctx, ev)
		})
		ann.Write("slow")
		ann.Write("after")
		ben.Write("free")
		quiet(time.Minute)
		if got := h.texts(); got != "free" {
			t.Errorf("while one waits: %q", got)
		}
		close(held)
		quiet(time.Second)
		if got := h.texts(); got != "free slow after" {
			t.Errorf("in all: %q", got)
		}
	})
}

func TestDealtLetsTheNextGo(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		var h heard
		held := make(chan struct{})
		w.run(func(ctx context.Context, ev bot.Event) error {
			dealt := ev.Dealt
			_ = h.Handle(ctx, ev)
			dealt()
			<-held // its reply waits
			return nil
		})
		const written = 128
		for i := range written {
			ann.Write(fmt.Sprint(i))
		}
		quiet(time.Minute)
		if got := len(h.Events()); got < 2 || got == written {
			t.Errorf("%d of one conversation are under way", got)
		}
		close(held)
		quiet(time.Minute)
		if got := len(h.Events()); got != written {
			t.Errorf("%d were dealt with", got)
		}
	})
}

// The library ignores retry_after when it asks for updates.
func TestFault3RetryAfterForUpdates(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		w.server.Fail(telegramtest.Times(1, telegramtest.To(telegramtest.TooMany(7), "getUpdates")))
		w.run(new(heard).Handle)
		quiet(time.Minute)
		calls := w.server.CallsOf("getUpdates")
		if len(calls) < 2 {
			t.Fatal("it gave up")
		}
		if waited := calls[1].At.Sub(calls[0].At); waited != 7*time.Second {
			t.Errorf("it came again after %v", waited)
		}
	})
}

func TestNoTokens(t *testing.T) {
	for _, token := range []Token{"", "123", "123:", ":abc", "123:abc def", "bot123:abc"} {
		m := bottest.NewMemory()
		if _, err := New(Options{Token: token, Inbox: m, Notes: m}); err == nil {
			t.Errorf("%q was taken for a token", token.Reveal())
		}
	}
}

func TestAStoreInTroubleConfirmsNothing(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		var h heard
		w.run(h.Handle)
		quiet(time.Second)
		w.memory.Fail(errOnPurpose)
		ann.Write("one")
		quiet(time.Minute)
		if w.server.Pending() != 1 || len(h.Events()) != 0 {
			t.Errorf("%d are unconfirmed, %d dealt with", w.server.Pending(), len(h.Events()))
		}
		w.memory.Fail(nil)
		quiet(time.Minute)
		if got := h.texts(); got != "one" || w.log.count("level=ERROR") != 1 {
			t.Errorf("dealt with %q, the log:\n%s", got, w.log)
		}
	})
}

func TestPanic(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		var h heard
		w.run(func(ctx context.Context, ev bot.Event) error {
			if ev.Text == "boom" {
				panic("on purpose")
			}
			return h.Handle(ctx, ev)
		})
		ann.Write("boom")
		ann.Write("next")
		quiet(time.Second)
		pending, err := w.memory.Pending(t.Context(), w.Connection())
		if h.texts() != "next" || len(pending) != 0 || err != nil || w.log.count("on purpose") == 0 {
			t.Errorf("dealt with %q, pending %v, %v", h.texts(), pending, err)
		}
	})
}

func TestOnlyWhatConcernsTheBotIsKept(t *testing.T) {
	inBubble(t, telegramtest.Options{PrivacyOff: true}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		g := w.server.Group("Backs", ann)
		var h heard
		stop := w.run(func(ctx context.Context, ev bot.Event) error {
			_ = h.Handle(ctx, ev)
			<-ctx.Done()
			return ctx.Err()
		})
		g.Write(ann, "a secret of ours")
		g.Write(ann, "@"+w.server.Username()+" how long?")
		quiet(time.Second)
		_ = stop()
		pending, err := w.memory.Pending(t.Context(), w.Connection())
		if err != nil || len(pending) != 1 || !strings.Contains(string(pending[0].Body), "how long") || pending[0].Member != fmt.Sprint(ann.ID) {
			t.Errorf("kept %+v, %v", pending, err)
		}
	})
}

func TestEditsAndAlbums(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ann := w.server.User("Ann")
		var h heard
		w.run(h.Handle)
		first := ann.Write("one")
		second := ann.Write("two")
		quiet(time.Minute)
		ann.Edit(first, "one-edited")  // not the latest
		ann.Edit(second, "two-edited") // asked anew
		quiet(2 * time.Minute)
		ann.Edit(second, "two-late")
		quiet(time.Minute)
		if got := h.texts(); got != "one two two-edited" {
			t.Errorf("dealt with %q", got)
		}
	})
	var r recent
	album := func(id int64, caption string) bool {
		return r.accept(&update{Message: &incoming{ID: id, Chat: chat{ID: 7, Type: "private"}, Album: "a", Caption: caption}})
	}
	if !album(1, "") || album(2, "") || !album(1, "") || !album(3, "is this right?") {
		t.Error("of an album, the first and what has a caption counts")
	}
}

// An update that cannot be read must not hold up the others for good.
func TestAnUpdateThatCannotBeRead(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		good := said(private, `"text":"how long?"`)
		bad := strings.Replace(strings.Replace(good, `"update_id":1`, `"update_id":9`, 1), `"date":100`, `"date":"tomorrow"`, 1)
		keep, last := w.sort(t.Context(), nil, []json.RawMessage{json.RawMessage(good), json.RawMessage(bad)}, false)
		if len(keep) != 1 || keep[0].ID != 1 || last != 9 || w.log.count("update=9") != 1 {
			t.Errorf("kept %+v, last %d, the log:\n%s", keep, last, w.log)
		}
	})
}
