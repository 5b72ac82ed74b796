// Package discordtest is a strict Discord for tests: the REST API and the
// gateway. It knows the rules of the official description and the documented
// limits for the calls that a bot of ours may use, refuses what breaks them and
// remembers it, and plays the people on their servers. It serves on a port of
// the loopback, and REST also in memory.
//
//	s := discordtest.New(t, discordtest.Options{})
//	api := s.Start(t) // or an http.Client with s.Transport() and discordtest.URL
//	ann := s.User("Ann")
//	here := s.Guild("Backs", ann).Text("general")
//	s.AwaitReady(t)
//	ann.Slash(here.ID, "ask", "question", "why does it crack?")
//	s.Await(t, 5*time.Second, "an answer", func() bool { return len(s.Said(here.ID)) == 1 })
//	ann.Press(s.Last(here.ID), "Why this?")
package discordtest

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"limber/adapters/internal/fakeserver"
)

// DefaultToken is the token of the bot unless Options say another.
const DefaultToken = "MTAwMDAwMDAwMDAwMDAwMDAx.only.this-server-takes-it"

// Options say how a server differs from a strict one. The zero value is strict.
type Options struct {
	Token   string        // default DefaultToken
	Name    string        // default "Limber"
	Limits  *Limits       // default DefaultLimits
	Latency time.Duration // of every call, half on the way there and half on the way back
	// AnswerIn is how long an interaction may be answered, default 3 s; FollowFor
	// how long it may be followed up, default 15 min.
	AnswerIn, FollowFor time.Duration
	// Privileged are the privileged intents that the operator has switched on:
	// IntentMembers, IntentPresences, IntentContent. Default none.
	Privileged int64
	// Permissions are those of the bot on new servers, default DefaultPermissions.
	Permissions int64
	Shards      int           // that /gateway/bot advises, default 1
	Concurrency int           // max_concurrency, default 1
	Starts      int           // IDENTIFYs a day, default 1000
	Heartbeat   time.Duration // interval, default 41.25 s
	// SessionLife is how long a session can be resumed after its connection has
	// ended. Default 2 min.
	SessionLife time.Duration
	// NonceLife is how long enforce_nonce finds a message again. Default 5 min.
	NonceLife time.Duration
	// Lenient leaves it to the test to look at Violations. Otherwise each of
	// them fails the test when it ends.
	Lenient bool
}

// Server is the platform. All its methods work from any goroutine.
type Server struct {
	t       testing.TB
	opts    Options
	botID   string
	ctx     context.Context // done when the test ends
	running sync.WaitGroup  // calls, connections and timers under way

	turn     atomic.Int64 // counts calls that come and answers that hold some back
	mu       sync.Mutex
	changed  chan struct{} // closed and made anew at every change
	calls    []*Call
	faults   []*injected
	away     time.Time            // no connection is taken before
	listener *fakeserver.Listener // nil unless Start was called
	lastID   uint64
	skew     time.Duration // of the server's clock

	windows map[string]*window
	holds   map[string]hold // by the bucket that a 429 named
	earned  []Call
	hasty   []Call
	invalid int
	unsure  map[string]bool // calls that had their effect though the bot was not told

	users        map[string]*User
	guilds       []*guild
	channels     map[string]*channel
	interactions []*interaction
	commands     map[string][]object // by guild, "" for global
	pings        []Ping
	typings      []Typing
	gw           gateway
}

// New makes a server that lives as long as the test.
func New(t testing.TB, o Options) *Server {
	t.Helper()
	limits := DefaultLimits()
	setDefault(&o.Limits, &limits)
	setDefault(&o.Token, DefaultToken)
	setDefault(&o.Name, "Limber")
	setDefault(&o.AnswerIn, 3*time.Second)
	setDefault(&o.FollowFor, 15*time.Minute)
	setDefault(&o.Permissions, DefaultPermissions)
	setDefault(&o.Shards, 1)
	setDefault(&o.Concurrency, 1)
	setDefault(&o.Starts, 1000)
	setDefault(&o.Heartbeat, 41250*time.Millisecond)
	setDefault(&o.SessionLife, 2*time.Minute)
	setDefault(&o.NonceLife, 5*time.Minute)
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		t: t, opts: o, ctx: ctx, changed: make(chan struct{}), windows: map[string]*window{global: {}},
		holds: map[string]hold{}, unsure: map[string]bool{}, users: map[string]*User{},
		channels: map[string]*channel{}, commands: map[string][]object{},
	}
	s.gw.begin()
	s.botID = s.newID()
	s.users[s.botID] = &User{ID: s.botID, Name: o.Name, s: s}
	t.Cleanup(func() {
		cancel()
		s.hangUp()
		s.running.Wait()
		if o.Lenient {
			return
		}
		for _, v := range s.Violations() {
			t.Errorf("discordtest: violation: %s", v)
		}
	})
	return s
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Token is what the bot must call itself by, without "Bot ".
func (s *Server) Token() string { return s.opts.Token }

// BotID is the bot's user id, which is its application's too.
func (s *Server) BotID() string { return s.botID }

// SetClock lets the server's clock go wrong by d: the Date header, the reset
// times and the dates of messages.
func (s *Server) SetClock(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew = d
}

// now is what the server's clock shows. The caller holds the lock.
func (s *Server) now() time.Time { return time.Now().Add(s.skew) }

// epoch is the first millisecond of 2015, from which ids count.
const epoch = 1_420_070_400_000

// newID is the next snowflake. Where the clock is before 2015, as in a
// testing/synctest bubble, it counts from there all the same. The caller holds
// the lock or is alone.
func (s *Server) newID() string {
	ms := time.Now().UnixMilli() - epoch
	if ms < 1 {
		ms += epoch
	}
	s.lastID = max(s.lastID+1, uint64(ms)<<22)
	return strconv.FormatUint(s.lastID, 10)
}

// touch wakes all who wait for a change. The caller holds the lock.
func (s *Server) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// locked returns what look sees.
func locked[T any](s *Server, look func() T) T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return look()
}

// change lets do change the server.
func (s *Server) change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
	s.touch()
}
