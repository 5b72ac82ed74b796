package discordtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reply is the answer to a call.
type reply struct {
	Status int
	Header http.Header
	Body   string
	// What the tests look at in it:
	ID         string
	Code       int
	Message    any
	Content    string
	RetryAfter float64 `json:"retry_after"`
	Global     bool
}

// world is a server with the bot's side of it, and somebody on a guild.
type world struct {
	*Server
	t    *testing.T
	ann  *User
	g    *Guild
	here *Channel
}

func newWorld(t *testing.T, o Options) world {
	o.Lenient = true
	s := New(t, o)
	ann := s.User("Ann")
	g := s.Guild("Backs", ann)
	return world{s, t, ann, g, g.Text("general")}
}

// unlimited is a world that has no limits on calls.
func unlimited(t *testing.T) world { return newWorld(t, Options{Limits: &Limits{}}) }

func (w world) request(call string, body any) *http.Request {
	w.t.Helper()
	method, path, _ := strings.Cut(call, " ")
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, URL+"/api/v10/"+path, content)
	if err != nil {
		w.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bot "+w.Token())
	r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1.0)")
	return r
}

func do(by http.RoundTripper, r *http.Request) (out reply, err error) {
	resp, err := by.RoundTrip(r)
	if err != nil {
		return out, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if strings.HasPrefix(string(text), "{") && err == nil {
		err = json.Unmarshal(text, &out)
	}
	out.Status, out.Header, out.Body = resp.StatusCode, resp.Header, string(text)
	return out, err
}

// call makes a call such as "POST channels/1/messages".
func (w world) call(call string, body any) reply {
	w.t.Helper()
	out, err := do(w.Transport(), w.request(call, body))
	if err != nil {
		w.t.Fatalf("%s: %v", call, err)
	}
	return out
}

// must makes a call that the server has to take.
func (w world) must(call string, body any) reply {
	w.t.Helper()
	out := w.call(call, body)
	if out.Status >= 300 {
		w.t.Fatalf("%s %v: %d %s", call, body, out.Status, out.Body)
	}
	return out
}

// refused makes a call that the server has to refuse with this code and words.
func (w world) refused(call string, body any, status, code int, words string) reply {
	w.t.Helper()
	out := w.call(call, body)
	if out.Status != status || out.Code != code || !strings.Contains(out.Body, words) {
		w.t.Errorf("%s %v: %d %s\nwant %d, %d, %q", call, body, out.Status, out.Body, status, code, words)
	}
	return out
}

// say sends a text to the channel of the world.
func (w world) say(text string) reply {
	w.t.Helper()
	return w.must("POST channels/"+w.here.ID+"/messages", object{"content": text})
}

// inBubble runs a test in virtual time.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

func repeat(n int, item any) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = item
	}
	return out
}

func row1(components ...any) object { return object{"type": 1, "components": components} }

func button1(id string) object {
	return object{"type": 2, "style": 1, "label": "L" + id, "custom_id": id}
}

// timeout is the context of a request that is given up after d.
func timeout(r *http.Request, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), d)
}
