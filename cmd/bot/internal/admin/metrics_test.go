package admin

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
)

// wantsSeries fails unless /metrics has these lines.
func wantsSeries(t *testing.T, a *Admin, lines ...string) {
	t.Helper()
	w := get(a, "/metrics")
	if w.Code != http.StatusOK {
		t.Errorf("/metrics: %d", w.Code)
	}
	has := strings.Split(w.Body.String(), "\n")
	for _, line := range lines {
		if !slices.Contains(has, line) {
			t.Errorf("there is no line %s in\n%s", line, ours(has))
		}
	}
}

// ours are the series that are Limber's own.
func ours(lines []string) string {
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return !strings.HasPrefix(l, "limber_") }), "\n")
}

func TestWhatIsMeasured(t *testing.T) {
	a := open(t, fixed(Status{}))
	telegram, discord := a.Meter(one), a.Meter(two)
	telegram.Boundary(3 * time.Millisecond)
	discord.Boundary(2 * time.Second)
	discord.Boundary(-time.Millisecond) // of clocks that disagree
	telegram.Sent(bot.SentWell)
	telegram.Sent(bot.Limited)
	telegram.Sent(bot.Limited)
	discord.Sent("what nobody thought of")
	telegram.Answered("fallback", time.Millisecond)
	discord.Answered("why does my left shoulder click", 50*time.Microsecond)

	wantsSeries(t, a,
		`limber_boundary_lateness_seconds_bucket{le="0.001"} 1`,
		`limber_boundary_lateness_seconds_bucket{le="0.005"} 2`,
		`limber_boundary_lateness_seconds_bucket{le="5"} 3`,
		`limber_boundary_lateness_seconds_sum 2.003`,
		`limber_sends_total{outcome="sent",platform="telegram"} 1`,
		`limber_sends_total{outcome="limited",platform="telegram"} 2`,
		`limber_sends_total{outcome="sent",platform="discord"} 0`,
		`limber_sends_total{outcome="other",platform="discord"} 1`,
		`limber_rate_limited_total{platform="telegram"} 2`,
		`limber_rate_limited_total{platform="discord"} 0`,
		`limber_matches_total{outcome="fallback"} 1`,
		`limber_matches_total{outcome="other"} 1`,
		`limber_matches_total{outcome="safety"} 0`,
		`limber_match_seconds_bucket{le="0.0001"} 1`,
		`limber_match_seconds_count 2`,
	)
	page := get(a, "/metrics").Body.String()
	for _, want := range []string{`limber_build_info{goversion="go`, `version="v1.2.3"} 1`, "go_goroutines ", "process_resident_memory_bytes "} {
		if !strings.Contains(page, want) {
			t.Errorf("there is no %q in\n%s", want, page)
		}
	}
	if strings.Contains(page, "shoulder") {
		t.Errorf("words of a member are in\n%s", page)
	}
}

// TestWhatIsGathered lets bots come and go.
func TestWhatIsGathered(t *testing.T) {
	a := open(t, fixed(Status{Leads: []bot.Connection{one}, StandsBy: []bot.Connection{two}}))
	unwatch := a.Watch(one, holding{Sessions: map[bot.State]int{bot.Running: 3, bot.Paused: 1}, Queue: 7})
	// Of two bots on one connection there is one series.
	defer a.Watch(one, holding{Sessions: map[bot.State]int{bot.Running: 2, bot.Paused: 0}, Queue: 1})()
	wantsSeries(t, a,
		`limber_sessions{connection="telegram/1",state="running"} 5`,
		`limber_sessions{connection="telegram/1",state="paused"} 1`,
		`limber_queue_depth{connection="telegram/1"} 8`,
		`limber_leader{connection="telegram/1"} 1`,
		`limber_leader{connection="discord/2"} 0`,
		`limber_store_reachable 1`,
	)
	unwatch()
	wantsSeries(t, a, `limber_queue_depth{connection="telegram/1"} 1`)
}

func TestGatheringWhileABotIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, fixed(Status{Leads: []bot.Connection{one, two}}))
		s := make(stuck)
		defer close(s)
		defer a.Watch(two, s)()
		defer a.Watch(one, holding{Queue: 4})()
		wantsSeries(t, a, `limber_queue_depth{connection="telegram/1"} 4`, `limber_leader{connection="discord/2"} 1`)
	})
}

func TestGatheringWhileTheStoreIsAway(t *testing.T) {
	a := open(t, fixed(Status{StandsBy: []bot.Connection{one}, Store: errors.New("away")}))
	wantsSeries(t, a, `limber_leader{connection="telegram/1"} 0`, `limber_store_reachable 0`)
}

// TestManyAtOnce measures, watches and scrapes at the same time.
func TestManyAtOnce(t *testing.T) {
	a := open(t, fixed(Status{Leads: []bot.Connection{one}}))
	var working sync.WaitGroup
	for i := range 8 {
		c := bot.Connection{Platform: "telegram", Bot: fmt.Sprint(i)}
		working.Go(func() {
			m := a.Meter(c)
			for range 100 {
				unwatch := a.Watch(c, holding{Sessions: map[bot.State]int{bot.Running: 1}})
				m.Sent(bot.SentWell)
				unwatch()
			}
		})
	}
	for range 20 {
		if w := get(a, "/metrics"); w.Code != http.StatusOK {
			t.Errorf("/metrics: %d\n%s", w.Code, w.Body)
		}
	}
	working.Wait()
	wantsSeries(t, a, `limber_sends_total{outcome="sent",platform="telegram"} 800`)
}
