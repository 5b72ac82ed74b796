package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"limber/bot/delivery"
)

const (
	// giveUpAfter is how long it is tried to deliver a reply. After that nobody
	// waits for it any more.
	giveUpAfter = 10 * time.Minute
	// While the platform does not answer, the next try waits from firstRetry,
	// twice as long each time, to lastRetry.
	firstRetry, lastRetry = 250 * time.Millisecond, 5 * time.Second
	// tidyWithin is how long tidying may keep the chat from something better.
	tidyWithin = 2 * time.Second
	// mostTidies is how often tidying is put off before it is given up.
	mostTidies = 30
	// deafAfter is after how many failures in a row, whatever the chats, all
	// calls wait: it is the platform that is away and not one chat.
	deafAfter = 5
)

// post is where everything that is said goes out: within the platform's limits,
// in order within a chat, the urgent first, tried again where that is safe.
type post struct {
	*Bot
	ctx  context.Context // of all deliveries: ends when nothing may be said any more
	end  context.CancelFunc
	line *delivery.Line

	deliveries sync.WaitGroup

	mu       sync.Mutex
	failures int       // in a row
	since    time.Time // of the first of these
}

func newPost(b *Bot) *post {
	p := &post{Bot: b}
	p.ctx, p.end = context.WithCancel(context.WithValue(context.Background(), leadsKey{}, b.leads))
	if paced, ok := b.adapter.(Paced); ok {
		p.line = delivery.New(paced.Overall()...)
	} else {
		p.line = delivery.New()
	}
	return p
}

// close waits until all is said, or ctx is done.
func (p *post) close(ctx context.Context) {
	defer p.deliveries.Wait()
	defer p.end()
	all := make(chan struct{})
	go func() {
		p.deliveries.Wait()
		close(all)
	}()
	select {
	case <-all:
	case <-ctx.Done():
		p.log.Warn("not everything could be said before the end")
	}
}

// letter is something to be said when its turn comes.
type letter struct {
	to      Address
	urgency Urgency
	// compose words it at the moment it goes out; false if it is of no use any
	// more.
	compose func() (Reply, bool)
	// taken is called when the first message is about to leave, and again where
	// it fails: then the message does not leave. May be nil.
	taken func() error
}

// reply makes a letter of a reply as it is.
func letterOf(r Reply) letter {
	return letter{to: r.To, urgency: r.Urgency, compose: func() (Reply, bool) { return r, true }}
}

// sending is a letter on its way.
type sending struct{ ended chan error }

// wait returns what became of the letter, or why ctx was done before.
func (s sending) wait(ctx context.Context) error {
	select {
	case err := <-s.ended:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// send puts a letter in line, behind those of its chat that are as urgent.
func (p *post) send(l letter) sending {
	s := sending{make(chan error, 1)}
	place := p.join(l.to, l.urgency, time.Time{}, "")
	p.deliveries.Go(func() { s.ended <- p.deliver(place, l) })
	return s
}

// toast shows a brief reply beside the line, or else sends it as any other.
func (p *post) toast(l letter) sending {
	toaster, ok := p.adapter.(Toaster)
	if !ok {
		return p.send(l)
	}
	s := sending{make(chan error, 1)}
	p.deliveries.Go(func() {
		r, _ := l.compose()
		ctx, left := leaving(p.ctx, l.taken)
		if toaster.Toast(ctx, r) {
			_ = left() // it has left
			s.ended <- nil
			return
		}
		s.ended <- p.send(l).wait(p.ctx)
	})
	return s
}

// tell sends a letter that nobody waits for. What goes wrong is logged.
func (p *post) tell(l letter, what string) {
	s := p.send(l)
	p.deliveries.Go(func() {
		if err := s.wait(p.ctx); err != nil {
			p.log.Error(what+" was not said", "error", err)
		}
	})
}

func (p *post) join(to Address, u Urgency, due time.Time, key string) *delivery.Place {
	ask := delivery.Ask{Chat: to.Chat, Urgency: int(u), Due: due, Key: key}
	if paced, ok := p.adapter.(Paced); ok {
		ask.Limits = paced.Chat(to)
	}
	return p.line.Join(ask)
}

// aside waits until calls that concern no chat may be made, and counts them.
func (p *post) aside(ctx context.Context, calls int) error {
	place := p.line.Join(delivery.Ask{Chat: "aside " + newID(), Urgency: int(Personal)})
	defer place.Leave()
	for range calls - 1 {
		if err := place.Wait(ctx); err != nil {
			return err
		}
		place.Again()
	}
	return place.Wait(ctx)
}

func (p *post) parts(r Reply) []Reply {
	if paced, ok := p.adapter.(Paced); ok {
		return paced.Parts(r)
	}
	return []Reply{r}
}

// deliver sends the parts of a letter, each at its turn.
func (p *post) deliver(place *delivery.Place, l letter) error {
	defer place.Leave()
	ctx, cancel := context.WithTimeout(p.ctx, giveUpAfter)
	defer cancel()
	ctx, left := leaving(ctx, l.taken)
	var parts []Reply
	nonce := ""
	for begun, tries := false, 0; ; tries++ {
		if err := place.Wait(ctx); err != nil {
			return err
		}
		if !begun { // worded anew for each try, until some of it was said
			r, ok := l.compose()
			if !ok {
				place.Done(false)
				return nil
			}
			parts = p.parts(r)
		}
		if nonce == "" {
			nonce = newID()
		}
		parts[0].Nonce = nonce
		err := p.call(ctx, parts[0], tries)
		if err == nil || errors.Is(err, ErrUncertain) {
			_ = left() // it has left
		}
		switch {
		case err == nil:
			parts, begun, tries, nonce = parts[1:], true, -1, ""
		case !p.passing(err):
			return err
		}
		if len(parts) == 0 {
			return nil
		}
		place.Again()
	}
}

type leavingKey struct{}

type leadsKey struct{}

// leaving lets Leaving call do until that succeeds; so does left.
func leaving(ctx context.Context, do func() error) (_ context.Context, left func() error) {
	if do == nil {
		return ctx, func() error { return nil }
	}
	var mu sync.Mutex
	done := false
	left = func() error {
		mu.Lock()
		defer mu.Unlock()
		if done {
			return nil
		}
		err := do()
		done = err == nil
		return err
	}
	return context.WithValue(ctx, leavingKey{}, left), left
}

// Leaving is for adapters to call, with the context of Send, Toast or Tidy, at
// the last moment before a message leaves the process. From then on, what the
// message answers is not dealt with again. The later that is, the less is in
// doubt when the process dies. Where it returns an error, such as ErrLost, the
// message must not leave.
func Leaving(ctx context.Context) error {
	leads, asked := ctx.Value(leadsKey{}).(func() bool)
	if asked && !leads() {
		return ErrLost
	}
	left, ok := ctx.Value(leavingKey{}).(func() error)
	if !ok {
		return nil
	}
	if err := left(); err != nil {
		return err
	}
	if asked && !leads() { // that may have taken its time
		return ErrLost
	}
	return nil
}

// passing reports whether a send that failed may be tried again as it is.
func (p *post) passing(err error) bool {
	_, nonced := p.adapter.(Nonced)
	return Passing(err) || nonced && errors.Is(err, ErrUncertain)
}

// call makes one call to the platform, its turn having come, and arranges when
// the chat, or all, may be called again. The place is still the caller's.
func (p *post) call(ctx context.Context, r Reply, tries int) error {
	if !p.leads() {
		return ErrLost
	}
	err := p.adapter.Send(ctx, r)
	if !errors.Is(err, ErrLost) { // then there was no call
		p.meter.Sent(sendOutcome(err))
	}
	p.heed(r.To, err, tries)
	if err == nil && r.Track != "" {
		p.tidy(r.To, r.Track)
	}
	return err
}

// heed holds calls back where the platform asks for it or does not answer.
func (p *post) heed(to Address, err error, tries int) {
	if limited, ok := errors.AsType[*RateLimited](err); ok {
		chat := to.Chat
		if limited.Overall {
			chat = ""
		}
		p.line.Hold(chat, time.Now().Add(limited.After))
		return
	}
	away := errors.Is(err, ErrUnavailable) || errors.Is(err, ErrUncertain)
	wait := min(firstRetry<<min(tries, 10), lastRetry)
	if away {
		p.line.Hold(to.Chat, time.Now().Add(wait))
	}
	if p.count(away, err) {
		p.line.Hold("", time.Now().Add(wait))
	}
}

// count keeps the number of failures in a row, tells the operator once when the
// platform is away and once when it is back, and reports whether it is away.
func (p *post) count(failed bool, err error) (away bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !failed {
		if p.failures >= deafAfter {
			p.log.Info("the platform answers again", "after", time.Since(p.since).Round(time.Second))
		}
		p.failures = 0
		return false
	}
	if p.failures == 0 {
		p.since = time.Now()
	}
	p.failures++
	if p.failures == deafAfter {
		p.log.Warn("the platform does not take messages; they are kept and tried again", "error", err)
	}
	return p.failures >= deafAfter
}

// tidy takes back the buttons of a track's earlier messages, when nothing more
// urgent needs the platform.
func (p *post) tidy(to Address, track string) {
	tidier, ok := p.adapter.(Tidier)
	if !ok {
		return
	}
	p.deliveries.Go(func() {
		for range mostTidies {
			if !errors.Is(p.tidyOnce(tidier, to, track), delivery.ErrDropped) {
				return
			}
		}
	})
}

// tidyOnce does what tidying there is, unless the line has no room for it.
func (p *post) tidyOnce(tidier Tidier, to Address, track string) error {
	place := p.join(to, Decoration, time.Time{}, "tidy "+track)
	defer place.Leave()
	for tries := 0; ; tries++ {
		if err := place.Wait(p.ctx); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(p.ctx, tidyWithin)
		more, err := tidier.Tidy(ctx, to, track)
		cancel()
		p.heed(to, err, tries)
		if !more || err != nil && !p.passing(err) {
			return err
		}
		place.Again()
	}
}
