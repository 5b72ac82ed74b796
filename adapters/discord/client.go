package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"limber/bot"
	"limber/bot/platform"
)

const (
	callTimeout = 15 * time.Second
	// uploadTimeout is for files of 10 MiB over a slow line.
	uploadTimeout = 2 * time.Minute
	// longestAnswer is far beyond what any call brings.
	longestAnswer = 16 << 20
)

// client makes the calls. The library words and sends them; what comes back is
// read by RoundTrip, before the library can take it for something else.
type client struct {
	token     Token
	url       string // with the version, without a slash at the end
	transport http.RoundTripper
	session   *discordgo.Session
	buckets   buckets
	clock     platform.Clock
}

var version = regexp.MustCompile(`/v[0-9]+$`)

// withVersion completes an address of the API.
func withVersion(address string) string {
	address = strings.TrimRight(address, "/")
	if u, err := url.Parse(address); err == nil && strings.Trim(u.Path, "/") == "" {
		address += "/api"
	}
	if !version.MatchString(address) {
		address += "/v10"
	}
	return address
}

func newClient(o Options) (*client, error) {
	if u, err := url.Parse(o.APIURL); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("discord.api_url, %q, is no http or https address: leave it out for Discord's own", o.APIURL)
	}
	c := &client{token: o.Token, url: o.APIURL, transport: o.HTTP, clock: platform.Clock{Log: o.Log}}
	var err error
	if c.session, err = discordgo.New("Bot " + o.Token.Reveal()); err != nil {
		return nil, errors.New(o.Token.Redact(err.Error()))
	}
	// Repeating is for those who know whether a call may be made twice.
	c.session.MaxRestRetries, c.session.ShouldRetryOnRateLimit = 0, false
	c.session.Client = &http.Client{Transport: c}
	return c, nil
}

// params are the fields of a body, by their names in the API.
type params map[string]any

// call makes one call. Its answer is decoded into result, unless that is nil.
func (c *client) call(ctx context.Context, method, path string, body, result any) error {
	var data []byte
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return fmt.Errorf("wording a call: %w", err)
		}
	}
	return c.send(ctx, call{method: method, path: path, contentType: "application/json", body: data, limit: callTimeout}, result)
}

// upload is call with files.
func (c *client) upload(ctx context.Context, method, path string, body any, files []*discordgo.File, result any) error {
	contentType, data, err := discordgo.MultipartBodyWithJSON(body, files)
	if err != nil {
		return fmt.Errorf("wording a call: %w", err)
	}
	return c.send(ctx, call{method: method, path: path, contentType: contentType, body: data, limit: uploadTimeout}, result)
}

// call is one call as it is sent.
type call struct {
	method, path, contentType string
	body                      []byte // nil: none
	limit                     time.Duration
	route                     route
}

type callKey struct{}

// send sends a call, unless it is known that Discord would refuse it for coming
// too early.
func (c *client) send(ctx context.Context, k call, result any) error {
	k.route = routeOf(k.method, k.path)
	if wait := c.buckets.take(k.route, time.Now()); wait > 0 {
		limited := &bot.RateLimited{After: wait}
		return &callError{call: k.route.shape, text: limited.Error(), kind: limited}
	}
	ctx = context.WithValue(ctx, callKey{}, k)
	// A bucket of its own for each call: see buckets.
	free := c.session.Ratelimiter.LockBucketObject(&discordgo.Bucket{Remaining: 1})
	answer, err := c.session.RequestWithLockedBucket(k.method, c.url+k.path, k.contentType, k.body, free, 0, discordgo.WithContext(ctx))
	if err != nil {
		return plain(err)
	}
	if result == nil || len(answer) == 0 {
		return nil
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("reading the answer to %s: %w", k.route.shape, err)
	}
	return nil
}

// RoundTrip implements http.RoundTripper for the library: it makes one call and
// reads its answer. The error is a *callError, and the response one of success.
func (c *client) RoundTrip(req *http.Request) (*http.Response, error) {
	k, _ := req.Context().Value(callKey{}).(call)
	resp, body, lost := platform.Call(c.transport, req, k.limit, longestAnswer)
	if lost != nil {
		kind := lost.Kind(k.method != http.MethodPost)
		return nil, &callError{call: k.route.shape, kind: kind, text: c.token.Redact(lost.Error())}
	}
	now := time.Now()
	c.clock.Check(resp.Header.Get("Date"), now)
	c.buckets.learn(k.route, resp.Header, now)
	if err := classify(k.route.shape, resp, body); err != nil {
		err.text = c.token.Redact(err.text)
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.Header = http.Header{} // the library's limits are not used
	return resp, nil
}
