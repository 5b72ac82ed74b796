package admin

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"limber/bot"
)

// exported are the names of all metrics that the program has, each with its
// labels and those that Prometheus adds.
func exported(t *testing.T) map[string][]string {
	t.Helper()
	a := open(t, fixed(Status{Leads: []bot.Connection{one}}))
	a.Meter(one)
	defer a.Watch(one, holding{Sessions: map[bot.State]int{bot.Running: 0}})()
	families, err := a.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, f := range families {
		name, labels := f.GetName(), []string{"instance", "job"}
		for _, l := range f.GetMetric()[0].GetLabel() {
			labels = append(labels, l.GetName())
		}
		all[name] = labels
		if f.GetMetric()[0].GetHistogram() != nil {
			all[name+"_sum"], all[name+"_count"] = labels, labels
			all[name+"_bucket"] = append(slices.Clone(labels), "le")
		}
	}
	return all
}

var (
	metricName = regexp.MustCompile(`\b(?:limber|go|process|promhttp)_\w+`)
	matchers   = regexp.MustCompile(`(\w+)\{([^}]*)\}`)
	matcher    = regexp.MustCompile(`(\w+)\s*(?:=~|!~|!=|=)`)
	grouping   = regexp.MustCompile(`\b(?:by|on) \(([^)]*)\)`)
)

// checkExpression fails where an expression names a metric or a label that the
// program has not. It returns the metrics.
func checkExpression(t *testing.T, all map[string][]string, expr string) (names []string) {
	t.Helper()
	names = metricName.FindAllString(expr, -1)
	if len(names) == 0 {
		t.Errorf("%s names no metric", expr)
	}
	var labels []string // of any of the expression's metrics
	for _, name := range names {
		if all[name] == nil {
			t.Errorf("%s names %s, which there is not", expr, name)
		}
		labels = append(labels, all[name]...)
	}
	for _, m := range matchers.FindAllStringSubmatch(expr, -1) {
		for _, l := range matcher.FindAllStringSubmatch(m[2], -1) {
			if !slices.Contains(all[m[1]], l[1]) {
				t.Errorf("%s: %s has no label %s", expr, m[1], l[1])
			}
		}
	}
	for _, g := range grouping.FindAllStringSubmatch(expr, -1) {
		for l := range strings.SplitSeq(g[1], ",") {
			if !slices.Contains(labels, strings.TrimSpace(l)) {
				t.Errorf("%s: none of its metrics has a label %s", expr, l)
			}
		}
	}
	return names
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../../../deploy/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestTheDashboard checks that its panels show what there is, and all that is
// Limber's own.
func TestTheDashboard(t *testing.T) {
	var board struct {
		SchemaVersion int
		Panels        []struct {
			ID      int
			Type    string
			Title   string
			GridPos struct{ X, Y, W, H int }
			Targets []struct{ Expr string }
		}
		Templating struct {
			List []struct{ Name, Definition string }
		}
	}
	if err := json.Unmarshal(read(t, "grafana/limber.json"), &board); err != nil {
		t.Fatal(err)
	}
	all, shown := exported(t), map[string]bool{}
	ids, taken := map[int]bool{}, map[[2]int]string{}
	for _, p := range board.Panels {
		if ids[p.ID] {
			t.Errorf("%s has the id of another panel", p.Title)
		}
		ids[p.ID] = true
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if there := taken[[2]int{x, y}]; there != "" || x >= 24 {
					t.Fatalf("%s lies on %q or beyond the edge", p.Title, there)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("%s shows nothing", p.Title)
		}
		for _, target := range p.Targets {
			for _, name := range checkExpression(t, all, target.Expr) {
				shown[name] = true
			}
		}
	}
	for name := range all {
		if !strings.HasPrefix(name, "limber_") || shown[name] || shown[name+"_bucket"] {
			continue
		}
		part := regexp.MustCompile(`_(sum|count|bucket)$`).ReplaceAllString(name, "")
		if !shown[part+"_bucket"] {
			t.Errorf("no panel shows %s", name)
		}
	}
	for _, v := range board.Templating.List {
		if v.Definition != "" {
			checkExpression(t, all, v.Definition)
		}
	}
	if board.SchemaVersion < 30 {
		t.Errorf("schemaVersion is %d", board.SchemaVersion)
	}
}

func TestTheAlerts(t *testing.T) {
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert       string
				Expr        string
				For         string
				Labels      map[string]string
				Annotations map[string]string
			}
		}
	}
	if err := yaml.Load(read(t, "prometheus/alerts.yaml"), &file, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	all := exported(t)
	names := map[string]bool{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			checkExpression(t, all, r.Expr)
			if names[r.Alert] || r.Alert == "" || r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
				t.Errorf("the alert %q lacks something, or is there twice", r.Alert)
			}
			names[r.Alert] = true
		}
	}
	if len(names) == 0 {
		t.Error("there are no alerts")
	}
}
