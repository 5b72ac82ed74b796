package gateway

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/discord/discordtest"
)

// TestBeforeAJudge lets a Discord that somebody else has written do its worst,
// with an event before and after each fault.
func TestBeforeAJudge(t *testing.T) {
	var judge *discordtest.Gateway
	for name, c := range map[string]struct {
		fault      func()
		identifies int // in all
		within     time.Duration
		keeps      bool // what happened meanwhile
	}{
		"drop":               {func() { judge.Drop() }, 1, 2 * time.Second, true},
		"reconnect":          {func() { judge.Reconnect() }, 1, 2 * time.Second, true},
		"take it up again":   {func() { judge.Invalidate(true) }, 1, 7 * time.Second, true},
		"no session":         {func() { judge.Invalidate(false) }, 2, 12 * time.Second, false},
		"refused resume":     {func() { judge.RefuseResume(1); judge.Drop() }, 2, 15 * time.Second, false},
		"refused identifies": {func() { judge.RefuseIdentify(3); judge.Invalidate(false) }, 5, time.Minute, false},
		"no hello":           {func() { judge.SkipHello(2); judge.Drop() }, 1, 30 * time.Second, true},
		"refused dials":      {func() { judge.RefuseDials(3); judge.Drop() }, 1, 30 * time.Second, true},
		"early reconnects":   {func() { judge.ReconnectEarly(3); judge.Drop() }, 1, 30 * time.Second, true},
		"heartbeat":          {func() { judge.AskHeartbeat() }, 1, time.Second, true},
		"close 4000":         {func() { judge.Close(4000) }, 1, 2 * time.Second, true},
		"close 4009":         {func() { judge.Close(4009) }, 2, 12 * time.Second, false},
		"deaf": {func() {
			judge.Deaf(true)
			time.Sleep(63 * time.Second) // one and a half heartbeats, and a little
			judge.Deaf(false)
		}, 1, 2 * time.Second, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := discordtest.New(t, discordtest.Options{SessionLife: 10 * time.Minute})
				judge = s.Gateway()
				w := newWorld(t, s)
				w.o.Token, w.o.Where = s.Token(), whereOf(s)
				w.run()
				s.AwaitReady(t)
				judge.Event("BEFORE", nil)
				time.Sleep(time.Minute)
				c.fault()
				judge.Event("MEANWHILE", nil)
				time.Sleep(c.within)
				judge.Event("AFTER", nil)
				want := "BEFORE MEANWHILE AFTER"
				if got := w.judged(); got != want && (c.keeps || got != "BEFORE AFTER") {
					t.Errorf("dealt with %q, want %q", got, want)
				}
				if all, early := judge.Identifies(); all != c.identifies || early != 0 {
					t.Errorf("%d IDENTIFYs, %d of them early, want %d", all, early, c.identifies)
				}
				w.leave()
			})
		})
	}
}

// whereOf asks the judge where its gateway is.
func whereOf(s *discordtest.Server) func(context.Context) (Start, error) {
	return func(ctx context.Context) (Start, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, discordtest.URL+"/api/v10/gateway/bot", nil)
		if err != nil {
			return Start{}, err
		}
		req.Header.Set("Authorization", "Bot "+s.Token())
		req.Header.Set("User-Agent", "DiscordBot (https://bot.test, 1)")
		resp, err := s.Transport().RoundTrip(req)
		if err != nil {
			return Start{}, err
		}
		defer func() { _ = resp.Body.Close() }()
		var is struct {
			URL    string
			Shards int
			Limit  struct {
				Total, Remaining int
				ResetAfter       int64 `json:"reset_after"`
				Concurrency      int   `json:"max_concurrency"`
			} `json:"session_start_limit"`
		}
		err = json.NewDecoder(resp.Body).Decode(&is)
		return Start{is.URL, is.Shards, is.Limit.Remaining, is.Limit.Total, time.Duration(is.Limit.ResetAfter) * time.Millisecond, is.Limit.Concurrency}, err
	}
}

// judged are the events of the test, without those of the connection.
func (w *world) judged() string {
	var own []string
	for kind := range strings.FieldsSeq(w.dealtWith()) {
		if kind == "BEFORE" || kind == "MEANWHILE" || kind == "AFTER" {
			own = append(own, kind)
		}
	}
	return strings.Join(own, " ")
}
