package discord

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"limber/bot"
	"limber/bot/platform"
)

const (
	// deferAfter is how long an interaction waits for its answer. Discord gives
	// it up after three seconds, and members think so after one.
	deferAfter = 700 * time.Millisecond
	// answerWithin is how long Discord waits for the first answer.
	answerWithin = 3 * time.Second
	// talkWithin is how long Discord takes more answers, with room for a call.
	talkWithin = 15*time.Minute - callTimeout
	// acknowledgeWithin is how long one call for a first answer may take.
	acknowledgeWithin = 2 * time.Second
)

// errOver: the interaction takes no answers any more.
var errOver = errors.New("the interaction is over")

// stage is how far an interaction's answer has come.
type stage int

const (
	open     stage = iota
	deferred       // Discord was told that an answer will come
	answered
	over // it takes no answer
)

// exchange is an interaction being answered: a command, or a press. Discord
// takes one first answer, which may be a promise of one (deferred), and more
// behind it for a while.
type exchange struct {
	id, token, application string
	press                  bool
	private                bool      // what was promised is for the member alone
	question               *incoming // whose buttons the press has used up; nil: none
	came                   time.Time

	turn  chan struct{} // holds one: who has it may make a call
	stage stage         // guarded by turn
	doubt string        // the nonce of a first answer that may have arrived
	again bool          // an earlier process may have made the first answer
	said  bool          // something was answered
	first chan struct{} // closed once the stage is not open any more
	ended chan struct{} // closed when the event was dealt with
}

// newExchange returns the exchange of an interaction whose event is read as ev.
// alone says that only the member reads the place.
func newExchange(i *interaction, ev bot.Event, alone bool, came time.Time) *exchange {
	x := &exchange{
		id: i.ID, token: i.Token, application: i.Application, press: i.Type == pressInteraction, private: ev.Private && !alone,
		came: came, turn: make(chan struct{}, 1), first: make(chan struct{}), ended: make(chan struct{}),
	}
	if i.Message != nil && spends(ev.Press) && (alone || i.Message.Flags&ephemeral != 0) {
		x.question = i.Message
	}
	x.turn <- struct{}{}
	return x
}

// exchangePrefix makes an interaction's id one that bot.Reply.ReplyTo can name.
const exchangePrefix = "i:"

func isExchange(replyTo string) bool { return strings.HasPrefix(replyTo, exchangePrefix) }

// enter waits for the right to make a call.
func (x *exchange) enter(ctx context.Context) error {
	select {
	case <-x.turn:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (x *exchange) leave() { x.turn <- struct{}{} }

// reach notes a stage.
func (x *exchange) reach(s stage) {
	if x.stage == open {
		close(x.first)
	}
	x.stage = s
}

// webhook is the path that takes what comes after the first answer.
func (x *exchange) webhook() string { return "/webhooks/" + x.application + "/" + x.token }

// exchanges are those that were not dealt with yet.
type exchanges struct {
	mu    sync.Mutex
	known map[string]*exchange
	// questions are messages with buttons that can be used up, by their ids.
	questions map[string]sent
}

func (xs *exchanges) add(x *exchange) {
	xs.mu.Lock()
	defer xs.mu.Unlock()
	if xs.known == nil {
		xs.known = map[string]*exchange{}
	}
	xs.known[x.id] = x
}

func (xs *exchanges) remove(x *exchange) {
	xs.mu.Lock()
	defer xs.mu.Unlock()
	delete(xs.known, x.id)
}

// of returns the exchange that a reply is an answer to, nil if there is none.
func (xs *exchanges) of(replyTo string) *exchange {
	id, ok := strings.CutPrefix(replyTo, exchangePrefix)
	if !ok {
		return nil
	}
	xs.mu.Lock()
	defer xs.mu.Unlock()
	return xs.known[id]
}

// The types of first answers, by Discord's list.
const (
	messageAnswer  = 4
	promiseAnswer  = 5 // "is thinking…"
	silentAnswer   = 6 // to a press: nothing changes
	changeAnswer   = 7 // to a press: its message changes
	completeAnswer = 8
)

// callback makes the first answer.
func (a *Adapter) callback(ctx context.Context, x *exchange, kind int, data any, result any) error {
	ctx, cancel := context.WithTimeoutCause(ctx, acknowledgeWithin, errors.New("no answer in time"))
	defer cancel()
	body := params{"type": kind}
	if data != nil {
		body["data"] = data
	}
	path := "/interactions/" + x.id + "/" + x.token + "/callback"
	if result != nil {
		path += "?with_response=true"
	}
	return a.client.call(ctx, "POST", path, body, result)
}

// attend sees to it that an interaction is acknowledged in time, whatever keeps
// the bot busy.
func (a *Adapter) attend(ctx context.Context, x *exchange) {
	t := time.NewTimer(time.Until(x.came.Add(deferAfter)))
	defer t.Stop()
	select {
	case <-x.first:
		return
	case <-x.ended:
		return
	case <-t.C:
	case <-ctx.Done(): // the next process has time for the answer
	}
	a.promise(context.WithoutCancel(ctx), x)
	last := time.NewTimer(time.Until(x.came.Add(talkWithin)))
	defer last.Stop()
	select {
	case <-x.ended:
	case <-ctx.Done():
	case <-last.C:
		a.withdraw(ctx, x)
	}
}

// between is how long to wait before a promise is tried again.
const between = 200 * time.Millisecond

// promise tells Discord that an answer will come, if there was none.
func (a *Adapter) promise(ctx context.Context, x *exchange) {
	ctx, cancel := context.WithDeadline(ctx, x.came.Add(answerWithin))
	defer cancel()
	for ctx.Err() == nil {
		if x.enter(ctx) != nil {
			return
		}
		err := a.deferral(ctx, x)
		x.leave()
		if err == nil {
			return
		}
		a.log.Debug("an interaction was not acknowledged at once", "error", err)
		platform.Pause(ctx, between)
	}
}

// deferral makes one try of a promise. The exchange is the caller's.
func (a *Adapter) deferral(ctx context.Context, x *exchange) error {
	if x.stage != open || x.doubt != "" {
		return nil
	}
	kind, data := promiseAnswer, any(nil)
	switch {
	case x.question != nil:
		kind, data = changeAnswer, params{"components": []row{}}
	case x.press:
		kind = silentAnswer
	case x.private:
		data = params{"flags": ephemeral}
	}
	err := a.callback(ctx, x, kind, data, nil)
	switch {
	case err == nil:
		x.question = nil
		x.reach(deferred)
	case refusedWith(err, alreadyAnswered):
		x.reach(deferred)
	case refusedWith(err, unknownInteraction, invalidToken):
		x.reach(over)
	default:
		return err
	}
	return nil
}

// conclude ends an exchange whose event was dealt with: what was not answered
// must not look as if it still were.
func (a *Adapter) conclude(ctx context.Context, x *exchange) {
	close(x.ended)
	a.exchanges.remove(x)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), platform.FinishWithin)
	defer cancel()
	if x.enter(ctx) != nil {
		return
	}
	defer x.leave()
	if x.stage == over {
		return
	}
	if x.said {
		a.spend(ctx, x)
		return
	}
	if x.again {
		x.reach(deferred)
	}
	if x.stage == open && x.doubt == "" {
		if !x.press {
			x.private = true // nobody needs to see it come and go
		}
		if err := a.deferral(ctx, x); err != nil {
			a.log.Debug("an interaction stays without an answer", "error", err)
			return
		}
	}
	a.takeBack(ctx, x)
}

// withdraw takes a promise back that can soon not be kept any more.
func (a *Adapter) withdraw(ctx context.Context, x *exchange) {
	if x.enter(ctx) != nil {
		return
	}
	defer x.leave()
	a.takeBack(ctx, x)
	x.reach(over)
}

// takeBack removes the promise of an answer, if that still stands. The exchange
// is the caller's.
func (a *Adapter) takeBack(ctx context.Context, x *exchange) {
	if x.press || x.stage != deferred {
		return
	}
	if err := a.client.call(ctx, "DELETE", x.webhook()+"/messages/@original", nil, nil); err != nil {
		a.log.Debug("an interaction looks as if its answer would still come", "error", err)
	}
}
