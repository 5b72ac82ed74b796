package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/bot/store/pgtest"
)

// replicas are processes of the program with one database.
type replicas struct {
	*testing.T
	server *telegramtest.Server
	all    []*process
}

// startReplicas starts the program n times for a bot of a fake Telegram.
func startReplicas(t *testing.T, s *telegramtest.Server, n int, dir string) *replicas {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "config.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = fmt.Fprintf(f, "\ndatabase: %q\n", pgtest.URL(t))
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := &replicas{T: t, server: s}
	for range n {
		r.all = append(r.all, startProcess(t, dir))
	}
	return r
}

// leader is the one that leads the connection, by what it says. It says so before
// it asks the server for anything.
func (r *replicas) leader() (leader *process) {
	r.Helper()
	r.await("a leader", func() bool {
		for _, p := range r.all {
			said := p.output.String()
			if strings.Count(said, "leads the connection") > strings.Count(said, "work has ended") {
				leader = p
			}
		}
		return leader != nil
	})
	return leader
}

// await waits until ok, asked again after each change at the server.
func (r *replicas) await(what string, ok func() bool) {
	r.Helper()
	r.server.Await(r, patience, what, ok)
}

// TestReplicasTakeOver ends the leader in the middle of a session, in order, by
// force, and by letting it stand still.
func TestReplicasTakeOver(t *testing.T) {
	pgtest.Need(t)
	t.Parallel()
	o := unlimited
	o.Lenient = true // a next leader may repeat what is no harm
	s := telegramtest.New(t, o)
	t.Cleanup(func() {
		for _, v := range s.Violations() {
			if !slices.ContainsFunc(twice, func(harmless string) bool { return strings.Contains(v, harmless) }) {
				t.Error(v)
			}
		}
	})
	dir := telegramConfig(t, "quick", s.Token(), s.Start(t))
	writeNumberedPack(t, dir, 15, time.Second)
	r := startReplicas(t, s, 3, dir)
	me := &person{telegramWorld: &telegramWorld{world: world{T: t}, server: s}, user: s.User("Ada")}
	me.user.Write("start quick")
	pressed := map[int64]bool{}
	cues := func(n int) {
		t.Helper()
		r.await(fmt.Sprintf("%d cues", n), func() bool {
			if last := s.Last(me.user.ID); slices.Contains(labelsOf(last), "Resume") && !pressed[last.ID] {
				pressed[last.ID] = true
				me.user.Press(last, "Resume")
			}
			return len(me.numbers()) >= n || me.finished()
		})
	}
	cues(2)
	first := r.leader()
	_ = first.command.Process.Signal(syscall.SIGTERM)
	if status := first.exit(); status != 0 {
		t.Errorf("told to end, it ended with %d", status)
	}
	r.all = slices.DeleteFunc(r.all, func(p *process) bool { return p == first })
	cues(6)
	began := time.Now()
	killed := r.leader()
	killed.kill()
	r.all = slices.DeleteFunc(r.all, func(p *process) bool { return p == killed })
	before := len(me.numbers())
	cues(before + 2)
	t.Logf("after a kill the next cue but one came after %v", time.Since(began))
	r.all = append(r.all, startProcess(t, dir))
	frozen := r.leader()
	_ = frozen.command.Process.Signal(syscall.SIGSTOP)
	before = len(me.numbers())
	cues(before + 2)
	_ = frozen.command.Process.Signal(syscall.SIGCONT)
	r.await("the end", me.finished)
	for i, n := range me.numbers() {
		if i > 0 && n <= me.numbers()[i-1] {
			t.Errorf("cue %d came after cue %d", n, me.numbers()[i-1])
		}
	}
	t.Log(me.numbers())
}
