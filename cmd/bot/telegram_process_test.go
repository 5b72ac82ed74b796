package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
)

// patience is how long a test waits for the real program.
const patience = 30 * time.Second

// unlimited is a server for tests of the program in real time, which have none
// to spare for limits; quickly is the setting for it.
var unlimited = telegramtest.Options{Limits: &telegramtest.Limits{}, Latency: 20 * time.Millisecond}

const quickly = "  limits: {overall: 1000, chat: 1000, group: 1000}\n"

// process is the real program, at work for Telegram.
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

// telegramConfig writes a configuration for one bot at a server, and the zoo's
// pack, and returns their folder. More are lines of its settings.
func telegramConfig(t *testing.T, pack, token, url string, more ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	writeZoo(t, dir)
	write(t, filepath.Join(dir, "config.yaml"), fmt.Sprintf("packs: [%s]\ntelegram:\n  token: %s\n  api_url: %s\n%s%s",
		pack, token, url, quickly, strings.Join(more, "")))
	return dir
}

// await waits for something at the server, and gives up when the program ends.
func await(t *testing.T, s *telegramtest.Server, p *process, what string, ok func() bool) {
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

// answered waits until the last thing said to somebody has a text in it.
func answered(t *testing.T, s *telegramtest.Server, p *process, u *telegramtest.User, text string) {
	t.Helper()
	await(t, s, p, "no answer with "+text, func() bool {
		return slices.ContainsFunc(s.Said(u.ID), func(m telegramtest.Message) bool { return strings.Contains(m.Text, text) })
	})
}
