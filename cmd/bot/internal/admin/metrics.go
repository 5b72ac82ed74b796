package admin

import (
	"runtime"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"limber/bot"
	"limber/knowledge"
)

// metrics are what is counted as it happens. What is so at one moment, such as
// how many sessions run, is the collector's.
type metrics struct {
	registry *prometheus.Registry
	lateness prometheus.Histogram
	sends    *prometheus.CounterVec
	limited  *prometheus.CounterVec
	matches  *prometheus.CounterVec
	matching prometheus.Histogram
}

// The values of labels. Others are counted as other, so that there are never
// more series than these.
var (
	sendOutcomes = []string{
		string(bot.SentWell), string(bot.Limited), string(bot.Unavailable),
		string(bot.Uncertain), string(bot.Gone), string(bot.Refused), other,
	}
	matchOutcomes = []string{
		string(knowledge.KindAnswer), string(knowledge.KindChoices), string(knowledge.KindFallback),
		string(knowledge.KindSafety), string(knowledge.KindRoutine), other,
	}
)

const other = "other"

// The upper ends of the histograms' buckets, in seconds.
var (
	latenessBuckets = []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5}
	matchBuckets    = []float64{.0001, .0002, .0005, .001, .002, .005, .01, .02, .05, .1, .5}
)

func newMetrics(version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		lateness: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "limber_boundary_lateness_seconds", Buckets: latenessBuckets,
			Help: "How long after their time the cues of sessions went out.",
		}),
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "limber_sends_total",
			Help: "Calls to send a message, by what became of them.",
		}, []string{"platform", "outcome"}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "limber_rate_limited_total",
			Help: "Calls to send a message that the platform answered with 429, too many requests.",
		}, []string{"platform"}),
		matches: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "limber_matches_total",
			Help: "Questions that were matched against a pack, by what was found.",
		}, []string{"outcome"}),
		matching: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "limber_match_seconds", Buckets: matchBuckets,
			Help: "How long it took to match a question against a pack.",
		}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "limber_build_info", Help: "Always 1; the labels tell which program runs.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(
		m.lateness, m.sends, m.limited, m.matches, m.matching, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	for _, outcome := range matchOutcomes {
		m.matches.WithLabelValues(outcome)
	}
	return m
}

// meter is a bot.Meter for a platform, whose series begin at 0: a rate needs the
// value before the first event.
func (m *metrics) meter(platform string) *meter {
	n := &meter{metrics: m, sends: map[string]prometheus.Counter{}, limited: m.limited.WithLabelValues(platform)}
	for _, outcome := range sendOutcomes {
		n.sends[outcome] = m.sends.WithLabelValues(platform, outcome)
	}
	return n
}

type meter struct {
	*metrics
	sends   map[string]prometheus.Counter // by outcome; only read
	limited prometheus.Counter
}

// Boundary implements bot.Meter.
func (n *meter) Boundary(late time.Duration) { n.lateness.Observe(max(late, 0).Seconds()) }

// Sent implements bot.Meter.
func (n *meter) Sent(what bot.SendOutcome) {
	n.sends[known(sendOutcomes, string(what))].Inc()
	if what == bot.Limited {
		n.limited.Inc()
	}
}

// Answered implements bot.Meter.
func (n *meter) Answered(outcome string, took time.Duration) {
	n.matches.WithLabelValues(known(matchOutcomes, outcome)).Inc()
	n.matching.Observe(took.Seconds())
}

// known is the value, or other where it is not in the list.
func known(list []string, value string) string {
	if slices.Contains(list, value) {
		return value
	}
	return other
}
