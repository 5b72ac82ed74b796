package telegram

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot/bottest"
)

func TestTroubleIsOneLine(t *testing.T) {
	for name, trouble := range map[string]func(*telegramtest.Server){
		"away":        func(s *telegramtest.Server) { s.Away(time.Minute) },
		"html":        faulty(telegramtest.BadGateway()),
		"5xx":         faulty(telegramtest.ServerError()),
		"reset":       faulty(telegramtest.ResetBefore()),
		"hang":        faulty(telegramtest.Hang()),
		"other poll":  faulty(telegramtest.OtherPoller()),
		"rate limits": faulty(telegramtest.TooMany(3)),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
				ann := w.server.User("Ann")
				var h heard
				w.run(h.Handle)
				quiet(time.Minute)
				before := w.log.String()
				trouble(w.server)
				ann.Write("during")
				quiet(10 * time.Minute)
				if got := h.texts(); got != "during" {
					t.Errorf("dealt with %q", got)
				}
				added := strings.TrimPrefix(w.log.String(), before)
				if strings.Count(added, "level=ERROR") > 1 || strings.Count(added, "the trouble is over") > 1 {
					t.Errorf("the log:\n%s", added)
				}
			})
		})
	}
}

// faulty lets calls for updates fail for a minute.
func faulty(f *telegramtest.Fault) func(*telegramtest.Server) {
	return func(s *telegramtest.Server) {
		stop := s.Fail(telegramtest.To(f, "getUpdates"))
		time.AfterFunc(time.Minute, stop)
	}
}

func TestStartWithoutNetwork(t *testing.T) {
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		w.server.Away(5 * time.Minute)
		var h heard
		w.run(h.Handle)
		ann := w.server.User("Ann")
		ann.Write("meanwhile")
		quiet(10 * time.Minute)
		if h.texts() != "meanwhile" || w.log.count("level=ERROR") != 1 || w.log.count("the trouble is over") != 1 {
			t.Errorf("dealt with %q, the log:\n%s", h.texts(), w.log)
		}
		if w.log.count("https://t.me/"+w.server.Username()) != 1 {
			t.Error("the log does not say where the bot is")
		}
	})
}

func TestTokens(t *testing.T) {
	for name, token := range map[string]Token{"wrong": "5550001:another", "unknown": "77:x"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, telegramtest.New(t, telegramtest.Options{}), bottest.NewMemory(), Options{Token: token})
				err := w.Run(t.Context(), new(heard).Handle)
				if err == nil || !strings.Contains(err.Error(), "@BotFather") {
					t.Errorf("Run returned %v", err)
				}
			})
		})
	}
	inBubble(t, telegramtest.Options{}, func(t *testing.T, w *world) {
		ended := make(chan error, 1)
		go func() { ended <- w.Run(t.Context(), new(heard).Handle) }()
		quiet(time.Minute)
		w.server.Fail(telegramtest.To(telegramtest.Revoked(), "getUpdates"))
		if err := <-ended; err == nil || !strings.Contains(err.Error(), "revoked") {
			t.Errorf("Run returned %v", err)
		}
	})
}
