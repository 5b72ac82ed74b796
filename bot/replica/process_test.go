//go:build unix

package replica

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"limber/bot"
	"limber/bot/store"
	"limber/bot/store/pgtest"
)

// Some tests need another process: they run this binary again with the URL of a
// database. It leads one connection, and says so.
const urlVariable = "LIMBER_TEST_REPLICA"

func beProcess() bool {
	url := os.Getenv(urlVariable)
	if url == "" {
		return false
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	p, err := store.OpenPostgres(ctx, url)
	if err != nil {
		fmt.Println(err)
		return true
	}
	r := New(Options{
		Name: Name(), Connections: connections(1), Sit: SeatsAt(p), Log: slog.New(slog.DiscardHandler),
		Lead: func(ctx context.Context, l *Lease) error { return sayWhatLeads(ctx, url, l) },
	})
	fmt.Println("ended", errors.Join(r.Run(ctx), p.Close()))
	return true
}

// sayWhatLeads says at which moments a lease leads, why it was told to end, and
// what becomes of a write then.
func sayWhatLeads(ctx context.Context, url string, l *Lease) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.Background()) }()
	for ctx.Err() == nil {
		if now := time.Now(); l.Leads() {
			fmt.Println("leads", now.UnixMicro())
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Millisecond):
		}
	}
	fmt.Println("told", context.Cause(ctx))
	fmt.Println("write", fenced(context.Background(), conn, l))
	return nil
}

// child is another process with a replica.
type child struct {
	*exec.Cmd
	mu   sync.Mutex
	led  time.Time // when it latest said that it leads
	said []string  // else
}

func startChild(t *testing.T, url string) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{Cmd: exec.Command(self)}
	c.Env = append(os.Environ(), urlVariable+"="+url)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var reading sync.WaitGroup
	reading.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			c.hear(lines.Text())
		}
	})
	t.Cleanup(func() {
		_ = c.Process.Kill()
		reading.Wait()
		_ = c.Wait() // it was killed
	})
	return c
}

func (c *child) hear(line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var at int64
	if n, _ := fmt.Sscanf(line, "leads %d", &at); n == 1 {
		c.led = time.UnixMicro(at)
	} else {
		c.said = append(c.said, line)
	}
}

func (c *child) leadsSince(moment time.Time) func() bool {
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.led.After(moment)
	}
}

func (c *child) says(part string) func() bool {
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return strings.Contains(strings.Join(c.said, "\n"), part)
	}
}

func (c *child) send(t *testing.T, s syscall.Signal) time.Time {
	t.Helper()
	if err := c.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	return time.Now()
}

// A process that stood still does not lead when it goes on, what it writes is
// refused, and it comes back to stand by.
func TestProcessStandsStill(t *testing.T) {
	t.Parallel()
	s := newStage(t, pgtest.URL(t), 1)
	c := startChild(t, s.url)
	within(t, 10*time.Second, c.leadsSince(time.Time{}))
	a := s.start(t, "a")
	within(t, 5*time.Second, func() bool { return a.Status().Replicas == 2 })
	stopped := c.send(t, syscall.SIGSTOP)
	within(t, 10*time.Second, lead([]int{1}, a))
	t.Log("taken over after", time.Since(stopped))
	c.send(t, syscall.SIGCONT)
	within(t, 5*time.Second, c.says("told "+bot.ErrLost.Error()))
	within(t, 5*time.Second, c.says("write "+bot.ErrLost.Error()))
	within(t, 5*time.Second, func() bool { return a.Status().Replicas == 2 })
	s.mu.Lock()
	began := s.led[s.all[0]]
	s.mu.Unlock()
	if c.leadsSince(began)() {
		t.Errorf("led at %v, after the next leader had begun at %v", c.led, began)
	}
	ended := time.Now()
	a.cancel()
	within(t, 5*time.Second, c.leadsSince(ended))
	t.Log("back again after", c.led.Sub(ended))
}

func TestProcessIsKilled(t *testing.T) {
	t.Parallel()
	s := newStage(t, pgtest.URL(t), 1)
	c := startChild(t, s.url)
	within(t, 10*time.Second, c.leadsSince(time.Time{}))
	a := s.start(t, "a")
	within(t, 5*time.Second, func() bool { return a.Status().Replicas == 2 })
	killed := c.send(t, syscall.SIGKILL)
	within(t, 10*time.Second, lead([]int{1}, a))
	t.Log("taken over after", time.Since(killed))
}

func TestProcessIsToldToEnd(t *testing.T) {
	t.Parallel()
	s := newStage(t, pgtest.URL(t), 1)
	c := startChild(t, s.url)
	within(t, 10*time.Second, c.leadsSince(time.Time{}))
	a := s.start(t, "a")
	within(t, 5*time.Second, func() bool { return a.Status().Replicas == 2 })
	told := c.send(t, syscall.SIGTERM)
	within(t, 3*time.Second, lead([]int{1}, a))
	t.Log("taken over after", time.Since(told))
	within(t, 3*time.Second, c.says("ended <nil>"))
	if !c.says("told "+bot.ErrHandedOver.Error())() || !c.says("write <nil>")() {
		t.Errorf("says %q", c.said)
	}
}
