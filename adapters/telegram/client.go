package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"time"

	api "github.com/go-telegram/bot"

	"limber/bot"
	"limber/bot/platform"
)

const (
	callTimeout = 20 * time.Second
	// uploadTimeout is for a file of 50 MB, the largest, over a slow line.
	uploadTimeout = 2 * time.Minute
	// pollGrace is what a call for updates may take beyond its own waiting.
	pollGrace = 10 * time.Second
	// longestAnswer is far beyond a hundred updates.
	longestAnswer = 64 << 20
)

// client makes the calls, those of the library too: all go through Do.
type client struct {
	token     Token
	url       string
	transport http.RoundTripper
	polling   time.Duration
	api       *api.Bot
	crowd     crowd
	clock     platform.Clock
}

func newClient(o Options) (*client, error) {
	if u, err := url.Parse(o.APIURL); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("the address of the Bot API, %q, is no http or https address: leave it out for Telegram's own", o.APIURL)
	}
	c := &client{token: o.Token, url: o.APIURL, transport: o.HTTP, polling: o.PollTimeout, clock: platform.Clock{Log: o.Log}}
	var err error
	c.api, err = api.New(o.Token.Reveal(), api.WithSkipGetMe(), api.WithServerURL(o.APIURL),
		api.WithHTTPClient(o.PollTimeout, c), api.WithErrorsHandler(func(err error) {
			o.Log.Debug("the Telegram library complains", "error", o.Token.Redact(err.Error()))
		}))
	if err != nil {
		return nil, errors.New(o.Token.Redact(err.Error()))
	}
	return c, nil
}

type chatKey struct{}

// forChat says which chat the calls made with a context are to.
func forChat(ctx context.Context, chat int64) context.Context {
	return context.WithValue(ctx, chatKey{}, chat)
}

// Do makes one call and reads its answer. The error is a *callError, and the
// response one that says ok.
func (c *client) Do(req *http.Request) (*http.Response, error) {
	method := path.Base(req.URL.Path)
	chat, _ := req.Context().Value(chatKey{}).(int64)
	limit := callTimeout
	switch {
	case method == "getUpdates":
		limit = c.polling + pollGrace
	case req.Context().Value(uploadKey{}) != nil:
		limit = uploadTimeout
	}
	resp, body, lost := platform.Call(c.transport, req, limit, longestAnswer)
	if lost != nil {
		return nil, &callError{method: method, kind: lost.Kind(false), text: c.token.Redact(lost.Error())}
	}
	c.clock.Check(resp.Header.Get("Date"), time.Now())
	if err := classify(method, resp.StatusCode, body); err != nil {
		err.text = c.token.Redact(err.text)
		var limited *bot.RateLimited
		if errors.As(err, &limited) {
			limited.Overall = chat == 0 || c.crowd.refused(chat, time.Now())
		}
		return nil, err
	}
	if chat != 0 {
		c.crowd.accepted()
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// params are the parameters of a call, by their names in the Bot API.
type params map[string]any

// call makes a call that the library cannot make, or not well enough. Its
// result is decoded into result, unless that is nil.
func (c *client) call(ctx context.Context, method string, p params, result any) error {
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("wording the call %s: %w", method, err)
	}
	return c.post(ctx, method, "application/json", body, result)
}

type uploadKey struct{}

// upload makes a call with a file.
func (c *client) upload(ctx context.Context, method string, p params, field, name string, data []byte, result any) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for key, value := range p {
		text, ok := value.(string)
		if !ok {
			encoded, err := json.Marshal(value)
			if err != nil {
				return fmt.Errorf("wording the call %s: %w", method, err)
			}
			text = string(encoded)
		}
		if err := form.WriteField(key, text); err != nil {
			return err
		}
	}
	file, err := form.CreateFormFile(field, name)
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	return c.post(context.WithValue(ctx, uploadKey{}, true), method, form.FormDataContentType(), body.Bytes(), result)
}

func (c *client) post(ctx context.Context, method, contentType string, body []byte, result any) error {
	address := c.url + "/bot" + c.token.Reveal() + "/" + method
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errors.New(c.token.Redact(err.Error()))
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // it is in memory
	if result == nil {
		return nil
	}
	into := struct{ Result any }{result}
	if err := json.NewDecoder(resp.Body).Decode(&into); err != nil {
		return fmt.Errorf("reading the answer to %s: %w", method, err)
	}
	return nil
}

// updates waits for updates from offset on, at most for the given time.
func (c *client) updates(ctx context.Context, offset int64, limit int, wait time.Duration, kinds []string) (list []json.RawMessage, err error) {
	p := params{"limit": limit, "timeout": int(wait / time.Second)}
	if offset > 0 {
		p["offset"] = offset
	}
	if len(kinds) > 0 {
		p["allowed_updates"] = kinds
	}
	err = c.call(ctx, "getUpdates", p, &list)
	return list, err
}
