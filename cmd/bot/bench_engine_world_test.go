package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"limber/bot"
	"limber/bot/bottest"
	"limber/bot/store"
	"limber/bot/store/pgtest"
	"limber/knowledge"
)

// engineWorld is sessions in a database, and the adapters that take what is said
// in them at once and note how late it was.
type engineWorld struct {
	testing.TB
	pack        *knowledge.Pack
	where       string // the database
	connections []bot.Connection
	sessions    int
	step        time.Duration // from one boundary of a session to the next

	mu     sync.Mutex
	due    []time.Time // the next boundary of each session
	late   []time.Duration
	sent   int
	begun  map[bot.Connection]time.Time // when an adapter of each was last started
	spoken chan struct{}                // closed and made anew when something is sent or begins
}

// newEngineWorld makes a database with sessions that are parked, spread over
// connections. Each has so many boundaries.
func newEngineWorld(b testing.TB, where string, connections, sessions, boundaries int, step time.Duration) *engineWorld {
	w := &engineWorld{
		TB: b, pack: bottest.Pack(b), where: where, sessions: sessions, step: step,
		due: make([]time.Time, sessions), begun: map[bot.Connection]time.Time{}, spoken: make(chan struct{}),
	}
	for i := range connections {
		w.connections = append(w.connections, bot.Connection{Platform: "bench", Bot: strconv.Itoa(i)})
	}
	if !store.IsPostgres(where) {
		db := w.openSQLite()
		w.seed(boundaries, func(bot.Connection) bot.Store { return db })
		w.check(db.Close())
		return w
	}
	db := w.openPostgres(where)
	seat, err := db.Seat(b.Context(), "seed")
	w.check(err)
	_, err = seat.Confirm(b.Context(), w.connections)
	w.check(err)
	epochs := map[bot.Connection]int64{}
	for _, c := range w.connections {
		_, _, err := seat.Try(b.Context(), c)
		w.check(err)
		epochs[c], err = seat.Take(b.Context(), c)
		w.check(err)
	}
	w.seed(boundaries, func(c bot.Connection) bot.Store { return db.Led(c, epochs[c], func() {}) })
	for _, c := range w.connections {
		w.check(seat.Release(b.Context(), c, epochs[c]))
	}
	w.check(seat.Leave(b.Context()))
	seat.Close()
	w.check(db.Close())
	return w
}

func (w *engineWorld) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *engineWorld) openSQLite() *store.SQLite {
	db, err := store.Open(w.Context(), w.where)
	w.check(err)
	return db
}

func (w *engineWorld) openPostgres(where string) *store.Postgres {
	db, err := store.OpenPostgres(w.Context(), where)
	w.check(err)
	return db
}

// seed writes the sessions, some at a time.
func (w *engineWorld) seed(boundaries int, in func(bot.Connection) bot.Store) {
	t := bot.Timeline{Routine: "two-steps", Name: "Two steps", Steps: boundaries}
	for i := range boundaries {
		at := time.Duration(i) * w.step
		t.Blocks = append(t.Blocks, bot.Block{Name: "Sole roll, right side", Step: i + 1, Starts: at, Works: at, Ends: at + w.step})
		t.Cues = append(t.Cues, bot.Cue{At: at, Kind: bot.CueStart, Block: i, Text: "Roll slowly from the heel to the toes. Breathe out where it is tight."})
	}
	const writers = 8
	var writing sync.WaitGroup
	for n := range writers {
		writing.Go(func() {
			for i := n; i < w.sessions; i += writers {
				s := bot.Session{
					ID: strconv.Itoa(i), Address: w.address(i), Pack: w.pack.Info.ID, Timeline: t,
					State: bot.Paused, Reason: bot.Parked, Updated: time.Now(),
				}
				if err := in(s.Address.Connection()).PutSession(w.Context(), s); err != nil {
					w.Error(err)
					return
				}
			}
		})
	}
	writing.Wait()
}

func (w *engineWorld) address(i int) bot.Address {
	c := w.connections[i%len(w.connections)]
	return bot.Address{Platform: c.Platform, Bot: c.Bot, Chat: strconv.Itoa(i), Member: strconv.Itoa(i)}
}

// run lets all sessions run, from their first boundaries, which come evenly
// within one step after begins.
func (w *engineWorld) run(begins time.Time) {
	driver, name := "sqlite", w.where
	if store.IsPostgres(w.where) {
		driver = "pgx"
	}
	db, err := sql.Open(driver, name)
	w.check(err)
	apart := w.step / time.Duration(w.sessions)
	_, err = db.ExecContext(w.Context(), `UPDATE sessions SET state = 'running', reason = '', sending = false, "cursor" = 0, along = 0,
		anchor = $1 + CAST(id AS BIGINT) * $2 / 1000`, begins.UnixMicro(), apart.Nanoseconds())
	w.check(err)
	w.check(db.Close())
	w.mu.Lock()
	defer w.mu.Unlock()
	w.late, w.sent = nil, 0
	for i := range w.due {
		w.due[i] = time.UnixMicro(begins.UnixMicro() + int64(i)*apart.Nanoseconds()/1000)
	}
}

// instant is an adapter of a platform that takes everything at once.
type instant struct {
	*engineWorld
	of   bot.Connection
	gone <-chan struct{} // closed when its process is killed
}

func (a *instant) Connection() bot.Connection { return a.of }

func (a *instant) Run(ctx context.Context, _ bot.Handler) error {
	a.note(func() { a.begun[a.of] = time.Now() })
	<-ctx.Done()
	return nil
}

func (a *instant) Send(ctx context.Context, r bot.Reply) error {
	if err := bot.Leaving(ctx); err != nil {
		return err
	}
	select {
	case <-a.gone:
		return bot.ErrUnavailable
	default:
	}
	now := time.Now()
	i, err := strconv.Atoi(r.To.Chat)
	a.note(func() {
		a.sent++
		if !a.due[i].IsZero() {
			a.late = append(a.late, now.Sub(a.due[i]))
			a.due[i] = a.due[i].Add(a.step)
		}
	})
	return err
}

func (w *engineWorld) note(what func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	what()
	close(w.spoken)
	w.spoken = make(chan struct{})
}

// await waits until ok, asked with the lock held.
func (w *engineWorld) await(what string, ok func() bool) {
	w.Helper()
	const patience = time.Minute
	late := time.After(patience)
	for {
		w.mu.Lock()
		done, spoken := ok(), w.spoken
		w.mu.Unlock()
		if done {
			return
		}
		select {
		case <-spoken:
		case <-late:
			w.Fatalf("waited for too long: %s", what)
		}
	}
}

// allBegun waits until all connections were served since a moment, and returns
// how long after it each was.
func (w *engineWorld) allBegun(since time.Time, which ...bot.Connection) (after []time.Duration) {
	w.await("connections that are served", func() bool {
		return !slices.ContainsFunc(which, func(c bot.Connection) bool { return !w.begun[c].After(since) })
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range which {
		after = append(after, w.begun[c].Sub(since))
	}
	return after
}

// quietly is the configuration of each bot, but for its store.
func (w *engineWorld) quietly(c bot.Connection, gone <-chan struct{}) bot.Config {
	return bot.Config{Pack: w.pack, Adapter: &instant{w, c, gone}, Log: slog.New(slog.DiscardHandler), GoOn: true}
}

// alone serves all connections on SQLite until it is told to end.
func (w *engineWorld) alone() (end func()) {
	db := w.openSQLite()
	ctx, cancel := context.WithCancelCause(context.Background())
	var running sync.WaitGroup
	for _, c := range w.connections {
		o := w.quietly(c, nil)
		o.Store = db
		running.Go(func() { w.failed(bot.New(o).Run(ctx)) })
	}
	return sync.OnceFunc(func() {
		cancel(bot.ErrHandedOver) // nothing is parked
		running.Wait()
		w.failed(db.Close())
	})
}

func (w *engineWorld) failed(err error) {
	if err != nil {
		w.Error(err)
	}
}

// engines are where the benchmark keeps its sessions.
var engines = []struct {
	name  string
	where func(testing.TB) string
}{
	{"SQLite", func(b testing.TB) string { return filepath.Join(b.TempDir(), "limber.db") }},
	{"PostgreSQL", pgtest.URL},
}

// percentiles are the median, the 99th and the last of durations.
func percentiles(list []time.Duration) (p50, p99, most time.Duration) {
	if len(list) == 0 {
		return 0, 0, 0
	}
	slices.SortFunc(list, cmp.Compare)
	return list[len(list)/2], list[len(list)*99/100], list[len(list)-1]
}

// millis is a duration as the table has it.
func millis(d time.Duration) string {
	return strings.TrimSpace(fmt.Sprintf("%.2f", float64(d)/float64(time.Millisecond)))
}
