package main

import (
	"context"
	"errors"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// patience is how long a test waits for the real program.
const patience = 30 * time.Second

// process is the real program.
type process struct {
	*testing.T
	command *exec.Cmd
	output  *logBook // all it says, on both streams
	ended   chan struct{}
}

// startProcess starts the program in a folder, which has its configuration.
func startProcess(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	p := &process{T: t, command: exec.Command("bot", args...), output: &logBook{}, ended: make(chan struct{})}
	p.command.Dir = dir
	p.command.Stdout, p.command.Stderr = p.output, p.output
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.command.Wait() // its state says how it ended
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Log(p.output)
		}
	})
	return p
}

// kill ends the program as a crash does.
func (p *process) kill() {
	_ = p.command.Process.Kill() // it may have ended by itself
	<-p.ended
}

// exit waits for the end and returns the status.
func (p *process) exit() int {
	p.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.Fatalf("it did not end:\n%s", p.output)
	}
	return p.command.ProcessState.ExitCode()
}

// platform is a fake one.
type platform interface {
	// AwaitContext waits until ok, asked again after each change.
	AwaitContext(ctx context.Context, ok func() bool) error
	// Report shows what went on.
	Report() string
}

// await waits for something at the server, and gives up when the program ends.
func await(t *testing.T, s platform, p *process, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeoutCause(t.Context(), patience, errors.New("waited for too long"))
	defer cancel()
	go func() {
		select {
		case <-p.ended:
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := s.AwaitContext(ctx, ok); err != nil {
		t.Fatalf("%s: %v\n%s\n%s", what, err, p.output, s.Report())
	}
}

// secretOf is the part of a token that nobody may see.
func secretOf(token string) string { return token[strings.LastIndexAny(token, ":.")+1:] }

// keepsSecret fails where the token's secret part was printed.
func (p *process) keepsSecret(token string) {
	p.Helper()
	if strings.Contains(p.output.String(), secretOf(token)) {
		p.Errorf("the token is in what it says:\n%s", p.output)
	}
}

// refuses wants the program to end for a token, with one line that holds a hint.
func (p *process) refuses(token, hint string) {
	p.Helper()
	if status := p.exit(); status != 1 {
		p.Errorf("exit %d", status)
	}
	if said := p.output.String(); strings.Count(said, "\n") > 1 || !strings.Contains(said, hint) {
		p.Errorf("it says\n%s", said)
	}
	p.keepsSecret(token)
}

// doctorSays lets bot doctor look at a configuration: it says one line for each
// want, and nothing of the token.
func doctorSays(t *testing.T, dir, token string, wants ...string) {
	t.Helper()
	p := startProcess(t, dir, "doctor")
	p.diagnoses(wants...)
	p.keepsSecret(token)
}

// diagnoses holds what bot doctor says against what it should, line by line.
func (p *process) diagnoses(wants ...string) {
	p.Helper()
	want := 1
	if wants[0] == "all is well" {
		want = 0
	}
	if status := p.exit(); status != want {
		p.Errorf("exit %d instead of %d", status, want)
	}
	lines := strings.Split(strings.TrimSpace(p.output.String()), "\n")
	if len(lines) != len(wants) {
		p.Fatalf("%d lines instead of %d:\n%s", len(lines), len(wants), p.output)
	}
	for i, line := range lines {
		if !strings.Contains(line, wants[i]) {
			p.Errorf("line %d is %q and says nothing of %q", i+1, line, wants[i])
		}
	}
}

// freeAddress is one of the loopback where nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // it only told a free port
	return l.Addr().String()
}
