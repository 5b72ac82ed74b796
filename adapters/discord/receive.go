package discord

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"limber/adapters/discord/gateway"
	"limber/bot"
	"limber/bot/platform"
)

// job is an event to be dealt with.
type job struct {
	id       int64 // of its parcel, 0 if it has none
	event    bot.Event
	exchange *exchange // that it waits in for an answer, nil if none
}

// keepWithin is how long keeping an event may take. Later events wait for it.
const keepWithin = 2 * time.Second

// hear takes one event of the gateway. It only keeps it and puts it in line, so
// that the next can come.
func (a *Adapter) hear(ctx context.Context, d *platform.Desk[job], ev gateway.Event) error {
	switch ev.Type {
	case "GUILD_CREATE", "GUILD_DELETE", "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE",
		"THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC":
		var c channel
		if a.reads(ev.Type, ev.Data, &c) {
			return a.placed(ctx, d, ev.Type, c)
		}
	case messageCreated:
		var m incoming
		if a.reads(ev.Type, ev.Data, &m) {
			return a.written(ctx, d, &m, ev.Data)
		}
	case interactionCreated:
		var i interaction
		if a.reads(ev.Type, ev.Data, &i) {
			return a.interacted(ctx, d, &i, ev.Data)
		}
	}
	return nil
}

// The events that are kept until they were dealt with.
const (
	messageCreated     = "MESSAGE_CREATE"
	interactionCreated = "INTERACTION_CREATE"
)

// reads decodes an event. One that cannot be read would come again and again, so
// that it is left out.
func (a *Adapter) reads(kind string, data []byte, into any) bool {
	err := json.Unmarshal(data, into)
	if err != nil {
		a.log.Error("an event that cannot be read is left out", "type", kind, "error", err)
	}
	return err == nil
}

// written takes a message.
func (a *Adapter) written(ctx context.Context, d *platform.Desk[job], m *incoming, raw []byte) error {
	a.meet(ctx, d, m)
	ev, ok := a.messageEvent(m)
	if !ok {
		return nil
	}
	a.places.use(m.Channel)
	id, fresh, err := a.keep(ctx, m.ID, ev.From.Member, messageCreated, raw)
	if err != nil || !fresh {
		return err
	}
	return d.Add(ctx, ev.From, job{id: id, event: ev})
}

// interacted takes a command, a press, or what is to be completed. From now on
// it is seen to that it is answered in time.
func (a *Adapter) interacted(ctx context.Context, d *platform.Desk[job], i *interaction, raw []byte) error {
	a.locate(i)
	if i.Type == completeInteraction {
		d.Go(func() { a.complete(ctx, i) })
		return nil
	}
	ev, ok := a.interactionEvent(i)
	if !ok {
		a.log.Warn("an interaction is of a kind that is not known", "type", i.Type)
		return nil
	}
	a.places.use(i.ChannelID)
	x := newExchange(i, ev, a.private(ev.From), time.Now())
	x.again = a.unkept.has(i.ID) // it may have been answered when it came before
	a.exchanges.add(x)
	if !x.again {
		d.Go(func() { a.attend(ctx, x) })
	}
	id, fresh, err := a.keep(ctx, i.ID, ev.From.Member, interactionCreated, raw)
	if err != nil || !fresh {
		close(x.ended)
		a.exchanges.remove(x)
		return err
	}
	return d.Add(ctx, ev.From, job{id: id, event: ev, exchange: x})
}

// kept is an event in the inbox.
type kept struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// keep stores an event until it was dealt with and reports whether it is new.
// After an error Discord brings the event again: to this process, to the next,
// or to the one that leads the connection by then. Where there is no other, an
// event that cannot be stored is dealt with all the same, as 0: Discord does not
// bring it again to a bot that stands still.
func (a *Adapter) keep(ctx context.Context, event, member, kind string, raw []byte) (id int64, fresh bool, err error) {
	body, err := json.Marshal(kept{kind, raw})
	if err == nil {
		var list []bot.Parcel
		id = number(event)
		soon, cancel := context.WithTimeout(ctx, keepWithin)
		defer cancel()
		list, err = a.inbox.Receive(soon, bot.Parcel{ID: id, Member: member, Body: body})
		fresh = len(list) > 0
	}
	_, shared := a.options.Inbox.(bot.Sharer)
	switch {
	case err == nil:
		return id, a.unkept.settle(event) || fresh, nil
	case shared || ctx.Err() != nil || errors.Is(err, bot.ErrLost):
		a.unkept.note(event)
		return 0, false, err
	}
	a.log.Error("an event would be lost if the process died now: the inbox does not take it", "error", err)
	return 0, true, nil
}

// unkept are events of which it is not known whether the inbox has them. Where it
// has, they are not new to it when they come again, and yet nobody deals with
// them.
type unkept struct {
	mu     sync.Mutex
	events map[string]bool
}

func (u *unkept) note(event string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.events == nil {
		u.events = map[string]bool{}
	}
	u.events[event] = true
}

func (u *unkept) has(event string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.events[event]
}

// settle forgets an event and reports whether it was one of them.
func (u *unkept) settle(event string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	was := u.events[event]
	delete(u.events, event)
	return was
}

// takeUp goes on with what an earlier process left.
func (a *Adapter) takeUp(ctx context.Context, d *platform.Desk[job]) {
	for _, p := range a.inbox.Left(ctx) {
		j, ok := a.leftover(p)
		if !ok {
			a.inbox.Finish(ctx, p.ID)
			continue
		}
		if d.Add(ctx, j.event.From, j) != nil {
			return // it is pending at the next start
		}
	}
}

// leftover reads what an earlier process kept. It reports false for what is of
// no use any more: a press or command whose member has long turned away.
func (a *Adapter) leftover(p bot.Parcel) (j job, ok bool) {
	var k kept
	if !a.reads("of the inbox", p.Body, &k) {
		return j, false
	}
	j.id = p.ID
	switch k.Type {
	case messageCreated:
		var m incoming
		if ok = a.reads(k.Type, k.Data, &m); ok {
			a.meet(context.Background(), nil, &m)
			j.event, ok = a.messageEvent(&m)
		}
	case interactionCreated:
		var i interaction
		if ok = a.reads(k.Type, k.Data, &i) && time.Since(madeAt(i.ID)) < talkWithin; ok {
			a.locate(&i)
			j.event, ok = a.interactionEvent(&i)
			j.exchange = newExchange(&i, j.event, a.private(j.event.From), madeAt(i.ID))
			j.exchange.again = true
			a.exchanges.add(j.exchange)
		}
	}
	j.event.Interrupted = p.Taken
	return j, ok
}
