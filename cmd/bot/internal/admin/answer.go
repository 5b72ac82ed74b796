package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"limber/bot"
)

const (
	// stuckAfter is how long a replica's main loop may take for one turn.
	stuckAfter = 30 * time.Second
	// mostScrapes are answered at a time.
	mostScrapes = 4
)

func (a *Admin) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", a.healthz)
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{
		ErrorLog:            slog.NewLogLogger(a.log.Handler(), slog.LevelError),
		ErrorHandling:       promhttp.ContinueOnError,
		MaxRequestsInFlight: mostScrapes,
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		mux.ServeHTTP(w, r)
	})
}

// healthz answers 200 while nothing is stuck that a new start would free. It is
// not asked whether the store can be reached: a new start would not help.
func (a *Admin) healthz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if why := a.stuck(r.Context()); why != "" {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, why)
		return
	}
	fmt.Fprintln(w, "alive")
}

// stuck says what does not move any more, "" if all does.
func (a *Admin) stuck(ctx context.Context) string {
	for _, s := range a.look(ctx) {
		if !s.answered {
			return fmt.Sprintf("the bot of %s is stuck: start the program again", s.connection)
		}
	}
	s := a.state(ctx)
	if len(s.Stuck) > 0 {
		return fmt.Sprintf("what was done on %s does not end: start the program again", s.Stuck[0])
	}
	if !s.Turned.IsZero() && time.Since(s.Turned) > stuckAfter {
		return fmt.Sprintf("the replica has been stuck for %v: start the program again", time.Since(s.Turned).Round(time.Second))
	}
	return ""
}

// readiness is the body of /readyz.
type readiness struct {
	Ready    bool     `json:"ready"`
	Reason   string   `json:"reason,omitempty"` // why it is not
	Replica  string   `json:"replica,omitempty"`
	Leads    []string `json:"leads"` // connections, as platform/bot
	StandsBy []string `json:"stands_by"`
	Stuck    []string `json:"stuck,omitempty"`
	Store    string   `json:"store"` // "reachable", or why it is not
}

// reachable is the word for a store that is.
const reachable = "reachable"

func (a *Admin) readyz(w http.ResponseWriter, r *http.Request) {
	ready := a.readiness(r.Context())
	w.Header().Set("Content-Type", "application/json")
	if !ready.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(ready) // who asked is gone
}

func (a *Admin) readiness(ctx context.Context) readiness {
	s := a.state(ctx)
	ready := readiness{Replica: s.Replica, Leads: names(s.Leads), StandsBy: names(s.StandsBy), Stuck: names(s.Stuck), Store: reachable}
	if s.Store != nil {
		ready.Store = s.Store.Error()
	}
	select {
	case <-a.ending:
		ready.Reason = "the program is ending"
		return ready
	default:
	}
	switch {
	case s.Store != nil:
		ready.Reason = "the store cannot be reached: " + ready.Store
	case len(s.Leads)+len(s.StandsBy) == 0:
		ready.Reason = "nothing has started yet"
	default:
		ready.Ready = true
	}
	return ready
}

// names are those of connections; an empty list and not null in JSON.
func names(list []bot.Connection) []string {
	out := make([]string, 0, len(list))
	for _, c := range list {
		out = append(out, c.String())
	}
	return out
}
