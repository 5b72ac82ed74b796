package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"
)

// form makes a multipart body of fields and one file.
func multipartBody(t *testing.T, values map[string]string, field, file string) (string, []byte) {
	t.Helper()
	var b bytes.Buffer
	f := multipart.NewWriter(&b)
	for name, value := range values {
		if err := f.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if field != "" {
		part, err := f.CreateFormFile(field, "a.png")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, file); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return f.FormDataContentType(), b.Bytes()
}

func TestWaysToGiveParameters(t *testing.T) {
	const markup = `{"inline_keyboard":[[{"text":"b","callback_data":"c"}]]}`
	values := map[string]string{"chat_id": "6000000001", "text": "hi", "disable_notification": "true", "reply_markup": markup}
	query := url.Values{}
	for name, value := range values {
		query.Set(name, value)
	}
	kind, parts := multipartBody(t, values, "", "")
	for name, test := range map[string]struct{ query, kind, body string }{
		"query":      {query: "?" + query.Encode()},
		"urlencoded": {kind: "application/x-www-form-urlencoded", body: query.Encode()},
		"multipart":  {kind: kind, body: string(parts)},
		"json":       {kind: "application/json; charset=utf-8", body: `{"chat_id":6000000001,"text":"hi","disable_notification":true,"reply_markup":` + markup + `}`},
		"both":       {query: "?text=hi&chat_id=6000000001", kind: "application/json", body: `{"disable_notification":true,"reply_markup":` + markup + `}`},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{})
			w.User("Ann").Start("")
			out := w.post("sendMessage"+test.query, test.kind, []byte(test.body))
			if !out.OK {
				t.Fatal(out.Description)
			}
			if m := w.Last(6000000001); m.Text != "hi" || !m.Silent || m.Keyboard[0][0].Data != "c" {
				t.Errorf("message %+v", m)
			}
		})
	}
}

func (w world) post(method, kind string, body []byte) reply {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, URL+"/bot"+w.Token()+"/"+method, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	out, err := answerTo(w.Transport(), r)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func TestParametersThatCannotBeRead(t *testing.T) {
	for name, test := range map[string]struct{ query, kind, body string }{
		"twice":         {query: "?text=a&text=b"},
		"no json":       {kind: "application/json", body: `{"text":`},
		"more json":     {kind: "application/json", body: `{} {}`},
		"a list":        {kind: "application/json", body: `[]`},
		"a kind":        {kind: "text/plain", body: `text=a`},
		"no kind":       {body: `text=a`},
		"half a part":   {kind: "multipart/form-data; boundary=x", body: "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na"},
		"no UTF-8":      {query: "?chat_id=1&text=%ff"},
		"not a boolean": {query: "?chat_id=1&text=a&protect_content=yes"},
		"not a number":  {query: "?chat_id=1&text=a&message_thread_id=five"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{})
			out := w.post("sendMessage"+test.query, test.kind, []byte(test.body))
			if out.Code != 400 || len(w.Violations()) != 1 {
				t.Errorf("%+v, violations %q", out, w.Violations())
			}
		})
	}
}

// An empty multipart body, without its last boundary, is how go-telegram/bot
// calls methods without parameters.
func TestEmptyMultipartBody(t *testing.T) {
	w := newWorld(t, Options{})
	if out := w.post("getMe", "multipart/form-data; boundary=x", nil); !out.OK {
		t.Error(out.Description)
	}
}

func TestUploads(t *testing.T) {
	w := newWorld(t, Options{Limits: &Limits{}})
	ann := w.User("Ann")
	ann.Start("")
	send := func(values map[string]string, field, file string) reply {
		values["chat_id"] = "6000000001"
		kind, body := multipartBody(t, values, field, file)
		return w.post("sendPhoto", kind, body)
	}
	if out := send(map[string]string{}, "photo", "data"); !out.OK {
		t.Fatal(out.Description)
	}
	id := w.Last(ann.ID).File
	if f := w.Files()[id]; string(f.Data) != "data" || f.Kind != "photo" {
		t.Errorf("file %+v", f)
	}
	if out := send(map[string]string{"photo": id}, "", ""); !out.OK || w.Last(ann.ID).File != id {
		t.Errorf("again by its id: %s", out.Description)
	}
	if out := send(map[string]string{"photo": "attach://mine"}, "mine", "data"); !out.OK {
		t.Error(out.Description)
	}
	if out := send(map[string]string{"photo": id}, "mine", "data"); !strings.Contains(out.Description, "mine is not a field") {
		t.Errorf("a file that nothing names: %+v", out)
	}
	if out := send(map[string]string{}, "photo", ""); out.OK {
		t.Error("an empty file was taken")
	}
	w.refused("sendVoice", object{"chat_id": ann.ID, "voice": id}, 400, "wrong file identifier")
}

func TestTokens(t *testing.T) {
	w := newWorld(t, Options{})
	for path, code := range map[string]int{
		"/botnonsense/getMe": 404, "/bot1:other/getMe": 401, "/bot" + w.Token() + "/getMe": 0, "/getMe": 404,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := answerTo(w.Transport(), r); err != nil || out.Code != code {
			t.Errorf("%s: %+v %v, want %d", path, out, err, code)
		}
	}
}

// A caller that gives up is not waited for, and the body is closed.
func TestGivingUp(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := w.try(ctx, "getUpdates", object{"timeout": 30})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		body, feed := io.Pipe()
		wrote := make(chan error)
		go func() {
			for {
				if _, err := io.WriteString(feed, " "); err != nil {
					wrote <- err
					return
				}
				time.Sleep(time.Second)
			}
		}()
		ctx, cancel = context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, URL+"/bot"+w.Token()+"/getMe", body)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := answerTo(w.Transport(), r); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if err := <-wrote; !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("the writer of the body got %v", err)
		}
	})
}

func TestLatencyAndClock(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{Latency: 300 * time.Millisecond})
		w.SetClock(-time.Hour)
		start := time.Now()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, URL+"/bot"+w.Token()+"/getMe", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := w.Transport().RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		if took := time.Since(start); took != 300*time.Millisecond {
			t.Errorf("took %v", took)
		}
		if c := w.Calls()[0]; c.At.Sub(c.Sent) != 150*time.Millisecond || c.Status != 200 {
			t.Errorf("call %+v", c)
		}
		date, err := http.ParseTime(resp.Header.Get("Date"))
		if off := time.Until(date).Round(time.Second); err != nil || off != -time.Hour {
			t.Errorf("the Date header is off by %v, %v", off, err)
		}
	})
}

func TestOverTheNetwork(t *testing.T) {
	w := newWorld(t, Options{})
	base := w.Start(t)
	client := &http.Transport{}
	t.Cleanup(client.CloseIdleConnections)
	get := func(method string) (reply, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/bot"+w.Token()+"/"+method, nil)
		if err != nil {
			t.Fatal(err)
		}
		return answerTo(client, r)
	}
	out, err := get("getMe")
	var me struct{ Username string }
	if err != nil || json.Unmarshal(out.Result, &me) != nil || me.Username != w.Username() {
		t.Fatalf("%+v %v", out, err)
	}
	stop := w.Fail(To(ResetAfter(), "getMe"))
	if _, err := get("getMe"); !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("reset: %v", err)
	}
	stop()

	polled := make(chan error)
	go func() {
		_, err := get("getUpdates?timeout=30")
		polled <- err
	}()
	w.Await(t, 10*time.Second, "a poll", func() bool { return len(w.CallsOf("getUpdates")) == 1 })
	w.Away(200 * time.Millisecond)
	if err := <-polled; err == nil {
		t.Error("the poll went on")
	}
	if _, err := get("getMe"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("away: %v", err)
	}
	w.Await(t, 10*time.Second, "the server is back", func() bool { return !w.IsAway() })
	if _, err := get("getMe"); err != nil {
		t.Errorf("back: %v", err)
	}
}
