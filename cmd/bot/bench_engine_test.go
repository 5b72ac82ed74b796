package main

import (
	"container/heap"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"limber/bot"
	"limber/bot/store"
	"limber/bot/store/pgtest"
)

// engineFull asks for the sizes of a large installation, which take some
// minutes. Without it the benchmark only shows that it works.
const engineFull = "LIMBER_BENCH_ENGINE"

// engineSizes say how much is measured.
type engineSizes struct {
	sessions    []int
	connections int
	step        time.Duration // from one boundary to the next
	measured    time.Duration
	parked      int // sessions at a start
	rounds      int // of what is done several times
	spread      int // sessions, on four times as many connections, when a replica goes
}

var (
	engineSmall = engineSizes{[]int{50}, 2, time.Second, 2 * time.Second, 200, 1, 20}
	engineLarge = engineSizes{[]int{100, 1000, 10_000}, 4, 10 * time.Second, 30 * time.Second, 10_000, 3, 1000}
)

// BenchmarkEngine measures what keeps time: the timers with the sessions' rows
// on SQLite and PostgreSQL, beside a timer heap without any store. All is real
// time, so that each case is one operation.
func BenchmarkEngine(b *testing.B) {
	pgtest.Need(b)
	size := engineSmall
	if os.Getenv(engineFull) != "" {
		size = engineLarge
	}
	t := &engineTable{sizes: size, floor: map[int][]time.Duration{}}
	for _, n := range size.sessions {
		b.Run(fmt.Sprintf("Lateness/engine=none/sessions=%d", n), func(b *testing.B) { t.bare(b, n) })
		for _, e := range engines {
			replicas := []int{0}
			if e.name == "PostgreSQL" {
				replicas = []int{1, 2}
			}
			for _, r := range replicas {
				name := e.name
				if r > 0 {
					name = fmt.Sprintf("%s, replicas: %d", e.name, r)
				}
				b.Run(fmt.Sprintf("Lateness/engine=%s/sessions=%d", strings.ReplaceAll(name, ", replicas: ", "-"), n), func(b *testing.B) {
					t.lateness(b, name, e.where(b), n, r)
				})
			}
		}
	}
	for _, e := range engines {
		b.Run("Sends/engine="+e.name, func(b *testing.B) { t.sends(b, e.name, e.where(b)) })
		b.Run("Start/engine="+e.name, func(b *testing.B) { t.start(b, e.name, e.where(b)) })
	}
	b.Run("TakeOver/killed", func(b *testing.B) { t.takeOver(b, "killed", (*inProcess).kill) })
	b.Run("TakeOver/ended", func(b *testing.B) { t.takeOver(b, "told to end", func(p *inProcess) { go p.end() }) })
	t.print()
}

// engineTable is what was measured.
type engineTable struct {
	sizes engineSizes
	floor map[int][]time.Duration // the lateness of the bare heap: p50, p99, most
	rows  []string
	facts []string
}

func (t *engineTable) print() {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\nlateness of boundaries in ms, one each %v\n", t.sizes.step)
	fmt.Fprintln(w, "engine\tsessions\tboundaries\tp50\tp99\tmax\tp99 over the floor\tas a ratio\tMB\t")
	for _, row := range t.rows {
		fmt.Fprintln(w, row)
	}
	_ = w.Flush() // it is the terminal
	fmt.Println(strings.Join(t.facts, "\n"))
}

// note adds a row. Without a store it is the floor.
func (t *engineTable) note(b *testing.B, engine string, sessions int, late []time.Duration) {
	p50, p99, most := percentiles(late)
	b.ReportMetric(float64(p50)/1e6, "p50-ms")
	b.ReportMetric(float64(p99)/1e6, "p99-ms")
	b.ReportMetric(float64(most)/1e6, "max-ms")
	mb := residentMB(b)
	b.ReportMetric(mb, "MB-resident")
	over, ratio := "", ""
	if floor := t.floor[sessions]; floor == nil {
		t.floor[sessions] = []time.Duration{p50, p99, most}
	} else {
		over, ratio = millis(p99-floor[1]), fmt.Sprintf("%.1f", float64(p99)/float64(floor[1]))
	}
	t.rows = append(t.rows, fmt.Sprintf("%s\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t%.0f\t",
		engine, sessions, len(late), millis(p50), millis(p99), millis(most), over, ratio, mb))
}

// bare is the floor: one goroutine that waits for the earliest of all moments.
func (t *engineTable) bare(b *testing.B, sessions int) {
	for b.Loop() {
		debug.FreeOSMemory()
		var late []time.Duration
		var mu sync.Mutex
		var firing sync.WaitGroup
		h := &moments{}
		begins := time.Now().Add(time.Second)
		for i := range sessions {
			heap.Push(h, begins.Add(time.Duration(i)*t.sizes.step/time.Duration(sessions)))
		}
		for (*h)[0].Before(begins.Add(t.sizes.measured)) {
			<-time.After(time.Until((*h)[0]))
			due := (*h)[0]
			(*h)[0] = due.Add(t.sizes.step)
			heap.Fix(h, 0)
			firing.Go(func() {
				now := time.Now()
				mu.Lock()
				defer mu.Unlock()
				late = append(late, now.Sub(due))
			})
		}
		firing.Wait()
		t.note(b, "no store", sessions, late)
	}
}

type moments []time.Time

func (m moments) Len() int           { return len(m) }
func (m moments) Less(i, j int) bool { return m[i].Before(m[j]) }
func (m moments) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *moments) Push(x any)        { *m = append(*m, x.(time.Time)) }
func (m *moments) Pop() any {
	last := len(*m) - 1
	x := (*m)[last]
	*m = (*m)[:last]
	return x
}

// ahead is what replicas have before the first boundary: to read the sessions,
// and to spread the connections evenly.
const ahead = 8 * time.Second

// lateness runs sessions whose boundaries come evenly.
func (t *engineTable) lateness(b *testing.B, engine, where string, sessions, replicas int) {
	for b.Loop() {
		boundaries := int(t.sizes.measured/t.sizes.step) + 2 // more than there is time for
		w := newEngineWorld(b, where, t.sizes.connections, sessions, boundaries, t.sizes.step)
		debug.FreeOSMemory()
		begins := time.Now().Add(ahead)
		w.run(begins)
		var ends []func()
		if replicas == 0 {
			ends = append(ends, w.alone())
		}
		for range replicas {
			ends = append(ends, w.replica().end)
		}
		<-time.After(time.Until(begins.Add(t.sizes.measured)))
		w.mu.Lock()
		late := slices.Clone(w.late)
		w.mu.Unlock()
		t.note(b, engine, sessions, late)
		for _, end := range ends {
			end()
		}
	}
}

// sends lets more boundaries be due than can be said, for as long as none is so
// late that its session would pause.
func (t *engineTable) sends(b *testing.B, engine, where string) {
	const (
		sessions = 256
		offered  = 40_000 // a second
		lasts    = 4 * time.Second
	)
	step := sessions * time.Second / offered
	for b.Loop() {
		w := newEngineWorld(b, where, t.sizes.connections, sessions, int((lasts+ahead)/step), step)
		sent, took := 0, time.Duration(0)
		for range t.sizes.rounds {
			begins := time.Now().Add(ahead / 4)
			w.run(begins)
			end := w.serve()
			<-time.After(time.Until(begins.Add(lasts)))
			w.mu.Lock()
			sent += w.sent
			w.mu.Unlock()
			took += lasts
			end()
		}
		rate := float64(sent) / took.Seconds()
		b.ReportMetric(rate, "sends/s")
		t.facts = append(t.facts, fmt.Sprintf("%s: %.0f boundaries a second, each saved, sent and saved", engine, rate))
	}
}

// serve serves all connections, in this process alone.
func (w *engineWorld) serve() (end func()) {
	if store.IsPostgres(w.where) {
		return w.replica().end
	}
	return w.alone()
}

// start begins with sessions that are parked, whose members are told.
func (t *engineTable) start(b *testing.B, engine, where string) {
	for b.Loop() {
		w := newEngineWorld(b, where, t.sizes.connections, t.sizes.parked, 60, 10*time.Second)
		began := time.Now()
		end := w.serve()
		ready := slices.Max(w.allBegun(began, w.connections...))
		w.await("a word to each member", func() bool { return w.sent >= t.sizes.parked })
		told := time.Since(began)
		end()
		b.ReportMetric(ready.Seconds(), "s-to-serve")
		b.ReportMetric(told.Seconds(), "s-to-tell-all")
		t.facts = append(t.facts, fmt.Sprintf("%s: started with %d parked sessions in %v, all were told after %v",
			engine, t.sizes.parked, ready.Round(time.Millisecond), told.Round(time.Millisecond)))
	}
}

// takeOver lets one of two replicas go and looks when the other serves what it
// led.
func (t *engineTable) takeOver(b *testing.B, how string, leave func(*inProcess)) {
	for b.Loop() {
		w := newEngineWorld(b, pgtest.URL(b), t.sizes.connections*5, t.sizes.spread, 60, 10*time.Second)
		w.run(time.Now())
		both := []*inProcess{w.replica(), w.replica()}
		var took []time.Duration
		for range t.sizes.rounds {
			w.evenly(both)
			led := both[0].Status().Leads
			since := time.Now()
			leave(both[0])
			took = append(took, w.allBegun(since, led...)...)
			both[0].end()
			both = []*inProcess{both[1], w.replica()}
		}
		for _, p := range both {
			p.end()
		}
		p50, _, most := percentiles(took)
		b.ReportMetric(p50.Seconds(), "p50-s")
		b.ReportMetric(most.Seconds(), "max-s")
		t.facts = append(t.facts, fmt.Sprintf("PostgreSQL: a replica %s, with %d sessions on %d connections of which it led half: each was led again after %v, the last after %v",
			how, t.sizes.spread, len(w.connections), p50.Round(time.Millisecond), most.Round(time.Millisecond)))
	}
}

// evenly waits until each of two replicas leads half of the connections.
func (w *engineWorld) evenly(both []*inProcess) {
	const patience, look = time.Minute, 20 * time.Millisecond
	for late := time.Now().Add(patience); ; <-time.After(look) {
		leads := func(p *inProcess) []bot.Connection { return p.Status().Leads }
		if half := len(w.connections) / 2; len(leads(both[0])) == half && len(leads(both[1])) == half {
			return
		}
		if time.Now().After(late) {
			w.Fatalf("one replica leads %d and the other %d connections", len(leads(both[0])), len(leads(both[1])))
		}
	}
}
