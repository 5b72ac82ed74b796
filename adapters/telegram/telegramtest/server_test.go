package telegramtest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// observed is a test that only writes down that it failed.
type observed struct {
	*testing.T
	failures []string
	cleanups []func()
}

func (o *observed) Helper()           {}
func (o *observed) Cleanup(do func()) { o.cleanups = append(o.cleanups, do) }
func (o *observed) Errorf(format string, about ...any) {
	o.failures = append(o.failures, fmt.Sprintf(format, about...))
}

func (o *observed) end() string {
	for _, do := range o.cleanups {
		do()
	}
	return strings.Join(o.failures, "\n")
}

func TestViolationsFailTheTest(t *testing.T) {
	o := &observed{T: t}
	w := world{New(o, Options{}), t}
	w.must("getMe", object{})
	w.refused("getMe", object{"x": 1}, 400, "x is not a field")
	if got := o.end(); !strings.Contains(got, "violation: getMe: can't parse x is not a field there") {
		t.Errorf("failures %q", got)
	}
}

func TestPanicsFailTheTest(t *testing.T) {
	o := &observed{T: t}
	w := world{New(o, Options{}), t}
	w.Fail(func(*Call) *Fault { panic("of the fault") })
	if _, err := w.try(context.Background(), "getMe", object{}); err == nil {
		t.Error("the caller noticed nothing")
	}
	if got := o.end(); !strings.Contains(got, "getMe: panic: of the fault") {
		t.Errorf("failures %q", got)
	}
}

func TestPressOnNothingFailsTheTest(t *testing.T) {
	o := &observed{T: t}
	w := world{New(o, Options{}), t}
	ann := w.User("Ann")
	ann.Start("")
	w.say(ann.ID, "no buttons")
	ann.Press(w.Last(ann.ID), "Go")
	if got := o.end(); !strings.Contains(got, `cannot press "Go"`) {
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
