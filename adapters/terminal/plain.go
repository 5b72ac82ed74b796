package terminal

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/muesli/cancelreader"

	"limber/bot"
)

// runPlain hands over line by line, for scripts: no greeting, no prompt.
func (a *Adapter) runPlain(ctx context.Context, handle bot.Handler) error {
	lines, stop := startReading(a.options.In)
	defer stop()
	for {
		if err := a.failure(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case err := <-a.failed:
			return err
		case line, ok := <-lines:
			if !ok {
				return a.settle(ctx)
			}
			if line.err != nil {
				return fmt.Errorf("terminal: reading: %w", line.err)
			}
			if text := oneLine(line.text); text != "" {
				if err := handle(ctx, a.event(text)); err != nil {
					a.log.Error("handling a line", "error", err)
				}
			}
		}
	}
}

// event is what a line means: a button's number presses it.
func (a *Adapter) event(text string) bot.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	if b, ok := numbered(a.buttons, text); ok {
		return bot.Event{From: a.Address(), Press: b.Action}
	}
	return bot.Event{From: a.Address(), Text: text}
}

func numbered(buttons []bot.Button, text string) (bot.Button, bool) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(buttons) {
		return bot.Button{}, false
	}
	return buttons[n-1], true
}

// settle waits until no session's clock runs.
func (a *Adapter) settle(ctx context.Context) error {
	for a.lastProgress().State == bot.Running {
		select {
		case <-a.changed:
		case <-ctx.Done():
			return nil
		case err := <-a.failed:
			return err
		}
	}
	return a.failure()
}

// failure is a write that failed, if one did.
func (a *Adapter) failure() error {
	select {
	case err := <-a.failed:
		return err
	default:
		return nil
	}
}

// print writes one reply as plain lines and an empty one. The caller holds mu.
func (a *Adapter) print(r bot.Reply) error {
	lines := plainReply(r)
	if len(r.Buttons) > 0 {
		a.buttons = r.Buttons
	}
	if len(lines) == 0 {
		return nil
	}
	_, err := io.WriteString(a.options.Out, strings.Join(lines, "\n")+"\n\n")
	if err != nil {
		err = fmt.Errorf("terminal: writing: %w", err)
		select {
		case a.failed <- err:
		default: // Run knows already
		}
	}
	return err
}

// line is one line that was read, or why there are no more.
type line struct {
	text string
	err  error
}

// startReading reads lines until the input ends, then closes the channel.
// Stopping interrupts a Read where the system can, and waits for it.
func startReading(in io.Reader) (lines <-chan line, stop func()) {
	var cancel func() bool
	closeReader := func() {}
	// A regular file cannot be interrupted, and need not be.
	if r, err := cancelreader.NewReader(in); err == nil {
		in, cancel = r, r.Cancel
		closeReader = func() { _ = r.Close() }
	}
	out := make(chan line)
	stopped, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		defer close(out)
		readLines(in, func(l line) bool {
			select {
			case out <- l:
				return true
			case <-stopped:
				return false
			}
		})
	}()
	return out, sync.OnceFunc(func() {
		close(stopped)
		if cancel != nil && cancel() {
			<-ended
			closeReader()
		}
	})
}
