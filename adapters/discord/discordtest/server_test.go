package discordtest

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"limber/adapters/internal/fakeserver"
)

func TestViolationsFailTheTest(t *testing.T) {
	o := &fakeserver.Observed{T: t}
	w := world{Server: New(o, Options{}), t: t}
	w.must("GET users/@me", nil)
	w.refused("POST users/@me/channels", object{"x": 1}, 400, 50035, "Invalid Form Body")
	if got := o.End(); !strings.Contains(got, "violation: openDM: recipient_id: This field is required; x: This is not a field there") {
		t.Errorf("failures %q", got)
	}
}

// What stands against a call before its rule is looked at.
func TestCallsInGeneral(t *testing.T) {
	for name, test := range map[string]struct {
		call         string
		body         any
		change       func(*http.Request)
		status, code int
		words        string
		violation    string // "" if none
	}{
		"an agent of its own": {
			"GET users/@me", nil, func(r *http.Request) { r.Header.Set("User-Agent", "Go-http-client/1.1") },
			403, 40333, "internal network error", "User-Agent",
		},
		"an agent without version": {
			"GET users/@me", nil, func(r *http.Request) { r.Header.Set("User-Agent", "DiscordBot (https://example.org)") },
			403, 40333, "internal network error", "User-Agent",
		},
		"another token": {
			"GET users/@me", nil, func(r *http.Request) { r.Header.Set("Authorization", "Bot x") },
			401, 0, "401: Unauthorized", "",
		},
		"a token without Bot": {
			"GET users/@me", nil, func(r *http.Request) { r.Header.Set("Authorization", DefaultToken) },
			401, 0, "401: Unauthorized", "",
		},
		"version 9": {
			"GET users/@me", nil, func(r *http.Request) { r.URL.Path = "/api/v9/users/@me" }, 200, 0, "Limber", "",
		},
		"version 8": {
			"GET users/@me", nil, func(r *http.Request) { r.URL.Path = "/api/v8/users/@me" }, 404, 0, "404: Not Found", "is no call",
		},
		"no call in use":    {"GET voice/regions", nil, nil, 404, 0, "404: Not Found", "is no call that is in use"},
		"a wrong method":    {"DELETE users/@me", nil, nil, 404, 0, "404: Not Found", "is no call that is in use"},
		"no snowflake":      {"GET channels/general", nil, nil, 400, 50035, "channel_id", "not snowflake"},
		"no parameter":      {"GET users/@me?a=b", nil, nil, 400, 50035, "UNKNOWN_FIELD", "not a parameter"},
		"a bad parameter":   {"GET users/@me/guilds?limit=201", nil, nil, 400, 50035, "limit", "200"},
		"a body":            {"GET users/@me", object{"a": 1}, nil, 400, 50035, "UNKNOWN_FIELD", "no body"},
		"no body":           {"POST users/@me/channels", nil, nil, 400, 50109, "invalid JSON", "invalid JSON"},
		"a body of another": {"POST users/@me/channels", []any{}, nil, 400, 50035, "MODEL_TYPE_CONVERT", "dictionaries"},
		"no JSON": {
			"POST users/@me/channels",
			object{},
			func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
			400, 50109, "invalid JSON", "text/plain",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := unlimited(t)
			r := w.request(test.call, test.body)
			if test.change != nil {
				test.change(r)
			}
			out, err := do(w.Transport(), r)
			if err != nil || out.Status != test.status || out.Code != test.code || !strings.Contains(out.Body, test.words) {
				t.Errorf("%v, %d %s", err, out.Status, out.Body)
			}
			if v := strings.Join(w.Violations(), ""); (v == "") != (test.violation == "") || !strings.Contains(v, test.violation) {
				t.Errorf("violations %q, want %q", v, test.violation)
			}
			if invalid := w.Invalid() == 1; invalid != (test.status == 401 || test.status == 403) {
				t.Errorf("%d invalid requests", w.Invalid())
			}
		})
	}
}

func TestWhoTheBotIs(t *testing.T) {
	w := newWorld(t, Options{Limits: &Limits{}, Name: "Bendy", Privileged: IntentContent})
	for call, want := range map[string]string{
		"GET gateway":                                   `"url":"ws://discord.test/gateway/first"`,
		"GET users/@me":                                 `"username":"bendy"`,
		"GET users/" + w.ann.ID:                         `"global_name":"Ann"`,
		"GET users/@me/guilds":                          `"name":"Backs"`,
		"GET applications/@me":                          `"flags":524288`,
		"GET oauth2/applications/@me":                   `"id":"` + w.BotID() + `"`,
		"GET guilds/" + w.g.ID:                          `"name":"Backs"`,
		"GET guilds/" + w.g.ID + "/members/" + w.ann.ID: `"roles":["` + w.g.MemberRole() + `"]`,
		"GET guilds/" + w.g.ID + "/channels":            `"name":"general"`,
		"GET guilds/" + w.g.ID + "/roles":               `"name":"Bendy"`,
		"GET guilds/" + w.g.ID + "/threads/active":      `"threads":[]`,
		"GET channels/" + w.here.ID:                     `"type":0`,
	} {
		if got := w.must(call, nil).Body; !strings.Contains(got, want) {
			t.Errorf("%s: %s without %s", call, got, want)
		}
	}
	w.refused("GET users/1", nil, 404, 10013, "Unknown User")
	w.refused("GET guilds/1", nil, 404, 10004, "Unknown Guild")
	w.refused("GET guilds/"+w.g.ID+"/members/1", nil, 404, 10007, "Unknown Member")
	w.g.Moderator(w.ann)
	if got := w.must("GET guilds/"+w.g.ID+"/members/"+w.ann.ID, nil).Body; !strings.Contains(got, w.g.ModeratorRole()) {
		t.Error(got)
	}
}

func TestLatencyAndClock(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{Latency: 2 * time.Second})
		w.SetClock(time.Hour)
		begun := time.Now()
		out := w.say("x")
		if took := time.Since(begun); took != 2*time.Second {
			t.Errorf("it took %v", took)
		}
		date, err := http.ParseTime(out.Header.Get("Date"))
		if err != nil || time.Until(date).Round(time.Minute) != time.Hour {
			t.Errorf("%v %v", date, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if _, err := do(w.Transport(), w.request("GET users/@me", nil).WithContext(ctx)); err == nil {
			t.Error("an answer after the caller has given up")
		}
	})
}

func TestOverTheNetwork(t *testing.T) {
	w := unlimited(t)
	base := w.Start(t)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	get := func() (int, error) {
		r := w.request("GET users/@me", nil)
		r.URL.Host = strings.TrimPrefix(base, "http://")
		resp, err := client.Do(r)
		if err != nil {
			return 0, err
		}
		return resp.StatusCode, resp.Body.Close()
	}
	if status, err := get(); status != 200 {
		t.Error(status, err)
	}
	stop := w.Fail(To(ResetBefore(), "me"))
	if status, err := get(); err == nil {
		t.Error(status)
	}
	stop()
	w.Away(500 * time.Millisecond)
	if status, err := get(); err == nil {
		t.Error(status)
	}
	w.Await(t, 10*time.Second, "it is back", func() bool { status, _ := get(); return status == 200 })
}

func TestTranscript(t *testing.T) {
	w := withCommands(unlimited(t))
	w.ann.Mention(w.here.ID, "hello")
	w.must("POST channels/"+w.here.ID+"/messages", object{
		"content": "go?", "flags": 4096, "tts": true, "embeds": []any{object{"title": "T", "fields": fieldsOf(1)}},
		"components": []any{
			row1(button1("a"), button1("b").with(object{"disabled": true})), row1(menuWith(2, object{"placeholder": "which"})),
		},
	})
	w.ann.Slash(w.here.ID, "ask", "question", "why?")
	w.must(w.callback(), answerWith(answerDefer, object{"flags": flagEphemeral}))
	want := `Ann: <@` + w.BotID() + `> hello
bot (silent) (aloud): go?
T
n
v
 [La] [-Lb-]
 {which: [l] [l]}
bot (thinking) (only to Ann): 
`
	if got := w.Transcript(w.here.ID); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	w.ann.Slash(w.here.ID, "ask", "question", "and?")
	if got := w.Report(); !strings.Contains(got, want) || !strings.Contains(got, "unanswered: {ID:"+w.lastInteraction().ID) {
		t.Error(got)
	}
}
