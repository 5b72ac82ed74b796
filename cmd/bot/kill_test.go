package main

import (
	"bufio"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// kills is how often the program is killed in the middle of one session.
const kills = 10

// TestKilledInTheMiddleOfASession kills the real program ten times at random
// moments of one session, and goes on each time. Every cue must be said once
// and in order; one that was on its way at a kill may be missing, because it is
// never said blindly again.
func TestKilledInTheMiddleOfASession(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const steps = 40
	writeNumberedPack(t, dir, steps, quickStep,
		"  restrictions: [{id: foot, text: A broken foot, names: [broken foot], sources: [{source: book}]}]\n")
	write(t, filepath.Join(dir, "config.yaml"), "packs: [quick]\n")
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)

	var said []int // the cues in the order in which they came
	killedAt := map[int]bool{}
	note := func(line string) {
		said = append(said, cuesIn(line)...)
	}
	p := startProgram(t, dir, "start quick", "none")
	for range kills {
		// Either at once when a cue came, when its row is being written, or at
		// any moment between two.
		for p.next(t, note); random.IntN(4) == 0; {
			p.next(t, note)
		}
		if random.IntN(2) == 0 {
			<-time.After(time.Duration(random.Int64N(int64(quickStep))))
		}
		p.kill(t, note)
		if len(said) > 0 {
			killedAt[said[len(said)-1]+1] = true
		}
		p = startProgram(t, dir, "resume")
		if !p.until(t, note, "I was away") {
			t.Fatal("after the kill the session did not come back")
		}
	}
	if !p.until(t, note, "is done") {
		t.Error("the routine did not end")
	}
	p.kill(t, note)

	toldOnce(t, said, killedAt)
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// chatting is the real program with lines for a chat.
type chatting struct {
	command *exec.Cmd
	lines   chan string // closed at the end of its output
}

// startProgram starts the program and writes lines to it. Its input stays open.
func startProgram(t *testing.T, dir string, input ...string) *chatting {
	t.Helper()
	p := &chatting{command: exec.Command("bot"), lines: make(chan string)}
	p.command.Dir = dir
	in, err := p.command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	errs := &strings.Builder{}
	p.command.Stderr = errs
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.command.Process.Kill() // it may have ended by itself
		if t.Failed() {
			t.Log(errs)
		}
	})
	go func() {
		defer close(p.lines)
		for sc := bufio.NewScanner(out); sc.Scan(); {
			p.lines <- sc.Text()
		}
	}()
	if _, err := io.WriteString(in, strings.Join(input, "\n")+"\n"); err != nil {
		t.Fatal(err)
	}
	return p
}

// next reads to the next numbered cue.
func (p *chatting) next(t *testing.T, note func(string)) { p.until(t, note, "cue number") }

// until reads to a line that holds text, and reports false at the end.
func (p *chatting) until(t *testing.T, note func(string), text string) bool {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		select {
		case line, open := <-p.lines:
			if !open {
				return false
			}
			note(line)
			if strings.Contains(line, text) {
				return true
			}
		case <-deadline:
			t.Fatalf("no %q within a minute", text)
		}
	}
}

// kill kills the program and reads what it had said before.
func (p *chatting) kill(t *testing.T, note func(string)) {
	t.Helper()
	if err := p.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	p.until(t, note, "\x00 no such line")
	p.command.Wait() //nolint:errcheck // it was killed
}
