//go:build unix

package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"limber/bot/store/pgtest"
)

// blow is something that goes wrong for a time.
type blow struct {
	at, lasts time.Duration
	what      string
	whom      int // a replica, or nobody
}

// nobody is meant where PostgreSQL itself is struck.
const nobody = -1

func (b blow) String() string {
	if b.whom == nobody {
		return fmt.Sprintf("%v for %v", b.what, b.lasts)
	}
	return fmt.Sprintf("replica %d: %v for %v", b.whom, b.what, b.lasts)
}

// blows are how often each befalls among a handful, and for how long at most.
var blows = []struct {
	what  string
	often int
	most  time.Duration
}{
	{"killed", 3, 3 * time.Second},
	{"told to end", 2, 2 * time.Second},
	{"frozen", 3, 12 * time.Second},
	{"cut off", 2, 8 * time.Second},
	{"left without an answer", 2, 8 * time.Second},
	{"PostgreSQL is killed", 1, 3 * time.Second},
}

const (
	// betweenBlows is the longest time from one to the next.
	betweenBlows = 3500 * time.Millisecond
	// watchedKills: before and after the first kill and one among so many nothing
	// else happens, so that it can be seen how long it takes until somebody else
	// leads.
	watchedKills = 4
	// breath is what a replica has from one blow to the next.
	breath = time.Second
)

// plan draws what will happen.
func plan(random *rand.Rand, lasts time.Duration) (list []blow) {
	var bag []int // of blows, so that each kind comes
	busy := map[int]time.Duration{}
	watched := false
	for at := 2 * time.Second; at < lasts; at += time.Duration(random.Int64N(int64(betweenBlows))) {
		if len(bag) == 0 {
			for i, b := range blows {
				bag = append(bag, slices.Repeat([]int{i}, b.often)...)
			}
			random.Shuffle(len(bag), func(i, j int) { bag[i], bag[j] = bag[j], bag[i] })
		}
		kind := blows[bag[0]]
		b := blow{lasts: time.Duration(random.Int64N(int64(kind.most))).Round(time.Millisecond), what: kind.what, whom: nobody}
		if b.what != "PostgreSQL is killed" {
			b.whom = random.IntN(chaosReplicas)
		}
		watch := b.what == "killed" && (!watched || random.IntN(watchedKills) == 0)
		if watch {
			for _, until := range busy {
				at = max(at, until+recovered)
			}
		}
		if busy[b.whom] > at {
			continue
		}
		bag = bag[1:]
		b.at = at
		busy[b.whom] = at + b.lasts + breath
		list = append(list, b)
		if watch {
			watched = true
			at += soon
		}
	}
	return list
}

// strike lets all of it happen, and returns when it is over.
func (c *chaos) strike(list []blow) {
	type step struct {
		at time.Duration
		do func()
	}
	var steps []step
	for _, b := range list {
		var mend func()
		steps = append(steps,
			step{b.at, func() { mend = c.befall(b) }},
			step{b.at + b.lasts, func() { mend() }})
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	began := time.Now()
	for _, s := range steps {
		<-time.After(time.Until(began.Add(s.at)))
		s.do()
	}
}

// befall begins a blow and returns what ends it.
func (c *chaos) befall(b blow) (mend func()) {
	c.journal.note("%v", b)
	began := time.Now()
	over := func() { c.journal.disturbed(disturbance{b, began, time.Now()}) }
	if b.whom == nobody {
		c.postgres.Kill(c.T)
		return func() {
			c.postgres.Start(c.T)
			c.journal.note("PostgreSQL is back")
			over()
		}
	}
	r := c.replicas[b.whom]
	switch b.what {
	case "killed":
		r.strike(syscall.SIGKILL, b.lasts)
		return over
	case "told to end":
		r.strike(syscall.SIGTERM, b.lasts)
		return over
	case "frozen":
		r.signal(syscall.SIGSTOP)
	case "cut off":
		r.proxy.Cut()
	case "left without an answer":
		r.proxy.Freeze()
	}
	return func() {
		r.signal(syscall.SIGCONT)
		r.proxy.Mend()
		c.journal.note("replica %d is itself again", r.n)
		over()
	}
}

// replicaOfChaos is one process after another, as a supervisor of services has
// it: whatever ends it, it is started again.
type replicaOfChaos struct {
	*chaos
	n           int
	dir         string
	proxy       *pgtest.Proxy
	over, ended chan struct{}

	mu    sync.Mutex
	lives []*life
	rest  time.Duration // until it is started again
}

// life is one of its processes.
type life struct {
	command *exec.Cmd
	log     *logBook
	began   time.Time
	ended   time.Time // zero while it runs
	asked   time.Time // to end; zero if it was not
	by      syscall.Signal
}

// again is when a process that has ended by itself is started again.
const again = 300 * time.Millisecond

// begin starts the first process, and sees to it that there is another after it.
func (r *replicaOfChaos) begin() {
	go func() {
		defer close(r.ended)
		for r.live() {
			r.mu.Lock()
			rest := max(r.rest, again)
			r.rest = 0
			r.mu.Unlock()
			select {
			case <-time.After(rest):
			case <-r.over:
				return
			}
		}
	}()
}

// live runs one process, and reports whether there may be another.
func (r *replicaOfChaos) live() bool {
	l := &life{command: exec.Command("bot"), log: &logBook{}, began: time.Now()}
	l.command.Dir, l.command.Stdout, l.command.Stderr = r.dir, l.log, l.log
	r.mu.Lock()
	select {
	case <-r.over:
		r.mu.Unlock()
		return false
	default:
	}
	err := l.command.Start()
	r.lives = append(r.lives, l)
	r.mu.Unlock()
	if err != nil {
		r.Errorf("starting replica %d: %v", r.n, err)
		return false
	}
	r.journal.note("replica %d is started", r.n)
	_ = l.command.Wait() // its state says how it ended
	r.mu.Lock()
	defer r.mu.Unlock()
	l.ended = time.Now()
	r.journal.note("replica %d has ended: %v", r.n, l.command.ProcessState)
	return true
}

// signal sends one to the process that runs, if one does.
func (r *replicaOfChaos) signal(s syscall.Signal) (to *life) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.lives) == 0 || !r.lives[len(r.lives)-1].ended.IsZero() {
		return nil
	}
	l := r.lives[len(r.lives)-1]
	_ = l.command.Process.Signal(s) // it may be about to end by itself
	return l
}

// strike ends the process, which is started again after a rest.
func (r *replicaOfChaos) strike(s syscall.Signal, rest time.Duration) {
	l := r.signal(s)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rest = rest
	if l != nil {
		l.asked, l.by = time.Now(), s
	}
}

// end ends it for good, by a signal.
func (r *replicaOfChaos) end(s syscall.Signal) {
	r.mu.Lock()
	select {
	case <-r.over:
	default:
		close(r.over)
	}
	r.mu.Unlock()
	r.strike(s, 0)
	<-r.ended
}

// endAll tells all replicas to end, and waits for them.
func (c *chaos) endAll() {
	var ending sync.WaitGroup
	for _, r := range c.replicas {
		ending.Go(func() { r.end(syscall.SIGTERM) })
	}
	ending.Wait()
}

// ends looks at how the processes have ended: those that were told to, in order
// and soon; none by itself, unless it could not reach PostgreSQL at its start.
func (p *proof) ends() {
	for _, r := range p.replicas {
		for _, l := range r.lives {
			text := l.log.String()
			switch status := l.command.ProcessState.ExitCode(); {
			case strings.Contains(text, "panic:") || strings.Contains(text, "DATA RACE"):
				p.breaks(l.ended, nil, "replica %d panicked or raced", r.n)
			case l.by == syscall.SIGKILL:
			case l.by == syscall.SIGTERM && l.ended.Sub(l.asked) > soon:
				p.breaks(l.ended, nil, "replica %d took %v to end", r.n, l.ended.Sub(l.asked))
			case status != 0 && strings.Contains(text, "this replica leads"):
				p.breaks(l.ended, nil, "replica %d ended with %d", r.n, status)
			}
		}
	}
}
