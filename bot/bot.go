package bot

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"sync"
	"time"

	"limber/knowledge"
)

const (
	// beatEvery is how exactly it is known when a killed process was last alive.
	beatEvery = time.Second
	// finishWithin is how long the end may take once Run was told to end.
	finishWithin = 5 * time.Second
	// purgeEvery is how often what is too old is removed.
	purgeEvery = 24 * time.Hour
)

// Config is what a Bot is made of.
type Config struct {
	// Pack is what the bot speaks for, in all of its languages.
	Pack *knowledge.Pack
	// Packs are those of servers with a pack of their own, by Event.Server.
	Packs   map[string]*knowledge.Pack
	Adapter Adapter
	Store   Store
	Log     *slog.Logger
	// Retention is how long conversations, ended sessions and gaps are kept
	// after they were last touched. Default 90 days.
	Retention time.Duration
	// Leads reports whether this process leads the connection at this moment.
	// It is asked before each message leaves. Default: always.
	Leads func() bool
	// GoOn lets sessions of an earlier process run on where they missed nothing.
	// Else they come back paused.
	GoOn bool
	// Meter is told what an operator watches. Default: nobody.
	Meter Meter
}

// Bot is the assistant on one connection.
type Bot struct {
	voices    map[string]voice // by server; that of "" is for all others
	adapter   Adapter
	store     Store
	log       *slog.Logger
	retention time.Duration
	leads     func() bool
	goOn      bool
	meter     Meter

	clock *clock
	lanes lanes
	post  *post
	crowd crowd
	calls calls

	lobbies lobbies

	mu       sync.Mutex
	sessions map[Address]*live // guarded by mu; each value by its address's lane, its address by both
}

// live is a session that has not ended, in the process that guides it.
type live struct {
	Session
	voice    voice           // of its pack
	followed Session         // as the clock has it; guarded by Bot.mu
	told     time.Time       // when the member was told that it is back
	fresh    bool            // the next cue answers a word of the member's
	sent     int             // the cue that is on its way while Sending
	late     time.Duration   // how late that one is
	lateness []time.Duration // of each boundary said by this process
}

// New makes a Bot. Run lets it work.
func New(o Config) *Bot {
	if o.Retention == 0 {
		o.Retention = 90 * 24 * time.Hour
	}
	if o.Leads == nil {
		o.Leads = func() bool { return true }
	}
	if o.Meter == nil {
		o.Meter = deaf{}
	}
	b := &Bot{
		voices: map[string]voice{"": {o.Pack}}, adapter: o.Adapter, store: o.Store,
		log:       o.Log.With("connection", o.Adapter.Connection().String()),
		retention: o.Retention,
		leads:     o.Leads,
		goOn:      o.GoOn,
		meter:     o.Meter,
		clock:     newClock(),
		sessions:  map[Address]*live{},
	}
	for server, p := range o.Packs {
		b.voices[server] = voice{p}
	}
	b.post = newPost(b)
	return b
}

// Run serves the connection until ctx is done or the adapter has nothing more
// to receive. Sessions of an earlier process come back paused at the start, or
// go on (Config.GoOn); those that run at the end are parked, unless the cause
// why ctx is done says that another process goes on with them: ErrHandedOver,
// or ErrLost. Run returns when its goroutines have ended.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.restore(ctx); err != nil {
		return err
	}
	told := ctx
	finish, done := lasting(told, finishWithin)
	defer done()
	defer context.AfterFunc(told, func() {
		if errors.Is(context.Cause(told), ErrLost) {
			b.post.end()
		}
	})()
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { b.beat(ctx) })
	running.Go(func() { b.clock.run(ctx, func(a Address) { b.boundary(ctx, a) }) })
	running.Go(func() { b.purge(ctx) })

	err := b.adapter.Run(ctx, b.Handle)
	cancel()
	running.Wait()

	if cause := context.Cause(told); !errors.Is(cause, ErrHandedOver) && !errors.Is(cause, ErrLost) {
		b.park(finish)
	}
	b.post.close(finish)
	return err
}

// lasting returns a context that ends so long after another one does, and with
// it where the lead is lost.
func lasting(ctx context.Context, more time.Duration) (_ context.Context, done func()) {
	longer, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		cause := context.Cause(ctx)
		if !errors.Is(cause, ErrLost) {
			timer := time.NewTimer(more)
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-longer.Done():
			}
		}
		cancel(cause)
	})
	return longer, func() {
		stop()
		cancel(nil)
	}
}

// Handle deals with one event: safety first, then commands, then the pack. The
// member gets a reply in any case; the error is for the operator.
func (b *Bot) Handle(ctx context.Context, ev Event) error {
	ctx, done := lasting(ctx, finishWithin) // what has begun is brought to its end
	defer done()
	v := b.voiceIn(ev.Server)
	t := &turn{Bot: b, ctx: ctx, event: ev, from: ev.From, voice: v, pack: v.pack}
	n, leave := b.crowd.enter(ev.From.Person())
	defer leave()
	switch {
	case ev.MovedTo != "":
		t.moved(ev.MovedTo)
	case !t.flooding(n):
		t.inLane()
	}
	if ev.Dealt != nil {
		ev.Dealt()
	}
	for _, reply := range t.replies {
		t.fail(reply.wait(ctx))
	}
	if t.err != nil {
		b.log.Error("an event was not dealt with in full", "error", t.err)
	}
	return t.err
}

// voiceIn returns the voice of a server's pack.
func (b *Bot) voiceIn(server string) voice {
	if v, ok := b.voices[server]; ok {
		return v
	}
	return b.voices[""]
}

// voiceOf returns the voice of a pack by its id. Of one that is not served any
// more, it is the default.
func (b *Bot) voiceOf(id string) voice {
	for _, v := range b.voices {
		for _, p := range v.pack.Languages() {
			if p.Info.ID == id {
				return voice{p}
			}
		}
	}
	return b.voices[""]
}

// enter waits for the lane of a session's conversation, wherever that has moved
// to, and returns what leaves it.
func (b *Bot) enter(s *live) (leave func()) {
	for {
		b.mu.Lock()
		a := s.Address
		b.mu.Unlock()
		leave = b.lanes.enter(a)
		b.mu.Lock()
		same := s.Address == a
		b.mu.Unlock()
		if same {
			return leave
		}
		leave()
	}
}

// become gives a session its new state. Its address is read by who waits for
// its lane.
func (b *Bot) become(s *live, next Session) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.Session = next
}

func (b *Bot) session(a Address) *live {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sessions[a]
}

// sessionOf returns the session of a member, wherever it is; nil if there is
// none.
func (b *Bot) sessionOf(p Person) *live {
	b.mu.Lock()
	defer b.mu.Unlock()
	for a, s := range b.sessions {
		if a.Person() == p {
			return s
		}
	}
	return nil
}

func (b *Bot) keep(s *live) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sessions[s.Address] = s
}

func (b *Bot) forget(a Address) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.sessions, a)
}

func (b *Bot) all() []*live {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]*live, 0, len(b.sessions))
	for _, s := range b.sessions {
		list = append(list, s)
	}
	return list
}

// beat notes each second that the connection is served, so that after a kill
// the time away is known.
func (b *Bot) beat(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	failing := false
	for {
		err := b.store.Beat(ctx, b.adapter.Connection(), time.Now())
		if err != nil && !failing && ctx.Err() == nil {
			b.log.Error("the database does not take the note that we are alive", "error", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// purge removes what is older than the retention, now and once a day.
func (b *Bot) purge(ctx context.Context) {
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		if err := b.store.Purge(ctx, time.Now().Add(-b.retention)); err != nil && ctx.Err() == nil {
			b.log.Error("old rows were not removed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// newID returns a session's id: short, for it is part of buttons' actions, and
// not to be guessed.
func newID() string {
	var id [5]byte
	rand.Read(id[:]) // never fails, by its documentation
	return hex.EncodeToString(id[:])
}
