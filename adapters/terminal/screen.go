package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"limber/bot"
)

const (
	// tickEvery is how often the live part of the screen is looked at.
	tickEvery = 100 * time.Millisecond
	// finishWithin is how long a handler may go on after the member has left.
	finishWithin = 3 * time.Second
)

var errLeft = errors.New("the member has left")

// item is something to be shown in its turn: a reply, or what the member did,
// which is handed on when it stands on the screen.
type item struct {
	kind  itemKind
	reply bot.Reply
	echo  string // the member's words, "" for a key
	event bot.Event

	rest   []string      // lines still to be printed
	laid   bool          // rest has been set
	step   chan struct{} // the screen took a part of it
	shown  chan struct{} // closed: it is all there
	finish bool          // nothing is left of it
}

type itemKind int

const (
	itemReply itemKind = iota
	itemOwn
)

func newItem(kind itemKind, r bot.Reply) *item {
	return &item{kind: kind, reply: r, step: make(chan struct{}, 1), shown: make(chan struct{})}
}

// The messages of the screen beside Bubble Tea's own.
type (
	showMsg struct{ item *item }
	tickMsg struct {
		now      time.Time
		progress bot.Progress
	}
	leaveMsg struct{}
)

// screen is one run of the screen: who stops its goroutines is stop, which is
// closed when the program has ended.
type screen struct {
	*Adapter
	program *tea.Program
	model   *model
	stop    chan struct{}
	drawn   chan struct{} // closed when the live part stands
	broken  error         // a handler's panic
	// patience is how long a handler may go on after the end.
	patience time.Duration
}

func (a *Adapter) newScreen() *screen {
	s := &screen{Adapter: a, stop: make(chan struct{}), drawn: make(chan struct{}), patience: finishWithin}
	profile := colorprofile.Detect(a.options.Out, os.Environ())
	s.model = newModel(a.options, profile)
	s.model.send = a.show.push
	s.model.take = a.events.push
	s.model.drawn = sync.OnceFunc(func() { close(s.drawn) })
	s.program = tea.NewProgram(s.model,
		tea.WithInput(a.options.In), tea.WithOutput(a.options.Out),
		tea.WithoutSignalHandler(), tea.WithColorProfile(profile), tea.WithFilter(filter))
	return s
}

func (s *screen) run(ctx context.Context, handle bot.Handler) error {
	s.setPhase(showing)
	s.events.push(bot.Event{From: s.Address(), Hello: true})
	stopLeaving := context.AfterFunc(ctx, s.leave)
	handling, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	var handing, feeding sync.WaitGroup
	handing.Go(func() { s.hand(handling, handle) })
	feeding.Go(s.feed)
	feeding.Go(s.tick)

	_, err := s.program.Run() // restores the terminal, whatever happened
	stopLeaving()
	close(s.stop)
	feeding.Wait()
	s.close()
	cut := time.AfterFunc(s.patience, func() { giveUp(errLeft) })
	handing.Wait()
	cut.Stop()

	if err = errors.Join(err, s.model.broken, s.broken); err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	return nil
}

func (a *Adapter) setPhase(p phase) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.phase = p
}

// close prints what the screen did not show any more.
func (s *screen) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = plainly
	for {
		it, ok := s.show.take()
		if !ok {
			return
		}
		var err error
		switch {
		case it.kind == itemOwn: // has not been said
		case it.laid:
			_, err = io.WriteString(s.options.Out, s.model.downsample(strings.Join(it.rest, "\n"))+"\n")
		default:
			err = s.print(it.reply)
		}
		if err != nil {
			s.log.Error("printing a last reply", "error", err)
		}
		close(it.shown)
	}
}

// leave ends the program in good order.
func (s *screen) leave() { s.program.Send(leaveMsg{}) }

// feed gives the screen one item after the other. What was printed above the
// live part before that was first drawn would spoil it, so that feed waits.
func (s *screen) feed() {
	select {
	case <-s.drawn:
	case <-s.stop:
		return
	}
	for {
		it, ok := s.show.pop(s.stop)
		if !ok {
			return
		}
		for !it.finish {
			s.program.Send(showMsg{it})
			select {
			case <-it.step:
			case <-s.stop:
				s.show.putBack(it)
				return
			}
		}
		close(it.shown)
	}
}

// tick moves the live part on, while there is something that moves.
func (s *screen) tick() {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	select {
	case <-s.stop:
		return
	case <-ticker.C: // by now the live part has been drawn
	}
	for {
		s.program.Send(tickMsg{time.Now(), s.lastProgress()})
		for wait := true; wait; {
			select {
			case <-s.stop:
				return
			case <-s.changed:
				wait = false
			case <-ticker.C:
				wait = !s.model.moves.Load()
			}
		}
	}
}

// hand gives one event after the other to handle, and finishes those that came
// before the end.
func (s *screen) hand(ctx context.Context, handle bot.Handler) {
	for {
		event, ok := s.events.pop(s.stop)
		if !ok || ctx.Err() != nil {
			return
		}
		if err := s.guard(ctx, handle, event); err != nil {
			s.log.Error("handling an event", "error", err)
		}
	}
}

// guard keeps a panic of the handler from leaving the terminal raw: it ends
// the screen, and Run with it.
func (s *screen) guard(ctx context.Context, handle bot.Handler, event bot.Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a handler panicked: %v\n%s", p, debug.Stack())
			s.broken = errors.Join(s.broken, err)
			s.leave()
		}
	}()
	return handle(ctx, event)
}
