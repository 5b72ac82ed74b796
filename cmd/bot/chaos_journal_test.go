//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// journal is what happened, and what was called by whom.
type journal struct {
	mu           sync.Mutex
	events       []event
	calls        []call
	disturbances []disturbance
}

type event struct {
	at   time.Time
	what string
}

// call is one of a replica to a platform, or what a member did.
type call struct {
	at      time.Time
	replica int    // nobody, for a member
	of      string // its connection, or "discord" where the shard does not show
	what    string // the method of Telegram, or the method and path of Discord
	place   string // the chat or channel that it is to, "" if none
	text    string
}

func (c call) String() string {
	if c.replica == nobody {
		return fmt.Sprintf("%s %s: %q", c.place, c.what, c.text)
	}
	return fmt.Sprintf("replica %d calls %s of %s at %q: %.120q", c.replica, c.what, c.of, c.place, c.text)
}

func (c call) sends() bool {
	return c.what == "sendMessage" || strings.HasPrefix(c.what, "POST ") && strings.HasSuffix(c.what, "/messages") && c.place != ""
}

// disturbance is a blow, and when it was.
type disturbance struct {
	blow
	from, to time.Time
}

func (j *journal) note(format string, about ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, event{time.Now(), fmt.Sprintf(format, about...)})
}

func (j *journal) called(c call) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.calls = append(j.calls, c)
}

func (j *journal) disturbed(d disturbance) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.disturbances = append(j.disturbances, d)
}

// door is a way to a platform that is one replica's own, so that it is known who
// calls.
func (c *chaos) door(r *replicaOfChaos, of string, platform http.Handler) (url string) {
	return c.serve(func(w http.ResponseWriter, req *http.Request) {
		entry := call{at: time.Now(), replica: r.n, of: of, what: path.Base(req.URL.Path)}
		if of == "discord" {
			entry.what = req.Method + " " + req.URL.Path
			if _, rest, ok := strings.Cut(req.URL.Path, "/channels/"); ok {
				entry.place, _, _ = strings.Cut(rest, "/")
			}
		}
		if req.Method != http.MethodGet {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				panic(http.ErrAbortHandler) // the caller died in the middle of it
			}
			entry.read(body)
			req.Body = io.NopCloser(bytes.NewReader(body))
		}
		c.journal.called(entry)
		platform.ServeHTTP(w, req)
	})
}

// read finds the place and the text in the body of a call.
func (c *call) read(body []byte) {
	var is struct {
		Chat    json.Number `json:"chat_id"`
		Text    string      `json:"text"`
		Content string      `json:"content"`
	}
	_ = json.Unmarshal(body, &is) // what is no JSON has neither
	if c.place == "" {
		c.place = is.Chat.String()
	}
	c.text = is.Text + is.Content
}

func (c *chaos) serve(handle http.HandlerFunc) (url string) {
	s := httptest.NewUnstartedServer(handle)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that were killed are no news
	s.Start()
	c.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s.URL
}

// balance is a load balancer as Telegram finds one before the replicas: it
// calls one of them, and another where nobody listens.
func (c *chaos) balance(hooks []string) (url string) {
	const impatient = 3 * time.Second
	client := &http.Client{Timeout: impatient, Transport: &http.Transport{DisableKeepAlives: true}}
	return c.serve(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // it has hung up
		}
		status := http.StatusBadGateway
		for _, i := range rand.Perm(len(hooks)) {
			onward, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+hooks[i]+r.URL.Path, bytes.NewReader(body))
			if err != nil {
				break
			}
			onward.Header = r.Header.Clone()
			resp, err := client.Do(onward)
			if err == nil {
				status = resp.StatusCode
				_ = resp.Body.Close() // nothing is read from it
				break
			}
			if r.Context().Err() != nil || strings.Contains(err.Error(), "Client.Timeout") {
				status = http.StatusGatewayTimeout
				break
			}
		}
		w.WriteHeader(status)
	})
}

// end is the moment of the last event.
func (j *journal) end() time.Time { return j.events[len(j.events)-1].at }

const (
	// mostTold is how many violations are told at length.
	mostTold = 8
	around   = 15 * time.Second
)

// tell fails the test for each violation.
func (p *proof) tell() {
	slices.SortFunc(p.violations, func(a, b violation) int { return a.at.Compare(b.at) })
	began := p.journal.events[0].at
	for i, v := range p.violations {
		if i == mostTold {
			p.Errorf("… and %d more", len(p.violations)-i)
			break
		}
		text := fmt.Sprintf("seed %d, at %v: %s\n", p.seed, v.at.Sub(began).Round(time.Millisecond), v.what)
		for _, e := range p.journal.events {
			if e.at.Sub(v.at).Abs() < around {
				text += fmt.Sprintf("  %v %s\n", e.at.Sub(began).Round(time.Millisecond), e.what)
			}
		}
		if v.who != nil {
			text += fmt.Sprintf("%s of %s\n%s", v.who.name, v.who.of, p.heardBy(v.who, began))
		}
		p.Error(text)
	}
	if len(p.violations) > 0 {
		p.keep(began)
	}
}

// heardBy is what a member heard, and by which replica it was sent.
func (p *proof) heardBy(k *corner, began time.Time) (text string) {
	for _, c := range p.journal.calls {
		if strings.HasPrefix(k.of, c.of) && (slices.Contains(k.ids(), c.place) || c.place == k.name) {
			text += fmt.Sprintf("  %v %v\n", c.at.Sub(began).Round(time.Millisecond), c)
		}
	}
	return text + k.report()
}

// keep writes all of the journal and what the replicas said to files, which go
// test keeps where it is run with -artifacts.
func (p *proof) keep(began time.Time) {
	dir := p.ArtifactDir()
	var lines []event
	lines = append(lines, p.journal.events...)
	for _, c := range p.journal.calls {
		lines = append(lines, event{c.at, c.String()})
	}
	slices.SortFunc(lines, func(a, b event) int { return a.at.Compare(b.at) })
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%s %v %s\n", l.at.Format(time.RFC3339Nano), l.at.Sub(began).Round(time.Millisecond), l.what)
	}
	write(p.T, filepath.Join(dir, "journal"), b.String())
	for _, r := range p.replicas {
		for i, l := range r.lives {
			write(p.T, filepath.Join(dir, fmt.Sprintf("replica-%d-%02d.log", r.n, i)), l.log.String())
		}
	}
	p.Logf("the whole journal is in %s, which -artifacts keeps", dir)
}
