package replica

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"limber/bot"
	"limber/bot/bottest"
	"limber/bot/store"
)

func TestMain(m *testing.M) {
	if beProcess() {
		return
	}
	goleak.VerifyTestMain(m)
}

// world is PostgreSQL as the replicas see it, in memory. Its sessions end when
// they have not been heard of for idleFor.
type world struct {
	mu    sync.Mutex
	rows  map[string]*row
	seen  map[string]time.Time
	locks map[string]*fakeSeat
	seats map[*fakeSeat]bool
	down  bool
	busy  int           // attempts to take that still fail
	delay time.Duration // of each statement

	leases map[string][]*Lease // of processes that live, in the order of their beginning
	faults []string            // promises that were broken
}

type row struct {
	epoch    int64
	leader   string
	released bool
}

const idleFor = 5 * time.Second

func newWorld() *world {
	return &world{
		rows: map[string]*row{}, seen: map[string]time.Time{}, locks: map[string]*fakeSeat{},
		seats: map[*fakeSeat]bool{}, leases: map[string][]*Lease{}, delay: time.Millisecond,
	}
}

// fakeSeat is one session. Its fields are guarded by world.mu.
type fakeSeat struct {
	*world
	owner  *process
	name   string
	serves []string
	ended  chan struct{}
	idle   *time.Timer
	news   chan struct{}
}

var (
	errDown  = errors.New("connection refused")
	errEnded = errors.New("the session has ended")
)

func (w *world) sit(ctx context.Context, p *process) (Seat, error) {
	p.still()
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case p.silent:
		w.mu.Unlock()
		<-ctx.Done()
		w.mu.Lock()
		return nil, ctx.Err()
	case w.down, p.cut, p.dead:
		return nil, errDown
	}
	for s := range w.seats {
		if s.name == p.name {
			w.end(s)
		}
	}
	s := &fakeSeat{world: w, owner: p, name: p.name, ended: make(chan struct{}), news: make(chan struct{}, 1)}
	s.idle = time.AfterFunc(idleFor, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.end(s)
	})
	w.seats[s] = true
	return s, nil
}

// end ends a session. w.mu is held.
func (w *world) end(s *fakeSeat) {
	if !w.seats[s] {
		return
	}
	delete(w.seats, s)
	s.idle.Stop()
	close(s.ended)
	for c, by := range w.locks {
		if by == s {
			delete(w.locks, c)
		}
	}
}

func (w *world) tell() {
	for s := range w.seats {
		select {
		case s.news <- struct{}{}:
		default:
		}
	}
}

// do runs a statement, unless the process stands still, is cut off, or the
// session has ended.
func (s *fakeSeat) do(ctx context.Context, f func() error) error {
	s.owner.still()
	s.mu.Lock()
	silent, gone, delay := s.owner.silent, s.owner.cut || !s.seats[s], s.delay
	s.mu.Unlock()
	switch {
	case silent:
		<-ctx.Done()
		return ctx.Err()
	case gone:
		return errEnded
	case ctx.Err() != nil:
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(delay):
	}
	s.mu.Lock()
	if !s.seats[s] {
		s.mu.Unlock()
		return errEnded
	}
	s.idle.Reset(idleFor)
	err := f()
	lost := s.owner.silent // the answer
	s.mu.Unlock()
	if lost {
		<-ctx.Done()
		return ctx.Err()
	}
	s.owner.still()
	return err
}

func (s *fakeSeat) Confirm(ctx context.Context, serves []bot.Connection) (list []store.Standing, err error) {
	err = s.do(ctx, func() error {
		s.serves = nil
		for _, c := range serves {
			s.serves = append(s.serves, c.String())
			if s.rows[c.String()] == nil {
				s.rows[c.String()] = &row{released: true}
			}
		}
		s.seen[s.name] = time.Now()
		for other := range s.seats {
			standing := store.Standing{Replica: other.name, Serves: other.serves}
			for c, by := range s.locks {
				if by == other {
					standing.Holds = append(standing.Holds, c)
				}
			}
			list = append(list, standing)
		}
		slices.SortFunc(list, func(a, b store.Standing) int { return strings.Compare(a.Replica, b.Replica) })
		return nil
	})
	return list, err
}

func (s *fakeSeat) Try(ctx context.Context, c bot.Connection) (got bool, former store.Former, err error) {
	err = s.do(ctx, func() error {
		if s.locks[c.String()] != nil {
			return nil
		}
		got, s.locks[c.String()] = true, s
		row := s.rows[c.String()]
		former = store.Former{Replica: row.leader, Released: row.released}
		if at, ok := s.seen[row.leader]; ok {
			former.Silent = time.Since(at)
		}
		return nil
	})
	return got, former, err
}

func (s *fakeSeat) Take(ctx context.Context, c bot.Connection) (epoch int64, err error) {
	err = s.do(ctx, func() error {
		if s.busy > 0 {
			s.busy--
			return store.ErrBusy
		}
		if s.locks[c.String()] != s {
			s.fault("%s takes %s without its lock", s.name, c)
		}
		row := s.rows[c.String()]
		row.epoch++
		row.leader, row.released = s.name, false
		epoch = row.epoch
		s.tell()
		return nil
	})
	return epoch, err
}

func (s *fakeSeat) Release(ctx context.Context, c bot.Connection, epoch int64) error {
	return s.do(ctx, func() error {
		if row := s.rows[c.String()]; row.epoch == epoch {
			row.released = true
		}
		return nil
	})
}

func (s *fakeSeat) Unlock(ctx context.Context, c bot.Connection) error {
	return s.do(ctx, func() error {
		if s.locks[c.String()] != s {
			s.fault("%s unlocks %s without its lock", s.name, c)
		}
		delete(s.locks, c.String())
		s.tell()
		return nil
	})
}

func (s *fakeSeat) Listen(ctx context.Context) error {
	defer s.owner.still()
	select {
	case <-s.ended:
		return errEnded
	case <-s.news:
	case <-ctx.Done():
	}
	return nil
}

func (s *fakeSeat) Leave(ctx context.Context) error {
	return s.do(ctx, func() error {
		delete(s.seen, s.name)
		return nil
	})
}

func (s *fakeSeat) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle.Stop()
	if s.owner.silent { // PostgreSQL does not hear of it
		s.idle.Reset(idleFor)
		return
	}
	s.end(s)
}

func (w *world) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

// begun notes a lease, and check whether two lead one connection.
func (w *world) begun(l *Lease) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := l.Connection().String()
	w.leases[c] = append(w.leases[c], l)
}

func (w *world) check() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c, list := range w.leases {
		list = slices.DeleteFunc(list, func(l *Lease) bool { return !l.Leads() })
		w.leases[c] = list
		if len(list) > 1 {
			w.fault("%s is led in the epochs %d and %d at once", c, list[0].epoch, list[1].epoch)
		}
	}
}

// write is a fenced write. It must succeed for one who leads.
func (w *world) write(l *Lease) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.rows[l.Connection().String()].epoch != l.Epoch() {
		if l.Leads() {
			w.fault("%s is led in the epoch %d, which is not the latest", l.Connection(), l.Epoch())
		}
		return bot.ErrLost
	}
	return nil
}

// process is one with a Replica.
type process struct {
	*world
	*Replica
	name   string
	cancel context.CancelFunc
	done   chan error
	log    *lines

	cut, silent, dead bool // guarded by world.mu
	thaws             time.Time
	lead              func(ctx context.Context, l *Lease) error
	running           map[string]bool
	causes            []error // of the ends of Lead functions
}

// start starts a process. lead is nil for work that ends when it is told to.
func (w *world) start(name string, connections []bot.Connection, lead func(context.Context, *Lease) error) *process {
	p := &process{world: w, name: name, done: make(chan error, 1), log: &lines{}, running: map[string]bool{}}
	p.lead = lead
	if lead == nil {
		p.lead = func(ctx context.Context, _ *Lease) error { <-ctx.Done(); return nil }
	}
	p.Replica = New(Options{
		Name: name, Connections: connections, Lead: p.work, Log: slog.New(slog.NewTextHandler(p.log, nil)),
		Sit: func(ctx context.Context, _ string) (Seat, error) { return w.sit(ctx, p) },
	})
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	go func() { p.done <- p.Run(ctx) }()
	return p
}

func (p *process) work(ctx context.Context, l *Lease) error {
	c := l.Connection().String()
	p.begun(l)
	p.mu.Lock()
	if p.running[c] {
		p.fault("%s is worked for twice in %s", c, p.name)
	}
	p.running[c] = true
	p.mu.Unlock()
	p.check()
	err := p.lead(ctx, l)
	p.mu.Lock()
	p.running[c] = false
	p.causes = append(p.causes, context.Cause(ctx))
	p.mu.Unlock()
	return err
}

// still waits while the process stands still.
func (p *process) still() {
	p.mu.Lock()
	until := p.thaws
	p.mu.Unlock()
	time.Sleep(time.Until(until))
}

// freeze lets what talks to PostgreSQL stand still. What leads goes on, which a
// process that stands still cannot: the worse case.
func (p *process) freeze(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.thaws = time.Now().Add(d)
}

// kill ends the process at once: nothing it does later counts.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dead = true
	for s := range p.seats {
		if s.owner == p {
			p.end(s)
		}
	}
	for c, list := range p.leases {
		p.leases[c] = slices.DeleteFunc(list, func(l *Lease) bool { return slices.Contains(p.Replica.now.Load().leases, l) })
	}
	p.cancel()
}

// cutOff takes PostgreSQL from the process, with or without its knowing, and
// mend gives it back.
func (p *process) cutOff(silently bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut, p.silent = !silently, silently
	for s := range p.seats {
		if s.owner == p && !silently {
			p.end(s)
		}
	}
}

func (p *process) mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut, p.silent = false, false
}

func (p *process) leads() int { return len(p.Status().Leads) }

// lines is a log's text.
type lines struct{ bottest.Log }

func (l *lines) count(part string) int { return strings.Count(l.String(), part) }

func connections(n int) []bot.Connection {
	var list []bot.Connection
	for i := range n {
		list = append(list, bot.Connection{Platform: "telegram", Bot: fmt.Sprintf("%02d", i)})
	}
	return list
}

// until lets time pass until a condition holds, looks at the promises meanwhile,
// and returns how long it took.
func (w *world) until(t interface {
	Helper()
	Fatalf(string, ...any)
}, within time.Duration, condition func() bool,
) time.Duration {
	t.Helper()
	const step = 5 * time.Millisecond
	began := time.Now()
	for {
		synctest.Wait()
		w.check()
		w.mu.Lock()
		faults := w.faults
		w.mu.Unlock()
		switch took := time.Since(began); {
		case len(faults) > 0:
			t.Fatalf("%s", strings.Join(faults, "\n"))
		case condition():
			return took
		case took > within:
			t.Fatalf("not so within %v", within)
		}
		time.Sleep(step)
	}
}

// pass lets time pass.
func (w *world) pass(t *testing.T, d time.Duration) {
	t.Helper()
	end := time.Now().Add(d)
	w.until(t, d+time.Second, func() bool { return !time.Now().Before(end) })
}

// stop ends processes and waits for them.
func stop(t *testing.T, list ...*process) {
	t.Helper()
	for _, p := range list {
		p.cancel()
	}
	for _, p := range list {
		if err := <-p.done; err != nil {
			t.Errorf("%s: %v", p.name, err)
		}
	}
}
