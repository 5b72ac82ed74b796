package telegramtest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"limber/adapters/internal/fakeserver"
)

func TestViolationsFailTheTest(t *testing.T) {
	o := &fakeserver.Observed{T: t}
	w := world{New(o, Options{}), t}
	w.must("getMe", object{})
	w.refused("getMe", object{"x": 1}, 400, "x is not a field")
	if got := o.End(); !strings.Contains(got, "violation: getMe: can't parse x is not a field there") {
		t.Errorf("failures %q", got)
	}
}

func TestPressOnNothingFailsTheTest(t *testing.T) {
	o := &fakeserver.Observed{T: t}
	w := world{New(o, Options{}), t}
	ann := w.User("Ann")
	ann.Start("")
	w.say(ann.ID, "no buttons")
	ann.Press(w.Last(ann.ID), "Go")
	if got := o.End(); !strings.Contains(got, `cannot press "Go"`) {
		t.Errorf("failures %q", got)
	}
}

func TestWebhookOverTheNetwork(t *testing.T) {
	w := newWorld(t, Options{PlainWebhook: true})
	h := &hook{status: http.StatusOK}
	bot := httptest.NewServer(h)
	defer bot.Close()
	ann := w.User("Ann")
	ann.Write("before the webhook")
	w.must("setWebhook", object{"url": bot.URL})
	ann.Write("after it")
	w.Await(t, 10*time.Second, "both are delivered", func() bool { return w.Pending() == 0 })
	if got := strings.Join(h.look(http.StatusOK).got, ""); !strings.Contains(got, "before the webhook") || !strings.Contains(got, "after it") {
		t.Errorf("got %s", got)
	}
}

func TestTranscript(t *testing.T) {
	w := newWorld(t, Options{})
	ann := w.User("Ann")
	ann.Write("hi")
	w.must("sendMessage", object{
		"chat_id": ann.ID, "text": "Hello", "disable_notification": true,
		"reply_markup": keyboard(object{"text": "Go", "callback_data": "g"}, object{"text": "Stop", "callback_data": "s"}),
	})
	if got, want := w.Transcript(ann.ID), "Ann: hi\nbot (silent): Hello\n [Go] [Stop]\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !strings.Contains(w.Report(), "sendMessage") {
		t.Errorf("report %s", w.Report())
	}
}
