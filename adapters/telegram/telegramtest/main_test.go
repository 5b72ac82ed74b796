package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reply is the answer to a call.
type reply struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// world is a server with the bot's side of it.
type world struct {
	*Server
	t *testing.T
}

func newWorld(t *testing.T, o Options) world {
	o.Lenient = true
	return world{New(t, o), t}
}

// try calls a method with a JSON body.
func (w world) try(ctx context.Context, method string, params object) (reply, error) {
	w.t.Helper()
	body, err := json.Marshal(params)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, URL+"/bot"+w.Token()+"/"+method, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return answerTo(w.Transport(), r)
}

func answerTo(by http.RoundTripper, r *http.Request) (out reply, err error) {
	resp, err := by.RoundTrip(r)
	if err != nil {
		return out, err
	}
	defer func() { _ = resp.Body.Close() }()
	return out, json.NewDecoder(resp.Body).Decode(&out)
}

func (w world) call(method string, params object) reply {
	w.t.Helper()
	out, err := w.try(context.Background(), method, params)
	if err != nil {
		w.t.Fatalf("%s: %v", method, err)
	}
	return out
}

// must calls a method that the server has to take.
func (w world) must(method string, params object) reply {
	w.t.Helper()
	out := w.call(method, params)
	if !out.OK {
		w.t.Fatalf("%s %v: %d %s", method, params, out.Code, out.Description)
	}
	return out
}

// refused calls a method that the server has to refuse with these words.
func (w world) refused(method string, params object, code int, words string) reply {
	w.t.Helper()
	out := w.call(method, params)
	if out.OK || out.Code != code || !strings.Contains(out.Description, words) {
		w.t.Errorf("%s %v: %d %q, want %d %q", method, params, out.Code, out.Description, code, words)
	}
	return out
}

// say sends a text.
func (w world) say(chat int64, text string) reply {
	w.t.Helper()
	return w.must("sendMessage", object{"chat_id": chat, "text": text})
}

// update is what the tests look at in an update.
type seen struct {
	ID            int64 `json:"update_id"`
	Message       *seenMessage
	EditedMessage *seenMessage `json:"edited_message"`
	CallbackQuery *struct {
		ID, Data string
		Message  seenMessage
	} `json:"callback_query"`
	MyChatMember *struct {
		New struct{ Status string } `json:"new_chat_member"`
	} `json:"my_chat_member"`
	InlineQuery *struct{ ID, Query string } `json:"inline_query"`
}

type seenMessage struct {
	ID       int64 `json:"message_id"`
	Thread   int64 `json:"message_thread_id"`
	Topic    bool  `json:"is_topic_message"`
	Text     string
	Caption  string
	Chat     struct{ ID int64 }
	Entities []struct {
		Type           string
		Offset, Length int
	}
	ReplyTo     *seenMessage `json:"reply_to_message"`
	Photo       []any
	Origin      object `json:"forward_origin"`
	MigrateTo   int64  `json:"migrate_to_chat_id"`
	MigrateFrom int64  `json:"migrate_from_chat_id"`
}

// updates polls once, without waiting, and confirms what was there before.
func (w world) updates() []seen {
	w.t.Helper()
	return w.updatesFrom(0)
}

func (w world) updatesFrom(offset int64) []seen {
	w.t.Helper()
	var out []seen
	if err := json.Unmarshal(w.must("getUpdates", object{"offset": offset}).Result, &out); err != nil {
		w.t.Fatal(err)
	}
	return out
}

// take polls once and confirms what came.
func (w world) take() []seen {
	w.t.Helper()
	got := w.updates()
	if len(got) > 0 {
		w.must("getUpdates", object{"offset": got[len(got)-1].ID + 1, "timeout": 0, "limit": 1})
	}
	return got
}

// inBubble runs a test in virtual time.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}
