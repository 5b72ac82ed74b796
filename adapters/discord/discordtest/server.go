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
	"cmp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"limber/adapters/internal/fakeserver"
)

// DefaultToken is the token of the bot unless Options say another.
const DefaultToken = "MTAwMDAwMDAwMDAwMDAwMDAx.only.this-server-takes-it"

// URL is where the bot finds the server through Transport. Any other works too.
const URL = "http://discord.test"

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
	fakeserver.Core[Call, Fault]
	opts   Options
	botID  string
	turn   atomic.Int64 // counts calls that come and answers that hold some back
	lastID uint64

	windows map[string]*window
	holds   map[string]hold // by the bucket that a 429 named
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
	o.Limits = cmp.Or(o.Limits, &limits)
	o.Token = cmp.Or(o.Token, DefaultToken)
	o.Name = cmp.Or(o.Name, "Limber")
	o.AnswerIn = cmp.Or(o.AnswerIn, 3*time.Second)
	o.FollowFor = cmp.Or(o.FollowFor, 15*time.Minute)
	o.Permissions = cmp.Or(o.Permissions, DefaultPermissions)
	o.Shards = cmp.Or(o.Shards, 1)
	o.Concurrency = cmp.Or(o.Concurrency, 1)
	o.Starts = cmp.Or(o.Starts, 1000)
	o.Heartbeat = cmp.Or(o.Heartbeat, 41250*time.Millisecond)
	o.SessionLife = cmp.Or(o.SessionLife, 2*time.Minute)
	o.NonceLife = cmp.Or(o.NonceLife, 5*time.Minute)
	s := &Server{
		opts: o, windows: map[string]*window{global: {}}, holds: map[string]hold{}, unsure: map[string]bool{},
		users: map[string]*User{}, channels: map[string]*channel{}, commands: map[string][]object{},
	}
	s.gw.begin()
	s.botID = s.newID()
	s.users[s.botID] = &User{ID: s.botID, Name: o.Name, s: s}
	s.Begin(t, fakeserver.Fake{Serve: s.serve, Report: s.Report, Violations: s.Violations, Lenient: o.Lenient})
	return s
}

// Token is what the bot must call itself by, without "Bot ".
func (s *Server) Token() string { return s.opts.Token }

// BotID is the bot's user id, which is its application's too.
func (s *Server) BotID() string { return s.botID }

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

// locked returns what look sees.
func locked[T any](s *Server, look func() T) T {
	s.Lock()
	defer s.Unlock()
	return look()
}

// change lets do change the server.
func (s *Server) change(do func()) {
	s.Lock()
	defer s.Unlock()
	do()
	s.Touch()
}
