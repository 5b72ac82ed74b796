package admin

import (
	"context"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"limber/bot"
)

var (
	sessionsDesc = prometheus.NewDesc("limber_sessions",
		"Sessions that have not ended.", []string{"connection", "state"}, nil)
	queueDesc = prometheus.NewDesc("limber_queue_depth",
		"Messages that wait for their turn.", []string{"connection"}, nil)
	leaderDesc = prometheus.NewDesc("limber_leader",
		"1 where this replica leads the connection, else 0.", []string{"connection"}, nil)
	storeDesc = prometheus.NewDesc("limber_store_reachable",
		"1 while the store can be reached, else 0.", nil, nil)
)

// collector gathers, when it is asked, what is so at that moment. A bot that
// does not answer is left out.
type collector struct{ admin *Admin }

// Describe implements prometheus.Collector.
func (collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{sessionsDesc, queueDesc, leaderDesc, storeDesc} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c collector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value int, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(value), labels...)
	}
	// While a connection is handed over within the process, two bots have it.
	// A series that came twice would spoil the whole answer.
	sum := map[bot.Connection]bot.Gauges{}
	for _, s := range c.admin.look(context.Background()) {
		if !s.answered {
			continue
		}
		g := sum[s.connection]
		if g.Sessions == nil {
			g.Sessions = map[bot.State]int{}
		}
		for state, n := range s.gauges.Sessions {
			g.Sessions[state] += n
		}
		g.Queue += s.gauges.Queue
		sum[s.connection] = g
	}
	for connection, g := range sum {
		for state, n := range g.Sessions {
			gauge(sessionsDesc, n, connection.String(), string(state))
		}
		gauge(queueDesc, g.Queue, connection.String())
	}

	s := c.admin.state(context.Background())
	store := 0
	if s.Store == nil {
		store = 1
	}
	gauge(storeDesc, store)
	leads := map[bot.Connection]int{}
	for _, connection := range slices.Concat(s.StandsBy, s.Stuck) {
		leads[connection] = 0
	}
	for _, connection := range s.Leads {
		leads[connection] = 1
	}
	for connection, n := range leads {
		gauge(leaderDesc, n, connection.String())
	}
}
