package replica

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"limber/bot"
	"limber/bot/store"
	"limber/bot/store/pgtest"
)

// stage is one database and the leases of all replicas on it that run in this
// process.
type stage struct {
	url string
	all []bot.Connection

	mu     sync.Mutex
	leases map[bot.Connection][]*Lease // in the order of their beginning
	led    map[bot.Connection]time.Time
	broken []string
}

func newStage(t *testing.T, url string, count int) *stage {
	t.Helper()
	s := &stage{url: url, all: connections(count), leases: map[bot.Connection][]*Lease{}, led: map[bot.Connection]time.Time{}}
	openAt(t, url)
	s.exec(t, `CREATE TABLE writes (n BIGINT GENERATED ALWAYS AS IDENTITY, bot TEXT, epoch BIGINT)`)
	var watching sync.WaitGroup
	done := make(chan struct{})
	watching.Go(func() {
		for {
			s.look()
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	})
	t.Cleanup(func() {
		close(done)
		watching.Wait()
		s.check(t)
	})
	return s
}

func (s *stage) exec(t *testing.T, statements string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.PgConn().Exec(t.Context(), statements).ReadAll(); err != nil {
		t.Fatal(err)
	}
}

// look looks whether two lead one connection: a later one does, and then the
// earlier one, which cannot have begun to again, does still.
func (s *stage) look() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, list := range s.leases {
		for i := len(list) - 1; i > 0; i-- {
			if !list[i].Leads() {
				continue
			}
			for _, earlier := range list[:i] {
				if earlier.Leads() {
					s.broken = append(s.broken, fmt.Sprintf("%s is led in the epochs %d and %d at once", c, earlier.Epoch(), list[i].Epoch()))
				}
			}
		}
	}
}

// check reports what was broken, by what was seen and by what was written.
func (s *stage) check(t *testing.T) {
	t.Helper()
	for _, b := range s.broken {
		t.Error(b)
	}
	_ = s.writes(t)
}

// writes returns how many there were, and reports those that should have been
// refused.
func (s *stage) writes(t *testing.T) (all int) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var late int
	if err := conn.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE epoch < before) FROM
		(SELECT epoch, lag(epoch) OVER (PARTITION BY bot ORDER BY n) AS before FROM writes) AS w`).Scan(&all, &late); err != nil {
		t.Fatal(err)
	}
	if late > 0 {
		t.Errorf("%d writes of an epoch after one of a later", late)
	}
	return all
}

// actor is one replica on a stage, with a network of its own.
type actor struct {
	*Replica
	proxy  *pgtest.Proxy
	cancel context.CancelFunc
	done   chan error
	log    *lines

	mu     sync.Mutex
	causes []error
}

// work writes, fenced, until it is told to end.
func (s *stage) work(ctx context.Context, l *Lease) error {
	s.mu.Lock()
	c := l.Connection()
	s.leases[c] = append(s.leases[c], l)
	s.led[c] = time.Now()
	s.mu.Unlock()
	conn, err := pgx.Connect(ctx, s.url) // not by the proxy: a replica that lost its Seat can still write
	if err != nil {
		<-ctx.Done()
		return nil
	}
	defer func() { _ = conn.Close(context.Background()) }()
	for ctx.Err() == nil {
		if err := fenced(ctx, conn, l); errors.Is(err, bot.ErrLost) {
			if l.Leads() {
				s.mu.Lock()
				s.broken = append(s.broken, fmt.Sprintf("%s is led in the epoch %d and its write is refused", c, l.Epoch()))
				s.mu.Unlock()
			}
			l.Lose()
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

// fenced is a write as a store does it.
func fenced(ctx context.Context, conn *pgx.Conn, l *Lease) error {
	batch := &pgx.Batch{}
	batch.Queue("SELECT fence($1, $2, $3)", l.Connection().Platform, l.Connection().Bot, l.Epoch())
	batch.Queue("INSERT INTO writes (bot, epoch) VALUES ($1, $2)", l.Connection().Bot, l.Epoch())
	err := conn.SendBatch(ctx, batch).Close()
	var failure interface{ SQLState() string }
	if errors.As(err, &failure) && failure.SQLState() == "LB001" {
		return bot.ErrLost
	}
	return err
}

// openAt opens a database, which is closed when the test ends.
func openAt(t *testing.T, url string) *store.Postgres {
	t.Helper()
	p, err := store.OpenPostgres(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func (s *stage) start(t *testing.T, name string) *actor {
	t.Helper()
	a := &actor{proxy: pgtest.NewProxy(t, s.url), log: &lines{}, done: make(chan error, 1)}
	a.Replica = New(Options{
		Name: name, Connections: s.all, Sit: SeatsAt(openAt(t, a.proxy.URL())), Log: slog.New(slog.NewTextHandler(a.log, nil)),
		Lead: func(ctx context.Context, l *Lease) error {
			err := s.work(ctx, l)
			a.mu.Lock()
			defer a.mu.Unlock()
			a.causes = append(a.causes, context.Cause(ctx))
			return err
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	a.cancel = cancel
	go func() { a.done <- a.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-a.done; err != nil {
			t.Errorf("%s: %v", name, err)
		}
		a.done <- nil
		if t.Failed() {
			t.Logf("the log of %s:\n%s", name, a.log)
		}
	})
	return a
}

// within waits for a condition, and returns how long it took.
func within(t *testing.T, limit time.Duration, condition func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		if time.Since(began) > limit {
			t.Fatalf("not so within %v", limit)
		}
		<-tick.C
	}
	return time.Since(began)
}

func lead(want []int, list ...*actor) func() bool {
	return func() bool {
		var got []int
		for _, a := range list {
			got = append(got, len(a.Status().Leads))
		}
		slices.Sort(got)
		return slices.Equal(got, want)
	}
}

func TestPostgresSpreads(t *testing.T) {
	t.Parallel()
	s := newStage(t, pgtest.URL(t), 20)
	a := s.start(t, "a")
	t.Log("alone, all after", within(t, 5*time.Second, lead([]int{20}, a)))
	b, c := s.start(t, "b"), s.start(t, "c")
	t.Log("spread over three after", within(t, 20*time.Second, lead([]int{6, 7, 7}, a, b, c)))
	c.cancel()
	t.Log("one ended, all led after", within(t, 3*time.Second, lead([]int{10, 10}, a, b)))
	for _, cause := range c.causes {
		if !errors.Is(cause, bot.ErrHandedOver) {
			t.Errorf("ended for %v", cause)
		}
	}
	d := s.start(t, "d")
	t.Log("one more, spread after", within(t, 20*time.Second, lead([]int{6, 7, 7}, a, b, d)))
	d.proxy.Cut()
	t.Log("cut off, not leading after", within(t, time.Second, func() bool { return len(d.Status().Leads) == 0 }))
	t.Log("the others lead all after", within(t, 10*time.Second, lead([]int{10, 10}, a, b)))
	d.proxy.Mend()
	t.Log("back, spread after", within(t, 20*time.Second, lead([]int{6, 7, 7}, a, b, d)))
	if n := s.writes(t); n < 1000 {
		t.Errorf("%d writes in all this time", n)
	}
}

func TestPostgresSilentlyCutOff(t *testing.T) {
	t.Parallel()
	s := newStage(t, pgtest.URL(t), 4)
	a, b := s.start(t, "a"), s.start(t, "b")
	within(t, 20*time.Second, lead([]int{2, 2}, a, b))
	a.proxy.Freeze()
	began := time.Now()
	within(t, holdFor+100*time.Millisecond, func() bool { return len(a.Status().Leads) == 0 })
	t.Log("not leading after", time.Since(began))
	within(t, 10*time.Second, lead([]int{0, 4}, a, b))
	t.Log("taken over after", time.Since(began))
	if a.Status().Store == nil {
		t.Error("says that PostgreSQL is reachable")
	}
	a.proxy.Mend()
	t.Log("back, spread after", within(t, 20*time.Second, lead([]int{2, 2}, a, b)))
}

// A session that PostgreSQL ends is lost at once, and begun again.
func TestPostgresEndsTheSession(t *testing.T) {
	t.Parallel()
	s := newStage(t, pgtest.URL(t), 3)
	a := s.start(t, "a")
	within(t, 5*time.Second, lead([]int{3}, a))
	s.exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'limber a' AND datname = current_database()")
	t.Log("lost after", within(t, 500*time.Millisecond, func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return len(a.causes) == 3
	}))
	for _, cause := range a.causes {
		if !errors.Is(cause, bot.ErrLost) {
			t.Errorf("ended for %v", cause)
		}
	}
	t.Log("leads again after", within(t, 2*time.Second, lead([]int{3}, a)))
}

func TestPostgresRestarts(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t)
	s := newStage(t, server.URL(t), 6)
	a, b := s.start(t, "a"), s.start(t, "b")
	within(t, 20*time.Second, lead([]int{3, 3}, a, b))
	server.Kill(t)
	within(t, time.Second, lead([]int{0, 0}, a, b))
	server.Start(t)
	t.Log("all led again after", within(t, 10*time.Second, func() bool { return len(a.Status().Leads)+len(b.Status().Leads) == 6 }))
	within(t, 20*time.Second, lead([]int{3, 3}, a, b))
	for name, log := range map[string]*lines{"a": a.log, "b": b.log} {
		if lost, back := log.count("is lost or cannot be made"), log.count("PostgreSQL is back"); lost != 1 || back != 1 {
			t.Errorf("%s told %d times that it is lost and %d times that it is back", name, lost, back)
		}
	}
}
